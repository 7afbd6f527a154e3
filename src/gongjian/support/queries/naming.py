"""What a place is called: an entity, a venue and a branch each have their own name."""

from __future__ import annotations

from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce

from ..terms import PlaceKind


def name_at(prefix: str = "") -> Coalesce:
    """Return the name of the place at this path of a contact point, such as ``point__``."""
    return Coalesce(
        F(f"{prefix}entity__name"), F(f"{prefix}venue__name"), F(f"{prefix}branch__name")
    )


def kind_at(prefix: str = "") -> Case:
    """Return which kind of place stands at this path of a contact point."""
    return Case(
        When(**{f"{prefix}entity__isnull": False}, then=Value(PlaceKind.ENTITY.value)),
        When(**{f"{prefix}venue__isnull": False}, then=Value(PlaceKind.VENUE.value)),
        default=Value(PlaceKind.BRANCH.value),
    )
