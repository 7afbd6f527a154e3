"""One unit's page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gongjian.formation.queries import Origin, Relative
from gongjian.insight import queries
from gongjian.insight.queries import UnitPage
from gongjian.kernel import components as ui
from gongjian.org.catalogue import LINES, ROLES, UNIT_TYPES
from gongjian.org.models import UnitName
from gongjian.org.queries import Place
from gongjian.org.terms import NameKind

from .asking import figure_of


@login_required
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a unit: facts, names, places in the lines, rooms, contacts and its numbers."""
    page = queries.get_unit_page(pk, request.actor)
    figures = tuple(figure_of(tally) for tally in page.tallies)
    context = {
        "page": page,
        "type": UNIT_TYPES[page.unit.type].label,
        "facts": _facts(page),
        "figures": ui.Figures(figures) if figures else None,
        "places": _places(page),
        "rooms": _rooms(page),
        "contacts": _contacts(page),
        "may_reorganise": request.actor.may("structure.edit"),
    }
    return render(request, "insight/unit.html", context)


def _facts(page: UnitPage) -> ui.Facts:
    unit = page.unit
    facts = [
        ui.Fact(_("Type"), ui.Text(str(UNIT_TYPES[unit.type].label))),
        ui.Fact(_("Kind"), ui.Text(str(UNIT_TYPES[unit.type].kind.label))),
        ui.Fact(_("Place"), ui.Text(" › ".join(page.territory))),
        ui.Fact(_("Address"), ui.Text(unit.address)),
        ui.Fact(_("Unified social credit code"), ui.Text(unit.uscc)),
        ui.Fact(_("Party organisation"), ui.Text(unit.party_organisation)),
    ]
    if unit.founded_on:
        facts.append(ui.Fact(_("Founded"), ui.Day(unit.founded_on)))
    if unit.closed_on:
        facts.append(ui.Fact(_("Closed"), ui.Day(unit.closed_on)))
    facts += map(_name, page.names)
    return ui.Facts((*facts, *_origin(page.origin)))


def _name(name: UnitName) -> ui.Fact:
    until = _("until %(day)s") % {"day": name.valid_to.isoformat()} if name.valid_to else ""
    return ui.Fact(str(NameKind(name.kind).label), ui.Text(name.name, until))


def _origin(origin: Origin) -> list[ui.Fact]:
    """Return in which form a unit was set up, where it came from, and what came from it."""
    facts = []
    if origin.form is not None:
        note = _("%(count)s formal members when it was founded") % {
            "count": origin.formal_at_founding
        }
        facts.append(ui.Fact(_("Form"), ui.Text(str(origin.form.label), note)))
    for relative in origin.parents:
        facts.append(ui.Fact(str(capfirst(relative.kind.label)), _relative(relative)))
    for relative in origin.children:
        label = _("%(kind)s this one") % {"kind": relative.kind.label}
        facts.append(ui.Fact(str(capfirst(label)), _relative(relative)))
    return facts


def _relative(relative: Relative) -> ui.Link:
    return ui.Link(
        relative.name, reverse("unit", args=[relative.unit_id]), f"{relative.on:%Y-%m-%d}"
    )


def _places(page: UnitPage) -> ui.Table:
    return ui.Table(
        caption=_("Where it stands and stood"),
        columns=(
            ui.Column("trail", _("Under")),
            ui.Column("line", _("Line")),
            ui.Column("from", _("From")),
            ui.Column("to", _("To")),
            ui.Column("document", _("Document")),
        ),
        rows=tuple(_place_row(place) for place in page.places),
        total=len(page.places),
        query=ui.TableQuery(per_page=max(1, len(page.places))),
        empty=ui.Empty(
            _("This unit has no place on any line yet."),
            _("It gets one when a roster that names its place is imported."),
        ),
        id="places",
    )


def _place_row(place: Place) -> ui.Row:
    above = " › ".join(node.name for node in place.trail[:-1])
    until: ui.Cell = ui.Day(place.valid_to) if place.valid_to else ui.Text(_("to this day"))
    return ui.Row(
        (
            ui.Text(above or _("at the top")),
            ui.Text(str(LINES[place.line])),
            ui.Day(place.valid_from),
            until,
            ui.Text(place.document),
        )
    )


def _rooms(page: UnitPage) -> ui.Table | None:
    if not page.rooms:
        return None
    return ui.Table(
        caption=_("Rooms"),
        columns=(ui.Column("name", _("Room")), ui.Column("seats", _("Seats"), numeric=True)),
        rows=tuple(ui.Row((ui.Text(room.name), ui.Number(room.seats))) for room in page.rooms),
        total=len(page.rooms),
        query=ui.TableQuery(per_page=len(page.rooms)),
        id="rooms",
    )


def _contacts(page: UnitPage) -> ui.Table | None:
    if not page.contacts:
        return None
    return ui.Table(
        caption=_("Contacts"),
        columns=(ui.Column("name", _("Contact")), ui.Column("role", _("Role"))),
        rows=tuple(
            ui.Row(
                (
                    ui.Person(contact.name, href=_person_url(contact.person_id)),
                    ui.Text(str(ROLES[contact.role].label) if contact.role in ROLES else ""),
                )
            )
            for contact in page.contacts
        ),
        total=len(page.contacts),
        query=ui.TableQuery(per_page=len(page.contacts)),
        id="contacts",
    )


def _person_url(person_id: int) -> str:
    try:
        return reverse("person", args=[person_id])
    except NoReverseMatch:
        return ""
