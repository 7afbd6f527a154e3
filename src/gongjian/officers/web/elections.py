"""An election: planned, counted, confirmed; its minutes as a document."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.states import way
from gongjian.kernel.web import form_page as pages
from gongjian.kernel.web.acting import ActionForm, carry_out, press
from gongjian.kernel.web.form_page import FormPage

from .. import actions, queries, rules
from ..actions import Meeting, Plan
from ..rules import Ballots
from ..terms import ElectionState
from .documents import write_minutes
from .forms import AnnulForm, ConfirmForm, CountForm, PlanForm, RollForm
from .parts import election_state, form_page

WAY = way(rules.ELECTION_EDGES, ElectionState.PLANNED, ElectionState.CONFIRMED)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the election of a branch."""
    page = queries.get_branch(pk, request.actor)
    if not page.may_run:
        raise Forbidden
    seats = rules.seats_allowed(page.row.led.formal, page.limits)[0]
    initial = {"on": request.actor.on, "seats": seats}
    form = PlanForm(page.electors, request.POST or None, initial=initial)
    needed = rules.candidates_needed(seats, page.limits, has_committee=page.needs_committee)
    words = {"seats": seats, "needed": needed}

    def perform() -> str:
        data = form.cleaned_data
        plan = Plan(data["on"], data["seats"], tuple(data["candidates"]))
        made = actions.plan_election(pk, plan, actor=request.actor, at=timezone.now())
        return reverse("election", args=[made.pk])

    back = reverse("office_branch", args=[pk])
    shown = FormPage(
        _("Plan the election"),
        _("For %(seats)d seats at least %(needed)d must stand.") % words,
        _("Plan the election"),
        back,
        page.row.name,
        _("Planned. Count the ballots here at the meeting."),
    )
    return pages.form_page(request, form, shown, perform)


