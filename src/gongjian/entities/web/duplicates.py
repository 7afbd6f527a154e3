"""Pages of entities that may be one: the queue, and one pair to decide."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel.components import read_query
from gongjian.kernel.web.acting import press

from ..actions import duplicates as actions
from ..queries import duplicates as queries
from ..terms import PairReason, PairState
from . import duplicates_shown as shown


@login_required
@require_safe
def pair_list(request: HttpRequest) -> HttpResponse:
    """List the pairs that wait for a decision, or those decided."""
    query = read_query(
        request.GET, filters={"state": PairState.values, "reason": PairReason.values}
    )
    found = queries.list_pairs(request.actor, query)
    return render(request, "entities/pair_list.html", {"table": shown.pairs(found, query)})


@login_required
@require_safe
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Show both entities of a pair side by side, and what can be decided."""
    page = queries.get_pair(pk, request.actor)
    context = {"page": page, "sides": shown.sides(page), "confirms": shown.confirms(page)}
    return render(request, "entities/pair.html", context)


def _decide(request: HttpRequest, pk: int, act: Callable[[], object], said: str) -> HttpResponse:
    """Carry out a decision and show the pair that waits next."""
    after = queries.get_pair(pk, request.actor).after
    back = reverse("pair", args=[after]) if after else reverse("pair_list")
    return press(request, act, back=back, said=said)


@login_required
@require_POST
def merge(request: HttpRequest, pk: int, keep: int) -> HttpResponse:
    """Let the two be one entity: the one that is kept."""
    return _decide(
        request,
        pk,
        lambda: actions.merge(pk, keep, actor=request.actor, at=timezone.now()),
        _("Merged. It can be taken back under “One entity”."),
    )


@login_required
@require_POST
def apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the two be two entities."""
    return _decide(
        request,
        pk,
        lambda: actions.keep_apart(pk, actor=request.actor, at=timezone.now()),
        _("They stay two entities."),
    )


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision on the two back."""
    return press(
        request,
        lambda: actions.undo(pk, actor=request.actor, at=timezone.now()),
        back=reverse("pair", args=[pk]),
        said=_("Taken back. The two are as they were before."),
    )
