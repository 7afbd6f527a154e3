"""Entities that may be one: the queue of pairs, and both of a pair side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden
from gongjian.org import queries as org

from .. import policy
from ..models import Cover, DoubtfulPair, Entity, EntityName
from ..terms import CoveredBy, EntityKind, PairReason, PairState

DECIDE = "entity.edit"


@dataclass(frozen=True)
class PairRow:
    """A pair as the queue lists it."""

    id: int
    first: str
    second: str
    place: str
    reason: PairReason
    state: PairState


@dataclass(frozen=True)
class Pairs:
    """One page of the queue, and how many pairs wait in all."""

    rows: tuple[PairRow, ...]
    total: int


@dataclass(frozen=True)
class Side:
    """One of two entities that may be one."""

    id: int
    name: str
    code: str
    is_doubtful: bool
    kind: EntityKind
    trade: str
    place: tuple[str, ...]
    venue: str
    address: str
    staff: int | None
    founded_on: date | None
    closed_on: date | None
    since: date
    names: tuple[str, ...]
    covers: tuple[tuple[str, CoveredBy], ...]


@dataclass(frozen=True)
class PairPage:
    """Two entities side by side; ``kept`` is the one that stayed if they were merged, else 0.

    ``may_decide`` tells whether the reader may; ``after`` is the next pair that waits, or 0.
    """

    id: int
    first: Side
    second: Side
    reason: PairReason
    state: PairState
    kept: int
    may_decide: bool
    after: int


def list_pairs(actor: Actor, query: TableQuery) -> Pairs:
    """Return one page of the pairs within reach: those to be decided, unless others are asked for.

    Raises:
        Forbidden: the actor may see no entity.
    """
    if not actor.may("entity.view"):
        raise Forbidden
    found = DoubtfulPair.objects.filter(
        policy.pairs(actor, "entity.view"), state=query.filters.get("state") or PairState.OPEN
    )
    if reason := query.filters.get("reason"):
        found = found.filter(reason=reason)
    rows = found.select_related("first__territory", "second").order_by("reason", "pk")
    return Pairs(tuple(_row(pair) for pair in rows[query.rows]), found.count())


def _row(pair: DoubtfulPair) -> PairRow:
    return PairRow(
        pair.pk,
        pair.first.name,
        pair.second.name,
        pair.first.territory.name,
        PairReason(pair.reason),
        PairState(pair.state),
    )


def get_pair(pair_id: int, actor: Actor) -> PairPage:
    """Return a pair within reach with both of its entities.

    Raises:
        NotVisible: there is none, or one of the two is out of reach.
    """
    visible = policy.pairs(actor, "entity.view")
    sides = ("first", "second")
    related = [f"{side}__{field}" for side in sides for field in ("territory", "venue", "trade")]
    pairs = DoubtfulPair.objects.select_related(*related)
    pair = fetch(pairs, pair_id, allowed=visible, visible=visible)
    decided = DoubtfulPair.objects.filter(policy.pairs(actor, DECIDE))
    return PairPage(
        id=pair.pk,
        first=_side(pair.first),
        second=_side(pair.second),
        reason=PairReason(pair.reason),
        state=PairState(pair.state),
        kept=pair.merged.get("kept", 0),
        may_decide=actor.may(DECIDE) and decided.filter(pk=pair_id).exists(),
        after=_after(pair, decided),
    )


def _after(pair: DoubtfulPair, among: QuerySet[DoubtfulPair]) -> int:
    """Return the pair that waits next after this one in the queue's order, or 0."""
    later = Q(reason=pair.reason, pk__gt=pair.pk) | Q(reason__gt=pair.reason)
    waiting = among.filter(later, state=PairState.OPEN).order_by("reason", "pk")
    return waiting.values_list("pk", flat=True).first() or 0


def _side(entity: Entity) -> Side:
    covers = Cover.objects.filter(policy.held(), entity=entity, valid_to__isnull=True)
    return Side(
        id=entity.pk,
        name=entity.name,
        code=entity.code,
        is_doubtful=entity.doubtful_code,
        kind=EntityKind(entity.kind),
        trade=f"{entity.trade_id} {entity.trade}" if entity.trade else "",
        place=org.territory_trail(entity.territory_id),
        venue=entity.venue.name if entity.venue else "",
        address=entity.address,
        staff=entity.staff,
        founded_on=entity.founded_on,
        closed_on=entity.closed_on,
        since=entity.since,
        names=tuple(EntityName.objects.filter(entity=entity).values_list("name", flat=True)),
        covers=tuple(
            (cover.unit.name, CoveredBy(cover.by))
            for cover in covers.select_related("unit").order_by("by", "pk")
        ),
    )
