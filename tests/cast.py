"""A named cast around one service, for tests that must hold for everybody.

``owner`` asked for it (the clinic's contact), ``partner`` gives it (the community's contact),
``colleague`` is the contact of a third unit of the zone, ``host`` hosts the zone,
``parent_officer`` stands above it on the territorial line, ``line_officer`` above the clinic on
the sectoral line, ``member`` volunteers in the service, ``outsider`` is the contact of a unit in
another zone, ``anonymous`` has not signed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from factories.members import actor_of, make_person
from factories.org import FOUNDED, TODAY, make_unit, make_zone, moment, office
from gongjian.exchange import actions
from gongjian.exchange.models import (
    Claim,
    Need,
    Pairing,
    PairingGoal,
    Resource,
    ServiceItem,
    SignUp,
)
from gongjian.intake import actions as intake
from gongjian.intake.models import Roster
from gongjian.members.models import Person
from gongjian.org import actions as org
from gongjian.org.models import Unit
from gongjian.org.terms import Line

ROLES = (
    "owner",
    "partner",
    "colleague",
    "host",
    "parent_officer",
    "line_officer",
    "member",
    "outsider",
)
EVERYBODY = (*ROLES, "anonymous")


@dataclass(frozen=True)
class Cast:
    """The people by role, and one record of every kind between them."""

    people: dict[str, Person]
    zone: Unit
    asking: Unit
    giving: Unit
    raised: Need
    need: Need
    claim: Claim
    item: ServiceItem
    signup: SignUp
    resource: Resource
    pairing: Pairing
    goal: PairingGoal
    roster: Roster


def _place(unit: Unit, line: Line, above: Unit | None) -> None:
    org.place(
        unit.pk,
        line=line,
        parent_id=above.pk if above else None,
        from_day=FOUNDED,
        actor=office(),
        at=moment(FOUNDED),
    )


def make_cast() -> Cast:
    """Return the cast with a need that is open, and a service that volunteers sign up for."""
    district = make_unit("测试区", "district", line="territorial")
    bureau = make_unit("测试局", "bureau", line="sectoral")
    zone = make_zone("测试片区甲")
    asking = make_unit("测试卫生院", "clinic", under=zone)
    giving = make_unit("测试社区", "community", under=zone)
    third = make_unit("测试银行", "bank", under=zone)
    elsewhere = make_unit("别区学校", "school", under=make_zone("测试片区乙"))
    _place(zone, Line.TERRITORIAL, district)
    for unit in (asking, giving, third):
        _place(unit, Line.TERRITORIAL, district)
    _place(asking, Line.SECTORAL, bureau)
    people = {
        "owner": make_person(asking, "contact", name="求助者"),
        "partner": make_person(giving, "contact", name="提供者"),
        "colleague": make_person(third, "contact", name="旁观者"),
        "host": make_person(zone, "host", name="主持者"),
        "parent_officer": make_person(district, "district_officer", name="区里人"),
        "line_officer": make_person(bureau, "line_officer", name="条线人"),
        "member": make_person(giving, "volunteer", name="志愿者"),
        "outsider": make_person(elsewhere, "contact", name="外人"),
    }
    return Cast(people, zone, asking, giving, *_records(people, asking, giving))


def _need(people: dict[str, Person], asking: Unit, title: str) -> Need:
    entry = actions.NeedEntry(
        asking.pk, title, "老年患者", 20, TODAY, TODAY + timedelta(days=9), skills=("陪伴",)
    )
    return actions.raise_need(entry, actor=actor_of(people["owner"]), at=moment())


def _records(
    people: dict[str, Person], asking: Unit, giving: Unit
) -> tuple[Need, Need, Claim, ServiceItem, SignUp, Resource, Pairing, PairingGoal, Roster]:
    owner, partner = actor_of(people["owner"]), actor_of(people["partner"])
    host = actor_of(people["host"])
    raised = _need(people, asking, "刚提出的需求")
    need = _need(people, asking, "已公开的需求")
    actions.verify_need(need.pk, actor=host, at=moment())
    served = actions.claim(need.pk, unit_id=giving.pk, heads=5, actor=partner, at=moment())
    terms = actions.ItemTerms(
        moment(TODAY + timedelta(days=2)),
        moment(TODAY + timedelta(days=2), hour=11),
        "门诊大厅",
        5,
        people["partner"].pk,
    )
    item = actions.draft_item(served.pk, terms, actor=partner, at=moment())
    actions.agree_item(item.pk, actor=owner, at=moment())
    signup = actions.sign_up(item.pk, actor=actor_of(people["member"]), at=moment())
    claim = actions.claim(need.pk, unit_id=giving.pk, heads=2, actor=partner, at=moment())
    resource = actions.offer_resource(
        actions.ResourceEntry(giving.pk, "志愿服务队", 10, TODAY, skills=("陪伴",)),
        actor=partner,
        at=moment(),
    )
    pairing = actions.sign_pairing(
        actions.PairingEntry(
            asking.pk, giving.pk, "院社结对", "每季度一次义诊", TODAY, goals=("全年四次",)
        ),
        actor=owner,
        at=moment(),
    )
    goal = PairingGoal.objects.get(pairing=pairing)
    roster = intake.receive("名册.xlsx", b"no workbook", actor=host, at=moment())
    return raised, need, claim, item, signup, resource, pairing, goal, roster
