"""Figures of brands and peer review: what is in force and shown, what was found and mended."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked, Column, Figure, declare
from gongjian.org.terms import Line

from . import policy
from .models import Brand, Finding
from .queries import finding_stood_as, stood_as
from .terms import IN_FORCE, BrandState, FindingState


def _brands(asked: Asked, *states: BrandState) -> Any:
    stood = Brand.objects.annotate(stood=stood_as(asked.on)).filter(stood__in=states)
    return stood.order_by("unit__name", "pk")


def _brand_figure(code: str, label: Any, counts: Any, *states: BrandState) -> Figure:
    return Figure(
        code=code,
        label=label,
        counts=counts,
        unit=_("brands"),
        cutoff=_("As it stood at the end of the day asked for."),
        source=_("Brands of the units, each with the day of every step."),
        rows=lambda asked: _brands(asked, *states),
        scope=lambda actor: policy.brands(actor, "brand.view"),
        unit_paths=("unit_id",),
        columns=(
            Column("name", _("Brand")),
            Column("unit__name", _("Unit")),
            Column("specialty", _("Specialty")),
            Column("running_from", _("Running from"), kind="day"),
        ),
        row_url="brand",
    )


BRANDS = _brand_figure(
    "standards.brands",
    _("Brands in force"),
    _("Brands that were approved and have not ended; a unit has one at most."),
    *IN_FORCE,
)
BRANDS_SHOWN = _brand_figure(
    "standards.brands_shown",
    _("Brands shown"),
    _("Of the brands in force, those shown in the matrix."),
    BrandState.SHOWN,
)


def _findings(asked: Asked, *states: FindingState) -> Any:
    stood = Finding.objects.annotate(stood=finding_stood_as(asked.moment))
    return stood.filter(stood__in=states).order_by("review__reviewed__name", "pk")


def _finding_figure(code: str, label: Any, counts: Any, *states: FindingState) -> Figure:
    return Figure(
        code=code,
        label=label,
        counts=counts,
        unit=_("findings"),
        cutoff=_("As it stood at the end of the day asked for."),
        source=_("Peer reviews that were handed in; findings count at the branch reviewed."),
        rows=lambda asked: _findings(asked, *states),
        scope=lambda actor: policy.findings(actor, "review.view"),
        unit_paths=("review__reviewed_id",),
        columns=(
            Column("words", _("Finding")),
            Column("review__reviewed__name", _("Branch reviewed")),
            Column("review__reviewer__name", _("Raised by")),
            Column("raised_at", _("Raised"), kind="moment"),
            Column("due_on", _("Answer due"), kind="day"),
        ),
        row_url="finding",
    )


RAISED = _finding_figure(
    "standards.findings",
    _("Findings raised"),
    _("What peer reviews found, whatever became of it."),
    *FindingState,
)
CLOSED = _finding_figure(
    "standards.findings_closed",
    _("Findings done"),
    _("Findings that the branch answered and the branch that raised them called done."),
    FindingState.CLOSED,
)
LEFT_OPEN = _finding_figure(
    "standards.findings_open",
    _("Findings open"),
    _("Findings that nobody has called done yet, answered or not."),
    FindingState.OPEN,
    FindingState.ANSWERED,
)

declare(BRANDS, BRANDS_SHOWN, RAISED, CLOSED, LEFT_OPEN)


def close_out(actor: Actor) -> tuple[tuple[Figure, Any], ...]:
    """Return the findings raised, done and open that this reader may open, today."""
    asked = Asked(Line.TERRITORIAL, actor.on)
    return tuple(
        (each, figures.value(each, asked, actor, None)) for each in (RAISED, CLOSED, LEFT_OPEN)
    )
