"""For whom an organisation is sought: the units, and how many members work there on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from gongjian.entities.models import Cover, Entity
from gongjian.entities.terms import CoveredBy
from gongjian.kernel import parameters
from gongjian.members.models import FormalRelation, Membership
from gongjian.org import queries as org
from gongjian.org.models import Unit
from gongjian.org.policy import on_day
from gongjian.org.terms import Line

from ..models import Workplace
from ..rules import Employer, Ground, Limits
from ..terms import GroundKind

TOWN = 9
"""Digits of a town's code."""


@dataclass(frozen=True)
class PartList:
    """A part of a branch that is to be divided: its name, and the members that the list gives it.

    The first part is the branch itself, which stays where it is with those who stay in it.
    """

    name: str
    people: frozenset[int]


@dataclass(frozen=True)
class Sought:
    """For whom: some entities, all in a venue, or all in a place who have no other branch.

    Or a branch that has grown large, with the parts of its list once there is one.
    """

    kind: GroundKind
    entity_ids: tuple[int, ...] = ()
    venue_id: int | None = None
    territory: str | None = None
    ends_on: date | None = None
    branch_id: int | None = None
    parts: tuple[PartList, ...] | None = None


def limits_on(day: date) -> Limits:
    """Return the thresholds in force on a day."""
    values = parameters.in_force(day)
    return Limits(
        min_formal=values.whole("org.min_formal"),
        branch_max=values.whole("org.branch_max"),
        general_min=values.whole("org.general_min"),
        committee_min=values.whole("org.committee_min"),
        joint_max_units=values.whole("org.joint_max_units"),
        task_months=values.whole("org.task_months"),
    )


def _working(day: date) -> QuerySet[Any]:
    """Return who works where on a day, members only: entity, and whether formal by then."""
    members = Membership.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=day), joined_on__lte=day
    )
    return Workplace.objects.filter(on_day(day), person__in=members.values("person_id"))


def people_of(sought: Sought, *, on: date) -> QuerySet[Any]:
    """Return the keys of the members who are counted for those sought."""
    working = _working(on).filter(entity__in=_sought_entities(sought, on))
    return working.values_list("person_id", flat=True)


def people_who_go_along(sought: Sought, superior_id: int, *, on: date) -> list[int]:
    """Return the keys of those counted whose relation a branch below the superior holds."""
    held = _held(sought, on).filter(unit__in=_under(superior_id, on))
    return list(held.order_by("person_id").values_list("person_id", flat=True))


def count_held_elsewhere(sought: Sought, superior_id: int, *, on: date) -> int:
    """Count those counted whose relation no branch below the superior holds."""
    return _held(sought, on).exclude(unit__in=_under(superior_id, on)).count()


def _held(sought: Sought, on: date) -> QuerySet[FormalRelation]:
    people = people_of(sought, on=on)
    return FormalRelation.objects.filter(valid_to__isnull=True, person__in=people)


def _under(superior_id: int, on: date) -> QuerySet[Any]:
    return org.units_under(superior_id, line=line_of(superior_id, on=on), on=on)


def line_of(superior_id: int, *, on: date) -> str:
    """Return the line on which a superior's organisations stand: places first (块)."""
    lines = {line for _unit, line, _path in org.paths_of([superior_id], on=on)}
    return Line.SECTORAL if lines and Line.TERRITORIAL not in lines else Line.TERRITORIAL


def count_members(entity_ids: Iterable[int], *, on: date) -> dict[int, tuple[int, int]]:
    """Return formal and probationary members by entity, for those where somebody works."""
    working = _working(on).filter(entity_id__in=list(entity_ids))
    return _counted(working, on)


def members_by_entity(*, on: date) -> dict[int, tuple[int, int]]:
    """Return formal and probationary members of every entity where members work on a day."""
    return _counted(_working(on), on)


def _counted(working: QuerySet[Any], on: date) -> dict[int, tuple[int, int]]:
    rows = list(working.values_list("entity_id", "person__membership__formal_since"))
    formal = Counter(entity for entity, since in rows if since is not None and since <= on)
    everyone = Counter(entity for entity, _since in rows)
    return {entity: (formal[entity], count - formal[entity]) for entity, count in everyone.items()}


def _sought_entities(sought: Sought, on: date) -> QuerySet[Entity]:
    """Return the entities sought for that exist on the day and where members work.

    Of a venue or a place only those count; firms without members cannot make a branch.
    """
    there = Entity.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=on), merged_into__isnull=True
    )
    if sought.venue_id is not None:
        return there.filter(venue_id=sought.venue_id, pk__in=_working(on).values("entity_id"))
    if sought.territory is not None:
        return (
            there.filter(
                territory__code__startswith=sought.territory,
                pk__in=_working(on).values("entity_id"),
            )
            .exclude(pk__in=_covered(on).values("entity_id"))
            .exclude(venue_id__in=_covered(on).filter(venue__isnull=False).values("venue_id"))
        )
    return there.filter(pk__in=sought.entity_ids)


def _covered(on: date) -> QuerySet[Cover]:
    return Cover.objects.filter(on_day(on), by=CoveredBy.BRANCH, territory__isnull=True).exclude(
        entity__isnull=True, venue__isnull=True
    )


def get_ground(sought: Sought, *, on: date) -> Ground:
    """Return what the rules judge: each unit with its members, and how the units lie."""
    if sought.branch_id is not None:
        return _of_branch(sought.branch_id, sought.parts, on)
    entities = list(_sought_entities(sought, on).select_related("trade").order_by("pk"))
    counts = count_members([entity.pk for entity in entities], on=on)
    employers = tuple(Employer(entity.name, *counts.get(entity.pk, (0, 0))) for entity in entities)
    months = None
    if sought.ends_on is not None:
        months = (sought.ends_on.year - on.year) * 12 + sought.ends_on.month - on.month
    return Ground(
        sought.kind,
        employers,
        towns=len({entity.territory_id[:TOWN] for entity in entities}),
        trades=len({entity.trade.section if entity.trade else "" for entity in entities}),
        months=months,
        ends=sought.ends_on is not None,
    )


def members_of(branch_id: int, *, on: date) -> dict[int, bool]:
    """Return the members whose relation a branch holds from now on: whether formal by a day."""
    held = FormalRelation.objects.filter(unit_id=branch_id, valid_to__isnull=True)
    since = held.values_list("person_id", "person__membership__formal_since")
    return {pk: formal is not None and formal <= on for pk, formal in since}


def _of_branch(branch_id: int, parts: tuple[PartList, ...] | None, on: date) -> Ground:
    """Return a branch with its members, or each part of its list with those it has of them."""
    members = members_of(branch_id, on=on)
    if parts is None:
        name = Unit.objects.values_list("name", flat=True).get(pk=branch_id)
        whole = _employer(PartList(name, frozenset(members)), members)
        return Ground(GroundKind.BRANCH, (whole,))
    listed = frozenset().union(*(part.people for part in parts))
    employers = tuple(_employer(part, members) for part in parts)
    unlisted = len(members.keys() - listed)
    return Ground(GroundKind.BRANCH, employers, unlisted=unlisted)


def _employer(part: PartList, members: dict[int, bool]) -> Employer:
    there = [members[pk] for pk in part.people if pk in members]
    return Employer(part.name, sum(there), len(there) - sum(there))
