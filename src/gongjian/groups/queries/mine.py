"""One's own groups: asked, joined, those that may concern one, what one says of oneself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongjian.kernel.actor import Actor

from .. import policy, rules
from ..models import Belonging, Group, Identity, Presence
from ..terms import OPEN_ANSWERS, Answer, Why
from .groups import GroupRow, row_of, with_people
from .proposals import known, sought_by, works_of
from .types import GroupType, list_identities

MOST = 20
"""Groups that may concern one, shown at once."""


@dataclass(frozen=True)
class Mine:
    """A group to which one stands in some way; ``named`` counts records that name one."""

    row: GroupRow
    answer: Answer
    is_named: bool
    named: int


@dataclass(frozen=True)
class Past:
    """A group that one was in, from a day to a day."""

    name: str
    joined_on: date
    left_on: date


@dataclass(frozen=True)
class MyGroups:
    """All about groups on one's own page; ``identities`` tells of each whether one has said so."""

    asked: tuple[Mine, ...]
    joined: tuple[Mine, ...]
    declined: tuple[Mine, ...]
    past: tuple[Past, ...]
    fitting: tuple[tuple[GroupRow, tuple[Why, ...]], ...]
    identities: tuple[tuple[GroupType, bool], ...]
    works: str
    is_person: bool


def get_my_groups(actor: Actor) -> MyGroups:
    """Return the actor's own groups; nothing, for who is no person."""
    mine = actor.person_id or 0
    said = frozenset(Identity.objects.filter(person_id=mine).values_list("type", flat=True))
    rows = list(
        Belonging.objects.filter(person_id=mine).select_related("group").order_by("group__name")
    )
    answers = _mine(rows, mine)
    work = works_of([mine], actor).get(mine)
    fitting = () if work is None else _fitting(actor, rows, known(work, said))
    return MyGroups(
        asked=tuple(each for each in answers if each.answer == Answer.ASKED),
        joined=tuple(each for each in answers if each.answer == Answer.JOINED),
        declined=tuple(each for each in answers if each.answer == Answer.DECLINED),
        past=tuple(
            Past(row.group.name, row.joined_on, row.left_on)
            for row in rows
            if row.joined_on is not None and row.left_on is not None
        ),
        fitting=fitting,
        identities=tuple((each, each.code in said) for each in list_identities(actor.on)),
        works=work.entity.name if work else "",
        is_person=actor.person_id is not None,
    )


def _mine(rows: list[Belonging], person_id: int) -> list[Mine]:
    open_rows = [row for row in rows if row.state in OPEN_ANSWERS]
    groups = with_people(Group.objects.filter(pk__in=[row.group_id for row in open_rows]))
    shown = {group.pk: row_of(group) for group in groups}
    named: dict[int, int] = {}
    of_person = Presence.objects.filter(person_id=person_id)
    for pk in of_person.values_list("gathering__group", flat=True):
        named[pk] = named.get(pk, 0) + 1
    return [
        Mine(shown[r.group_id], Answer(r.state), r.is_named, named.get(r.group_id, 0))
        for r in open_rows
    ]


def _fitting(
    actor: Actor, rows: list[Belonging], about: rules.Known
) -> tuple[tuple[GroupRow, tuple[Why, ...]], ...]:
    """Return the open groups that one's own record fits and that nobody asked one into yet."""
    answered = [row.group_id for row in rows if row.state in OPEN_ANSWERS]
    found = Group.objects.filter(policy.concerning(actor)).exclude(pk__in=answered)
    groups = with_people(found).prefetch_related("trades").order_by("name", "pk")[:MOST]
    return tuple((row_of(group), rules.concerns(sought_by(group), about)) for group in groups)
