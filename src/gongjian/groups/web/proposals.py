"""Whom a group may concern, with the reason, and asking them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.web.acting import press

from .. import actions, queries
from ..queries import Proposed


@login_required
@require_safe
def proposed(request: HttpRequest, pk: int) -> HttpResponse:
    """List whom a group may concern."""
    query = ui.read_query(request.GET)
    page = queries.list_proposed(pk, request.actor, query)
    ask = ui.Action(_("Ask these"), reverse("group_ask", args=[pk]), main=True)
    table = ui.Table(
        caption=_("Whom it may concern"),
        columns=(
            ui.Column("name", pgettext("of a person", "Name")),
            ui.Column("entity", _("Works at")),
            ui.Column("trade", _("Trade")),
            ui.Column("why", _("Why this is proposed")),
        ),
        rows=tuple(map(_row, page.rows)),
        total=page.total,
        query=query,
        searchable=pgettext("of a person", "Name"),
        selection=ui.Selection((ask,)) if page.rows else None,
        empty=ui.Empty(
            _("The records name nobody else whom it may concern."),
            _("Whom other branches know finds the group on their own page of groups."),
        ),
        id="proposed",
    )
    return render(request, "groups/proposed.html", {"page": page, "table": table})


def _row(row: Proposed) -> ui.Row:
    words = "；".join(str(why.label) for why in row.why)
    cells = (ui.Text(row.name), ui.Text(row.entity), ui.Text(row.trade), ui.Text(words))
    return ui.Row(cells, key=str(row.id))


@login_required
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the chosen people."""
    chosen = [int(value) for value in request.POST.getlist("selected") if value.isdecimal()]
    return press(
        request,
        lambda: actions.ask(pk, chosen, actor=request.actor, at=timezone.now()),
        back=reverse("group_proposed", args=[pk]),
        said=_("Asked. Each answers for themselves on their own page.") if chosen else "",
    )
