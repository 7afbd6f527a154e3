"""Reads about where an organisation came from: its form, and the branches before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..models import Descent, Organisation
from ..terms import DescentKind, Form


@dataclass(frozen=True)
class Relative:
    """An organisation that another came from, or that came from it, and since when."""

    unit_id: int
    name: str
    kind: DescentKind
    on: date


@dataclass(frozen=True)
class Origin:
    """How an organisation was set up; ``form`` is None where no proposal is on record."""

    form: Form | None
    founded_on: date | None
    formal_at_founding: int | None
    parents: tuple[Relative, ...]
    children: tuple[Relative, ...]


def get_origin(unit_id: int) -> Origin:
    """Return how a unit came to be and what came of it; whoever sees the unit sees this."""
    organisation = Organisation.objects.filter(unit_id=unit_id).first()
    rows = Descent.objects.select_related("unit", "parent").order_by("on", "pk")
    return Origin(
        form=Form(organisation.form) if organisation else None,
        founded_on=organisation.founded_on if organisation else None,
        formal_at_founding=organisation.formal_at_founding if organisation else None,
        parents=tuple(
            Relative(row.parent_id, row.parent.name, DescentKind(row.kind), row.on)
            for row in rows.filter(unit_id=unit_id)
        ),
        children=tuple(
            Relative(row.unit_id, row.unit.name, DescentKind(row.kind), row.on)
            for row in rows.filter(parent_id=unit_id)
        ),
    )
