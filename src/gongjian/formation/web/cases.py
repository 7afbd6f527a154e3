"""Proposals to set up an organisation: the list, one case, and each step of it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import ActionForm, carry_out, press

from .. import actions, queries
from ..actions import ProposalEntry
from ..queries import CasePage, CaseRow, Sought
from ..terms import CaseState, Form, GroundKind
from .documents import write_proposal
from .forms import AgainForm, ApproveForm, FoundForm, ProposeForm, ReturnForm
from .shown import ground_table, state, stepper, verdict_state, verdict_words


@login_required
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Show the proposals within reach."""
    if not request.actor.may("formation.view"):
        raise Forbidden
    query = ui.read_query(request.GET, filters={"state": tuple(s.value for s in CaseState)})
    found = queries.list_cases(request.actor, query)
    table = ui.Table(
        caption=_("Proposals"),
        columns=(
            ui.Column("name", _("Organisation")),
            ui.Column("form", _("Form")),
            ui.Column("superior", _("Under")),
            ui.Column("formal", _("Formal members"), numeric=True),
            ui.Column("at", _("Proposed")),
            ui.Column("state", _("State")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(query.filter("state", _("State"), CaseState.choices),),
        searchable=_("Name of the organisation"),
        empty=ui.Empty(
            _("Nothing has been proposed yet."),
            _("Ask first which forms are lawful; a proposal starts from the answer."),
            _("Ask the advisor"),
            reverse("formation_advise"),
        ),
        id="proposals",
    )
    return render(request, "formation/case_list.html", {"table": table})


def _row(row: CaseRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.name, reverse("formation_case", args=[row.id])),
            ui.Text(str(row.form.label)),
            ui.Text(row.superior),
            ui.Number(row.formal),
            ui.Day(row.proposed_at),
            state(row.state),
        )
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Propose an organisation for those whom the advisor was asked about."""
    superiors = queries.list_superiors(request.actor)
    if not superiors:
        raise Forbidden
    form = ProposeForm(superiors, request.POST or None, initial=request.GET.dict())

    def perform() -> str:
        made = actions.propose(_entry(form), actor=request.actor, at=timezone.now())
        return reverse("formation_case", args=[made.pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Proposed."))):
        return done
    return render(request, "formation/case_new.html", {"form": form}, status=form.status)


def _entry(form: ProposeForm) -> ProposalEntry:
    asked = form.cleaned_data
    sought = Sought(
        GroundKind(asked["kind"]),
        entity_ids=asked["units"],
        venue_id=asked["venue"],
        territory=asked["place"] or None,
        ends_on=asked["ends_on"],
    )
    return ProposalEntry(
        Form(asked["form"]), sought, asked["name"], asked["superior_id"], asked["reason"]
    )


@login_required
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one proposal."""
    return _show(request, pk)


STEPS: dict[str, tuple[type[ActionForm], Callable[..., object]]] = {
    "approve": (ApproveForm, actions.approve),
    "return": (ReturnForm, actions.return_case),
    "propose again": (AgainForm, actions.propose_again),
    "found": (FoundForm, actions.found),
}
"""By event: the form on the page, and the action that takes what its fields say."""


def _show(
    request: HttpRequest, pk: int, event: str = "", bound: ActionForm | None = None
) -> HttpResponse:
    page = queries.get_case(pk, request.actor)
    forms = {event: make() for event, (make, _act) in STEPS.items() if event in page.may}
    if bound is not None and event in forms:
        forms[event] = bound
    context = {
        "page": page,
        "facts": _facts(page),
        "stepper": stepper(page.row),
        "units": ground_table(page.ground),
        "approve": forms.get("approve"),
        "return_form": forms.get("return"),
        "again": forms.get("propose again"),
        "found": forms.get("found"),
        "withdraw": _withdraw(pk) if "withdraw" in page.may else None,
    }
    return render(
        request, "formation/case.html", context, status=bound.status if bound is not None else 200
    )


def _facts(page: CasePage) -> ui.Facts:
    row = page.row
    unit = ui.Link(row.name, reverse("unit", args=[page.unit_id])) if page.unit_id else None
    facts = [
        ui.Fact(_("Form"), ui.Text(str(row.form.label))),
        ui.Fact(_("Under"), ui.Link(row.superior, reverse("unit", args=[page.superior_id]))),
        ui.Fact(_("State"), state(row.state)),
        ui.Fact(_("Formal members"), ui.Number(row.formal)),
        ui.Fact(_("Members"), ui.Number(row.members)),
        ui.Fact(_("What the rules say today"), verdict_state(page.verdict)),
    ]
    if words := verdict_words(page.verdict):
        facts.append(ui.Fact(_("Missing, or to be reasoned"), ui.Text(words)))
    facts.append(ui.Fact(_("Rule"), ui.Text(page.verdict.source)))
    optional = (
        (_("Place or venue"), ui.Text(page.place), page.place),
        (_("Reason"), ui.Text(page.reason), page.reason),
        (_("What has to change"), ui.Text(page.returned_why), page.returned_why),
        (_("Approved by document"), ui.Text(page.document), page.document),
        (_("Ends on"), ui.Day(page.ends_on), page.ends_on),
        (
            _("Members of other organisations"),
            ui.Text(
                str(page.held_elsewhere),
                _("They do not go along. Their branch asks for the transfer, on their page."),
            ),
            page.held_elsewhere,
        ),
    )
    facts += [ui.Fact(label, cell) for label, cell, there in optional if there]
    if unit is not None:
        facts.append(ui.Fact(_("Founded as"), unit))
    return ui.Facts(tuple(facts))


def _withdraw(pk: int) -> ui.Confirm:
    return ui.Confirm(
        id="withdraw",
        label=_("Withdraw the proposal"),
        question=_("Withdraw this proposal?"),
        consequence=_("Its record stays. To go on later, propose it anew."),
        url=reverse("formation_withdraw", args=[pk]),
        button=_("Withdraw"),
    )


@login_required
@require_POST
def step(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Bring about what one of the page's forms asks for."""
    make, act = STEPS[event]
    form = make(request.POST)

    def perform() -> str:
        act(pk, **form.said, actor=request.actor, at=timezone.now())
        return reverse("formation_case", args=[pk])

    return carry_out(request, form, perform, _("Recorded.")) or _show(request, pk, event, form)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a proposal."""
    return press(
        request,
        lambda: actions.withdraw(pk, actor=request.actor, at=timezone.now()),
        back=reverse("formation_case", args=[pk]),
        said=_("Withdrawn. The record stays."),
    )


@login_required
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the proposal as a document to edit and sign."""
    page = queries.get_case(pk, request.actor)
    response = HttpResponse(
        write_proposal(page, on=request.actor.on),
        content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
    response["Content-Disposition"] = f'attachment; filename="proposal-{pk}.docx"'
    return response
