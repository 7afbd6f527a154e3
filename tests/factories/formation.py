"""Members at work in market entities, as their branch records them."""

from __future__ import annotations

import itertools
from datetime import date

from factories.entities import make_cover, make_entity, make_territory
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from gongjian.entities.models import Entity
from gongjian.formation import actions
from gongjian.formation.actions import ProposalEntry
from gongjian.formation.models import Case, Incubation
from gongjian.formation.queries import PartList, Sought
from gongjian.formation.terms import Form, GroundKind
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


def make_case(superior: Unit) -> Case:
    """Propose a branch for a firm with three formal members, under this unit."""
    pool = make_unit("测试综合党支部", "branch", under=superior, line="territorial")
    entity = make_entity()
    employ(entity, pool, 3)
    sought = Sought(GroundKind.FIRM, entity_ids=(entity.pk,))
    entry = ProposalEntry(Form.STANDALONE, sought, f"测试党支部{next(_numbers)}", superior.pk)
    return actions.propose(entry, actor=office(), at=moment())


def make_incubation(superior: Unit) -> Incubation:
    """Let the watch open a case for a firm in the region of a comprehensive branch."""
    region = make_unit("测试社区综合党支部", "branch", under=superior, line="territorial")
    make_cover(region, make_territory())
    employ(make_entity(), region, 3)
    actions.watch(actor=watcher(), at=moment())
    return Incubation.objects.filter(region=region).latest("pk")


def make_division(superior: Unit) -> Case:
    """Propose to divide a branch under this unit; a reason is given, as it is not large."""
    number = next(_numbers)
    branch = make_unit(f"大支部{number}", "branch", under=superior, line="territorial")
    stay, go = ([make_member(branch).pk for _ in range(3)] for _part in range(2))
    parts = (
        PartList(branch.name, frozenset(stay)),
        PartList(f"第二党支部{number}", frozenset(go)),
    )
    sought = Sought(GroundKind.BRANCH, branch_id=branch.pk, parts=parts)
    entry = ProposalEntry(Form.GENERAL, sought, f"党总支{number}", superior.pk, "相距远")
    return actions.propose(entry, actor=office(), at=moment())
