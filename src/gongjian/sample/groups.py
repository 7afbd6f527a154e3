"""The demonstration's groups: one of shops in a street, one of owners; some joined, one declined.

Everybody and everything said here is invented.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from gongjian.formation.models import Workplace
from gongjian.groups import actions
from gongjian.groups.actions import GatheringEntry, GroupEntry
from gongjian.groups.models import Group
from gongjian.kernel import actor as actors
from gongjian.kernel.actor import Actor
from gongjian.members.models import Person
from gongjian.members.queries import get_actor_of_person
from gongjian.packs import actions as packs
from gongjian.packs import queries as pack_queries

from .district import SHOPS, unit_named
from .members import MERCHANTS, SECRETARY

PACK = "trade_groups"
NEIGHBOURS, OWNERS = "百丈商业街邻铺小组", "百丈街道经营者小组"
STREET = "百丈商业街"


def build_groups(at: datetime) -> None:
    """Load the pack of groups, open two, let members answer, record what one did."""
    today = timezone.localdate(at)
    operator = actors.system("sample", today, *packs.PERMISSIONS)
    packs.load(pack_queries.shipped(PACK), actor=operator, at=at)
    keeper = _as(SECRETARY, at)
    branch = unit_named(SHOPS)
    then = at - timedelta(days=60)
    neighbours = actions.open_group(
        branch.pk,
        "trade_group",
        GroupEntry(
            name=NEIGHBOURS,
            purpose="同街的店一起进货、互相介绍客人，旺季错开装卸时间。",
            venue_id=_shops_of_street()[0].entity.venue_id,
            trades=tuple(sorted({row.entity.trade_id or "" for row in _shops_of_street()})),
        ),
        actor=keeper,
        at=then,
    )
    others = [row.person for row in _shops_of_street() if row.person.name != SECRETARY]
    actions.ask(neighbours.pk, [each.pk for each in others], actor=keeper, at=then)
    _answer(neighbours, others, at - timedelta(days=50))
    actions.join(neighbours.pk, is_named=True, actor=keeper, at=then)
    _meet(neighbours, keeper, at)
    _owners(branch.pk, keeper, at - timedelta(days=20))


def _as(name: str, at: datetime) -> Actor:
    person = Person.objects.get(name=name)
    return get_actor_of_person(person.pk, on=timezone.localdate(at))


def _shops_of_street() -> list[Workplace]:
    rows = Workplace.objects.filter(entity__venue__name=STREET, valid_to__isnull=True)
    return list(rows.select_related("entity", "person").order_by("person__name"))


def _answer(group: Group, people: list[Person], at: datetime) -> None:
    """Let the first of these join and the others leave the question open."""
    for person in people[:1]:
        actions.join(group.pk, is_named=True, actor=_as(person.name, at), at=at)


def _meet(group: Group, keeper: Actor, at: datetime) -> None:
    joined = group.belongings.filter(state="joined", is_named=True)
    named = tuple(joined.order_by("person__name").values_list("person_id", flat=True))
    held = at - timedelta(days=16)
    words = "一起去批发市场比价，商定下月合买包装袋；说好早上七点前不在街口卸货。"
    did = GatheringEntry(timezone.localdate(held), words, 6, named)
    actions.record(group.pk, did, actor=keeper, at=held)
    coming = timezone.localdate(at) + timedelta(days=12)
    actions.set_next(group.pk, next_on=coming, next_what="合买包装袋，分货", actor=keeper, at=held)


def _owners(branch_id: int, keeper: Actor, at: datetime) -> None:
    """Open a group by identity; two say of themselves that they run a shop, one declines."""
    owners = actions.open_group(
        branch_id,
        "owner_group",
        GroupEntry(
            name=OWNERS,
            purpose="经营者每两个月碰一次头，说说租金、用工和消防检查里遇到的难处。",
            territory="330212008",
        ),
        actor=keeper,
        at=at,
    )
    said = MERCHANTS[1], MERCHANTS[3]
    for name in said:
        actions.say("owner_group", actor=_as(name, at), at=at)
    people = Person.objects.filter(name__in=said)
    actions.ask(owners.pk, list(people.values_list("pk", flat=True)), actor=keeper, at=at)
    actions.decline(owners.pk, actor=_as(MERCHANTS[3], at), at=at)
