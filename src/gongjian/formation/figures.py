"""Figures of formation: organisations by the form in which they were set up."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.figures import Asked, Column, Dimension, Figure, declare
from gongjian.org import policy as org_policy

from .models import Organisation
from .terms import Form


def _standing(asked: Asked) -> QuerySet[Organisation]:
    open_then = Q(unit__closed_on__isnull=True) | Q(unit__closed_on__gt=asked.on)
    rows = Organisation.objects.filter(open_then, founded_on__lte=asked.on)
    return rows.order_by("unit__name", "pk")


_FORMS = {form.value: form.label for form in Form if form != Form.AFFILIATED}

ORGANISATIONS = Figure(
    code="formation.organisations",
    label=_("Organisations set up"),
    counts=_("Organisations that stand on the day, by the form in which they were set up."),
    unit=_("organisations"),
    cutoff=_("As they stood at the end of the day asked for."),
    source=_("Proposals that the superior approved and that were founded."),
    rows=_standing,
    scope=lambda actor: org_policy.units(actor, "formation.view", "unit_id"),
    unit_paths=("unit_id",),
    columns=(
        Column("unit__name", _("Organisation")),
        Column("form", _("Form"), choices=_FORMS),
        Column("founded_on", _("Founded on"), kind="day"),
    ),
    row_url="unit",
    row_key="unit_id",
    dimensions=(Dimension("form", _("Form"), "form", lambda: dict(_FORMS)),),
)

declare(ORGANISATIONS)
