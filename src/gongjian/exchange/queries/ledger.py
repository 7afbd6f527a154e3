"""Give and get: what two units did for each other, in services that the requester confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import NotVisible
from gongjian.org import queries as org
from gongjian.org.models import Unit

from .. import policy
from ..models import ServiceItem
from ..terms import ItemState


@dataclass(frozen=True)
class Confirmed:
    """Confirmed services in one direction: how many, how many heads came, and the last day."""

    services: int = 0
    heads: int = 0
    last_on: date | None = None


@dataclass(frozen=True)
class LedgerRow:
    """What a unit gave to a partner and got from it."""

    partner_id: int
    partner: str
    gave: Confirmed
    got: Confirmed


@dataclass(frozen=True)
class Ledger:
    """One unit's page of the ledger, its partners by name: no order of merit."""

    unit_id: int
    unit: str
    rows: tuple[LedgerRow, ...]


@dataclass(frozen=True)
class ServiceRow:
    """One confirmed service between two units."""

    item_id: int
    title: str
    giving: str
    asking: str
    heads: int
    confirmed_at: datetime | None


@dataclass(frozen=True)
class PairLedger:
    """The confirmed services between two units, in one direction or both."""

    unit_id: int
    unit: str
    partner_id: int
    partner: str
    rows: tuple[ServiceRow, ...]
    total: int


def _confirmed(actor: Actor) -> QuerySet[ServiceItem]:
    return ServiceItem.objects.filter(policy.items(actor, "item.view"), state=ItemState.CONFIRMED)


def list_ledger_units(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return id and name of each unit whose ledger the actor may read, by name."""
    return tuple(org.list_units(actor, "item.view").values_list("pk", "name"))


def own_unit(actor: Actor) -> int | None:
    """Return the unit that the actor speaks for in services, the first if several."""
    return next((grant.unit_id for grant, _permission in actor.holding("item.agree")), None)


def get_ledger(unit_id: int, actor: Actor) -> Ledger:
    """Return with whom a unit exchanged services, each direction by itself.

    Raises:
        NotVisible: there is no such unit, or it is out of reach.
    """
    unit = org.get_unit(unit_id, actor, "item.view")
    gave = _by_partner(_confirmed(actor).filter(unit=unit), "need__unit_id")
    got = _by_partner(_confirmed(actor).filter(need__unit=unit), "unit_id")
    partners = Unit.objects.filter(pk__in={*gave, *got}).order_by("name", "pk")
    return Ledger(
        unit_id=unit.pk,
        unit=unit.name,
        rows=tuple(
            LedgerRow(
                each.pk, each.name, gave.get(each.pk, Confirmed()), got.get(each.pk, Confirmed())
            )
            for each in partners
        ),
    )


def _by_partner(found: QuerySet[ServiceItem], partner: str) -> dict[int, Confirmed]:
    sums = found.values(partner).annotate(
        services=Count("pk"), heads=Sum("heads_delivered"), last_at=Max("confirmed_at")
    )
    return {
        row[partner]: Confirmed(
            row["services"], row["heads"] or 0, timezone.localdate(row["last_at"])
        )
        for row in sums.order_by()
    }


def get_pair_ledger(unit_id: int, partner_id: int, actor: Actor, query: TableQuery) -> PairLedger:
    """Return the confirmed services between two units; the filter ``way`` is gave or got.

    Raises:
        NotVisible: one of the units does not exist or both are out of reach.
    """
    unit = org.get_unit(unit_id, actor, "item.view")
    partner = Unit.objects.filter(pk=partner_id).first()
    if partner is None:
        raise NotVisible
    ways = {
        "gave": Q(unit=unit, need__unit=partner),
        "got": Q(unit=partner, need__unit=unit),
    }
    way = query.filters.get("way", "")
    found = _confirmed(actor).filter(ways[way] if way in ways else ways["gave"] | ways["got"])
    page = found.select_related("need", "need__unit", "unit").order_by("-confirmed_at", "-pk")
    return PairLedger(
        unit_id=unit.pk,
        unit=unit.name,
        partner_id=partner.pk,
        partner=partner.name,
        rows=tuple(map(_service, page[query.rows])),
        total=found.count(),
    )


def _service(item: ServiceItem) -> ServiceRow:
    return ServiceRow(
        item_id=item.pk,
        title=item.need.title,
        giving=item.unit.name,
        asking=item.need.unit.name,
        heads=item.heads_delivered or 0,
        confirmed_at=item.confirmed_at,
    )
