"""Open work of a branch's life: records to make, and years without a plan."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.catalogue import Name
from gongjian.kernel.work import Kind, Open, Task, declare
from gongjian.org.models import Unit

from . import policy
from .models import PlanItem
from .queries.branches import unplanned
from .rules import month_of


def _records(actor: Actor, at: datetime) -> Open:
    """Return what has no record yet and ends this month, or ended earlier this year."""

    def task(item: PlanItem) -> Task:
        return Task(
            str(Name(item.name_zh, item.name_en)),
            "life_record",
            (item.unit_id,),
            item.unit.name,
            due=item.ends_on,
            query=f"?item={item.pk}",
        )

    rows = PlanItem.objects.filter(
        policy.items(actor, "life.record"),
        starts_on__year=actor.on.year,
        ends_on__lte=month_of(actor.on).last,
        is_optional=False,
        meeting__isnull=True,
        skipped_at__isnull=True,
    )
    return Open(rows.select_related("unit").order_by("ends_on", "pk"), task)


def _plans(actor: Actor, at: datetime) -> Open:
    def task(unit: Unit) -> Task:
        return Task(unit.name, "life_month", (unit.pk,))

    return Open(unplanned(actor, actor.on.year).order_by("name", "pk"), task)


WORK = declare(
    "life",
    _("Organisational life"),
    Kind(
        "life.record",
        _("Records that are expected"),
        "life.record",
        _records,
        due=_("record by"),
    ),
    Kind("life.plan", _("Branches without a plan for this year"), "life.plan", _plans),
)
