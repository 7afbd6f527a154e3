"""How the brand matrix is shown: levels, branches, what one branch did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongjian.insight.queries.deeds import Deed, DeedKind, DeedsPage
from gongjian.insight.queries.matrix import DEEDS, OF_LEVELS, MatrixLevel, MatrixPage, MatrixRow
from gongjian.insight.queries.zones import Tally
from gongjian.kernel import components as ui
from gongjian.kernel.figures import Asked, Part
from gongjian.kernel.web.figure_pages import query_of

from .asking import rows_url

KINDS = {
    DeedKind.TOGETHER: gettext_lazy("with a partner"),
    DeedKind.MEETING: pgettext_lazy("kind of deed", "meeting"),
    DeedKind.SERVICE: pgettext_lazy("kind of deed", "confirmed service"),
}

PAGES = {DeedKind.TOGETHER: "pairing", DeedKind.MEETING: "life_meeting", DeedKind.SERVICE: "item"}
"""The page that a record opens, by its kind."""


def _number(tally: Tally) -> ui.Number:
    return ui.Number(tally.value, href=rows_url(tally.figure, tally.asked))


def levels_table(page: MatrixPage, about: Callable[[Asked], str]) -> ui.Table:
    """Return the parts of the node, each with its own brand and the numbers of all below."""
    return ui.Table(
        caption=_("By level"),
        columns=(
            ui.Column("name", _("Unit")),
            ui.Column("brand", _("Its own brand")),
            *(ui.Column(each.code, str(each.label), numeric=True) for each in OF_LEVELS),
        ),
        rows=tuple(_level(level, about) for level in page.levels),
        total=len(page.levels),
        query=ui.TableQuery(per_page=max(1, len(page.levels))),
        empty=ui.Empty(
            _("Nothing is shown or recorded here up to this day."),
            _("Choose another line, a later day or a wider place."),
        ),
        id="levels",
    )


def _level(level: MatrixLevel, about: Callable[[Asked], str]) -> ui.Row:
    first: ui.Cell = ui.Text(_("No place on this line"))
    if level.node is not None and level.asked.part == Part.HERE:
        first = ui.Text(level.node.name, note=_("itself"))
    elif level.node is not None:
        first = ui.Link(level.node.name, about(level.asked))
    brand = (
        ui.Link(level.brand.name, reverse("brand", args=[level.brand.id])) if level.brand else None
    )
    return ui.Row((first, brand or ui.Text("—"), *map(_number, level.tallies)))


def branches_table(page: MatrixPage, query: ui.TableQuery, export: str) -> ui.Table:
    """Return the branches, each with brand, partners and what it did."""
    return ui.Table(
        caption=_("Branches"),
        columns=(
            ui.Column("name", _("Branch")),
            ui.Column("brand", _("Brand")),
            ui.Column("partners", _("Partners")),
            *(ui.Column(each.code, str(each.label), numeric=True) for each in DEEDS),
        ),
        rows=tuple(_branch(row) for row in page.rows),
        total=page.total,
        query=query,
        filters=(query.filter("brand", _("Brand"), brand_choices()),),
        searchable=_("Name of the branch"),
        export_url=export,
        empty=ui.Empty(
            _("No branch stands here on this line on this day."),
            _("Choose another line, a later day or a wider place."),
        ),
        id="branches",
    )


def on_paper(table: ui.Table) -> ui.Table:
    """Return a table as it stands on a sheet: a grid, without search and filters."""
    return replace(table, dense=True, filters=(), searchable="")


def brand_choices() -> list[tuple[str, str]]:
    """Return the values of the filter by brand with their labels."""
    return [("shown", _("with a brand shown")), ("none", _("without"))]


def _branch(row: MatrixRow) -> ui.Row:
    brand: ui.Cell = ui.Text("—")
    if row.brand is not None:
        brand = ui.Link(
            row.brand.name, reverse("brand", args=[row.brand.id]), note=row.brand.specialty
        )
    name: ui.Cell = ui.Text(row.name, note=row.under)
    numbers: list[ui.Cell] = [ui.Number(None) for _each in DEEDS]
    if row.tallies:
        href = reverse("matrix_branch", args=[row.id]) + query_of(row.tallies[0].asked)
        name = ui.Link(row.name, href, note=row.under)
        numbers = [_number(tally) for tally in row.tallies]
    return ui.Row((name, brand, ui.Text(_partners(row) or "—"), *numbers))


def _partners(row: MatrixRow) -> str:
    return "、".join(dict.fromkeys(each.name for each in row.partners))


def as_cells(row: MatrixRow) -> list[Any]:
    """Return a branch as a row of a workbook."""
    brand = (row.brand.name, row.brand.specialty) if row.brand else ("", "")
    return [row.name, row.under, *brand, _partners(row), *(each.value for each in row.tallies)]


def deeds_table(page: DeedsPage, query: ui.TableQuery) -> ui.Table:
    """Return what a branch did, the latest first."""
    return ui.Table(
        caption=_("What it did"),
        columns=(
            ui.Column("what", _("What")),
            ui.Column("kind", _("Kind")),
            ui.Column("who", _("Who")),
            ui.Column("on", _("Day")),
        ),
        rows=tuple(map(_deed, page.deeds)),
        total=page.total,
        query=query,
        filters=(query.filter("kind", _("Kind"), KINDS.items()),),
        empty=ui.Empty(
            _("Nothing is recorded from 1 January up to this day."),
            _("It fills by itself: from meetings, pairings and confirmed services."),
        ),
        id="deeds",
    )


def _deed(deed: Deed) -> ui.Row:
    sides = dict.fromkeys((deed.first, deed.second))
    return ui.Row(
        (
            ui.Link(deed.title, reverse(PAGES[deed.kind], args=[deed.id])),
            ui.Text(str(KINDS[deed.kind])),
            ui.Text("、".join(sides)),
            ui.Day(deed.on),
        )
    )
