"""The demonstration's responsibilities: who is in charge, a hand-over, what is being prepared.

The people in charge are of the made-up cast and roster; what is left out is on the list of
vacancies, for whoever tries it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from gongjian.kernel import actor as actors
from gongjian.kernel.actor import Actor
from gongjian.members import actions as members
from gongjian.members import queries as people
from gongjian.org import actions as org
from gongjian.org.models import Responsibility
from gongjian.org.terms import Line
from gongjian.structure import actions
from gongjian.structure.terms import Facts, HandOver, Merge, Move, Rename

from .district import FOUNDED, YINZHOU, unit_named
from .entities import BUREAU, STREET

T, S = Line.TERRITORIAL.value, Line.SECTORAL.value

IN_CHARGE = (
    (T, YINZHOU, "鄞州区", "district_officer"),
    (S, YINZHOU, BUREAU, "line_officer"),
    (T, f"{STREET}005", "演武社区", "contact"),
    (T, f"{STREET}006", "划船社区", "contact"),
    (T, f"{STREET}010", "朱雀社区", "contact"),
)
ENDING = f"{STREET}010"
"""The place whose charge ends soon, and nobody follows."""

PERMISSIONS = ("roster.import", "structure.edit", "unit.view", "people.view")
LISTED = "示例：事权清单"


def build_structure(at: datetime) -> None:
    """Put people in charge, hand one community over, and prepare a re-organisation."""
    actor = actors.system("sample", at.date(), *PERMISSIONS)
    for line, territory, unit, role in IN_CHARGE:
        _put_in_charge(line, territory, unit, role, actor, at)
    officer = people.holder_of("district_officer", unit_named("鄞州区").pk, on=at.date())
    assert officer is not None
    preparing = people.get_actor_of_person(officer.pk, on=at.date())
    _hand_over(actor, preparing, at)
    _prepare(preparing, at)


def _put_in_charge(
    line: str, territory: str, unit: str, role: str, actor: Actor, at: datetime
) -> None:
    duty = Responsibility.objects.get(line=line, territory_id=territory, valid_to=None)
    person = people.holder_of(role, unit_named(unit).pk, on=at.date())
    assert person is not None, f"{unit} has nobody for this"
    members.put_in_charge(duty.pk, person.pk, from_day=FOUNDED, document=LISTED, actor=actor, at=at)
    if territory == ENDING:
        soon = at.date() + timedelta(days=21)
        members.end_charge(duty.pk, on=soon, document=LISTED, actor=actor, at=at)


def _hand_over(actor: Actor, preparing: Actor, at: datetime) -> None:
    """Hand a community over from one unit to another, by a re-organisation that can be undone."""
    place, from_unit, to_unit = f"{STREET}008", "划船社区", "华严社区"
    org.assign(
        unit_named(from_unit).pk,
        line=T,
        territory=place,
        from_day=FOUNDED,
        document=LISTED,
        actor=actor,
        at=at,
    )
    row = _draft(
        "华严社区事权移交",
        "示例：街道办文〔2026〕11号",
        at - timedelta(days=6),
        preparing,
        HandOver(unit_named(to_unit).pk, T, place),
    )
    actions.apply(row, actor=preparing, at=at - timedelta(days=6))


def _prepare(actor: Actor, at: datetime) -> None:
    """Leave a draft that moves, merges, renames and hands over, thirty days ahead."""
    _draft(
        "百丈街道社区规模调整",
        "示例：区政办发〔2026〕45号",
        at + timedelta(days=30),
        actor,
        Move(unit_named("丹凤社区").pk, T, unit_named("东胜街道").pk),
        Merge((unit_named("太古城社区").pk,), unit_named("演武社区").pk),
        Rename(unit_named("百丈市场监管所").pk, "百丈东胜市场监管所"),
        HandOver(unit_named("划船社区").pk, T, f"{STREET}007"),
        made_at=at,
    )


def _draft(
    title: str,
    document: str,
    effective: datetime,
    actor: Actor,
    *changes: Facts,
    made_at: datetime | None = None,
) -> int:
    """Prepare a re-organisation at the district; return its key."""
    at = made_at or effective
    facts = actions.Draft(unit_named("鄞州区").pk, title, document, effective.date())
    row = actions.draft(facts, actor=actor, at=at)
    for each in changes:
        actions.add_change(row.pk, each, actor=actor, at=at)
    return row.pk
