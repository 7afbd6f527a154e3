"""The demonstration district: authorities of both lines, the zone, its centre, the pairings.

Everything is built through the modules' actions, by one named system actor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gongjian.exchange import actions as exchange
from gongjian.kernel import actor as actors
from gongjian.kernel.actor import Actor
from gongjian.members import actions as members
from gongjian.members.models import Person
from gongjian.org import actions as org
from gongjian.org import queries as places
from gongjian.org.models import Unit
from gongjian.org.terms import Line, NameKind

from .cast import CAST, PASSWORD, SKILLS, VOLUNTEERS

FOUNDED = date(2023, 6, 1)
"""Since when the demonstration's units stand where they stand."""

ZONE = "百丈(划船)党建综合示范区"
SHOPS, POOL = "百丈商业街党支部", "百丈街道小个专综合党支部"
YINZHOU, BEILUN = "330212", "330206"


@dataclass(frozen=True)
class Node:
    """An authority or organisation: its place on the map and in each line."""

    name: str
    type: str
    territory: str | None
    above: dict[Line, str | None]


T, S, A = Line.TERRITORIAL, Line.SECTORAL, Line.ALLIANCE

AUTHORITIES = (
    Node("宁波市", "city", "3302", {T: None, S: None}),
    Node("鄞州区", "district", YINZHOU, {T: "宁波市"}),
    Node("北仑区", "district", BEILUN, {T: "宁波市"}),
    Node("百丈街道", "street", "330212008", {T: "鄞州区"}),
    Node("东胜街道", "street", "330212009", {T: "鄞州区"}),
    Node("明楼街道", "street", "330212010", {T: "鄞州区"}),
    Node("白鹤街道", "street", "330212011", {T: "鄞州区"}),
    Node("东柳街道", "street", "330212012", {T: "鄞州区"}),
    Node("东郊街道", "street", "330212013", {T: "鄞州区"}),
    Node("小港街道", "street", "330206003", {T: "北仑区"}),
    Node("宁波市教育局", "bureau", "3302", {S: "宁波市"}),
    Node("鄞州区教育局", "bureau", YINZHOU, {S: "宁波市教育局"}),
    Node("宁波市卫生健康委员会", "bureau", "3302", {S: "宁波市"}),
    Node("鄞州区卫生健康局", "bureau", YINZHOU, {S: "宁波市卫生健康委员会"}),
    Node("北仑区卫生健康局", "bureau", BEILUN, {S: "宁波市卫生健康委员会"}),
    Node("宁波市公安局", "bureau", "3302", {S: "宁波市"}),
    Node("鄞州公安分局", "bureau", YINZHOU, {S: "宁波市公安局"}),
    Node("宁波市税务系统", "bureau", "3302", {S: "宁波市"}),
    Node("宁波金融监管局", "bureau", "3302", {S: "宁波市"}),
    Node("宁波市民政局", "bureau", "3302", {S: "宁波市"}),
    Node("鄞州区民政局", "bureau", YINZHOU, {S: "宁波市民政局"}),
    Node("北仑区民政局", "bureau", BEILUN, {S: "宁波市民政局"}),
    Node("宁波市市场监督管理局", "bureau", "3302", {S: "宁波市"}),
    Node("鄞州区市场监督管理局", "bureau", YINZHOU, {S: "宁波市市场监督管理局"}),
    Node("百丈市场监管所", "station", "330212008", {S: "鄞州区市场监督管理局", T: "百丈街道"}),
    Node("鄞州区个私协会党支部", "branch", YINZHOU, {S: "鄞州区市场监督管理局"}),
    Node(SHOPS, "branch", "330212008", {T: "百丈街道"}),
    Node(POOL, "branch", "330212008", {T: "百丈街道"}),
    Node(ZONE, "zone", "330212008", {T: "百丈街道", A: None}),
    Node("竺山社区", "community", "330206003008", {T: "小港街道", S: "北仑区民政局"}),
    Node("长山社区", "community", "330206003013", {T: "小港街道", S: "北仑区民政局"}),
    Node("北仑区第三人民医院", "clinic", "330206003", {T: "小港街道", S: "北仑区卫生健康局"}),
)

ALIASES = (("北仑区第三人民医院", "北仑三院"), ("长山社区", "小港街道长山社区"))
CATEGORIES = ("健康服务", "为老服务", "教育文化", "平安法治", "环境治理", "助企兴业", "便民维修")
ROOMS = (("创意党建策划室", 16), ("党群同心室", 40), ("格子党建室", 24))


