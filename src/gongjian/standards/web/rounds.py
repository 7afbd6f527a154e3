"""Rounds of peer review: the list with what was found and mended, one round, its pairs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out, press
from gongjian.kernel.web.figure_pages import as_component
from gongjian.org.catalogue import LINES

from .. import actions, figures, queries
from ..actions import RoundEntry
from ..queries import ReviewRow, RoundPage, RoundRow
from ..terms import RoundState
from .forms import ExchangeForm, RoundForm
from .shown import state

USUAL_DAYS = 30
"""How long a round takes unless somebody says otherwise."""


@login_required
@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """List the rounds in sight, with the findings raised, done and open."""
    actor = request.actor
    if not actor.may("review.view"):
        raise Forbidden
    query = ui.read_query(request.GET, filters={"state": RoundState.values})
    found = queries.list_rounds(actor, query)
    table = ui.Table(
        caption=_("Rounds"),
        columns=(
            ui.Column("name", _("Round")),
            ui.Column("superior", _("Branches below")),
            ui.Column("from", _("From")),
            ui.Column("until", _("Until")),
            ui.Column("reviews", _("Reviews"), numeric=True),
            ui.Column("in", _("Handed in"), numeric=True),
            ui.Column("undone", _("Findings not done"), numeric=True),
            ui.Column("state", _("State")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(query.filter("state", _("State"), RoundState.choices),),
        searchable=_("Name of the round or the unit"),
        empty=ui.Empty(
            _("There is no round yet."),
            _("A unit with three branches or more proposes one; they review each other."),
        ),
        id="rounds",
    )
    numbers = tuple(
        as_component(each, number, reverse("figure", args=[each.code]), as_of=actor.on)
        for each, number in figures.close_out(actor)
    )
    context = {
        "table": table,
        "figures": ui.Figures(numbers),
        "may_lead": bool(actor.may("review.lead")),
    }
    return render(request, "standards/round_list.html", context)


def _row(row: RoundRow) -> ui.Row:
    url = reverse("round", args=[row.id])
    return ui.Row(
        (
            ui.Link(row.name, url),
            ui.Text(row.superior, note=str(LINES[row.line])),
            ui.Day(row.starts_on),
            ui.Day(row.ends_on),
            ui.Number(row.reviews, href=url),
            ui.Number(row.handed_in, href=url),
            ui.Number(row.undone, href=url),
            state(row.state),
        )
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_new(request: HttpRequest) -> HttpResponse:
    """Propose a round among the branches of a unit."""
    actor = request.actor
    if not actor.may("review.lead"):
        raise Forbidden
    superiors = queries.list_superiors(actor)
    initial = {
        "starts_on": actor.on,
        "ends_on": actor.on + timedelta(days=USUAL_DAYS),
        "items": "\n".join(queries.last_checklist(actor)),
    }
    form = RoundForm(superiors, request.POST or None, initial=initial)

    def run() -> str:
        said = form.said
        unit_id, _dash, line = said.pop("superior").partition("-")
        entry = RoundEntry(superior_id=int(unit_id), line=line, **said)
        made = actions.propose_round(entry, actor=actor, at=timezone.now())
        return reverse("round", args=[made.pk])

    said = _("Proposed. Look at the pairs, then confirm them.")
    if request.method == "POST" and (done := carry_out(request, form, run, said)):
        return done
    context = {"form": form, "superiors": superiors}
    return render(request, "standards/round_form.html", context, status=form.status)


@login_required
@require_safe
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a round: what is looked at, who reviews whom, what is worth copying."""
    return _show(request, pk)


def _show(request: HttpRequest, pk: int, posted: ExchangeForm | None = None) -> HttpResponse:
    page = queries.get_round(pk, request.actor)
    exchange = posted or ExchangeForm(page.reviews)
    context = {
        "page": page,
        "state": state(page.row.state),
        "line": LINES[page.row.line],
        "reviews": _reviews(page),
        "practices": ui.Facts(
            tuple(ui.Fact(each.unit, ui.Text(each.words)) for each in page.practices)
        ),
        "exchange": exchange if "exchange" in page.may else None,
        "withdraw": _withdraw(pk) if "withdraw" in page.may else None,
    }
    return render(request, "standards/round.html", context, status=exchange.status)


def _reviews(page: RoundPage) -> ui.Table:
    return ui.Table(
        caption=_("Who reviews whom"),
        columns=(
            ui.Column("reviewer", _("Reviewing branch")),
            ui.Column("reviewed", _("Branch reviewed")),
            ui.Column("visited", _("Visited on")),
            ui.Column("findings", _("Findings"), numeric=True),
            ui.Column("undone", _("Findings not done"), numeric=True),
            ui.Column("state", _("State")),
        ),
        rows=tuple(map(_review, page.reviews)),
        total=len(page.reviews),
        query=ui.TableQuery(per_page=max(1, len(page.reviews))),
        empty=ui.Empty(_("No review is open to you here.")),
        id="reviews",
    )


def _review(row: ReviewRow) -> ui.Row:
    url = reverse("review", args=[row.id])
    return ui.Row(
        (
            ui.Link(row.reviewer, url),
            ui.Text(row.reviewed),
            ui.Day(row.visited_on),
            ui.Number(row.findings, href=url if row.findings else ""),
            ui.Number(row.undone, href=url if row.undone else ""),
            state(row.state),
        )
    )


def _withdraw(pk: int) -> ui.Confirm:
    return ui.Confirm(
        id="withdraw",
        label=_("Withdraw the round"),
        question=_("Withdraw this round?"),
        consequence=_("Its record stays. To go on later, propose a round anew."),
        url=reverse("round_withdraw", args=[pk]),
        button=_("Withdraw"),
    )


@login_required
@require_POST
def round_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    """Let two reviewers exchange whom they review."""
    form = ExchangeForm(queries.get_round(pk, request.actor).reviews, request.POST)

    def run() -> str:
        actions.exchange_pairs(pk, **form.said, actor=request.actor, at=timezone.now())
        return reverse("round", args=[pk])

    return carry_out(request, form, run, _("Exchanged.")) or _show(request, pk, form)


PRESSED: dict[str, Callable[..., object]] = {
    "turn_on": actions.turn_on,
    "confirm": actions.confirm_round,
    "withdraw": actions.withdraw_round,
}
"""By the end of the address's name: what a button of the page does."""


@login_required
@require_POST
def round_press(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do what a button of the page says."""
    said = {
        "turn_on": _("Other pairs are proposed."),
        "confirm": _("Confirmed. The branches see now whom they review."),
        "withdraw": _("Withdrawn. The record stays."),
    }
    return press(
        request,
        lambda: PRESSED[name](pk, actor=request.actor, at=timezone.now()),
        back=reverse("round", args=[pk]),
        said=said[name],
    )
