"""The responsibility matrix, what is vacant, and one place's record."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel import figures
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out
from gongjian.kernel.web.figure_pages import as_component, query_of, read_asked
from gongjian.members import actions as members
from gongjian.org import actions as org
from gongjian.org.catalogue import LINES

from .. import actions, queries, rules
from ..figures import DUTIES, DUTIES_WITHOUT_PERSON, PLACES_WITHOUT_UNIT
from ..queries import DutyCell, HandOverRow, MatrixRow
from ..queries.reorganisations import line_name
from ..terms import VacancyKind
from . import shown
from .forms import AssignForm, ChargeForm, EndForm, HandOverForm


def _view_of(line: str, on: date, today: date) -> ui.LineAndDate:
    lines = ui.choices(LINES.items())
    return ui.LineAndDate(line=line, on=on, lines=lines, latest=today)


@login_required
@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Show for each place and line the unit and the person who answer for it."""
    actor = request.actor
    asked = read_asked(request.GET, lines=list(LINES), today=actor.on)
    query = ui.read_query(request.GET)
    found = queries.get_matrix(actor, on=asked.on, text=query.text, rows=query.rows)
    table = ui.Table(
        caption=_("Who is responsible for which place"),
        columns=(
            ui.Column("place", _("Place answered for")),
            *(ui.Column(line, line_name(line)) for line in found.lines),
        ),
        rows=tuple(map(_matrix_row, found.rows)),
        total=found.total,
        query=query,
        searchable=_("Name or code of a place"),
        empty=ui.Empty(
            _("No unit within your reach is responsible for a place."),
            _("Make units responsible for places, line by line."),
            _("Enter a responsibility") if actor.may(rules.EDIT) else "",
            reverse("responsibility_new") if actor.may(rules.EDIT) else "",
        ),
        id="matrix",
    )
    shown_figures = tuple(
        as_component(
            figure,
            figures.value(figure, asked, actor, None),
            reverse("figure", args=[figure.code]) + query_of(asked),
        )
        for figure in (DUTIES, PLACES_WITHOUT_UNIT, DUTIES_WITHOUT_PERSON)
    )
    context = {
        "table": table,
        "figures": ui.Figures(shown_figures) if actor.may("figures.view") else None,
        "view_of": _view_of(asked.line, asked.on, actor.on),
        "may_edit": actor.may(rules.EDIT),
        "line": line_name(asked.line),
    }
    return render(request, "structure/matrix.html", context)


def _matrix_row(row: MatrixRow) -> ui.Row:
    place = ui.Link(row.place, reverse("responsibility_place", args=[row.territory]))
    return ui.Row((place, *map(_cell, row.cells)))


def _cell(cell: DutyCell) -> ui.Cell:
    if cell.unit:
        return ui.Text(cell.unit, note=cell.person or _("nobody is in charge"))
    if cell.is_vacant:
        return ui.State(_("vacant"), "warn")
    return ui.Text("—")


@login_required
@require_safe
def vacancies(request: HttpRequest) -> HttpResponse:
    """List what is vacant: places without a unit, responsibilities without a person."""
    actor = request.actor
    if not actor.may("unit.view"):
        raise Forbidden
    asked = read_asked(request.GET, lines=list(LINES), today=actor.on)
    query = ui.read_query(request.GET, filters={"kind": VacancyKind.values})
    kind = query.filters.get("kind", "")
    found = queries.page_vacancies(asked.on, actor, kind, query.rows)
    table = ui.Table(
        caption=_("Vacancies"),
        columns=shown.vacancy_columns(),
        rows=tuple(map(shown.vacancy_row, found.rows)),
        total=found.total,
        query=query,
        filters=(
            ui.Filter(
                "kind",
                _("Kind of vacancy"),
                ui.choices((each.value, each.label, found.counts[each]) for each in VacancyKind),
                kind,
            ),
        ),
        empty=ui.Empty(
            _("Nothing is vacant."),
            _("Every place that is divided has a responsible unit, and each a person in charge."),
        ),
        id="vacancies",
    )
    view_of = _view_of(asked.line, asked.on, actor.on)
    return render(request, "structure/vacancies.html", {"table": table, "view_of": view_of})