def builder(on: date) -> Actor:
    """Return the system actor that builds the demonstration."""
    return actors.system(
        "sample", on, "roster.import", "roles.give", "pairing.edit", "pairing.view"
    )


def is_built() -> bool:
    """Tell whether the demonstration's zone exists already."""
    return Unit.objects.filter(name=ZONE).exists()


def unit_named(name: str) -> Unit:
    return Unit.objects.get(name=name, closed_on__isnull=True)


def build_authorities(at: datetime) -> None:
    """Enter the authorities of both lines, the zone with its rooms, and the hospital's units."""
    actor = builder(at.date())
    for node in AUTHORITIES:
        known = node.territory and places.get_territory(node.territory)
        facts = org.UnitFacts(node.type, node.name, territory=known.code if known else None)
        unit = org.enter_unit(facts, actor=actor, at=at)
        for line, above in node.above.items():
            org.place(
                unit.pk,
                line=line,
                parent_id=unit_named(above).pk if above else None,
                from_day=FOUNDED,
                actor=actor,
                at=at,
            )
    for name, alias in ALIASES:
        org.add_name(unit_named(name).pk, alias, NameKind.ALIAS, actor=actor, at=at)
    for name, seats in ROOMS:
        org.add_room(unit_named(ZONE).pk, name, seats, actor=actor, at=at)


def build_categories(at: datetime) -> None:
    """Enter the seven categories of the zone's projects (003-07); their names are a sample."""
    exchange.add_categories(CATEGORIES, actor=builder(at.date()), at=at)


def build_people(at: datetime) -> None:
    """Enter the cast with their sign-ins, and volunteers with skills."""
    actor = builder(at.date())
    for part in CAST:
        person = _person(part.name, part.mobile, part.unit, actor, at)
        members.appoint(
            person.pk,
            role=part.role,
            unit_id=unit_named(part.unit).pk,
            from_day=FOUNDED,
            actor=actor,
            at=at,
        )
        if person.account_id is None:
            members.open_account(
                person.pk, username=part.username, password=PASSWORD, actor=actor, at=at
            )
    homes = ("划船社区", "朱雀社区", "演武社区")
    for number, name in enumerate(VOLUNTEERS):
        home = unit_named(homes[number % len(homes)])
        skills = (SKILLS[0], SKILLS[1 + number % 6])
        facts = members.PersonFacts(
            name, home.pk, f"139000001{number:02}", volunteer_since=FOUNDED, skills=skills
        )
        person = members.enter_person(facts, actor=actor, at=at)
        members.appoint(
            person.pk, role="volunteer", unit_id=home.pk, from_day=FOUNDED, actor=actor, at=at
        )


def _person(name: str, mobile: str, unit: str, actor: Actor, at: datetime) -> Person:
    """Return the person of this name and number, who may have come with the roster."""
    known = Person.objects.filter(name=name, mobile=mobile).first()
    volunteer = name in {part.name for part in CAST if part.role == "volunteer"}
    facts = members.PersonFacts(
        name,
        unit_named(unit).pk,
        mobile,
        volunteer_since=FOUNDED if volunteer else None,
        skills=SKILLS[:2] if volunteer else (),
    )
    return known or members.enter_person(facts, actor=actor, at=at)


def build_pairings(at: datetime) -> None:
    """Sign the two pairings of the hospital; one has been without activity for too long."""
    actor = builder(at.date())
    hospital = unit_named("北仑区第三人民医院")
    for name, title, last in (
        ("竺山社区", "第二党支部与竺山社区党总支结对共建", 20),
        ("长山社区", "第一党支部与长山社区党总支结对共建", 120),
    ):
        pairing = exchange.sign_pairing(
            exchange.PairingEntry(
                one_id=hospital.pk,
                other_id=unit_named(name).pk,
                title=title,
                measures="每季度一次健康讲座;每月一次义诊;志愿者协助社区集中服务。",
                valid_from=FOUNDED,
                goals=("全年义诊不少于六场", "为行动不便的老人上门随访"),
            ),
            actor=actor,
            at=at,
        )
        exchange.add_activity(
            pairing.pk,
            held_on=at.date() - timedelta(days=last),
            title="社区义诊与健康咨询",
            actor=actor,
            at=at,
        )