@login_required
@require_safe
def election(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an election and the next step."""
    return _show(request, pk)


def _show(request: HttpRequest, pk: int, form: ActionForm | None = None) -> HttpResponse:
    page = queries.get_election(pk, request.actor)
    elected = [(each.person_id, each.name) for each in page.elected]
    confirm = form if isinstance(form, ConfirmForm) else ConfirmForm(elected)
    context = {
        "page": page,
        "state": election_state(page.state),
        "stepper": _stepper(page),
        "facts": _facts(page),
        "candidates": _candidates(page),
        "confirm_form": confirm,
        "annul_form": form if isinstance(form, AnnulForm) else AnnulForm(),
        "form": form,
    }
    return render(request, "officers/election.html", context, status=form.status if form else 200)


def _stepper(page: queries.ElectionPage) -> ui.Stepper:
    if page.state not in WAY:
        done = [ui.Step(str(ElectionState(WAY[0]).label), "done")]
        return ui.Stepper(_("Where it stands"), (*done, ui.Step(str(page.state.label), "left")))
    here = WAY.index(page.state)
    is_end = here == len(WAY) - 1
    return ui.Stepper(
        _("Where it stands"),
        tuple(
            ui.Step(
                str(ElectionState(each).label),
                "done" if n < here or is_end else "here" if n == here else "ahead",
            )
            for n, each in enumerate(WAY)
        ),
    )


def _facts(page: queries.ElectionPage) -> ui.Facts:
    needed = _("%(needed)d of them must be present") % {"needed": page.needed}
    facts = [
        ui.Fact(_("Branch"), ui.Link(page.unit, reverse("office_branch", args=[page.unit_id]))),
        ui.Fact(_("Day of the meeting"), ui.Day(page.on)),
        ui.Fact(pgettext("election", "Seats"), ui.Number(page.seats)),
        ui.Fact(_("With the right to vote"), ui.Text(str(page.due), note=needed)),
    ]
    if page.present is not None:
        facts.append(ui.Fact(_("Present"), ui.Number(page.present)))
    if page.valid is not None:
        facts += [
            ui.Fact(_("Ballots given out"), ui.Number(page.issued)),
            ui.Fact(_("Ballots that came back"), ui.Number(page.returned)),
            ui.Fact(_("Valid ballots"), ui.Number(page.valid)),
        ]
    optional = (
        (_("Without the right to vote, by a decision"), page.without_right),
        (_("Confirmed by document"), page.document),
        (_("Why it was annulled"), page.reason),
    )
    facts += [ui.Fact(label, ui.Text(words)) for label, words in optional if words]
    return ui.Facts(tuple(facts))


def _candidates(page: queries.ElectionPage) -> ui.Table:
    return ui.Table(
        caption=_("Candidates"),
        columns=(
            ui.Column("name", _("Candidate")),
            ui.Column("yes", _("Yes"), numeric=True),
            ui.Column("result", _("Result")),
        ),
        rows=tuple(
            ui.Row((ui.Text(each.name), ui.Number(each.yes), _result(page, each)))
            for each in page.candidates
        ),
        total=len(page.candidates),
        query=ui.TableQuery(per_page=max(1, len(page.candidates))),
        id="candidates",
    )


def _result(page: queries.ElectionPage, line: queries.CandidateLine) -> ui.State | ui.Text:
    if line.yes is None:
        return ui.Text("")
    if not line.is_elected:
        return ui.State(_("Not elected"))
    return ui.State(str(line.post.label) if line.post else _("Elected"), "good")


def _may(request: HttpRequest, pk: int, event: str) -> queries.ElectionPage:
    """Return an election for a form that its reader may use now."""
    page = queries.get_election(pk, request.actor)
    if event not in page.events:
        raise Forbidden
    return page


def _meeting(form: ActionForm) -> Meeting:
    data = form.cleaned_data
    return Meeting(frozenset(data["present"]), frozenset(data["without_right"]), data["document"])


def _form_page(page: queries.ElectionPage, title: str, lead: str, button: str) -> FormPage:
    back = reverse("election", args=[page.id])
    return FormPage(title, lead, button, back, page.unit, _("Recorded."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter who came and the ballots as counted."""
    page = _may(request, pk, "count")
    standing = {each.person_id: each.name for each in page.candidates}
    initial = {"present": list(page.roll)}
    form = CountForm(page.roll, standing, request.POST or None, initial=initial)

    def perform() -> object:
        data = form.cleaned_data
        ballots = Ballots(data["issued"], data["returned"], data["valid"], form.yes)
        return actions.count_ballots(
            pk, _meeting(form), ballots, actor=request.actor, at=timezone.now()
        )

    words = {"due": page.due, "needed": page.needed}
    lead = _(
        "%(due)d have the right to vote, and %(needed)d of them must be present. Who has a "
        "majority of those due is elected."
    )
    shown = _form_page(page, _("Count the ballots"), lead % words, _("Record the count"))
    return form_page(request, form, shown, perform)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fail(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that too few came."""
    page = _may(request, pk, "fail")
    form = RollForm(page.roll, request.POST or None)
    shown = _form_page(
        page,
        _("Too few came"),
        _("Fewer than %(needed)d were present, so there was no election. Plan another meeting.")
        % {"needed": page.needed},
        _("Record who came"),
    )
    return form_page(
        request,
        form,
        shown,
        lambda: actions.fail_election(pk, _meeting(form), actor=request.actor, at=timezone.now()),
    )


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a planned election off."""
    return press(
        request,
        lambda: actions.cancel_election(pk, actor=request.actor, at=timezone.now()),
        back=reverse("election", args=[pk]),
        said=_("Called off. The record stays."),
    )


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a result: the elected take their posts."""
    page = _may(request, pk, "confirm")
    form = ConfirmForm([(e.person_id, e.name) for e in page.elected], request.POST)

    def perform() -> str:
        actions.confirm_election(
            pk,
            posts=form.posts,
            document=form.cleaned_data["document"],
            actor=request.actor,
            at=timezone.now(),
        )
        return reverse("office_branch", args=[page.unit_id])

    said = _("Confirmed. The new term has begun.")
    return carry_out(request, form, perform, said) or _show(request, pk, form)


@login_required
@require_POST
def annul(request: HttpRequest, pk: int) -> HttpResponse:
    """Annul a result with its reason."""
    form = AnnulForm(request.POST)

    def perform() -> str:
        reason = form.cleaned_data["reason"]
        actions.annul_election(pk, reason=reason, actor=request.actor, at=timezone.now())
        return reverse("election", args=[pk])

    return carry_out(request, form, perform, _("Recorded.")) or _show(request, pk, form)


@login_required
@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the minutes of a counted election as a document to edit and sign."""
    page = queries.get_election(pk, request.actor)
    if page.valid is None:
        raise NotVisible
    response = HttpResponse(
        write_minutes(page, on=request.actor.on),
        content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
    response["Content-Disposition"] = f'attachment; filename="election-{pk}.docx"'
    return response
