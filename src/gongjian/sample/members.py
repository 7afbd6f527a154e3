"""The demonstration's members: a street branch of ten, its transfers, floating members.

After the street branch of the documents: ten members among two hundred and ten merchants.
Everybody here is invented; any likeness to a real person is chance.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from gongjian.kernel import actor as actors
from gongjian.kernel.actor import Actor
from gongjian.members import actions
from gongjian.members.actions import MemberFacts, Report
from gongjian.members.models import Person
from gongjian.members.terms import Channel, ParticipationKind

from .district import POOL, SHOPS, unit_named

LINE_BRANCH = "鄞州区个私协会党支部"
STATION = "划船社区"

SECRETARY, SECRETARYS_NUMBER = "尹若谷", "13900000010"
"""The branch secretary of the cast is one of the ten."""

MERCHANTS = (SECRETARY, "岑晚照", "戴星河", "范知春", "葛青禾", "郝明远", "纪若水", "康乐之",
             "黎望山", "孟初晴")  # fmt: skip
POOLED = ("聂长风", "欧阳旭", "裴书言", "齐嘉树", "阮听雨")
FLOATING = (
    ("施远航", "安徽省阜阳市某村党支部", 26),
    ("童新月", "江西省上饶市某社区党支部", 9),
    ("万里行", "", 3),
)

PERMISSIONS = ("member.edit", "member.view", "transfer.request", "transfer.decide",
               "transfer.view", "floating.receive", "floating.claim", "floating.view",
               "unit.view")  # fmt: skip


def build_members(at: datetime) -> None:
    """Enter the members of two branches, two transfers under way, three floating members."""
    day = at.date()
    actor = actors.system("sample", day, *PERMISSIONS)
    merchants = [_enter(SHOPS, name, n, actor, at) for n, name in enumerate(MERCHANTS)]
    pooled = [_enter(POOL, name, n + 20, actor, at) for n, name in enumerate(POOLED)]
    line = unit_named(LINE_BRANCH).pk
    for member in merchants[:6]:
        actions.add_participation(
            member.pk, unit_id=line, kind=ParticipationKind.LINE, actor=actor, at=at
        )
    _transfers(merchants, pooled, actor, at)
    for number, (name, home, days) in enumerate(FLOATING):
        report = Report(name, f"1390000040{number}", home)
        actions.report_in(
            report,
            station_id=unit_named(STATION).pk,
            channel=Channel.PHONE,
            actor=actor,
            at=at - timedelta(days=days),
        )


def _enter(unit: str, name: str, number: int, actor: Actor, at: datetime) -> Person:
    joined = date(2001 + number % 20, 1 + number % 12, 1)
    facts = MemberFacts(
        name=name,
        mobile=SECRETARYS_NUMBER if name == SECRETARY else f"139000003{number:02}",
        unit_id=unit_named(unit).pk,
        joined_on=joined,
        formal_since=None if number == 9 else joined.replace(year=joined.year + 1),
        document="示例",
    )
    then = at - timedelta(days=400)
    return actions.enter_member(facts, actor=actor, at=then)


def _transfers(merchants: list[Person], pooled: list[Person], actor: Actor, at: datetime) -> None:
    """Ask for one transfer out of the street, and send one letter into it."""
    actions.request_transfer(merchants[7].pk, to_name="杭州市某街道党支部", actor=actor, at=at)
    coming = actions.request_transfer(
        pooled[0].pk,
        to_unit_id=unit_named(SHOPS).pk,
        actor=actor,
        at=at - timedelta(days=12),
    )
    actions.issue_letter(coming.pk, actor=actor, at=at - timedelta(days=10))
