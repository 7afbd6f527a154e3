"""Figures about officers: branches in a term, and terms that are over without an election."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.figures import Asked, Column, Dimension, Figure, declare
from gongjian.org.policy import on_day

from . import policy
from .models import Term


def _standing(on: date) -> Case:
    return Case(When(ends_on__lte=on, then=Value("over")), default=Value("running"))


def _terms(asked: Asked) -> QuerySet[Term]:
    rows = Term.objects.filter(on_day(asked.on)).annotate(standing=_standing(asked.on))
    return rows.order_by("ends_on", "pk")


_STANDINGS = {"running": _("Within its time"), "over": _("Its time is over")}

TERMS = Figure(
    code="officers.terms",
    label=_("Branches whose officers are in a term"),
    counts=_("Terms of officers on the day, by whether their time is over; a branch counts once."),
    unit=_("branches"),
    cutoff=_("As the terms stood at the end of the day asked for."),
    source=_("Records of elections and decisions."),
    rows=_terms,
    scope=lambda actor: policy.of_unit(actor, "office.view"),
    unit_paths=("unit_id",),
    columns=(
        Column("unit__name", _("Branch")),
        Column("valid_from", _("Since"), kind="day"),
        Column("ends_on", _("The term ends"), kind="day"),
        Column("standing", _("Time of the term"), choices=_STANDINGS),
    ),
    row_url="office_branch",
    row_key="unit_id",
    dimensions=(
        Dimension("standing", _("Time of the term"), "standing", lambda: dict(_STANDINGS)),
    ),
)

declare(TERMS)
