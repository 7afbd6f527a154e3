"""The formation advisor: which forms are lawful for whom, and what is missing."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongjian.kernel.errors import DomainError, Forbidden

from .. import queries
from ..queries import Advice
from ..terms import GroundKind
from .forms import AskForm
from .shown import advice_table, ground_table


@login_required
@require_safe
def advise(request: HttpRequest) -> HttpResponse:
    """Say which forms are lawful, with the rule and what is missing."""
    if not request.actor.may("formation.view"):
        raise Forbidden
    form = AskForm(request.GET or None)
    advice = _advice(form, request) if form.is_bound and form.is_valid() else None
    context = {
        "form": form,
        "advice": advice,
        "forms": advice
        and advice_table(advice, may_propose=request.actor.may("formation.propose")),
        "units": advice and ground_table(advice.ground),
    }
    return render(request, "formation/advise.html", context, status=422 if form.errors else 200)


def _advice(form: AskForm, request: HttpRequest) -> Advice | None:
    asked = form.cleaned_data
    try:
        sought = queries.find_sought(
            GroundKind(asked["kind"]),
            units=[line.strip() for line in asked["units"].splitlines() if line.strip()],
            venue=asked["venue"].strip(),
            place=asked["place"].strip(),
            branch=asked["branch"].strip(),
            actor=request.actor,
        )
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    return queries.get_advice(replace(sought, ends_on=asked["ends_on"]), request.actor)
