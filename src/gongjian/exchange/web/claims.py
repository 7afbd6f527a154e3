"""Claims: taking a part of a need, the host's proposals, the answers to both, and terms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out, press

from .. import actions, queries
from ..actions import ItemTerms
from ..queries import ClaimPage
from ..terms import ClaimState, DeclineReason
from .item_forms import TermsForm, initial_moment
from .need_forms import ClaimForm, DeclineForm, HeadsForm, options
from .needs import show_need


@login_required
@require_POST
def need_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Claim all or part of a need for one of the actor's units."""
    if not request.actor.may("need.claim"):
        raise Forbidden
    sources = queries.own_sources(request.actor, on=timezone.localdate())
    form = ClaimForm(sources, request.POST)

    def perform() -> str:
        unit_id, resource_id = form.unit_and_resource
        actions.claim(
            pk,
            unit_id=unit_id,
            heads=form.cleaned_data["heads"],
            resource_id=resource_id,
            actor=request.actor,
            at=timezone.now(),
        )
        return reverse("need", args=[pk])

    said = _("Claimed. Propose dates, place and a liaison next.")
    return carry_out(request, form, perform, said) or show_need(request, pk, form)


@login_required
@require_POST
def need_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a unit for a need, as its host."""
    form = HeadsForm(request.POST)

    def perform() -> str:
        data = form.cleaned_data
        actions.propose(
            pk,
            unit_id=data["unit_id"],
            heads=data["heads"],
            resource_id=data["resource_id"],
            actor=request.actor,
            at=timezone.now(),
        )
        return reverse("need", args=[pk])

    done = carry_out(request, form, perform, _("The unit was asked and sees it in its work."))
    if done is not None:
        return done
    for faults in form.errors.values():
        messages.error(request, " ".join(map(str, faults)))
    return HttpResponseRedirect(reverse("need", args=[pk]))


@login_required
@require_POST
def claim_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the host's proposal for one's unit."""
    page = queries.get_claim(pk, request.actor, "claim.view")
    return _press(request, page, actions.accept_proposal, _("Accepted. Propose terms next."))


@login_required
@require_POST
def claim_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's unit's claim."""
    page = queries.get_claim(pk, request.actor, "claim.view")
    said = _("Withdrawn. The need is open for others again.")
    return _press(request, page, actions.withdraw_claim, said)


def _press(
    request: HttpRequest, page: ClaimPage, act: Callable[..., object], said: str
) -> HttpResponse:
    return press(
        request,
        lambda: act(page.id, actor=request.actor, at=timezone.now()),
        back=reverse("need", args=[page.need_id]),
        said=said,
    )


@login_required
def claim_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline a match and say why; the reason counts in later rankings."""
    page = queries.get_claim(pk, request.actor, "need.claim", "item.agree")
    form = DeclineForm(request.POST or None)

    def perform() -> str:
        actions.decline(
            pk,
            reason=DeclineReason(form.cleaned_data["reason"]),
            note=form.cleaned_data["note"],
            actor=request.actor,
            at=timezone.now(),
        )
        return reverse("need", args=[page.need_id])

    done = carry_out(request, form, perform, _("Declined. The people are open for others again."))
    context = {"form": form, "page": page, "proposed": page.state == ClaimState.PROPOSED}
    return done or render(request, "exchange/claim_decline.html", context, status=form.status)


@login_required
def claim_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose terms for a claim: dates, place, places and a liaison."""
    page = queries.get_claim(pk, request.actor, "need.claim", "item.agree")
    form = TermsForm(options(page.people), request.POST or None, initial=_initial(page))

    def perform() -> str:
        terms = ItemTerms(**form.said)
        item = actions.draft_item(pk, terms, actor=request.actor, at=timezone.now())
        return reverse("item", args=[item.pk])

    done = carry_out(request, form, perform, _("Proposed. The other side agrees, or answers."))
    context = {"form": form, "page": page}
    return done or render(request, "exchange/claim_draft.html", context, status=form.status)


def _initial(page: ClaimPage) -> dict[str, Any]:
    """Return the terms that were proposed before, else what the need says."""
    if page.terms is not None:
        return {
            "starts_at": initial_moment(timezone.localtime(page.terms.starts_at)),
            "ends_at": initial_moment(timezone.localtime(page.terms.ends_at)),
            "place": page.terms.place,
            "places": page.terms.places,
            "liaison_id": page.terms.liaison_id,
            "training_required": page.terms.training_required,
        }
    day = max(page.starts_on, timezone.localdate() + timedelta(days=1))
    return {
        "starts_at": initial_moment(datetime.combine(day, time(9))),
        "ends_at": initial_moment(datetime.combine(day, time(11))),
        "place": page.place,
        "places": page.heads,
        "liaison_id": page.own_liaison,
        "training_required": page.training_required,
    }
