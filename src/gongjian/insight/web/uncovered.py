"""The uncovered finder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from gongjian.entities.figures import UNCOVERED
from gongjian.entities.queries.entities import EntityRow
from gongjian.entities.queries.uncovered import Nearby
from gongjian.insight.queries import Share
from gongjian.insight.queries.uncovered import EACH, FINDINGS, Uncovered, find_uncovered
from gongjian.kernel import components as ui
from gongjian.kernel.figures import NONE_GIVEN, Asked
from gongjian.kernel.web.figure_pages import as_component, label_of, query_of

from .asking import asked_in, rows_url, view_of

LABELS = {
    "street": gettext_lazy("Street or town"),
    "community": gettext_lazy("Community or village"),
    "venue": gettext_lazy("Venue or building"),
    "section": gettext_lazy("Trade (section)"),
    EACH: gettext_lazy("One by one"),
}
WITHIN = {"street": "community"}
"""What a group is looked at by when it is opened; one by one if nothing is named."""
TARGETS = {"street": "place", "community": "place", "venue": "venue", EACH: "entity"}
"""What a cover is made of, by the name that its page knows it by."""
PER_PAGE = 25


@login_required
@require_safe
def uncovered_finder(request: HttpRequest) -> HttpResponse:
    """Show who is not covered, where they are, and the branches nearest to them."""
    by = request.GET.get("by", "")
    by = by if by in FINDINGS else FINDINGS[0]
    query = ui.read_query(request.GET, per_page=PER_PAGE)
    asked = asked_in(request, figure=UNCOVERED)
    page = find_uncovered(asked, by, request.actor, query.rows)
    may_cover = request.actor.may("cover.edit")
    table = _entities(page, query, may_cover) if by == EACH else _groups(page, query, may_cover)
    context = {
        "page": page,
        "view_of": view_of(request, page.context),
        "total": as_component(
            UNCOVERED, page.total, rows_url(UNCOVERED, page.asked), as_of=page.asked.on, lead=True
        ),
        "switches": [
            (label, _address(page.asked, code), code == by) for code, label in LABELS.items()
        ],
        "chips": _chips(page),
        "table": table,
        "nearby": _nearby(page, may_cover) if page.nearby else None,
        "board_url": reverse("coverage_board") + query_of(page.asked),
    }
    return render(request, "insight/uncovered_finder.html", context)


def _address(asked: Asked, by: str) -> str:
    return f"{reverse('uncovered_finder')}{query_of(asked)}&by={by}"


def _cover_url(by: str, target: str | int, unit: int | None = None) -> str:
    """Return the page that lets a unit cover a place, a venue or an entity."""
    fields: dict[str, str | int] = {TARGETS[by]: target}
    if unit is not None:
        fields["unit"] = unit
    return f"{reverse('cover_new')}?{urlencode(fields)}"


def _chips(page: Uncovered) -> list[tuple[str, str, str]]:
    """Return what the page is narrowed to: name, value, and the address without it."""
    asked = page.asked
    found = []
    for code, value in asked.filters.items():
        dimension = UNCOVERED.dimension(code)
        rest = {name: each for name, each in asked.filters.items() if name != code}
        by = code if code in FINDINGS else page.by
        without = _address(replace(asked, filters=rest), by)
        found.append((str(dimension.label), label_of(dimension, value), without))
    return found


def _empty() -> ui.Empty:
    return ui.Empty(
        _("Everyone here is covered on this day."),
        _("Choose another day, another line or a wider place."),
    )


def _groups(page: Uncovered, query: ui.TableQuery, may_cover: bool) -> ui.Table:
    """Show how many are not covered in each group; a group can be opened, or covered as one."""
    with_action = may_cover and page.by in TARGETS
    columns = [
        ui.Column("group", str(LABELS[page.by])),
        ui.Column("number", _("Not covered"), numeric=True),
    ]
    if with_action:
        columns.append(ui.Column("cover", _("What can be done")))
    return ui.Table(
        caption=_("Not covered"),
        columns=tuple(columns),
        rows=tuple(_group(page, share, with_action) for share in page.groups[query.rows]),
        total=len(page.groups),
        query=query,
        empty=_empty(),
        id="uncovered",
    )


def _group(page: Uncovered, share: Share, with_action: bool) -> ui.Row:
    value = share.asked.filters[page.by]
    is_given = value != NONE_GIVEN
    inside = _address(share.asked, WITHIN.get(page.by, EACH))
    cells: list[ui.Cell] = [
        ui.Link(share.label if is_given else _("not given"), inside),
        ui.Number(share.value, href=rows_url(UNCOVERED, share.asked)),
    ]
    if with_action:
        words = _("Let a branch cover it")
        cells.append(ui.Link(words, _cover_url(page.by, value)) if is_given else ui.Text(""))
    return ui.Row(tuple(cells))


def _entities(page: Uncovered, query: ui.TableQuery, may_cover: bool) -> ui.Table:
    """Show the entities one by one, each with the branch nearest to it."""
    columns = [
        ui.Column("entity", _("Entity")),
        ui.Column("trade", _("Trade")),
        ui.Column("place", _("Place")),
        ui.Column("nearest", _("Nearest branch")),
    ]
    if may_cover:
        columns.append(ui.Column("cover", _("What can be done")))
    return ui.Table(
        caption=_("Not covered"),
        columns=tuple(columns),
        rows=tuple(_entity(row, page.nearest, may_cover) for row in page.entities),
        total=page.total,
        query=query,
        empty=_empty(),
        id="uncovered",
    )


def _entity(row: EntityRow, nearest: Mapping[int, Nearby], may_cover: bool) -> ui.Row:
    near = nearest.get(row.id)
    cells: list[ui.Cell] = [
        ui.Link(row.name, reverse("entity", args=[row.id])),
        ui.Text(row.trade),
        ui.Text(row.place, note=" · ".join(filter(None, (row.venue, row.address)))),
        ui.Text("") if near is None else _branch(near),
    ]
    if may_cover:
        url = _cover_url(EACH, row.id, near.unit_id if near else None)
        cells.append(ui.Link(_("Let a branch cover it"), url))
    return ui.Row(tuple(cells))


def _branch(near: Nearby) -> ui.Link:
    note = "" if near.metres is None else _("%(metres)s m away") % {"metres": f"{near.metres:,}"}
    return ui.Link(near.name, reverse("unit", args=[near.unit_id]), note=note)


def _nearby(page: Uncovered, may_cover: bool) -> ui.Table:
    """Show the branches nearest to the street, community or venue that is chosen."""
    columns = [
        ui.Column("branch", _("Branch")),
        ui.Column("metres", _("Distance"), numeric=True),
        ui.Column("reason", _("Why it is near")),
    ]
    if may_cover:
        columns.append(ui.Column("cover", _("What can be done")))
    rows = tuple(_near(page, each, may_cover) for each in page.nearby)
    return ui.Table(_("Nearest branches"), tuple(columns), rows, len(rows), id="nearby")


def _near(page: Uncovered, each: Nearby, may_cover: bool) -> ui.Row:
    cells: list[ui.Cell] = [
        ui.Link(each.name, reverse("unit", args=[each.unit_id])),
        ui.Text(_("not known")) if each.metres is None else ui.Number(each.metres, unit=_("m")),
        _why(each),
    ]
    if may_cover:
        smallest = next(c for c in ("venue", "community", "street") if c in page.asked.filters)
        value = page.asked.filters[smallest]
        link = ui.Link(_("Let it cover them"), _cover_url(smallest, value, each.unit_id))
        cells.append(ui.Text("") if value == NONE_GIVEN else link)
    return ui.Row(tuple(cells))


def _why(each: Nearby) -> ui.Text:
    if each.venue:
        return ui.Text(_("It covers the venue %(venue)s.") % {"venue": each.venue})
    if each.place:
        return ui.Text(_("It answers for or sits in %(place)s.") % {"place": each.place})
    words = ngettext(
        "It covers %(number)s entity of this district.",
        "It covers %(number)s entities of this district; measured to their middle.",
        each.entities,
    )
    return ui.Text(words % {"number": each.entities})
