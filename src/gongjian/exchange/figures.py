"""Figures of the exchange: needs by state, days to confirmation, services, people, pairings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked, Column, Dimension, Figure, Measure, declare
from gongjian.org.figures import kind_labels, kind_of

from . import policy
from .models import (
    Category,
    Need,
    NeedSpan,
    Pairing,
    PairingActivity,
    Resource,
    ServiceItem,
    SignUp,
)
from .queries import pairings_in_force
from .terms import ItemState, NeedState, ResourceState


def _category_labels() -> Mapping[str, Any]:
    return dict(Category.objects.order_by("name").values_list("code", "name"))


def _by_category(path: str) -> Dimension:
    return Dimension("category", _("Category"), path, _category_labels)


_BY_KIND = Dimension("unit_kind", _("Kind of the unit"), "unit_kind", kind_labels)

_AS_IT_STOOD = _("As it stood at the end of the day asked for.")
_OF_RECORDS = _("Records of the exchange, each with the moment of every step")


# --- needs, by the state in which they stood -----------------------------------------------


def _needs() -> QuerySet[Need]:
    return Need.objects.annotate(unit_kind=kind_of("unit__type")).order_by("-raised_at", "pk")


def _in_state(asked: Asked, state: NeedState) -> QuerySet[Need]:
    m = asked.moment
    spans = NeedSpan.objects.filter(
        Q(to_at__isnull=True) | Q(to_at__gt=m), state=state, from_at__lte=m
    )
    return _needs().filter(pk__in=spans.values("need_id"))


def _scope_needs(actor: Actor) -> Q:
    return policy.needs(actor, "need.view")


_NEED_COLUMNS = (
    Column("title", _("Need"), public=True),
    Column("unit__name", _("Unit"), public=True),
    Column("category__name", _("Category"), public=True),
    Column("beneficiaries", _("For whom"), public=True),
    Column("heads", _("People wanted"), public=True, kind="number"),
    Column("starts_on", _("From"), public=True, kind="day"),
    Column("ends_on", _("To"), public=True, kind="day"),
    Column("raised_at", _("Raised"), kind="moment"),
)
_NEED_DIMENSIONS = (_by_category("category__code"), _BY_KIND)


def _needs_in(state: NeedState, label: Any, counts: Any) -> Figure:
    return Figure(
        code=f"exchange.needs_{state.value}",
        label=label,
        counts=counts,
        unit=_("needs"),
        cutoff=_AS_IT_STOOD,
        source=_OF_RECORDS,
        rows=lambda asked: _in_state(asked, state),
        scope=_scope_needs,
        public=lambda asked: policy.PUBLIC_NEEDS,
        unit_paths=("unit_id",),
        columns=_NEED_COLUMNS,
        row_url="need",
        dimensions=_NEED_DIMENSIONS,
    )


NEEDS = (
    _needs_in(
        NeedState.OPEN,
        _("Needs open"),
        _("Verified needs for which people are still looked for."),
    ),
    _needs_in(
        NeedState.CLAIMED,
        _("Needs claimed"),
        _("Needs whose people are all claimed, before the terms are agreed."),
    ),
    _needs_in(
        NeedState.AGREED,
        _("Needs agreed"),
        _("Needs for which both sides agreed on terms, before the first deployment."),
    ),
    _needs_in(
        NeedState.DELIVERING,
        _("Needs being delivered"),
        _("Needs for which people are at work."),
    ),
    _needs_in(
        NeedState.DELIVERED,
        _("Needs delivered, not yet confirmed"),
        _("Needs reported as delivered that their requester has not confirmed."),
    ),
    _needs_in(
        NeedState.CONFIRMED,
        _("Needs confirmed"),
        _("Needs of which every part was confirmed by the requester."),
    ),
)


def _confirmed_needs(asked: Asked) -> QuerySet[Need]:
    return _needs().filter(state=NeedState.CONFIRMED, confirmed_at__lte=asked.moment)


MEDIAN_DAYS = Figure(
    code="exchange.median_days",
    label=_("Days from raised to confirmed"),
    counts=_("The median of the days from raising a need to its confirmation by the requester."),
    unit=_("days"),
    cutoff=_("Needs confirmed until the end of the day asked for."),
    source=_OF_RECORDS,
    rows=_confirmed_needs,
    scope=_scope_needs,
    public=lambda asked: policy.PUBLIC_NEEDS,
    unit_paths=("unit_id",),
    columns=(*_NEED_COLUMNS, Column("confirmed_at", _("Confirmed"), public=True, kind="moment")),
    row_url="need",
    measure=Measure("median_days", "raised_at", "confirmed_at"),
    dimensions=_NEED_DIMENSIONS,
)


# --- services and the people in them -------------------------------------------------------


def _confirmed_items(asked: Asked) -> QuerySet[ServiceItem]:
    confirmed = ServiceItem.objects.filter(
        state=ItemState.CONFIRMED, confirmed_at__lte=asked.moment
    )
    return confirmed.annotate(unit_kind=kind_of("unit__type")).order_by("-confirmed_at", "pk")


def _confirmed(code: str, label: Any, counts: Any, unit: Any, measure: Measure) -> Figure:
    return Figure(
        code=code,
        label=label,
        counts=counts,
        unit=unit,
        cutoff=_("Confirmed until the end of the day asked for."),
        source=_OF_RECORDS,
        rows=_confirmed_items,
        scope=lambda actor: policy.items(actor, "item.view"),
        public=lambda asked: policy.PUBLIC_ITEMS,
        unit_paths=("need__unit_id",),
        columns=(
            Column("need__title", _("Service"), public=True),
            Column("need__unit__name", _("Received by"), public=True),
            Column("unit__name", _("Given by"), public=True),
            Column("need__category__name", _("Category"), public=True),
            Column("heads_delivered", _("People who served"), public=True, kind="number"),
            Column("starts_at", _("Held"), public=True, kind="moment"),
            Column("confirmed_at", _("Confirmed"), public=True, kind="moment"),
        ),
        row_url="item",
        measure=measure,
        dimensions=(
            _by_category("need__category__code"),
            Dimension("unit_kind", _("Kind of the giving unit"), "unit_kind", kind_labels),
        ),
    )


CONFIRMED_SERVICES = _confirmed(
    "exchange.confirmed_services",
    _("Services confirmed"),
    _("Services that the requester confirmed; they count where they were received."),
    _("services"),
    Measure(),
)
HEADS_SERVED = _confirmed(
    "exchange.heads_served",
    _("People who served"),
    _("People who served in confirmed services, once for each service."),
    _("person-times"),
    Measure("sum", "heads_delivered"),
)


SERVICES_OF_YEAR = replace(
    CONFIRMED_SERVICES,
    code="exchange.services_of_year",
    label=_("Services confirmed this year"),
    counts=_("Services that the requester confirmed; they count at both sides."),
    cutoff=_("Confirmed from 1 January to the end of the day asked for."),
    rows=lambda asked: _confirmed_items(asked).filter(confirmed_at__year=asked.on.year),
    public=None,
    unit_paths=("unit_id", "need__unit_id"),
)


def _signups(asked: Asked) -> QuerySet[SignUp]:
    m = asked.moment
    live = SignUp.objects.filter(Q(left_at__isnull=True) | Q(left_at__gt=m), signed_at__lte=m)
    return live.annotate(unit_kind=kind_of("item__unit__type")).order_by("-signed_at", "pk")


def _deployed(asked: Asked) -> QuerySet[SignUp]:
    return _signups(asked).filter(deployed_at__lte=asked.moment)


def _scope_signups(actor: Actor) -> Q:
    """Places in the services that the actor may open: who took them is not shown."""
    return Q(item__in=ServiceItem.objects.filter(policy.items(actor, "item.view")))


def _volunteers(code: str, label: Any, counts: Any, rows: Any) -> Figure:
    return Figure(
        code=code,
        label=label,
        counts=counts,
        unit=_("person-times"),
        cutoff=_AS_IT_STOOD,
        source=_OF_RECORDS,
        rows=rows,
        scope=_scope_signups,
        unit_paths=("item__need__unit_id",),
        columns=(
            Column("item__need__title", _("Service")),
            Column("item__unit__name", _("Given by")),
            Column("item__need__unit__name", _("Received by")),
            Column("seat", _("Place number"), kind="number"),
            Column("signed_at", _("Signed up"), kind="moment"),
            Column("trained_at", _("Trained"), kind="moment"),
            Column("deployed_at", _("Deployed"), kind="moment"),
        ),
        row_url="item",
        row_key="item_id",
        dimensions=(
            _by_category("item__need__category__code"),
            Dimension("unit_kind", _("Kind of the giving unit"), "unit_kind", kind_labels),
        ),
    )


VOLUNTEERS_CALLED = _volunteers(
    "exchange.volunteers_called",
    _("Volunteers called"),
    _("Places in services that volunteers have taken and not given back."),
    _signups,
)
VOLUNTEERS_DEPLOYED = _volunteers(
    "exchange.volunteers_deployed",
    _("Volunteers deployed"),
    _("Places of volunteers who were sent to the service."),
    _deployed,
)


# --- resources and pairings ----------------------------------------------------------------


def _available(asked: Asked) -> QuerySet[Resource]:
    offered = Resource.objects.filter(
        Q(available_to__isnull=True) | Q(available_to__gte=asked.on),
        state=ResourceState.AVAILABLE,
        offered_at__lte=asked.moment,
        available_from__lte=asked.on,
    )
    return offered.annotate(unit_kind=kind_of("unit__type")).order_by("-offered_at", "pk")


RESOURCES = Figure(
    code="exchange.resources",
    label=_("Offers available"),
    counts=_("What units offer and others can ask for."),
    unit=_("offers"),
    cutoff=_("Available on the day asked for; an offer that is paused now is left out."),
    source=_OF_RECORDS,
    rows=_available,
    scope=lambda actor: policy.resources(actor, "resource.view"),
    unit_paths=("unit_id",),
    columns=(
        Column("title", _("Offer"), public=True),
        Column("unit__name", _("Unit"), public=True),
        Column("category__name", _("Category"), public=True),
        Column("capacity", _("People at a time"), public=True, kind="number"),
        Column("available_from", _("From"), public=True, kind="day"),
        Column("available_to", _("To"), public=True, kind="day"),
    ),
    row_url="resource",
    dimensions=(_by_category("category__code"), _BY_KIND),
)


def _pairings(asked: Asked) -> QuerySet[Pairing]:
    return pairings_in_force(asked.on).order_by("-valid_from", "pk")


def _is_awake(asked: Asked) -> Q:
    """Something happened, or the agreement was signed, within the days until dormant."""
    since = asked.on - timedelta(days=parameters.in_force(asked.on).whole("pairing.dormant_days"))
    activities = PairingActivity.objects.filter(
        pairing=OuterRef("pk"), held_on__gt=since, held_on__lte=asked.on
    )
    return Q(valid_from__gt=since) | Q(Exists(activities))


def _pairing_figure(code: str, label: Any, counts: Any, rows: Any) -> Figure:
    return Figure(
        code=code,
        label=label,
        counts=counts,
        unit=_("pairs"),
        cutoff=_("Agreements and activities as of the day asked for."),
        source=_OF_RECORDS,
        rows=rows,
        scope=lambda actor: policy.pairings(actor, "pairing.view"),
        unit_paths=("first_id", "second_id"),
        columns=(
            Column("title", _("Pairing")),
            Column("first__name", _("One unit")),
            Column("second__name", _("Other unit")),
            Column("valid_from", _("From"), kind="day"),
            Column("valid_to", _("To"), kind="day"),
        ),
        row_url="pairing",
    )


PAIRINGS_ACTIVE = _pairing_figure(
    "exchange.pairings_active",
    _("Pairings active"),
    _("Agreements of two units with activity within the days that a parameter sets."),
    lambda asked: _pairings(asked).filter(_is_awake(asked)),
)
PAIRINGS_DORMANT = _pairing_figure(
    "exchange.pairings_dormant",
    _("Pairings dormant"),
    _("Agreements of two units without activity for the days that a parameter sets."),
    lambda asked: _pairings(asked).exclude(_is_awake(asked)),
)

TOGETHER = Figure(
    code="exchange.pairing_activities",
    label=_("Done together in pairings"),
    counts=_("Activities of two paired units, confirmed services between them among these."),
    unit=_("activities"),
    cutoff=_("Held from 1 January to the end of the day asked for."),
    source=_OF_RECORDS,
    rows=lambda asked: PairingActivity.objects.filter(
        held_on__year=asked.on.year, held_on__lte=asked.on
    ).order_by("-held_on", "-pk"),
    scope=lambda actor: Q(
        pairing__in=Pairing.objects.filter(policy.pairings(actor, "pairing.view"))
    ),
    unit_paths=("pairing__first_id", "pairing__second_id"),
    columns=(
        Column("title", _("Activity")),
        Column("pairing__first__name", _("One unit")),
        Column("pairing__second__name", _("Other unit")),
        Column("held_on", _("Held"), kind="day"),
    ),
    row_url="pairing",
    row_key="pairing_id",
)

declare(
    *NEEDS,
    MEDIAN_DAYS,
    CONFIRMED_SERVICES,
    HEADS_SERVED,
    SERVICES_OF_YEAR,
    TOGETHER,
    VOLUNTEERS_CALLED,
    VOLUNTEERS_DEPLOYED,
    RESOURCES,
    PAIRINGS_ACTIVE,
    PAIRINGS_DORMANT,
)
