"""Brands: the list, a unit's card, one brand and each step of it."""

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
from gongjian.kernel.web.acting import ActionForm, carry_out, press
from gongjian.kernel.web.form_page import FormPage, form_page

from .. import actions, queries
from ..actions import BrandEntry
from ..queries import BrandPage, BrandRow, BrandStepLine
from ..terms import BrandState, Renewal
from .forms import BrandForm, DayForm, GuideForm, ReasonForm
from .shown import EVENTS, RENEWAL_TONES, brand_stepper, state
from .steps import Step, Steps, bound, forms_of, perform

STEPS: Steps = {
    "approve": Step(
        "approve",
        DayForm,
        actions.approve,
        gettext_lazy("Approve the brand"),
        gettext_lazy("Approve"),
        gettext_lazy("Approved. It runs from that day."),
    ),
    "guide": Step(
        "guide",
        GuideForm,
        actions.guide,
        gettext_lazy("Advise the branch"),
        gettext_lazy("Send the advice"),
        gettext_lazy("Sent. The branch reworks its proposal."),
    ),
    "show": Step(
        "show",
        DayForm,
        actions.show,
        gettext_lazy("Show it in the matrix"),
        gettext_lazy("Show it"),
        gettext_lazy("Shown. Every branch can see it now."),
        gettext_lazy("Every branch sees what is shown, without names of people."),
    ),
    "renew": Step(
        "renew",
        ReasonForm,
        actions.renew,
        gettext_lazy("Renew the brand"),
        gettext_lazy("Renew"),
        gettext_lazy("Renewed."),
    ),
    "take down": Step(
        "take_down",
        ReasonForm,
        actions.take_down,
        gettext_lazy("Show it no longer"),
        gettext_lazy("Take it out of the matrix"),
        gettext_lazy("Taken out of the matrix. The brand goes on running."),
    ),
    "end": Step(
        "end",
        ReasonForm,
        actions.end,
        gettext_lazy("End the brand"),
        gettext_lazy("End it"),
        gettext_lazy("Ended. Its record stays on the branch's card."),
    ),
}
"""The steps that the page of a brand has a form for; reworking has a page of its own."""


