"""Needs: the list, raising one, one need, and what its requester and host do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out, press

from .. import actions, queries
from ..queries import ClaimLine, NeedPage
from ..terms import ClaimState, ItemState, NeedState
from . import need_parts as parts
from .need_forms import ClaimForm, DaysForm, NeedForm, options

MOST_PROPOSALS = 5


@login_required
@require_safe
def need_list(request: HttpRequest) -> HttpResponse:
    """Show the needs in sight, narrowed, sorted and paged by the address."""
    today = timezone.localdate()
    choices = queries.need_filters(request.actor)
    query = ui.read_query(
        request.GET,
        sortable=tuple(queries.NEED_SORTS),
        default_sort="-raised",
        filters={
            "state": NeedState.values,
            "category": [each.value for each in choices.categories],
            "unit": [each.value for each in choices.units],
            "mine": ("yes",),
            "overdue": ("yes",),
        },
    )
    found = queries.list_needs(request.actor, query, on=today)
    table = ui.Table(
        caption=_("Needs"),
        columns=(
            ui.Column("title", _("Need"), sortable=True),
            ui.Column("unit", _("Who asks"), sortable=True),
            ui.Column("heads", _("People"), numeric=True),
            ui.Column("starts", _("Time"), sortable=True),
            ui.Column("state", _("State")),
            ui.Column("waits", _("Waits for")),
            ui.Column("raised", _("Raised on"), sortable=True),
        ),
        rows=tuple(parts.need_cells(row, today) for row in found.rows),
        total=found.total,
        query=query,
        filters=_filters(request, choices, query),
        searchable=_("Need, unit or for whom"),
        empty=_empty(request),
        id="needs",
    )
    context = {"table": table, "may_enter": request.actor.may("need.raise")}
    return render(request, "exchange/need_list.html", context)


def _filters(
    request: HttpRequest, choices: queries.NeedFilters, query: ui.TableQuery
) -> tuple[ui.Filter, ...]:
    filters = [
        query.filter("state", _("State"), NeedState.choices),
        query.filter("category", _("Category"), options(choices.categories)),
        query.filter("unit", _("Who asks"), options(choices.units)),
    ]
    if request.actor.may("need.raise"):
        filters.append(query.filter("mine", _("Whose"), [("yes", _("ours"))]))
    if request.actor.may("need.verify"):
        late = [("yes", _("overdue"))]
        filters.append(query.filter("overdue", _("Verification"), late))
    return tuple(filters)


def _empty(request: HttpRequest) -> ui.Empty:
    if not request.actor.may("need.raise"):
        return ui.Empty(_("No need is open to you yet."))
    return ui.Empty(
        _("No need is open to you yet."),
        _("Say what your unit needs; others see it once the host has verified it."),
        _("Raise a need"),
        reverse("need_new"),
    )


@login_required
def need_new(request: HttpRequest) -> HttpResponse:
    """Raise a need; everything that can be known is filled in already."""
    if not request.actor.may("need.raise"):
        raise Forbidden
    choices = queries.entry_choices(request.actor)
    form = NeedForm(choices, timezone.localdate(), request.POST or None)

    def perform() -> str:
        made = actions.raise_need(form.entry(), actor=request.actor, at=timezone.now())
        return reverse("need", args=[made.pk])

    done = carry_out(request, form, perform, _("Raised. The host of the zone verifies it next."))
    context = {"form": form, "skills": choices.skills}
    return done or render(request, "exchange/need_new.html", context, status=form.status)


@dataclass(frozen=True)
class ClaimRow:
    """A claim with its state and the buttons that this actor may press."""

    line: ClaimLine
    state: ui.State
    may_accept: bool
    may_decline: bool
    may_withdraw: bool
    may_draft: bool


def _claim_row(line: ClaimLine) -> ClaimRow:
    proposed = line.state == ClaimState.PROPOSED
    claimed = line.state == ClaimState.CLAIMED
    has_terms = line.item_state not in (None, ItemState.CANCELLED)
    return ClaimRow(
        line=line,
        state=parts.claim_state(line),
        may_accept=proposed and line.gives,
        may_decline=(proposed and line.gives) or (claimed and line.asks),
        may_withdraw=claimed and line.gives,
        may_draft=claimed and (line.gives or line.asks) and not has_terms,
    )


@login_required
@require_safe
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a need with its history, its claims, and what this actor may do with it."""
    return show_need(request, pk)


