"""Needs that fit us: open needs, best first, each with its reasons."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden

from .. import queries
from ..queries import FitPage
from .need_parts import heads_of, reasons_of

PER_PAGE = 10


@login_required
@require_safe
def need_fit(request: HttpRequest) -> HttpResponse:
    """Show the open needs that fit the actor's units."""
    if not request.actor.may("need.claim"):
        raise Forbidden
    query = ui.read_query(request.GET, per_page=PER_PAGE)
    page = queries.needs_that_fit(request.actor, rows=query.rows, on=timezone.localdate())
    context = {"page": page, **fit_context(page, query), "empty": _empty()}
    return render(request, "exchange/fit.html", context)


def fit_context(page: FitPage, query: ui.TableQuery) -> dict[str, object]:
    """Return the ranked needs of a page with their reasons, and where the paging stands."""
    last = -(-page.total // query.per_page)
    return {
        "fits": [
            (fit, heads_of(fit.heads_taken, fit.heads), reasons_of(fit.fit)) for fit in page.rows
        ],
        "previous": query.page - 1 if query.page > 1 else None,
        "next": query.page + 1 if query.page < last else None,
        "first": query.offset + 1,
        "last": query.offset + len(page.rows),
    }


def _empty() -> ui.Empty:
    return ui.Empty(
        _("No open need waits for your unit."),
        _("Tell others what you can give; new needs are compared with it."),
        _("Enter an offer"),
        reverse("resource_new"),
    )
