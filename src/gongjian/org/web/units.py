"""The list of units."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.org import queries
from gongjian.org.catalogue import KINDS, UNIT_TYPES
from gongjian.org.queries import UnitRow


@login_required
def unit_list(request: HttpRequest) -> HttpResponse:
    """Find units by name, former name or short name; by type, kind and place."""
    actor = request.actor
    if not actor.may("zone.view"):
        raise Forbidden
    places = queries.list_towns(actor)
    query = ui.read_query(
        request.GET,
        sortable=("name", "type"),
        default_sort="name",
        filters={
            "kind": [kind.code for kind in KINDS],
            "type": list(UNIT_TYPES),
            "place": [town.code for town in places],
        },
    )
    found = queries.find_units(actor, query)
    table = ui.Table(
        caption=_("Units"),
        columns=(
            ui.Column("name", _("Unit"), sortable=True),
            ui.Column("type", _("Type"), sortable=True),
            ui.Column("place", _("Place")),
            ui.Column("party", _("Party organisation")),
        ),
        rows=tuple(_row(unit) for unit in found.units),
        total=found.total,
        query=query,
        filters=(
            query.filter("kind", _("Kind"), [(k.code, k.label) for k in KINDS]),
            query.filter("type", _("Type"), [(t.code, t.label) for t in UNIT_TYPES.values()]),
            query.filter("place", _("Place"), [(town.code, town.name) for town in places]),
        ),
        searchable=_("Name, short name or former name"),
        empty=ui.Empty(
            _("No unit is within your reach yet."),
            _("Units come with the roster that a zone's host imports."),
        ),
    )
    return render(request, "org/unit_list.html", {"table": table})


def _row(unit: UnitRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(unit.name, reverse("unit", args=[unit.id]), note=unit.other_names),
            ui.Text(str(unit.type.label)),
            ui.Text(unit.place),
            ui.Text(unit.party_organisation),
        )
    )
