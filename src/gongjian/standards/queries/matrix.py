"""The brands that units showed on a day: what the matrix puts beside partners and activities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from gongjian.kernel.actor import Actor

from .. import policy
from ..models import Brand
from ..terms import BrandState
from .stood import stood_as


@dataclass(frozen=True)
class Shown:
    """The brand that a unit showed."""

    id: int
    name: str
    specialty: str


def shown_on(actor: Actor, on: date) -> QuerySet[Brand]:
    """Return the brands shown at the end of a day, as far as the actor may see them now."""
    seen = Brand.objects.filter(policy.brands(actor, "brand.view"))
    return seen.annotate(stood=stood_as(on)).filter(stood=BrandState.SHOWN)


def brands_shown(unit_ids: Iterable[int], actor: Actor, *, on: date) -> dict[int, Shown]:
    """Return the brand that each of these units showed at the end of a day."""
    found = shown_on(actor, on).filter(unit_id__in=list(unit_ids))
    return {brand.unit_id: Shown(brand.pk, brand.name, brand.specialty) for brand in found}
