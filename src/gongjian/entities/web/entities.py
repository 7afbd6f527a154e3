"""The list of entities, and entering one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.components.cells import Tone
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.figures import Asked
from gongjian.kernel.web.acting import carry_out

from .. import actions
from ..queries import entities as queries
from ..queries import search, venues
from ..terms import Coverage, EntityKind
from .asking import asked_in, view_of
from .entities_forms import EntityForm

TONES: dict[str, Tone] = {
    Coverage.OWN: "good",
    Coverage.JOINT: "good",
    Coverage.VENUE: "good",
    Coverage.REGION: "good",
    Coverage.INSTRUCTOR: "warn",
    Coverage.NOTHING: "bad",
}


def require(request: HttpRequest, permission: str = "entity.view") -> None:
    """Refuse who has this permission nowhere.

    Raises:
        Forbidden: as said.
    """
    if not request.actor.may(permission):
        raise Forbidden


@login_required
@require_safe
def entity_list(request: HttpRequest) -> HttpResponse:
    """Show the entities in reach on a day: searched, filtered, paged."""
    require(request)
    asked, query, choices = read_question(request)
    state = query.filters.get("state", "")
    error = _search_error(query)
    found = queries.EntityRows((), 0)
    if not error:
        found = queries.find_entities(asked, query, request.actor, state)
    may_enter = request.actor.may("entity.edit")
    table = ui.Table(
        caption=_("Entities"),
        columns=columns(),
        rows=tuple(map(row, found.rows)),
        total=found.total,
        query=query,
        filters=_filters(query, choices),
        searchable=_("Name, former name, initials or code"),
        export_url=_export_url(request),
        empty=ui.Empty(
            _("No entity is within your reach on this day."),
            _("Entities come with a register that is imported, or are entered one by one."),
            _("Enter an entity") if may_enter else "",
            reverse("entity_new") if may_enter else "",
        ),
        error=error,
        id="entities",
    )
    context = {
        "table": table,
        "view_of": view_of(request, asked),
        "may_enter": may_enter,
        "is_all": found.is_all,
    }
    return render(request, "entities/entity_list.html", context)


def read_question(request: HttpRequest) -> tuple[Asked, ui.TableQuery, queries.Choices]:
    """Read line, day, search and filters from the address; what makes no sense falls away."""
    wanted = {code: request.GET.get(code, "") for code in ("venue", "place", "section")}
    choices = queries.list_choices(request.actor, **wanted)
    query = ui.read_query(
        request.GET,
        filters={
            "kind": EntityKind.values,
            "coverage": Coverage.values,
            "section": [code for code, _name in choices.sections],
            "division": [code for code, _name in choices.divisions],
            "place": [code for code, _name in choices.places],
            "venue": [choices.venue[0]] if choices.venue else [],
            "state": queries.STATES,
        },
    )
    chosen = dict(query.filters)
    chosen.pop("state", "")
    chosen["territory"] = chosen.pop("place", "")
    return queries.narrowed(asked_in(request), **chosen), query, choices


def _search_error(query: ui.TableQuery) -> str:
    if query.text and search.is_too_short(query.text):
        return _("Write two characters or more.")
    return ""


def _export_url(request: HttpRequest) -> str:
    if not request.actor.may("figures.export"):
        return ""
    return f"{reverse('entity_export')}?{request.GET.urlencode()}"


def columns() -> tuple[ui.Column, ...]:
    """Return the columns of a list of entities."""
    return (
        ui.Column("name", _("Entity")),
        ui.Column("kind", _("Kind")),
        ui.Column("trade", _("Trade")),
        ui.Column("place", _("Place")),
        ui.Column("coverage", _("Coverage")),
        ui.Column("unit", _("Covered by")),
    )


def row(entity: queries.EntityRow) -> ui.Row:
    """Show an entity in a list."""
    return ui.Row(
        (
            ui.Link(entity.name, reverse("entity", args=[entity.id]), note=_note(entity)),
            ui.Text(str(EntityKind(entity.kind).label)),
            ui.Text(entity.trade),
            ui.Text(entity.place, note=entity.venue),
            coverage_cell(entity.coverage),
            ui.Text(entity.unit),
        ),
        key=str(entity.id),
    )


def _note(entity: queries.EntityRow) -> str:
    words = [entity.code]
    if entity.doubtful_code:
        words.append(_("code doubtful"))
    if entity.closed_on:
        words.append(_("closed %(day)s") % {"day": entity.closed_on.isoformat()})
    return " · ".join(filter(None, words))


def coverage_cell(coverage: Coverage) -> ui.State:
    """Show what covers an entity."""
    return ui.State(str(coverage.label), TONES[coverage])


def _filters(query: ui.TableQuery, choices: queries.Choices) -> tuple[ui.Filter, ...]:
    filters = [
        query.filter("kind", _("Kind"), EntityKind.choices),
        query.filter("coverage", _("Coverage"), Coverage.choices),
        query.filter(
            "state",
            _("Show"),
            [(queries.DOUBTFUL, _("doubtful code")), (queries.CLOSED, _("closed"))],
        ),
        query.filter("section", _("Trade"), choices.sections),
    ]
    if choices.divisions:
        filters.append(query.filter("division", _("Division of the trade"), choices.divisions))
    if choices.places:
        filters.append(query.filter("place", _("Place"), choices.places))
    if choices.venue:
        filters.append(query.filter("venue", _("Venue"), [choices.venue]))
    return tuple(filters)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter an entity."""
    require(request, "entity.edit")
    place = request.POST.get("territory") or request.GET.get("place", "")
    offered = venues.list_open_venues(request.actor, place) if place else ()
    form = EntityForm(offered, request.POST or None, initial={"territory": place})

    def perform() -> str:
        made = actions.enter(form.facts(), actor=request.actor, at=timezone.now())
        return reverse("entity", args=[made.pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Entered."))):
        return done
    context = {"form": form, "places": queries.list_choices(request.actor).places}
    return render(request, "entities/entity_new.html", context, status=form.status)
