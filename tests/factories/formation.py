"""Members at work in market entities, as their branch records them."""

from __future__ import annotations

import itertools
from datetime import date

from factories.org import FOUNDED, TODAY, moment, office
from gongjian.entities.models import Entity
from gongjian.formation import actions
from gongjian.kernel.actor import Actor, system
from gongjian.members import actions as members
from gongjian.members.actions import MemberFacts
from gongjian.members.models import Person
from gongjian.org.models import Unit

_numbers = itertools.count(1)


def make_member(branch: Unit, *, formal: bool = True) -> Person:
    """Enter a member whose relation a branch holds."""
    number = next(_numbers)
    facts = MemberFacts(
        name=f"党员{number}",
        mobile=f"1380000{number:04d}",
        unit_id=branch.pk,
        joined_on=date(2015, 7, 1),
        formal_since=date(2016, 7, 1) if formal else None,
    )
    return members.enter_member(facts, actor=office(), at=moment(FOUNDED))


def employ(entity: Entity, branch: Unit, formal: int, probationary: int = 0) -> list[Person]:
    """Let so many members of a branch work in an entity."""
    people = [make_member(branch) for _ in range(formal)]
    people += [make_member(branch, formal=False) for _ in range(probationary)]
    for person in people:
        actions.set_workplace(
            person.pk, entity.pk, from_day=FOUNDED, actor=office(), at=moment(FOUNDED)
        )
    return people


def watcher(on: date = TODAY) -> Actor:
    """Return the system actor that opens incubation cases."""
    return system("test", on, "formation.watch")
