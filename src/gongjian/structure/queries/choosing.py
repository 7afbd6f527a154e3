"""What forms offer to choose from: places, and what a unit is responsible for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.org import policy as org
from gongjian.org.catalogue import LINES
from gongjian.org.models import Responsibility, Territory, Unit
from gongjian.org.terms import Level

from .. import rules
from .vacancies import open_duties

MOST_PLACES = 200


def places_to_choose(
    actor: Actor, find: str = "", *, keep: Iterable[str] = ()
) -> tuple[tuple[str, str], ...]:
    """Return the places within those of the actor's own authorities, whose name holds ``find``.

    At most ``MOST_PLACES``, wider ones first; those of ``keep`` in any case.
    """
    places = Territory.objects.filter(_within_own(actor))
    found = places.filter(Q(name__icontains=find) | Q(code__startswith=find)) if find else places
    chosen = list(found.order_by("level", "code")[:MOST_PLACES])
    missing = set(keep) - {place.code for place in chosen}
    chosen += places.filter(code__in=missing) if missing else []
    parents = {place.parent_id for place in chosen}
    above = dict(Territory.objects.filter(code__in=parents).values_list("code", "name"))
    return tuple(
        (place.code, f"{place.name} ({_(', ').join(_trail(place, above))})") for place in chosen
    )


def _trail(place: Territory, above: dict[str, str]) -> list[str]:
    return [part for part in (above.get(place.parent_id or "", ""), place.code) if part]


def _within_own(actor: Actor) -> Q:
    if rules.EDIT in actor.system_permissions:
        return Q(level__gte=Level.COUNTY)
    units = {grant.unit_id for grant, _held in actor.holding(rules.EDIT)}
    codes = Unit.objects.filter(pk__in=units, territory__isnull=False)
    within = (Q(code__startswith=code) for code in codes.values_list("territory_id", flat=True))
    return reduce(or_, within, org.NOTHING)


def duties_of(unit_id: int, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return what a unit in reach is responsible for today, each as ``line:code`` and in words."""
    held: Iterable[Responsibility] = (
        open_duties(actor.on)
        .filter(org.units(actor, rules.EDIT, "unit_id"), unit_id=unit_id)
        .select_related("territory")
        .order_by("line", "territory_id")
    )
    return tuple(
        (
            f"{row.line}:{row.territory_id}",
            f"{row.territory.name} ({LINES.get(row.line, row.line)})",
        )
        for row in held
    )
