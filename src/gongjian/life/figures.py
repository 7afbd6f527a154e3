"""Figures of organisational life: what should have its record, and what has."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked, Column, Figure, declare

from . import policy
from .models import Meeting
from .queries.expected import expected, is_held


def _expected(asked: Asked) -> Any:
    should = expected(asked.on, asked.moment).filter(starts_on__year=asked.on.year)
    return should.order_by("unit__name", "starts_on", "pk")


def _held(asked: Asked) -> Any:
    return _expected(asked).filter(is_held(asked.moment))


def _missing(asked: Asked) -> Any:
    return _expected(asked).exclude(is_held(asked.moment))


def _scope(actor: Actor) -> Any:
    return policy.items(actor, "life.view")


def _figure(code: str, label: Any, counts: Any, rows: Any) -> Figure:
    return Figure(
        code=code,
        label=label,
        counts=counts,
        unit=_("records"),
        cutoff=_("Periods of this year that were over before the day asked for."),
        source=_("Plans and records of the branches."),
        rows=rows,
        scope=_scope,
        unit_paths=("unit_id",),
        columns=(
            Column("unit__name", _("Branch")),
            Column("name_zh", _("Expected")),
            Column("starts_on", _("From"), kind="day"),
            Column("ends_on", _("Until"), kind="day"),
            Column("meeting__held_on", _("Held on"), kind="day"),
        ),
        row_url="life_month",
        row_key="unit_id",
    )


EXPECTED = _figure(
    "life.expected",
    _("Expected records"),
    _("Records that a branch's plan expects; what is optional or was left out does not count."),
    _expected,
)
HELD = _figure(
    "life.held",
    _("Expected records that there are"),
    _("Of the expected records, those that the branch has made."),
    _held,
)
MISSING = _figure(
    "life.missing",
    _("Expected records that are missing"),
    _("Of the expected records, those that the branch has not made and not left out."),
    _missing,
)


def _meetings(asked: Asked) -> Any:
    held = Meeting.objects.filter(held_on__year=asked.on.year, held_on__lte=asked.on)
    return held.filter(recorded_at__lte=asked.moment).order_by("-held_on", "-pk")


MEETINGS = Figure(
    code="life.meetings",
    label=_("Meetings held"),
    counts=_("Meetings and activities that branches held and recorded, of a plan or beside it."),
    unit=_("meetings"),
    cutoff=_("Held and recorded from 1 January to the end of the day asked for."),
    source=_("Plans and records of the branches."),
    rows=_meetings,
    scope=lambda actor: policy.meetings(actor, "life.view"),
    unit_paths=("unit_id",),
    columns=(
        Column("name", _("What was held")),
        Column("unit__name", _("Branch")),
        Column("held_on", _("Held on"), kind="day"),
    ),
    row_url="life_meeting",
)

declare(EXPECTED, HELD, MISSING, MEETINGS)
