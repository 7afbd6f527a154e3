"""Groups, and members who work where a group may concern them."""

from __future__ import annotations

from datetime import date
from typing import Any

from factories.entities import TOWN, make_entity, make_territory
from factories.formation import make_member
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from factories.packs import load_pack, make_files
from gongjian.entities.models import Entity
from gongjian.formation import actions as formation
from gongjian.groups import actions
from gongjian.groups.actions import GatheringEntry, GroupEntry
from gongjian.groups.models import Gathering, Group
from gongjian.kernel.actor import Actor
from gongjian.members import actions as members
from gongjian.members.models import Person
from gongjian.org.models import Unit

TYPES = """
[group_types.of_trade]
name = { zh = "行业组", en = "Trade group" }
by = "trade"

[group_types.of_owners]
name = { zh = "经营者组", en = "Owners' group" }
by = "identity"
identity = { zh = "我在经营", en = "I run a business" }

[group_types.of_task]
name = { zh = "任务组", en = "Task group" }
by = "task"
"""


def load_types() -> None:
    """Load the pack with the three types of groups; again it does nothing."""
    load_pack(make_files(TYPES, code="group_pack"))


def entry(**facts: Any) -> GroupEntry:
    """Return a group of the retail trade in the town, with other facts where given."""
    make_territory()
    plain: dict[str, Any] = {
        "name": "零售小组",
        "purpose": "一起进货，互相介绍客人。",
        "territory": TOWN,
        "trades": ("52",),
    }
    return GroupEntry(**(plain | facts))


def make_group(
    unit: Unit,
    type_code: str = "of_trade",
    *,
    actor: Actor | None = None,
    on: date = TODAY,
    **facts: Any,
) -> Group:
    """Open a group that a unit keeps."""
    load_types()
    by = actor or office(on)
    return actions.open_group(unit.pk, type_code, entry(**facts), actor=by, at=moment(on))


def make_worker(branch: Unit, entity: Entity | None = None, *, signs_in: bool = True) -> Person:
    """Enter a member of a branch who works in a shop of the retail trade, with a sign-in."""
    person = make_member(branch)
    shop = entity or make_entity()
    formation.set_workplace(
        person.pk, shop.pk, from_day=FOUNDED, actor=office(), at=moment(FOUNDED)
    )
    if signs_in:
        members.open_account(
            person.pk,
            username=f"worker{person.pk}",
            password="a long password",
            actor=office(),
            at=moment(FOUNDED),
        )
        person.refresh_from_db()
    return person


def ask(group: Group, *people: Person) -> None:
    """Ask people into a group."""
    actions.ask(group.pk, [each.pk for each in people], actor=office(), at=moment())


def record(group: Group, present: int = 5, named: tuple[int, ...] = ()) -> Gathering:
    """Record something that a group did today."""
    did = GatheringEntry(TODAY, "一起看了新市场。", present, named)
    return actions.record(group.pk, did, actor=office(), at=moment())


def group_of(above: Unit) -> Group:
    """Return the group kept below a unit, made with a branch and a record if there is none."""
    name = f"{above.name}开小组的党支部"
    found = Group.objects.filter(unit__name=name).order_by("pk").first()
    if found is None:
        found = make_group(make_unit(name, "branch", under=above, line="territorial"))
        record(found)
    return found


def add_group(above: Unit, number: int) -> None:
    """Add a group below a unit, and to its first group somebody who joined and is named."""
    from factories.members import actor_of

    first = group_of(above)
    make_group(first.unit, name=f"零售小组{number}")
    worker = make_worker(first.unit)
    make_worker(first.unit, signs_in=False)
    actions.join(first.pk, is_named=True, actor=actor_of(worker), at=moment())
    record(first, named=(worker.pk,))
