"""The roster: its list, one instructor, and the yearly appraisal."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.form_page import FormPage, form_page

from .. import actions, queries
from ..actions import AppraisalEntry, RosterEntry
from ..queries import AppraisalRow, InstructorPage, InstructorRow
from ..terms import Verdict
from .forms import AnswerForm, AppraiseForm, EndForm, ObjectForm, RosterForm
from .parts import appraisal_state, when_of


@login_required
@require_safe
def instructor_list(request: HttpRequest) -> HttpResponse:
    """Show the roster in reach by name."""
    if not request.actor.may("instructor.view"):
        raise Forbidden
    query = ui.read_query(request.GET, filters={"state": ("left",)})
    found = queries.list_instructors(request.actor, query)
    may_add = request.actor.may("instructor.edit")
    table = ui.Table(
        caption=_("Instructors"),
        columns=(
            ui.Column("name", pgettext("person", "Name")),
            ui.Column("unit", _("Sent by")),
            ui.Column("from", _("Since")),
            ui.Column("to", _("Left on")),
            ui.Column("places", _("Places today"), numeric=True),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(query.filter("state", _("Show"), [("left", _("Who has left"))]),),
        searchable=_("Name or unit"),
        empty=ui.Empty(
            _("Nobody is on the roster here."),
            _("Put a formal member on it who is willing and whose unit agrees."),
            _("Put somebody on the roster") if may_add else "",
            reverse("instructor_new") if may_add else "",
        ),
        id="instructors",
    )
    context = {"table": table, "usual": found.usual, "may_add": may_add}
    return render(request, "support/instructor_list.html", context)


def _row(row: InstructorRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.name, reverse("instructor", args=[row.id])),
            ui.Text(row.unit),
            ui.Day(row.valid_from),
            ui.Day(row.valid_to),
            ui.Number(row.places),
        )
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def instructor_new(request: HttpRequest) -> HttpResponse:
    """Put a member on the roster."""
    if not request.actor.may("instructor.edit"):
        raise Forbidden
    initial = {"from_day": request.actor.on, "willing_on": request.actor.on}
    form = RosterForm(queries.list_units(request.actor), request.POST or None, initial=initial)

    def perform() -> str:
        said = form.said
        found = queries.find_candidates(said.pop("person"), request.actor)
        entry = RosterEntry(person_id=_one(found), **said)
        made = actions.put_on_roster(entry, actor=request.actor, at=timezone.now())
        return reverse("instructor", args=[made.pk])

    page = FormPage(
        _("Put somebody on the roster"),
        _("A formal member, by their own will, sent by a unit that agrees."),
        _("Put on the roster"),
        reverse("instructor_list"),
        _("Instructors"),
        _("On the roster. Now choose places for them."),
    )
    return form_page(request, form, page, perform)


def _one(found: tuple[int, ...]) -> int:
    """Return the one member found."""
    if len(found) == 1:
        return found[0]
    raise actions.NotFound if not found else actions.SeveralFound


@login_required
@require_safe
def instructor(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an instructor with places; appraisals only to whom they concern."""
    page = queries.get_instructor(pk, request.actor)
    context = {
        "page": page,
        "facts": _facts(page),
        "assignments": [(each, when_of(each)) for each in page.assignments],
        "appraisals": [
            (each, appraisal_state(each.state), each.is_final(request.actor.on))
            for each in page.appraisals
        ],
        "on": request.actor.on,
    }
    return render(request, "support/instructor.html", context)


def _facts(page: InstructorPage) -> ui.Facts:
    return ui.Facts(
        (
            ui.Fact(_("Sent by"), ui.Text(page.row.unit)),
            ui.Fact(_("On the roster from"), ui.Day(page.row.valid_from)),
            ui.Fact(_("Left on"), ui.Day(page.row.valid_to)),
            ui.Fact(_("Said to be willing on"), ui.Day(page.willing_on)),
            ui.Fact(_("Agreement of the unit that sends them"), ui.Text(page.document)),
        )
    )


def _form_page(page: InstructorPage, title: str, lead: str, button: str) -> FormPage:
    back = reverse("instructor", args=[page.row.id])
    return FormPage(title, lead, button, back, page.row.name, _("Recorded."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def instructor_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody leave the roster."""
    page = queries.get_instructor(pk, request.actor)
    if not page.may_edit:
        raise Forbidden
    form = EndForm(request.POST or None, initial={"from_day": request.actor.on})

    def perform() -> str:
        actions.leave_roster(pk, **form.said, actor=request.actor, at=timezone.now())
        return reverse("instructor", args=[pk])

    lead = _("Their assignments end on that day; the places stand as without an instructor.")
    shown = _form_page(page, _("Let them leave the roster"), lead, pgettext("assignment", "End"))
    return form_page(request, form, shown, perform)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appraise(request: HttpRequest, pk: int) -> HttpResponse:
    """Appraise a year of an instructor."""
    page = queries.get_instructor(pk, request.actor)
    if not page.may_appraise:
        raise Forbidden
    form = AppraiseForm(page.years, request.POST or None)

    def perform() -> str:
        said = form.cleaned_data
        entry = AppraisalEntry(said["year"], Verdict(said["verdict"]), said["reason"])
        actions.appraise(pk, entry, actor=request.actor, at=timezone.now())
        return reverse("instructor", args=[pk])

    lead = _("They see the grade and the reason at once. No list puts people side by side.")
    shown = _form_page(page, _("Appraise a year"), lead, _("Give the appraisal"))
    return form_page(request, form, shown, perform)


def _step(request: HttpRequest, pk: int, event: str) -> tuple[AppraisalRow, InstructorPage]:
    """Return an appraisal whose next step is the reader's, and whose it is."""
    row = queries.get_appraisal(pk, request.actor)
    if event not in row.events:
        raise Forbidden
    return row, queries.get_instructor(row.instructor_id, request.actor)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appraisal_object(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to one's own appraisal."""
    row, page = _step(request, pk, "object")
    form = ObjectForm(request.POST or None)

    def perform() -> str:
        actions.object_to(pk, form.said["reason"], actor=request.actor, at=timezone.now())
        return reverse("instructor", args=[row.instructor_id])

    lead = _("Possible until %(day)s.") % {"day": row.last_day_to_object.isoformat()}
    shown = _form_page(page, _("Object to the appraisal"), lead, _("Object"))
    return form_page(request, form, shown, perform)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appraisal_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an objection; for somebody else than who appraised."""
    row, page = _step(request, pk, "answer")
    form = AnswerForm(request.POST or None, initial={"verdict": row.verdict.value})

    def perform() -> str:
        verdict = Verdict(form.said["verdict"])
        reason = form.said["reason"]
        actions.answer_objection(
            pk, verdict=verdict, reason=reason, actor=request.actor, at=timezone.now()
        )
        return reverse("instructor", args=[row.instructor_id])

    shown = _form_page(page, _("Answer the objection"), row.objection, _("Answer"))
    return form_page(request, form, shown, perform)
