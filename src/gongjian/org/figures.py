"""Figures of the two trees: how many units stand where, by kind and type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.catalogue import Live
from gongjian.kernel.figures import Asked, Column, Dimension, Figure, declare

from . import policy
from .catalogue import KINDS, UNIT_TYPES, ZONE
from .models import Placement, Unit
from .terms import Line


def kind_of(path: str) -> Case:
    """Return the expression of a unit's kind by its type at this path.

    The catalogue stays the only place that says which type is of which kind.
    """
    types: dict[str, list[str]] = {}
    for each in UNIT_TYPES.values():
        types.setdefault(each.kind.code, []).append(each.code)
    by_kind = [When(**{f"{path}__in": codes}, then=Value(kind)) for kind, codes in types.items()]
    return Case(*by_kind, output_field=CharField())


def kind_labels() -> Mapping[str, Any]:
    """Return the kinds of units that are counted, by code."""
    return {kind.code: kind.label for kind in KINDS if kind is not ZONE}


def _type_labels() -> Mapping[str, Any]:
    return {each.code: each.label for each in UNIT_TYPES.values() if each.kind is not ZONE}


def _units(asked: Asked) -> QuerySet[Unit]:
    placed = Placement.objects.filter(policy.on_day(asked.on)).values("unit_id")
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gt=asked.on)
    return (
        Unit.objects.filter(open_then, pk__in=placed)
        .exclude(type="zone")
        .annotate(kind=kind_of("type"))
    )


def _of_zones(asked: Asked) -> Q:
    """Everybody may see which units belong to a zone."""
    placed = Placement.objects.filter(policy.on_day(asked.on), line=Line.ALLIANCE)
    return Q(pk__in=placed.exclude(parent=None).values("unit_id"))


UNITS = Figure(
    code="org.units",
    label=_("Units"),
    counts=_("Units that have a place on a line; a zone itself is not counted."),
    unit=_("units"),
    cutoff=_("Places and closures as they stood at the end of the day asked for."),
    source=_("Register of units and their dated places on the lines"),
    rows=_units,
    scope=lambda actor: policy.scope(actor, "unit.view"),
    public=_of_zones,
    unit_paths=("pk",),
    columns=(
        Column("name", _("Unit"), public=True),
        Column("kind", _("Kind"), public=True, choices=kind_labels()),
        Column("type", _("Type"), public=True, choices=Live(_type_labels)),
        Column("territory__name", _("Place"), public=True),
        Column("party_organisation", _("Party organisation"), public=True),
    ),
    row_url="unit",
    dimensions=(
        Dimension("kind", _("Kind"), "kind", kind_labels),
        Dimension("type", _("Type"), "type", _type_labels),
    ),
)

declare(UNITS)