@login_required
@require_safe
def brand_list(request: HttpRequest) -> HttpResponse:
    """List the brands in sight: those of units in reach, and those that are shown."""
    if not request.actor.may("brand.view"):
        raise Forbidden
    filters = {"state": BrandState.values, "renewal": Renewal.values}
    query = ui.read_query(request.GET, filters=filters)
    found = queries.list_brands(request.actor, query)
    table = ui.Table(
        caption=_("Brands"),
        columns=(
            ui.Column("name", _("Brand")),
            ui.Column("unit", _("Branch")),
            ui.Column("under", _("Under")),
            ui.Column("state", _("State")),
            ui.Column("renew", _("To renew by")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(
            query.filter("state", _("State"), BrandState.choices),
            query.filter("renewal", _("Renewal"), Renewal.choices),
        ),
        searchable=_("Name of the brand or the branch"),
        empty=ui.Empty(
            _("No brand here yet."),
            _("A branch proposes one on its card. It is no duty: a branch may be without."),
        ),
        id="brands",
    )
    own = queries.list_proposers(request.actor)[:3]
    return render(request, "standards/brand_list.html", {"table": table, "own": own})


def _row(row: BrandRow) -> ui.Row:
    renewal = ui.Day(row.review_on if row.running_from and not row.ended_on else None)
    if row.renewal:
        renewal = ui.Day(row.review_on, note=str(row.renewal.label))
    return ui.Row(
        (
            ui.Link(row.name, reverse("brand", args=[row.id])),
            ui.Link(row.unit, reverse("brand_unit", args=[row.unit_id])),
            ui.Text(row.under),
            state(row.state),
            renewal,
        )
    )


@login_required
@require_safe
def unit_card(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a unit's card: what it stands for now, what is being prepared, what it had."""
    page = queries.get_unit(pk, request.actor)
    past = ui.Table(
        caption=_("Brands that it had"),
        columns=(
            ui.Column("name", _("Brand")),
            ui.Column("from", _("Running from")),
            ui.Column("to", _("Ended on")),
            ui.Column("state", _("State")),
        ),
        rows=tuple(
            ui.Row(
                (
                    ui.Link(each.name, reverse("brand", args=[each.id])),
                    ui.Day(each.running_from),
                    ui.Day(each.ended_on),
                    state(each.state),
                )
            )
            for each in page.past
        ),
        total=len(page.past),
        query=ui.TableQuery(per_page=max(1, len(page.past))),
        id="past",
    )
    context = {
        "page": page,
        "state": state(page.in_force.state) if page.in_force else None,
        "undecided_state": state(page.undecided.state) if page.undecided else None,
        "facts": _facts(page.in_force) if page.in_force else None,
        "past": past,
    }
    return render(request, "standards/unit.html", context)


def _facts(row: BrandRow, owner: str = "") -> ui.Facts:
    facts = [
        ui.Fact(_("Specialty"), ui.Text(row.specialty)),
        ui.Fact(_("Duty that it grows from"), ui.Text(row.duty)),
    ]
    if row.running_from:
        facts.append(ui.Fact(_("Running from"), ui.Day(row.running_from)))
    if row.ended_on:
        facts.append(ui.Fact(_("Ended on"), ui.Day(row.ended_on)))
    elif row.review_on:
        note = str(row.renewal.label) if row.renewal else ""
        facts.append(ui.Fact(_("To renew by"), ui.Day(row.review_on, note=note)))
    if owner:
        facts.append(ui.Fact(_("Who looks after the brand"), ui.Person(owner)))
    return ui.Facts(tuple(facts))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def brand_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a unit's specialty and brand."""
    page = queries.get_unit(pk, request.actor)
    if not page.may_propose:
        raise Forbidden
    owners = queries.list_owners(pk, on=request.actor.on)
    form = BrandForm(owners, request.POST or None)

    def run() -> str:
        entry = BrandEntry(unit_id=pk, **form.said)
        made = actions.propose(entry, actor=request.actor, at=timezone.now())
        return reverse("brand", args=[made.pk])

    said = _("Proposed. The unit above advises or approves.")
    back = reverse("brand_unit", args=[pk])
    shown = FormPage(_("Propose a brand"), "", _("Propose it"), back, page.unit, said)
    return form_page(request, form, shown, run)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def brand_rework(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose again what was reworked after advice."""
    page = queries.get_brand(pk, request.actor)
    if "rework" not in page.may:
        raise Forbidden
    row = page.row
    owners = queries.list_owners(row.unit_id, on=request.actor.on)
    now = {"name": row.name, "duty": row.duty, "specialty": row.specialty}
    form = BrandForm(owners, request.POST or None, initial={**now, "owner_id": page.owner_id})

    def run() -> str:
        entry = BrandEntry(unit_id=row.unit_id, **form.said)
        actions.rework(pk, entry, actor=request.actor, at=timezone.now())
        return reverse("brand", args=[pk])

    advice = next((step.words for step in page.steps if step.event == "guide"), "")
    shown = FormPage(
        _("Rework the proposal"),
        _("Advice given: %(words)s") % {"words": advice},
        _("Propose it again"),
        reverse("brand", args=[pk]),
        row.name,
        _("Proposed again."),
    )
    return form_page(request, form, shown, run)


@login_required
@require_safe
def brand(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one brand and what can follow."""
    return _show(request, pk)


def _show(
    request: HttpRequest, pk: int, posted: tuple[str, ActionForm] | None = None
) -> HttpResponse:
    page = queries.get_brand(pk, request.actor)
    ahead = {"approve", "show"} | ({"renew"} if page.row.renewal else set())
    initial = {"on": request.actor.on}
    context = {
        "page": page,
        "state": state(page.row.state),
        "renewal": _renewal(page),
        "stepper": brand_stepper(page.row.state),
        "facts": _facts(page.row, page.owner),
        "steps": forms_of(
            STEPS, page.may, pk, "brand", initial=initial, ahead=ahead, posted=posted
        ),
        "timeline": ui.Timeline(tuple(map(_event, page.steps))),
        "withdraw": _withdraw(pk) if "withdraw" in page.may else None,
    }
    status = posted[1].status if posted else 200
    return render(request, "standards/brand.html", context, status=status)


def _renewal(page: BrandPage) -> ui.Notice | None:
    if page.row.renewal is None or not page.sees_work:
        return None
    words = _("Look at it again, then renew it or end it. Nothing happens by itself.")
    return ui.Notice(words, RENEWAL_TONES[page.row.renewal], title=str(page.row.renewal.label))


def _event(step: BrandStepLine) -> ui.Event:
    return ui.Event(step.on, str(EVENTS[step.event]), who=step.by, note=step.words)


def _withdraw(pk: int) -> ui.Confirm:
    return ui.Confirm(
        id="withdraw",
        label=_("Withdraw the proposal"),
        question=_("Withdraw this proposal?"),
        consequence=_("Its record stays. Nothing follows for the branch."),
        url=reverse("brand_withdraw", args=[pk]),
        button=_("Withdraw"),
    )


@login_required
@require_POST
def brand_step(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Bring about what one of the page's forms asks for."""
    form = bound(request, STEPS, event)

    def run() -> str:
        perform(request, STEPS, event, pk, form)
        return reverse("brand", args=[pk])

    done = carry_out(request, form, run, STEPS[event].said)
    return done or _show(request, pk, (event, form))


@login_required
@require_POST
def brand_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a proposal."""
    return press(
        request,
        lambda: actions.withdraw(pk, actor=request.actor, at=timezone.now()),
        back=reverse("brand", args=[pk]),
        said=_("Withdrawn. The record stays."),
    )
