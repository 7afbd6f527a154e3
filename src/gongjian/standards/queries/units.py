"""Units that can have a brand, who looks after it, who decides, and which branches lie below."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from gongjian.kernel import parameters
from gongjian.kernel.actor import Actor
from gongjian.members.models import FormalRelation, ParticipationRelation, Person
from gongjian.org import policy as org_policy
from gongjian.org import queries as org
from gongjian.org.catalogue import AUTHORITY, ORGANISATION, UNIT_TYPES, Kind
from gongjian.org.models import Placement, Unit
from gongjian.org.policy import on_day

from .. import rules


def branded_units() -> QuerySet[Unit]:
    """Return the open units that can have a brand: organisations, and the units above them."""
    return Unit.objects.filter(type__in=_types(ORGANISATION, AUTHORITY), closed_on__isnull=True)


def _types(*kinds: Kind) -> list[str]:
    codes = {kind.code for kind in kinds}
    return [each.code for each in UNIT_TYPES.values() if each.kind.code in codes]


def list_proposers(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return the units for which the actor may propose a brand."""
    found = branded_units().filter(org_policy.scope(actor, "brand.propose"))
    return tuple(found.order_by("name", "pk").values_list("pk", "name"))


def list_owners(unit_id: int, *, on: date) -> tuple[tuple[int, str], ...]:
    """Return who can look after a unit's brand on a day: its own people and its members."""
    held = FormalRelation.objects.filter(on_day(on), unit_id=unit_id)
    guests = ParticipationRelation.objects.filter(on_day(on), unit_id=unit_id)
    within = (
        Q(unit_id=unit_id)
        | Q(pk__in=held.values("person_id"))
        | Q(pk__in=guests.values("person_id"))
    )
    return tuple(Person.objects.filter(within).order_by("name", "pk").values_list("pk", "name"))


def decides_about(unit_id: int, actor: Actor) -> bool:
    """Tell whether the actor stands above a unit, near enough to decide about its brand.

    Within ``brand.decide_levels``; who stands at the top of a line decides about itself.
    """
    if "brand.decide" in actor.system_permissions:
        return True
    most = parameters.in_force(actor.on).whole("brand.decide_levels")
    paths = {line: path for _pk, line, path in org.paths_of([unit_id], on=actor.on)}
    for grant, held in actor.holding("brand.decide"):
        above, below = grant.paths.get(held.line), paths.get(held.line)
        if not above or not below:
            continue
        levels = rules.levels_above(above, below)
        is_top = levels == 0 and below.count("/") == 2
        if is_top or (levels is not None and 1 <= levels <= most):
            return True
    return False


def branches_under(unit_id: int, *, line: str, on: date) -> tuple[tuple[int, str], ...]:
    """Return the organisations directly below a unit on a line on a day, by name."""
    placed = Placement.objects.filter(on_day(on), parent_id=unit_id, line=line)
    found = Unit.objects.filter(
        pk__in=placed.values("unit_id"), type__in=_types(ORGANISATION), closed_on__isnull=True
    )
    return tuple(found.order_by("name", "pk").values_list("pk", "name"))
