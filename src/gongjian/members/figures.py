"""Figures about members: by the branch that holds the relation or takes part, on any day."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked, Column, Dimension, Figure, Measure, declare
from gongjian.org.policy import on_day

from . import policy
from .models import FloatingMember, FormalRelation, ParticipationRelation
from .terms import Channel, ParticipationKind, Standing

_AS_IT_STOOD = _("As the relations stood at the end of the day asked for.")
_OF_RECORDS = _("Records of the branches.")


def _standing(asked: Asked) -> Case:
    formal = Q(person__membership__formal_since__lte=asked.on)
    return Case(
        When(formal, then=Value(Standing.FORMAL.value)), default=Value(Standing.PROBATIONARY.value)
    )


def _held(asked: Asked) -> QuerySet[FormalRelation]:
    rows = FormalRelation.objects.filter(on_day(asked.on)).annotate(standing=_standing(asked))
    return rows.order_by("unit__name", "pk")


MEMBERS = Figure(
    code="members.members",
    label=_("Members by their branch"),
    counts=_("Members whose formal relation a branch holds; each counts once."),
    unit=_("members"),
    cutoff=_AS_IT_STOOD,
    source=_OF_RECORDS,
    rows=_held,
    scope=lambda actor: policy.relations(actor, "member.view"),
    unit_paths=("unit_id",),
    columns=(
        Column("unit__name", _("Branch")),
        Column("standing", _("Standing"), choices=dict(Standing.choices)),
        Column("valid_from", _("Since"), kind="day"),
    ),
    row_url="member",
    row_key="person_id",
    dimensions=(Dimension("standing", _("Standing"), "standing", lambda: dict(Standing.choices)),),
)


def _taking_part(asked: Asked) -> QuerySet[ParticipationRelation]:
    return ParticipationRelation.objects.filter(on_day(asked.on)).order_by("unit__name", "pk")


PARTICIPATIONS = Figure(
    code="members.participations",
    label=_("Taking part beside their own branch"),
    counts=_("Participations in branches that do not hold the relation; not to be added to the "
             "members, who are counted where they belong."),
    unit=_("participations"),
    cutoff=_AS_IT_STOOD,
    source=_OF_RECORDS,
    rows=_taking_part,
    scope=lambda actor: policy.relations(actor, "member.view"),
    unit_paths=("unit_id",),
    columns=(
        Column("unit__name", _("Branch")),
        Column("kind", _("Why"), choices=dict(ParticipationKind.choices)),
        Column("valid_from", _("Since"), kind="day"),
    ),
    row_url="member",
    row_key="person_id",
    dimensions=(Dimension("kind", _("Why"), "kind", lambda: dict(ParticipationKind.choices)),),
)  # fmt: skip


def _reported(asked: Asked) -> QuerySet[FloatingMember]:
    m = asked.moment
    here = Q(ended_at__isnull=True) | Q(ended_at__gt=m)
    return FloatingMember.objects.filter(here, reported_at__lte=m).order_by("-reported_at", "pk")


def _without_branch(asked: Asked) -> QuerySet[FloatingMember]:
    return _reported(asked).filter(Q(attached_at__isnull=True) | Q(attached_at__gt=asked.moment))


def _attached(asked: Asked) -> QuerySet[FloatingMember]:
    rows = FloatingMember.objects.filter(attached_at__lte=asked.moment, reported_at__isnull=False)
    return rows.order_by("-attached_at", "pk")


def _scope_floating(actor: Actor) -> Q:
    return policy.floating(actor, "floating.view")


def _floating(
    code: str, label: Any, counts: Any, unit: Any, rows: Any, measure: Measure | None = None
) -> Figure:
    return Figure(
        code=code,
        label=label,
        counts=counts,
        unit=unit,
        cutoff=_("Reported in by the end of the day asked for, and not yet ended then."),
        source=_("Records of the stations for floating members."),
        rows=rows,
        scope=_scope_floating,
        unit_paths=("station_id",),
        columns=(
            Column("station__name", _("Station")),
            Column("channel", _("How"), choices=dict(Channel.choices)),
            Column("reported_at", _("Reported in"), kind="moment"),
            Column("branch__name", _("Branch")),
            Column("attached_at", _("Taken in"), kind="moment"),
        ),
        row_url="stay",
        measure=measure or Measure(),
        dimensions=(Dimension("channel", _("How"), "channel", lambda: dict(Channel.choices)),),
    )


FLOATING = _floating(
    "members.floating",
    _("Floating members reported in"),
    _("Floating members who have reported in at a station and have not left; each counts once."),
    _("members"),
    _reported,
)
WITHOUT_BRANCH = _floating(
    "members.floating_without_branch",
    _("Floating members whom nobody has"),
    _("Of the floating members reported in, those whom no branch has taken in yet."),
    _("members"),
    _without_branch,
)
DAYS_TO_ATTACH = _floating(
    "members.days_to_attach",
    _("Days until a branch takes somebody in"),
    _("Median of the days from reporting in to taking part in a branch, of all taken in so far."),
    _("days"),
    _attached,
    Measure("median_days", "reported_at", "attached_at"),
)

declare(MEMBERS, PARTICIPATIONS, FLOATING, WITHOUT_BRANCH, DAYS_TO_ATTACH)