@login_required
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show who has been responsible for a place, hand-over by hand-over."""
    page = queries.get_place(code, request.actor)
    today = request.actor.on
    context = {
        "page": page,
        "now": [_entry(row, today) for row in page.rows if _holds(row, today)],
        "record": _record(page.rows),
        "charges": _charges(page.rows),
    }
    return render(request, "structure/place.html", context)


def _holds(row: HandOverRow, day: date) -> bool:
    return row.valid_to is None or row.valid_to > day


def _entry(row: HandOverRow, today: date) -> dict[str, object]:
    in_charge: ui.Cell = ui.State(_("nobody is in charge"), "warn")
    for name, start, until, _document in row.charges:
        if start <= today and (until is None or until > today):
            ends = _("until %(day)s") % {"day": until.isoformat()} if until else ""
            in_charge = ui.Text(name, note=ends)
    return {
        "row": row,
        "line": line_name(row.line),
        "facts": ui.Facts(
            (
                ui.Fact(_("Unit"), ui.Link(row.unit, reverse("unit", args=[row.unit_id]))),
                ui.Fact(_("Since"), ui.Day(row.valid_from)),
                ui.Fact(_("Until"), ui.Day(row.valid_to)),
                ui.Fact(_("Document"), ui.Text(row.document)),
                ui.Fact(_("In charge"), in_charge),
            )
        ),
    }


def _record(rows: tuple[HandOverRow, ...]) -> ui.Table:
    return ui.Table(
        caption=_("Record of hand-overs"),
        columns=(
            ui.Column("line", _("Line")),
            ui.Column("from_unit", _("Handed over by")),
            ui.Column("to_unit", _("Taken over by")),
            ui.Column("day", _("On")),
            ui.Column("document", _("Document")),
        ),
        rows=tuple(each for row in rows for each in _record_rows(row)),
        total=len(rows),
        query=ui.TableQuery(per_page=max(1, len(rows) * 2)),
        empty=ui.Empty(_("Nobody has been responsible for this place yet.")),
        id="record",
    )


def _record_rows(row: HandOverRow) -> tuple[ui.Row, ...]:
    nobody = _("nobody")
    begun = ui.Row(
        (
            ui.Text(line_name(row.line)),
            ui.Text(row.taken_from or nobody),
            ui.Text(row.unit),
            ui.Day(row.valid_from),
            ui.Text(row.document),
        )
    )
    if row.valid_to is None or row.handed_to:
        return (begun,)
    ended = ui.Row(
        (
            ui.Text(line_name(row.line)),
            ui.Text(row.unit),
            ui.State(nobody, "warn"),
            ui.Day(row.valid_to),
            ui.Text(row.ended_by),
        )
    )
    return (ended, begun)


def _charges(rows: tuple[HandOverRow, ...]) -> ui.Table:
    found = [(row, charge) for row in rows for charge in row.charges]
    return ui.Table(
        caption=_("Who was in charge"),
        columns=(
            ui.Column("person", _("Person")),
            ui.Column("unit", _("Unit")),
            ui.Column("from", _("From")),
            ui.Column("to", _("Until")),
            ui.Column("document", _("Document")),
        ),
        rows=tuple(
            ui.Row(
                (
                    ui.Text(name),
                    ui.Text(row.unit, note=line_name(row.line)),
                    ui.Day(start),
                    ui.Day(until),
                    ui.Text(document),
                )
            )
            for row, (name, start, until, document) in found
        ),
        total=len(found),
        query=ui.TableQuery(per_page=max(1, len(found))),
        empty=ui.Empty(_("Nobody has been in charge yet.")),
        id="charges",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a unit responsible for a place."""
    actor = request.actor
    if not actor.may(rules.EDIT):
        raise Forbidden
    find = request.GET.get("find", "").strip()[:40]
    sent = request.POST.get("unit", "")
    keep = [int(sent)] if sent.isascii() and sent.isdigit() and len(sent) < 10 else []
    places = queries.places_to_choose(
        actor, find, keep=[request.POST.get("territory", ""), request.GET.get("place", "")]
    )
    choices = {"unit": queries.units_to_choose(actor, find, keep=keep), "territory": places}
    initial = {
        "from_day": actor.on,
        "territory": request.GET.get("place", ""),
        "line": request.GET.get("line", ""),
    }
    form = AssignForm(choices, request.POST or None, initial=initial)

    def perform() -> str:
        data = form.cleaned_data
        row = org.assign(
            data["unit"],
            line=data["line"],
            territory=data["territory"],
            from_day=data["from_day"],
            document=data["document"],
            actor=actor,
            at=timezone.now(),
        )
        return reverse("responsibility_place", args=[row.territory_id])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Entered."))):
        return done
    context = {
        "form": form,
        "find": find,
        "heading": _("Enter a responsibility"),
        "button": _("Enter it"),
        "back": reverse("responsibilities"),
        "lead": _("One unit on one line is responsible for a place. Name it, with its document."),
    }
    return render(request, "structure/duty_form.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a responsibility over to another unit, without a day between."""
    actor, duty = request.actor, queries.get_duty(pk, request.actor)
    find = request.GET.get("find", "").strip()[:40]
    sent = request.POST.get("unit", "")
    keep = [int(sent)] if sent.isascii() and sent.isdigit() and len(sent) < 10 else []
    choices = {"unit": queries.units_to_choose(actor, find, keep=keep)}
    form = HandOverForm(choices, request.POST or None, initial={"from_day": actor.on})
    back = reverse("responsibility_place", args=[duty.territory_id])

    def perform() -> str:
        data = form.cleaned_data
        actions.hand_over(
            pk,
            data["unit"],
            from_day=data["from_day"],
            document=data["document"],
            person_goes_along=data["person_goes_along"],
            actor=actor,
            at=timezone.now(),
        )
        return back

    if request.method == "POST" and (
        done := carry_out(request, form, perform, _("The responsibility is handed over."))
    ):
        return done
    context = {
        "form": form,
        "find": find,
        "heading": _("Hand over: %(place)s") % {"place": duty.territory.name},
        "button": _("Hand over"),
        "back": back,
        "lead": _("%(unit)s is responsible now (%(line)s).")
        % {"unit": duty.unit.name, "line": line_name(duty.line)},
    }
    return render(request, "structure/duty_form.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def charge(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a person in charge of a responsibility."""
    actor, duty = request.actor, queries.get_duty(pk, request.actor)
    choices = {"person": queries.people_to_choose(duty, actor)}
    form = ChargeForm(choices, request.POST or None, initial={"from_day": actor.on})
    back = reverse("responsibility_place", args=[duty.territory_id])

    def perform() -> str:
        data = form.cleaned_data
        members.put_in_charge(
            pk,
            data["person"],
            from_day=data["from_day"],
            document=data["document"],
            actor=actor,
            at=timezone.now(),
        )
        return back

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Named."))):
        return done
    context = {
        "form": form,
        "heading": _("In charge of %(place)s") % {"place": duty.territory.name},
        "button": _("Put in charge"),
        "back": back,
        "lead": _("For %(unit)s (%(line)s), one person at any time.")
        % {"unit": duty.unit.name, "line": line_name(duty.line)},
    }
    return render(request, "structure/duty_form.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a responsibility without a successor, after saying what follows."""
    actor, duty = request.actor, queries.get_duty(pk, request.actor)
    form = EndForm({}, request.POST or None, initial={"on": actor.on})
    back = reverse("responsibility_place", args=[duty.territory_id])

    def perform() -> str:
        data = form.cleaned_data
        actions.end_duty(
            pk, on=data["on"], document=data["document"], actor=actor, at=timezone.now()
        )
        return back

    said = _("Ended. The place is on the list of vacancies.")
    if request.method == "POST" and (done := carry_out(request, form, perform, said)):
        return done
    context = {
        "form": form,
        "heading": _("End without a successor: %(place)s") % {"place": duty.territory.name},
        "button": _("End it"),
        "back": back,
        "lead": _(
            "From that day no unit is responsible for this place on this line: it is put on the "
            "list of vacancies, and the unit of the wider place answers until there is another "
            "one. To leave no gap, hand it over instead."
        ),
    }
    return render(request, "structure/duty_form.html", context, status=form.status)
