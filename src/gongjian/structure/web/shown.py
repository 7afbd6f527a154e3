"""What a rehearsal and vacancies look like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel import components as ui
from gongjian.kernel.web.figure_pages import cell

from ..actions import Rehearsal
from ..queries import AccessChange, FigureMove, MovedRow, MovedRows, Vacancy
from ..queries.reorganisations import line_name
from ..terms import VacancyKind

GROUPS = {
    "look": gettext_lazy("look at units and zones"),
    "needs": gettext_lazy("work with needs, offers and services"),
    "figures": gettext_lazy("read and export figures"),
    "people": gettext_lazy("see people"),
    "registry": gettext_lazy("work in the registry of entities"),
    "structure": gettext_lazy("change the structure and roles"),
    "other": gettext_lazy("other duties"),
}

MOST = 200


def _table(
    caption: str, id: str, columns: tuple[ui.Column, ...], rows: Sequence[ui.Row], empty: str
) -> ui.Table:
    shown = tuple(rows[:MOST])
    return ui.Table(
        caption=caption,
        columns=columns,
        rows=shown,
        total=len(shown),
        query=ui.TableQuery(per_page=max(1, len(shown))),
        empty=ui.Empty(empty),
        id=id,
    )


def summary(rehearsal: Rehearsal) -> ui.Figures:
    """Show how much would change."""
    people = {each.person for each in rehearsal.access}
    return ui.Figures(
        (
            ui.Figure(_("Figures that move"), len(rehearsal.figures), href="#figures"),
            ui.Figure(_("People whose access changes"), len(people), href="#access"),
            ui.Figure(_("New vacancies"), len(rehearsal.vacant), href="#vacant"),
            ui.Figure(_("Open questions"), len(rehearsal.open_questions), href="#questions"),
        )
    )


def figures(rehearsal: Rehearsal, pk: int) -> ui.Table:
    """Show each figure that moves, before and after; the difference opens its rows."""
    columns = (
        ui.Column("node", _("Unit")),
        ui.Column("line", _("Line")),
        ui.Column("figure", _("Figure")),
        ui.Column("before", _("Before"), numeric=True),
        ui.Column("after", _("After"), numeric=True),
        ui.Column("change", _("Difference"), numeric=True),
    )
    rows = [_figure_row(each, rehearsal, pk) for each in rehearsal.figures]
    return _table(
        _("Figures that move"), "figures", columns, rows, _("No figure changes on that day.")
    )


def _figure_row(move: FigureMove, rehearsal: Rehearsal, pk: int) -> ui.Row:
    difference = round((move.after or 0) - (move.before or 0), 1)
    return ui.Row(
        (
            ui.Text(move.node),
            ui.Text(line_name(move.line)),
            ui.Text(move.label),
            ui.Number(move.before or 0, move.unit),
            ui.Number(move.after or 0, move.unit),
            ui.Link(f"{difference:+,}", _rows_url(move, rehearsal, pk)),
        )
    )


def _rows_url(move: FigureMove, rehearsal: Rehearsal, pk: int) -> str:
    """Return the address of the rows that come and go; a new unit is named by its number."""
    is_new = move.node_id in rehearsal.made_ids
    node = {"made": rehearsal.made_ids.index(move.node_id)} if is_new else {"node": move.node_id}
    params = urlencode({"line": move.line, **node})
    return f"{reverse('reorganisation_moved', args=[pk, move.figure])}?{params}"


def moved_rows(
    found: MovedRows, label: str, query: ui.TableQuery, row_link: Callable[[Any], str]
) -> ui.Table:
    """Show one page of the rows that a figure would gain and lose."""
    rows = []
    for row in found.rows:
        cells = _moved_cells(found, row)
        href = row_link(row.key) if row.key is not None else ""
        if cells and href and isinstance(cells[0], ui.Text):
            cells[0] = ui.Link(cells[0].text, href)
        mark = ui.State(_("comes"), "good") if row.is_gained else ui.State(_("goes"), "warn")
        rows.append(ui.Row((*cells, mark)))
    return ui.Table(
        caption=_("Rows that “%(label)s” would gain and lose") % {"label": label},
        columns=(
            *(ui.Column(each.path, str(each.label)) for each in found.columns),
            ui.Column("way", _("Then")),
        ),
        rows=tuple(rows),
        total=found.total,
        query=query,
        empty=ui.Empty(
            _("No row comes or goes."), _("The draft may have changed: look at the preview again.")
        ),
        id="moved",
    )


def _moved_cells(found: MovedRows, row: MovedRow) -> list[ui.Cell]:
    if row.values is None:
        return [ui.Text(_("out of your reach")), *[ui.Text("—")] * (len(found.columns) - 1)]
    pairs = zip(found.columns, row.values, strict=True)
    return [cell(column, value) for column, value in pairs]


def access(rehearsal: Rehearsal) -> ui.Table:
    """Show who gains and who loses which units."""
    columns = (
        ui.Column("person", _("Person")),
        ui.Column("change", _("Units gained or lost")),
        ui.Column("units", _("Which units, and for what")),
    )
    rows = [_access_row(each) for each in rehearsal.access]
    return _table(
        _("Who gains and who loses access"), "access", columns, rows, _("Nobody's access changes.")
    )


def _access_row(change: AccessChange) -> ui.Row:
    words = _("gains %(count)d") if change.gains else _("loses %(count)d")
    what = _("to %(what)s") % {"what": _(", ").join(str(GROUPS[each]) for each in change.groups)}
    more = "…" if change.count > len(change.names) else ""
    return ui.Row(
        (
            ui.Text(change.person or _("somebody"), note=change.unit),
            ui.State(words % {"count": change.count}, "good" if change.gains else "warn"),
            ui.Text("、".join(change.names) + more, note=what),
        )
    )


def vacancies(rows: Sequence[Vacancy], caption: str, id: str) -> ui.Table:
    """Show vacancies as a table without pages."""
    return _table(
        caption,
        id,
        vacancy_columns(),
        [vacancy_row(row) for row in rows],
        _("Nothing falls vacant."),
    )


def vacancy_columns() -> tuple[ui.Column, ...]:
    """Return the columns of vacancies."""
    return (
        ui.Column("place", _("Place answered for")),
        ui.Column("kind", _("Kind of vacancy")),
        ui.Column("line", _("Line")),
        ui.Column("unit", _("Unit")),
        ui.Column("since", _("Since")),
    )


def vacancy_row(row: Vacancy) -> ui.Row:
    """Show one vacancy; its place opens the record."""
    unit = row.unit
    if row.kind is VacancyKind.NO_UNIT and row.unit:
        unit = _("until then %(unit)s answers") % {"unit": row.unit}
    return ui.Row(
        (
            ui.Link(row.place, reverse("responsibility_place", args=[row.territory])),
            ui.State(
                str(row.kind.label),
                "warn",
            ),
            ui.Text(line_name(row.line)),
            ui.Text(unit, note=row.person),
            ui.Day(row.since),
        )
    )


def questions(rehearsal: Rehearsal) -> ui.Table:
    """Show what still names a closed unit and is not carried over."""
    columns = (
        ui.Column("unit", _("Unit that is closed")),
        ui.Column("what", _("What still names it")),
        ui.Column("count", _("How many"), numeric=True),
    )
    rows = [
        ui.Row((ui.Text(unit), ui.Text(what), ui.Number(number)))
        for unit, what, number in rehearsal.open_questions
    ]
    return _table(_("Open questions"), "questions", columns, rows, _("Everything is carried over."))
