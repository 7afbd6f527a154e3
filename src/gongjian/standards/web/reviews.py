"""One review: handed in item by item; findings answered, called done or opened again."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import ActionForm, carry_out
from gongjian.kernel.web.form_page import FormPage, form_page

from .. import actions, queries
from ..actions import Report
from ..queries import CheckLine, FindingPage, FindingRow, ReviewPage
from ..terms import FindingState, ReviewState
from .forms import AnswerForm, CloseForm, MissingForm, ReportForm
from .shown import EVENTS, finding_state, state
from .steps import Step, Steps, bound, forms_of, perform

STEPS: Steps = {
    "answer": Step(
        "answer",
        AnswerForm,
        actions.answer,
        gettext_lazy("Say what was done"),
        gettext_lazy("Send the answer"),
        gettext_lazy("Sent. It is done when the branch that raised it says so."),
    ),
    "close": Step(
        "close",
        CloseForm,
        actions.close,
        gettext_lazy("Call it done"),
        gettext_lazy("It is done"),
        gettext_lazy("Called done."),
    ),
    "ask again": Step(
        "ask_again",
        MissingForm,
        actions.ask_again,
        gettext_lazy("Not done yet"),
        gettext_lazy("Ask again"),
        gettext_lazy("Asked again."),
    ),
    "reopen": Step(
        "reopen",
        MissingForm,
        actions.reopen,
        gettext_lazy("Open it again"),
        gettext_lazy("Open it again"),
        gettext_lazy("Opened again."),
    ),
}
"""What can be said about a finding, each by its side."""


@login_required
@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a review: each item fine or with its finding, and what was learned."""
    page = queries.get_review(pk, request.actor)
    context = {"page": page, "state": state(page.state), "facts": _facts(page)}
    context["lines"] = _lines(page)
    return render(request, "standards/review.html", context)


def _facts(page: ReviewPage) -> ui.Facts:
    facts = [
        ui.Fact(_("Reviewing branch"), ui.Text(page.reviewer)),
        ui.Fact(_("Branch reviewed"), ui.Text(page.reviewed)),
        ui.Fact(_("Round"), ui.Link(page.round, reverse("round", args=[page.round_id]))),
        ui.Fact(_("Until"), ui.Day(page.ends_on)),
        ui.Fact(_("State"), state(page.state)),
    ]
    if page.visited_on:
        facts.append(ui.Fact(_("Visited on"), ui.Day(page.visited_on)))
    return ui.Facts(tuple(facts))


def _lines(page: ReviewPage) -> ui.Table:
    return ui.Table(
        caption=_("What was looked at"),
        columns=(
            ui.Column("item", _("Item")),
            ui.Column("finding", _("What is to be mended")),
            ui.Column("due", _("Answer due")),
            ui.Column("state", _("State")),
        ),
        rows=tuple(_line(page, line) for line in page.lines),
        total=len(page.lines),
        query=ui.TableQuery(per_page=max(1, len(page.lines))),
        id="lines",
    )


def _line(page: ReviewPage, line: CheckLine) -> ui.Row:
    found = line.finding
    if found is not None:
        words = ui.Link(found.words, reverse("finding", args=[found.id]))
        return ui.Row((ui.Text(line.text), words, ui.Day(found.due_on), finding_state(found)))
    is_in = page.state == ReviewState.HANDED_IN
    standing = ui.State(_("Fine"), "good") if is_in else ui.State(_("Not looked at yet"))
    return ui.Row((ui.Text(line.text), ui.Text(""), ui.Day(None), standing))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a review in."""
    page = queries.get_review(pk, request.actor)
    if not page.may_make:
        raise Forbidden
    form = ReportForm(page.lines, request.POST or None, initial={"visited_on": request.actor.on})

    def run() -> str:
        given = form.cleaned_data
        report = Report(given["visited_on"], form.findings, given["learned"])
        actions.hand_in(pk, report, actor=request.actor, at=timezone.now())
        return reverse("review", args=[pk])

    lead = _("For each item say whether it is fine or what is to be mended. No photos are needed.")
    shown = FormPage(
        _("Hand in the review"),
        lead,
        _("Hand it in"),
        reverse("review", args=[pk]),
        page.reviewed,
        _("Handed in. The branch now answers what is to be mended."),
    )
    return form_page(request, form, shown, run)


@login_required
@require_safe
def finding_list(request: HttpRequest) -> HttpResponse:
    """List the findings in sight, those due first."""
    if not request.actor.may("review.view"):
        raise Forbidden
    states = [*FindingState.choices, (queries.OVERDUE, _("Answer overdue"))]
    query = ui.read_query(request.GET, filters={"state": [value for value, _label in states]})
    found = queries.list_findings(request.actor, query)
    table = ui.Table(
        caption=_("Findings"),
        columns=(
            ui.Column("words", _("What is to be mended")),
            ui.Column("reviewed", _("Branch reviewed")),
            ui.Column("reviewer", _("Raised by")),
            ui.Column("due", _("Answer due")),
            ui.Column("state", _("State")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(query.filter("state", _("State"), states),),
        searchable=_("Words of the finding"),
        empty=ui.Empty(_("No finding here."), _("Findings come from reviews that are handed in.")),
        id="findings",
    )
    return render(request, "standards/finding_list.html", {"table": table})


def _row(row: FindingRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.words, reverse("finding", args=[row.id]), note=row.item),
            ui.Text(row.reviewed),
            ui.Text(row.reviewer),
            ui.Day(row.due_on),
            finding_state(row),
        )
    )


@login_required
@require_safe
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a finding, what was said about it, and what can follow."""
    return _show(request, pk)


def _show(
    request: HttpRequest, pk: int, posted: tuple[str, ActionForm] | None = None
) -> HttpResponse:
    page = queries.get_finding(pk, request.actor)
    context = {
        "page": page,
        "facts": _finding_facts(page),
        "steps": forms_of(
            STEPS,
            page.may,
            pk,
            "finding",
            initial={},
            ahead={"answer", "close"},
            posted=posted,
        ),
        "timeline": ui.Timeline(
            tuple(
                ui.Event(each.at, str(EVENTS[each.event]), who=each.by, note=each.words)
                for each in page.said
            )
        ),
    }
    status = posted[1].status if posted else 200
    return render(request, "standards/finding.html", context, status=status)


def _finding_facts(page: FindingPage) -> ui.Facts:
    row = page.row
    return ui.Facts(
        (
            ui.Fact(_("What is to be mended"), ui.Text(row.words)),
            ui.Fact(_("Branch reviewed"), ui.Text(row.reviewed)),
            ui.Fact(_("Raised by"), ui.Text(row.reviewer)),
            ui.Fact(_("State"), finding_state(row)),
            ui.Fact(_("Answer due"), ui.Day(row.due_on)),
        )
    )


@login_required
@require_POST
def finding_step(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Say what one of the page's forms says about a finding."""
    form = bound(request, STEPS, event)

    def run() -> str:
        perform(request, STEPS, event, pk, form)
        return reverse("finding", args=[pk])

    done = carry_out(request, form, run, STEPS[event].said)
    return done or _show(request, pk, (event, form))
