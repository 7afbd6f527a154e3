"""A member's own organisational life."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.kernel import components as ui

from .. import queries
from ..rules import Attended


@login_required
@require_safe
def my_life(request: HttpRequest) -> HttpResponse:
    """Show what one took part in this year, and the hours of study."""
    page = queries.get_my_life(request.actor)
    table = ui.Table(
        caption=_("What I took part in"),
        columns=(
            ui.Column("name", _("What was held")),
            ui.Column("day", _("Day")),
            ui.Column("branch", _("Branch")),
            ui.Column("minutes", _("Minutes"), numeric=True),
            ui.Column("study", _("Study")),
        ),
        rows=tuple(_row(*row) for row in page.attended),
        total=len(page.attended),
        query=ui.TableQuery(per_page=max(1, len(page.attended))),
        empty=ui.Empty(
            _("Nothing is recorded for you this year."),
            _("What your branches record with you as present stands here."),
        ),
        id="attended",
    )
    return render(request, "life/mine.html", {"page": page, "table": table})


def _row(pk: int, name: str, each: Attended) -> ui.Row:
    return ui.Row(
        (
            ui.Link(name, reverse("life_meeting", args=[pk])),
            ui.Day(each.held_on),
            ui.Text(each.branch),
            ui.Number(each.minutes),
            ui.Text(_("counts as study") if each.is_study else ""),
        )
    )
