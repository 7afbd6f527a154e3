"""Open work about groups: answering for oneself, and writing down what a group did."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.work import Kind, Open, Task, declare

from . import policy
from .models import Belonging, Group
from .terms import Answer


def _asked(actor: Actor, at: datetime) -> Open:
    def task(row: Belonging) -> Task:
        return Task(row.group.name, "group", (row.group_id,), row.group.unit.name)

    mine = Belonging.objects.filter(person_id=actor.person_id or 0, state=Answer.ASKED)
    return Open(mine.select_related("group__unit").order_by("group__name", "pk"), task)


def _over(actor: Actor, at: datetime) -> Open:
    """Return the groups whose next date is over, for who writes down what they did."""

    def task(group: Group) -> Task:
        return Task(group.name, "group", (group.pk,), group.unit.name, since=group.next_on)

    ours = Group.objects.filter(
        policy.groups(actor, "group.record"), ended_on__isnull=True, next_on__lt=actor.on
    )
    return Open(ours.select_related("unit").order_by("next_on", "pk"), task)


WORK = declare(
    "groups",
    _("Groups"),
    Kind("groups.asked", _("Groups that ask whether you join"), "", _asked),
    Kind(
        "groups.over",
        _("Groups that met: write down what they did, or set another date"),
        "",
        _over,
        since=_("was to meet on"),
    ),
)
