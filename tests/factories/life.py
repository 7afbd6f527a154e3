"""Branches with a plan, and meetings that they record."""

from __future__ import annotations

from datetime import date

from factories.formation import make_member
from factories.org import TODAY, make_unit, moment, office
from factories.packs import load_pack, make_files
from gongjian.life import actions
from gongjian.life.actions import MeetingEntry
from gongjian.life.models import Meeting, PlanItem
from gongjian.org.models import Unit

LIFE = """
[activity_types.theme_day]
name = { zh = "主题党日", en = "Theme day" }

[activity_types.lecture]
name = { zh = "党课", en = "Party lecture" }
is_study = true

[life_templates.six]
name = { zh = "江边几件事", en = "What the river does" }
sample = true
note = "测试用。"

[[life_templates.six.items]]
name = { zh = "主题党日", en = "Theme day" }
per = "month"
activity = "theme_day"

[[life_templates.six.items]]
name = { zh = "党课", en = "Party lecture" }
per = "quarter"
activity = "lecture"

[[life_templates.six.items]]
name = { zh = "小组会", en = "Group meeting" }
per = "month"
times = 2
optional = true
"""


def load_life() -> None:
    """Load the pack with the template `six`; again it does nothing."""
    load_pack(make_files(LIFE, code="life_pack"))


def make_plan(*units: Unit, year: int = TODAY.year) -> list[PlanItem]:
    """Draw the year's plan of these branches."""
    load_life()
    actions.draw_plans(
        [unit.pk for unit in units], template="six", year=year, actor=office(), at=moment()
    )
    return list(PlanItem.objects.filter(unit__in=units).order_by("starts_on", "pk"))


def make_meeting(
    unit: Unit,
    *,
    present: tuple[int, ...] = (),
    excused: tuple[int, ...] = (),
    items: tuple[int, ...] = (),
    activity: str = "lecture",
    on: date = TODAY,
    minutes: int = 90,
) -> Meeting:
    """Record a meeting of a branch."""
    load_life()
    entry = MeetingEntry(
        unit_id=unit.pk,
        name="党课",
        activity=activity,
        held_on=on,
        minutes=minutes,
        text="学了一课，议了两件事。",
        present=present,
        excused=excused,
        items=items,
    )
    return actions.record(entry, actor=office(), at=moment())


def branch_of_life(above: Unit) -> Unit:
    """Return the branch with a plan under a unit, made if there is none."""
    name = f"{above.name}有计划的党支部"
    found = Unit.objects.filter(name=name).first()
    if found is None:
        found = make_unit(name, "branch", under=above, line="territorial")
        make_plan(found)
    return found


def open_item(above: Unit) -> PlanItem:
    """Return something that this branch has not held yet."""
    found = PlanItem.objects.filter(unit=branch_of_life(above), meeting__isnull=True)
    return found.order_by("pk")[0]


def some_meeting(above: Unit) -> Meeting:
    """Return a meeting of this branch, made if there is none."""
    branch = branch_of_life(above)
    return Meeting.objects.filter(unit=branch).first() or make_meeting(branch)


def add_life(above: Unit, number: int) -> None:
    """Add a branch below a unit, and to its branch with a plan a member and a meeting."""
    make_unit(f"{above.name}第{number}党支部", "branch", under=above, line="territorial")
    branch = branch_of_life(above)
    member = make_member(branch)
    make_meeting(branch, present=(member.pk,), minutes=number % 60 + 1)
