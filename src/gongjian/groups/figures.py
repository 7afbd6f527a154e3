"""Figures of groups: groups that are open, and the people in them, each once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import catalogue
from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked, Column, Dimension, Figure, declare
from gongjian.members.models import Person

from . import policy
from .models import Belonging, Group
from .terms import TYPES, By

_AS_IT_STOOD = _("As the groups stood at the end of the day asked for.")
_OF_RECORDS = _("Records of the groups.")


def _types() -> Mapping[str, Any]:
    return {code: entry.name for code, entry in catalogue.spoken(TYPES).items()}


def _open(asked: Asked) -> QuerySet[Group]:
    still = Q(ended_on__isnull=True) | Q(ended_on__gt=asked.on)
    return Group.objects.filter(still, opened_on__lte=asked.on).order_by("unit__name", "name", "pk")


GROUPS = Figure(
    code="groups.groups",
    label=_("Groups"),
    counts=_("Groups by trade, identity or task that are open; they are no organisations and "
             "count among none."),
    unit=_("groups"),
    cutoff=_AS_IT_STOOD,
    source=_OF_RECORDS,
    rows=_open,
    scope=lambda actor: policy.groups(actor, "group.view"),
    unit_paths=("unit_id",),
    columns=(
        Column("name", _("Group")),
        Column("by", _("What its members share"), choices=dict(By.choices)),
        Column("unit__name", _("Kept by")),
        Column("opened_on", _("Since"), kind="day"),
    ),
    row_url="group",
    dimensions=(
        Dimension("by", _("What its members share"), "by", lambda: dict(By.choices)),
        Dimension("type", _("Type"), "type", _types),
    ),
)  # fmt: skip


def _people(asked: Asked) -> QuerySet[Person]:
    still = Q(left_on__isnull=True) | Q(left_on__gt=asked.on)
    joined = Belonging.objects.filter(still, joined_on__lte=asked.on)
    return Person.objects.filter(pk__in=joined.values("person_id")).order_by("unit__name", "pk")


def _in_kept_groups(actor: Actor) -> Q:
    kept = Belonging.objects.filter(policy.kept(actor, "group.view", "group__unit_id"))
    return Q(pk__in=kept.exclude(joined_on=None).values("person_id"))


PEOPLE = Figure(
    code="groups.people",
    label=_("People in groups"),
    counts=_("People in one group at least, each once however many they are in, where the unit "
             "stands that keeps their record."),
    unit=_("people"),
    cutoff=_AS_IT_STOOD,
    source=_OF_RECORDS,
    rows=_people,
    scope=_in_kept_groups,
    unit_paths=("unit_id",),
    columns=(Column("unit__name", _("Unit that keeps the record")),),
    row_url="person",
)  # fmt: skip

declare(GROUPS, PEOPLE)
