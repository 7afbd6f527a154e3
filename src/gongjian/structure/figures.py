"""Figures of responsibility: how many places and responsibilities are vacant."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Length, Substr
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.figures import Asked, Column, Figure, declare
from gongjian.org import policy
from gongjian.org.models import Responsibility, Territory

from .queries.vacancies import open_duties, places_without_unit, without_person


def _places(asked: Asked) -> QuerySet[Territory]:
    """Return the vacant places of the line asked, each with the unit that answers instead.

    That is the unit of the smallest wider place that has one, else the last that was responsible
    for the place, else one beside it: so each vacancy stands at a node of the line.
    """
    here = OuterRef("code")
    around = Q(territory_id__in=[Substr(here, 1, size) for size in (2, 4, 6, 9)])
    held = open_duties(asked.on).filter(line=asked.line)
    wider = held.filter(around).order_by(Length("territory_id").desc()).values("unit_id")[:1]
    before = Responsibility.objects.filter(
        line=asked.line, territory_id=here, valid_from__lte=asked.on
    )
    last = before.order_by("-valid_from").values("unit_id")[:1]
    beside = held.filter(territory__parent_id=OuterRef("parent_id")).order_by("pk")
    return places_without_unit(asked.line, asked.on).annotate(
        answering=Coalesce(Subquery(wider), Subquery(last), Subquery(beside.values("unit_id")[:1]))
    )


PLACES_WITHOUT_UNIT = Figure(
    code="structure.places_without_unit",
    label=_("Places without a responsible unit"),
    counts=_(
        "Places that had a responsible unit on this line, or that lie beside one that has, and "
        "for which no unit is responsible. They count at the unit of the wider place."
    ),
    unit=_("places"),
    cutoff=_("Responsibilities as they stood at the end of the day asked for."),
    source=_("Dated responsibilities of units for places"),
    rows=_places,
    scope=lambda actor: policy.units(actor, "unit.view", "answering"),
    unit_paths=("answering",),
    columns=(Column("name", _("Place answered for")), Column("code", _("Code"))),
    row_url="responsibility_place",
)


def _duties(asked: Asked) -> QuerySet[Any]:
    return open_duties(asked.on).filter(line=asked.line)


def _without_person(asked: Asked) -> QuerySet[Any]:
    return without_person(asked.on).filter(line=asked.line)


_DUTY_COLUMNS = (
    Column("territory__name", _("Place answered for")),
    Column("unit__name", _("Responsible unit")),
    Column("valid_from", _("Since"), kind="day"),
    Column("document", _("Document")),
)

DUTIES = Figure(
    code="structure.duties",
    label=_("Places with a responsible unit"),
    counts=_("Responsibilities of units for places on this line."),
    unit=_("places"),
    cutoff=_("Responsibilities as they stood at the end of the day asked for."),
    source=_("Dated responsibilities of units for places"),
    rows=_duties,
    scope=lambda actor: policy.units(actor, "unit.view", "unit_id"),
    unit_paths=("unit",),
    columns=_DUTY_COLUMNS,
    row_url="responsibility_place",
    row_key="territory_id",
)

DUTIES_WITHOUT_PERSON = Figure(
    code="structure.duties_without_person",
    label=_("Responsibilities with nobody in charge"),
    counts=_("Responsibilities of units for places on this line for which nobody is in charge."),
    unit=_("places"),
    cutoff=_("Responsibilities and charges as they stood at the end of the day asked for."),
    source=_("Dated responsibilities of units for places"),
    rows=_without_person,
    scope=lambda actor: policy.units(actor, "unit.view", "unit_id"),
    unit_paths=("unit",),
    columns=_DUTY_COLUMNS,
    row_url="responsibility_place",
    row_key="territory_id",
)

declare(PLACES_WITHOUT_UNIT, DUTIES, DUTIES_WITHOUT_PERSON)