def show_need(request: HttpRequest, pk: int, claim_form: ClaimForm | None = None) -> HttpResponse:
    """Render the page of a need; a claim that was refused comes back in its form."""
    today = timezone.localdate()
    page = queries.get_need(pk, request.actor, on=today)
    context = {
        "page": page,
        "state": parts.state_of(page.state),
        "stepper": parts.stepper(page),
        "facts": parts.facts(page),
        "timeline": parts.timeline(page),
        "claims": [_claim_row(line) for line in page.claims],
        "who": queries.who_sees(page),
        "clock_who": parts.answers_for(page.clock) if page.clock else "",
        "overdue": page.state == NeedState.RAISED and page.verify_by < today,
        **_buttons(page),
        **_matches(request, page, claim_form, today),
    }
    return render(request, "exchange/need.html", context, status=_status(claim_form))


def _status(form: ClaimForm | None) -> int:
    return form.status if form else 200


def _buttons(page: NeedPage) -> dict[str, bool]:
    is_open = page.state == NeedState.OPEN
    untouched = page.heads_taken == 0
    may_edit = "need.edit" in page.may
    return {
        "may_verify": page.state == NeedState.RAISED and "need.verify" in page.may,
        "may_withdraw": may_edit and untouched and page.state in (NeedState.RAISED, NeedState.OPEN),
        "may_offer_again": may_edit and page.state in (NeedState.UNMET, NeedState.EXPIRED),
        "may_hand_over": is_open and untouched and "need.hand_over" in page.may,
        "may_say_still": is_open and page.asked_still and may_edit,
    }


def _matches(
    request: HttpRequest, page: NeedPage, form: ClaimForm | None, today: date
) -> dict[str, Any]:
    """Return what a host can propose, and how well this need fits the actor's own units."""
    context: dict[str, Any] = {"claim_form": form, "fits": (), "offers": ()}
    if page.state != NeedState.OPEN or not page.heads_left:
        return context
    if "need.propose" in page.may:
        offers = queries.offers_for_need(page.id, request.actor, most=MOST_PROPOSALS, on=today)
        context["offers"] = [
            (offer, parts.reasons_of(offer.fit), min(page.heads_left, offer.capacity or 1))
            for offer in offers
        ]
    if request.actor.may("need.claim"):
        fits = queries.fits_of_need(page.id, request.actor, on=today)
        if fits:
            context["fits"] = [(fit, parts.reasons_of(fit.fit)) for fit in fits[:1]]
            initial = {"heads": page.heads_left}
            context["claim_form"] = form or ClaimForm(_sources_of(fits), initial=initial)
    return context


def _sources_of(fits: tuple[queries.NeedFit, ...]) -> list[queries.Choice]:
    """Return with what the actor could claim: each unit's offers, the best first."""
    return [
        queries.source_choice(fit.unit_id, fit.unit, fit.resource_id, fit.resource) for fit in fits
    ]


def _press(request: HttpRequest, pk: int, act: Callable[..., object], said: str) -> HttpResponse:
    return press(
        request,
        lambda: act(pk, actor=request.actor, at=timezone.now()),
        back=reverse("need", args=[pk]),
        said=said,
    )


@login_required
@require_POST
def need_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Verify a need: it is open and its clock runs."""
    return _press(request, pk, actions.verify_need, _("Verified. It is open now."))


@login_required
@require_POST
def need_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a need that nobody has taken on."""
    return _press(request, pk, actions.withdraw_need, _("Withdrawn. Its record stays."))


@login_required
@require_POST
def need_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a need to the next wider audience before its clock does."""
    return _press(request, pk, actions.hand_over, _("Handed over."))


@login_required
def need_offer_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer an unmet or expired need again, with new dates."""
    today = timezone.localdate()
    page = queries.get_need(pk, request.actor, on=today)
    if "need.edit" not in page.may:
        raise Forbidden
    form = DaysForm(request.POST or None, initial={"starts_on": today})

    def perform() -> str:
        actions.offer_again(
            pk,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            actor=request.actor,
            at=timezone.now(),
        )
        return reverse("need", args=[pk])

    done = carry_out(request, form, perform, _("Offered again. Its clock runs from today."))
    context = {"form": form, "page": page}
    return done or render(request, "exchange/need_again.html", context, status=form.status)
