"""The demonstration's organisational life: two branches, a year of plans, meetings held so far.

Everybody and everything said here is invented.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from gongjian.kernel import actor as actors
from gongjian.life import actions, queries
from gongjian.life.actions import MeetingEntry
from gongjian.life.models import PlanItem
from gongjian.packs import actions as packs
from gongjian.packs import queries as pack_queries

from .district import POOL, SHOPS, unit_named

PACK, TEMPLATE = "branch_life", "three_meetings"
PERMISSIONS = ("life.plan", "life.record", "life.view")

TEXTS = {
    "党员大会": "通报上季度工作，讨论下季度安排，同意联系两家新开的店铺。",
    "支委会": "研究本月主题党日，分工到人，会后在群里通知。",
    "党课": "由书记讲课，结合诚信经营讨论了三个问题。",
    "主题党日": "一起打扫背街小巷，并走访三家商户，记下两件要办的事。",
}
"""What is held and recorded, by its name in the plan; the rest stays open."""

MINUTES = {"党课": 90, "主题党日": 120}
USUAL_MINUTES = 60
HELD_ON_DAY = 12
"""Day of the month, or of the first month of a quarter, on which things are held."""


def build_life(at: datetime) -> None:
    """Load the pack of branch life, draw the year's plans and record what was held so far."""
    today = timezone.localdate(at)
    new_year = timezone.make_aware(datetime.combine(date(today.year, 1, 1), time(9)))
    operator = actors.system("sample", today, *packs.PERMISSIONS)
    packs.load(pack_queries.shipped(PACK), actor=operator, at=at)
    branches = [unit_named(name).pk for name in (SHOPS, POOL)]
    actions.draw_plans(
        branches,
        template=TEMPLATE,
        year=today.year,
        actor=actors.system("sample", new_year.date(), *PERMISSIONS),
        at=new_year,
    )
    for unit_id in branches:
        _hold(unit_id, today)


def _hold(unit_id: int, today: date) -> None:
    """Record what a branch held before this month, all but the last thing of the plan."""
    over = PlanItem.objects.filter(
        unit=unit_id, name_zh__in=TEXTS, starts_on__lt=today.replace(day=1)
    )
    held = list(over.order_by("starts_on", "pk"))[:-1]
    for number, item in enumerate(held):
        day = item.starts_on.replace(day=HELD_ON_DAY)
        then = timezone.make_aware(datetime.combine(day, time(15))) + timedelta(hours=2)
        actor = actors.system("sample", day, *PERMISSIONS)
        people = [each.id for each in queries.people_of(unit_id, day)]
        away = people[number % 4 : number % 4 + 1]
        entry = MeetingEntry(
            unit_id=unit_id,
            name=item.name_zh,
            activity=item.activity,
            held_on=day,
            minutes=MINUTES.get(item.name_zh, USUAL_MINUTES),
            text=TEXTS[item.name_zh],
            present=tuple(pk for pk in people if pk not in away),
            excused=tuple(away),
            items=(item.pk,),
        )
        actions.record(entry, actor=actor, at=then)
