"""Brands: the list, one brand with its steps, a unit's card with the brands it has had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from gongjian.kernel import parameters
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.states import open_events
from gongjian.org import policy as org_policy
from gongjian.org.models import Placement, Unit
from gongjian.org.policy import on_day
from gongjian.org.terms import Line

from .. import policy, rules
from ..models import Brand
from ..terms import IN_FORCE, UNDECIDED, BrandState, Renewal
from .units import branded_units, decides_about


@dataclass(frozen=True)
class BrandRow:
    """A brand as lists and cards show it; ``renewal`` reminds and does nothing else."""

    id: int
    name: str
    specialty: str
    duty: str
    unit_id: int
    unit: str
    under: str
    state: BrandState
    running_from: date | None
    review_on: date | None
    ended_on: date | None
    renewal: Renewal | None


@dataclass(frozen=True)
class BrandList:
    """One page of brands, and how many there are on all pages."""

    rows: tuple[BrandRow, ...]
    total: int


@dataclass(frozen=True)
class BrandStepLine:
    """Something that happened to a brand, in whose words."""

    event: str
    on: date
    words: str
    by: str


@dataclass(frozen=True)
class BrandPage:
    """One brand with its steps, the latest first, and the events that the reader may bring about.

    Who only sees it because it is shown reads no steps and no name: ``sees_work`` is False.
    """

    row: BrandRow
    owner_id: int
    owner: str
    steps: tuple[BrandStepLine, ...]
    sees_work: bool
    may: frozenset[str]


@dataclass(frozen=True)
class UnitPage:
    """A unit's card: the brand in force, the one being prepared, those it had."""

    unit_id: int
    unit: str
    in_force: BrandRow | None
    undecided: BrandRow | None
    past: tuple[BrandRow, ...]
    may_propose: bool


def list_brands(actor: Actor, query: TableQuery) -> BrandList:
    """Return one page of the brands in sight, by the unit above and by name: no ranking."""
    found = _brands(actor.on).filter(policy.brands(actor, "brand.view"))
    if query.text:
        found = found.filter(Q(name__icontains=query.text) | Q(unit__name__icontains=query.text))
    if state := query.filters.get("state"):
        found = found.filter(state=state)
    if chosen := query.filters.get("renewal"):
        found = found.filter(to_renew(Renewal(chosen), actor.on))
    page = found.order_by("under", "unit__name", "-pk")[query.rows]
    return BrandList(_rows(page, actor.on), found.count())


def to_renew(renewal: Renewal, on: date) -> Q:
    """Return the condition of ``rules.renewal`` on brands in force."""
    days = parameters.in_force(on).whole("brand.remind_days")
    if renewal == Renewal.OVERDUE:
        return Q(state__in=IN_FORCE, review_on__lt=on)
    return Q(state__in=IN_FORCE, review_on__range=(on, on + timedelta(days=days)))


def _brands(on: date) -> QuerySet[Any]:
    """Return brands with the unit above: on the territorial line, else on the sectoral one."""
    placed = Placement.objects.filter(on_day(on), unit=OuterRef("unit_id"))
    above = placed.filter(line__in=[Line.TERRITORIAL, Line.SECTORAL]).order_by("-line")
    return Brand.objects.select_related("unit", "owner").annotate(
        under=Subquery(above.values("parent__name")[:1])
    )


def _rows(brands: QuerySet[Any], on: date) -> tuple[BrandRow, ...]:
    days = parameters.in_force(on).whole("brand.remind_days")
    return tuple(_row(brand, on, days) for brand in brands)


def _row(brand: Any, on: date, remind_days: int) -> BrandRow:
    runs = brand.state in IN_FORCE
    return BrandRow(
        id=brand.pk,
        name=brand.name,
        specialty=brand.specialty,
        duty=brand.duty,
        unit_id=brand.unit_id,
        unit=brand.unit.name,
        under=brand.under or "",
        state=BrandState(brand.state),
        running_from=brand.running_from,
        review_on=brand.review_on,
        ended_on=brand.ended_on,
        renewal=rules.renewal(brand.review_on, on, remind_days) if runs else None,
    )


def get_brand(brand_id: int, actor: Actor) -> BrandPage:
    """Return one brand.

    Raises:
        NotVisible: there is none, or it is neither in reach nor shown.
    """
    seen = policy.brands(actor, "brand.view")
    brand = fetch(_brands(actor.on), brand_id, allowed=seen, visible=seen)
    sees_work = Brand.objects.filter(policy.brands_in_reach(actor), pk=brand.pk).exists()
    steps = brand.steps.select_related("by").order_by("-on", "-pk") if sees_work else ()
    return BrandPage(
        row=_row(brand, actor.on, parameters.in_force(actor.on).whole("brand.remind_days")),
        owner_id=brand.owner_id,
        owner=brand.owner.name if sees_work else "",
        steps=tuple(
            BrandStepLine(step.event, step.on, step.words, step.by.name if step.by else "")
            for step in steps
        ),
        sees_work=sees_work,
        may=_open_to(brand, actor),
    )


def _open_to(brand: Brand, actor: Actor) -> frozenset[str]:
    """Return the events that the reader may bring about now."""
    own = Brand.objects.filter(pk=brand.pk)
    held = {
        permission
        for permission in ("brand.propose", "brand.decide")
        if own.filter(policy.brands(actor, permission)).exists()
    }
    if "brand.decide" in held and not decides_about(brand.unit_id, actor):
        held.discard("brand.decide")
    return open_events(rules.BRAND_EDGES, brand.state, held)


def get_unit(unit_id: int, actor: Actor) -> UnitPage:
    """Return a unit's card: of others only what is shown.

    Raises:
        NotVisible: the unit is out of reach and shows nothing.
    """
    within = org_policy.scope(actor, "brand.view")
    brands = _brands(actor.on).filter(policy.brands(actor, "brand.view"), unit_id=unit_id)
    rows = _rows(brands.order_by("-running_from", "-pk"), actor.on)
    seen = within | Q(pk__in=[row.unit_id for row in rows])
    unit = fetch(Unit.objects.all(), unit_id, allowed=seen, visible=seen)
    undecided = next((row for row in rows if row.state in UNDECIDED), None)
    mine = branded_units().filter(org_policy.scope(actor, "brand.propose"), pk=unit.pk)
    return UnitPage(
        unit_id=unit.pk,
        unit=unit.name,
        in_force=next((row for row in rows if row.state in IN_FORCE), None),
        undecided=undecided,
        past=tuple(row for row in rows if row.state not in (*IN_FORCE, *UNDECIDED)),
        may_propose=undecided is None and mine.exists(),
    )
