"""Venues: the list by place, one venue, entering, changing and closing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.figures import Asked
from gongjian.kernel.web.acting import ActionForm, carry_out

from .. import actions
from ..actions import VenueFacts
from ..queries import entities, venues
from ..terms import VenueType
from . import covers_parts as parts
from .asking import asked_in, day_in, view_of
from .entities import columns as entity_columns
from .entities import require
from .entities import row as entity_row
from .entities_forms import PointForm


class VenueForm(PointForm):
    """What is known of a venue."""

    field_order = ("type", "name", "territory", "address", "longitude", "latitude")

    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=VenueType.choices)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    territory = forms.CharField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy(
            "The code of the community, or of the street or town: 12 or 9 digits."
        ),
        max_length=12,
    )
    address = forms.CharField(label=gettext_lazy("Address"), max_length=120, required=False)

    def facts(self) -> VenueFacts:
        data = self.cleaned_data
        return VenueFacts(
            data["type"],
            data["name"],
            data["territory"],
            data["address"],
            data["longitude"],
            data["latitude"],
        )


class VenueCloseForm(ActionForm):
    """The day on which a venue closes."""

    closed_on = forms.DateField(label=pgettext_lazy("a venue", "Closed on"))


@login_required
@require_safe
def venue_list(request: HttpRequest) -> HttpResponse:
    """Show the venues in reach, with how many entities are in each and its branch."""
    require(request)
    places = entities.list_choices(request.actor).places
    query = ui.read_query(
        request.GET,
        sortable=("name", "place"),
        default_sort="place",
        filters={
            "type": VenueType.values,
            "branch": ("yes", "no"),
            "place": [code for code, _name in places],
            "state": ("closed",),
        },
    )
    asked = asked_in(request)
    found = venues.find_venues(query, request.actor, asked.on)
    may_enter = request.actor.may("entity.edit")
    table = ui.Table(
        caption=_("Venues"),
        columns=(
            ui.Column("name", _("Venue"), sortable=True),
            ui.Column("type", _("Type")),
            ui.Column("place", _("Place"), sortable=True),
            ui.Column("entities", _("Entities in it"), numeric=True),
            ui.Column("branch", _("Its branch")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(
            query.filter("type", _("Type"), VenueType.choices),
            query.filter("branch", _("Branch"), [("yes", _("has one")), ("no", _("has none"))]),
            query.filter("state", _("Show"), [("closed", pgettext("a venue", "closed"))]),
            query.filter("place", _("Place"), places),
        ),
        searchable=_("Name of the venue"),
        empty=ui.Empty(
            _("No venue is within your reach yet."),
            _("Venues are entered here, or come with a register."),
            _("Enter a venue") if may_enter else "",
            reverse("venue_new") if may_enter else "",
        ),
        id="venues",
    )
    context = {"table": table, "may_enter": may_enter, "view_of": view_of(request, asked)}
    return render(request, "entities/venue_list.html", context)


def _row(row: venues.VenueRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.name, reverse("venue", args=[row.id]), note=row.address),
            ui.Text(str(row.type.label)),
            ui.Text(row.place),
            ui.Number(row.entities, href=f"{reverse('entity_list')}?venue={row.id}"),
            ui.Text(row.branch) if row.branch else ui.State(_("none yet"), "warn"),
        )
    )


@login_required
@require_safe
def venue(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a venue with what is in it and what covers it."""
    return _show(request, pk, VenueCloseForm(initial={"closed_on": request.actor.on}))


SHOWN_INSIDE = 10


def _show(request: HttpRequest, pk: int, close_form: ActionForm) -> HttpResponse:
    asked = asked_in(request)
    page = venues.get_venue(pk, request.actor, asked.on)
    found, row = page.venue, page.row
    href = f"{reverse('entity_list')}?{urlencode({'venue': pk, 'on': asked.on.isoformat()})}"
    facts = [
        ui.Fact(_("Type"), ui.Text(str(row.type.label))),
        ui.Fact(_("Place"), ui.Text(" › ".join(page.place))),
        ui.Fact(_("Address"), ui.Text(found.address)),
        ui.Fact(_("Longitude, latitude"), ui.Text(parts.point(found.longitude, found.latitude))),
        ui.Fact(_("Entities in it"), ui.Number(row.entities, href=href)),
        ui.Fact(_("Its branch"), ui.Text(row.branch or _("none yet"))),
    ]
    if found.closed_on:
        facts.append(ui.Fact(pgettext("a venue", "Closed on"), ui.Day(found.closed_on)))
    context = {
        "page": page,
        "venue": found,
        "view_of": view_of(request, asked, found.name),
        "facts": ui.Facts(tuple(facts)),
        "covers": parts.covers_table(page.covers, may_end=page.may_cover, back=f"venue-{pk}"),
        "cover_url": f"{reverse('cover_new')}?venue={pk}",
        "entities_url": href,
        "inside": _inside(request, asked, pk),
        "close_form": close_form,
    }
    return render(request, "entities/venue.html", context, status=close_form.status)


def _inside(request: HttpRequest, asked: Asked, pk: int) -> ui.Table:
    """Show the first of the entities that count in a venue on the day."""
    query = ui.TableQuery(page=ui.read_query(request.GET).page, per_page=SHOWN_INSIDE)
    within = entities.narrowed(Asked(line=asked.line, on=asked.on), venue=str(pk))
    found = entities.find_entities(within, query, request.actor)
    return ui.Table(
        caption=_("Entities in it"),
        columns=entity_columns(),
        rows=tuple(map(entity_row, found.rows)),
        total=found.total,
        query=query,
        empty=ui.Empty(
            _("Nothing is in it on this day."),
            _("Enter an entity and choose this venue, or change where one stands."),
        ),
        id="inside",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a venue."""
    require(request, "entity.edit")
    form = VenueForm(request.POST or None, initial={"territory": request.GET.get("place", "")})

    def perform() -> str:
        made = actions.enter_venue(form.facts(), actor=request.actor, at=timezone.now())
        return reverse("venue", args=[made.pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Entered."))):
        return done
    return _form(request, form, None, entities.list_choices(request.actor).places)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known of a venue."""
    page = venues.get_venue(pk, request.actor, day_in(request))
    if not page.may_edit:
        raise Forbidden
    known = page.venue
    initial = {
        "type": known.type,
        "name": known.name,
        "territory": known.territory_id,
        "address": known.address,
        "longitude": known.longitude,
        "latitude": known.latitude,
    }
    form = VenueForm(request.POST or None, initial=initial)

    def perform() -> str:
        actions.change_venue(pk, form.facts(), actor=request.actor, at=timezone.now())
        return reverse("venue", args=[pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Changed."))):
        return done
    return _form(request, form, known, ())


def _form(request: HttpRequest, form: VenueForm, known: Any, places: Any) -> HttpResponse:
    context = {"form": form, "venue": known, "places": places}
    return render(request, "entities/venue_edit.html", context, status=form.status)


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a venue from which all have gone."""
    form = VenueCloseForm(request.POST)

    def perform() -> str:
        actions.close_venue(
            pk, closed_on=form.cleaned_data["closed_on"], actor=request.actor, at=timezone.now()
        )
        return reverse("venue", args=[pk])

    return carry_out(request, form, perform, pgettext("a venue", "Closed.")) or _show(
        request, pk, form
    )
