"""Dividing a branch that has grown large: the proposal, and the list of who goes where."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out

from .. import actions, queries
from ..actions import ProposalEntry
from ..queries import Sought
from ..terms import Form, GroundKind
from .division_forms import MOST_PARTS, DivideForm, ListForm


def _number(request: HttpRequest, least: int = 2) -> int:
    said = request.GET.get("parts", "")
    return min(max(int(said), 2), MOST_PARTS) if said.isdecimal() and len(said) < 3 else least


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def divide(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a general branch above a branch, with the list by which it is divided."""
    if not request.actor.may("formation.propose"):
        raise Forbidden
    division = queries.get_division(pk, request.actor)
    number = _number(request)
    form = DivideForm(division, number, request.POST or None)

    def perform() -> str:
        sought = Sought(GroundKind.BRANCH, branch_id=pk, parts=form.parts)
        entry = ProposalEntry(
            Form.GENERAL,
            sought,
            form.cleaned_data["name"],
            division.superior_id or 0,
            form.cleaned_data["reason"],
        )
        made = actions.propose(entry, actor=request.actor, at=timezone.now())
        return reverse("formation_case", args=[made.pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Proposed."))):
        return done
    context = {"form": form, "division": division, "numbers": range(2, MOST_PARTS + 1)}
    return render(request, "formation/divide.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def relist(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the list of a proposal anew."""
    division = queries.get_list(pk, request.actor)
    known = len(division.parts)
    number = known if division.is_approved else _number(request, known)
    names = {f"part_{n}": name for n, name in enumerate(division.parts, start=1)}
    form = ListForm(division, number, request.POST or None, initial=names)

    def perform() -> str:
        actions.relist(pk, form.parts, actor=request.actor, at=timezone.now())
        return reverse("formation_case", args=[pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Recorded."))):
        return done
    context = {"form": form, "division": division, "case": pk}
    return render(request, "formation/divide.html", context, status=form.status)
