"""Contact points: the list with what is vacant, one place, who looks after it."""

from __future__ import annotations

from datetime import date

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
from ..actions import AssignmentEntry, PointEntry
from ..queries import AssignmentRow, PointPage, PointRow
from ..terms import PlaceKind, PointStanding
from .forms import AssignForm, EndForm, PointForm
from .parts import standing_state, visits_table, when_of


@login_required
@require_safe
def point_list(request: HttpRequest) -> HttpResponse:
    """Show the contact points in reach; those without an instructor are one filter away."""
    if not request.actor.may("instructor.view"):
        raise Forbidden
    query = ui.read_query(
        request.GET, filters={"standing": PointStanding.values, "kind": PlaceKind.values}
    )
    found = queries.list_points(request.actor, query)
    may_add = request.actor.may("instructor.edit")
    table = ui.Table(
        caption=_("Contact points"),
        columns=(
            ui.Column("name", pgettext("contact point", "Place")),
            ui.Column("kind", _("Kind of place")),
            ui.Column("unit", _("Marked by")),
            ui.Column("standing", _("Instructor")),
            ui.Column("who", pgettext("contact point", "Who")),
            ui.Column("until", _("Until, or vacant since")),
            ui.Column("visit", _("Last visit")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(
            query.filter("standing", _("Instructor"), PointStanding.choices),
            query.filter("kind", _("Kind of place"), PlaceKind.choices),
        ),
        searchable=_("Name of the place"),
        empty=ui.Empty(
            _("No contact point here."),
            _("Choose another filter, or mark a place that has asked for an instructor."),
            _("Mark a place") if may_add else "",
            reverse("point_new") if may_add else "",
        ),
        id="points",
    )
    context = {"table": table, "may_add": may_add}
    return render(request, "support/point_list.html", context)


def _row(row: PointRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.name, reverse("point", args=[row.id])),
            ui.Text(str(row.kind.label)),
            ui.Text(row.unit),
            standing_state(row.standing),
            ui.Text(row.instructor),
            ui.Day(row.last_day or row.vacant_since),
            ui.Day(row.last_visit),
        )
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def point_new(request: HttpRequest) -> HttpResponse:
    """Mark a place that asked for an instructor."""
    if not request.actor.may("instructor.edit"):
        raise Forbidden
    initial = {"from_day": request.actor.on}
    form = PointForm(
        queries.list_units(request.actor, authorities=True), request.POST or None, initial=initial
    )

    def perform() -> str:
        said = form.said
        kind, name = PlaceKind(said.pop("kind")), said.pop("name")
        found = queries.find_place(kind, name, request.actor)
        if len(found) != 1:
            raise actions.OnePlace if not found else actions.SeveralPlaces
        entry = PointEntry(kind=kind, place_id=found[0], **said)
        made = actions.mark(entry, actor=request.actor, at=timezone.now())
        return reverse("point", args=[made.pk])

    page = FormPage(
        _("Mark a contact point"),
        _("A place that has asked for an instructor. Where nobody asks, nobody disturbs."),
        _("Mark it"),
        reverse("point_list"),
        _("Contact points"),
        _("Marked. Now choose who looks after it."),
    )
    return form_page(request, form, page, perform)


@login_required
@require_safe
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a contact point: who looks after it, what was seen there."""
    page = queries.get_point(pk, request.actor)
    shown = ui.TableQuery(per_page=max(1, len(page.visits)))
    context = {
        "page": page,
        "standing": standing_state(page.row.standing),
        "facts": _facts(page),
        "assignments": [(each, when_of(each)) for each in page.assignments],
        "visits": visits_table(
            page.visits,
            len(page.visits),
            shown,
            empty=ui.Empty(_("Nobody has written a note about this place yet.")),
        ),
    }
    return render(request, "support/point.html", context)


def _facts(page: PointPage) -> ui.Facts:
    return ui.Facts(
        (
            ui.Fact(_("Kind of place"), ui.Text(str(page.row.kind.label))),
            ui.Fact(_("Marked by"), ui.Text(page.row.unit)),
            ui.Fact(_("What the place asked for"), ui.Text(page.need)),
            ui.Fact(_("Since"), ui.Day(page.valid_from, note=page.document)),
            ui.Fact(
                pgettext("contact point", "Closed on"), ui.Day(page.valid_to, note=page.ended_by)
            ),
        )
    )


def _form_page(pk: int, name: str, title: str, lead: str, button: str) -> FormPage:
    return FormPage(title, lead, button, reverse("point", args=[pk]), name, _("Recorded."))


def _editing(request: HttpRequest, pk: int) -> PointPage:
    page = queries.get_point(pk, request.actor)
    if not page.may_edit:
        raise Forbidden
    return page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def point_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an instructor look after a place."""
    page = _editing(request, pk)
    form = _assign_form(request)

    def perform() -> str:
        actions.assign(pk, AssignmentEntry(**form.said), actor=request.actor, at=timezone.now())
        return reverse("point", args=[pk])

    shown = _form_page(pk, page.row.name, _("Assign an instructor"), page.need, _("Assign"))
    return form_page(request, form, shown, perform)


def _assign_form(request: HttpRequest) -> AssignForm:
    today = request.actor.on
    initial = {"from_day": today, "last_day": date(today.year + 1, 12, 31)}
    return AssignForm(queries.list_choices(request.actor), request.POST or None, initial=initial)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def point_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a contact point."""
    page = _editing(request, pk)
    form = EndForm(request.POST or None, initial={"from_day": request.actor.on})

    def perform() -> str:
        actions.close_point(pk, **form.said, actor=request.actor, at=timezone.now())
        return reverse("point", args=[pk])

    lead = _("Who looks after it is free from that day. Its notes stay.")
    shown = _form_page(
        pk, page.row.name, _("Close the contact point"), lead, pgettext("contact point", "Close")
    )
    return form_page(request, form, shown, perform)


def _about(row: AssignmentRow) -> str:
    return _("%(name)s has looked after it since %(day)s.") % {
        "name": row.instructor,
        "day": row.valid_from.isoformat(),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """End an assignment and begin another's on the same day."""
    row = queries.get_assignment(pk, request.actor)
    form = _assign_form(request)

    def perform() -> str:
        entry = AssignmentEntry(**form.said)
        actions.replace(pk, entry, actor=request.actor, at=timezone.now())
        return reverse("point", args=[row.point_id])

    title = _("Replace the instructor")
    lead = _about(row) + _("It ends, and the next begins, on the first day that you give.")
    shown = _form_page(row.point_id, row.place, title, lead, _("Replace"))
    return form_page(request, form, shown, perform)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an assignment with nobody after it."""
    row = queries.get_assignment(pk, request.actor)
    form = EndForm(request.POST or None, initial={"from_day": request.actor.on})

    def perform() -> str:
        actions.end_assignment(pk, **form.said, actor=request.actor, at=timezone.now())
        return reverse("point", args=[row.point_id])

    lead = _about(row) + _("The place then stands as without an instructor; replace instead if "
                           "somebody follows.")  # fmt: skip
    shown = _form_page(
        row.point_id, row.place, _("End the assignment"), lead, pgettext("assignment", "End")
    )
    return form_page(request, form, shown, perform)
