"""What covers something, in words: shared by the pages of entities, venues and units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.kernel import components as ui

from ..queries.entities_page import CoverRow, EntityPage
from ..queries.standings import Standing
from ..terms import Coverage, CoveredBy
from .entities import coverage_cell


def point(longitude: float | None, latitude: float | None) -> str:
    """Say where something lies on a map, to about a metre; nothing if that is not known."""
    if longitude is None or latitude is None:
        return ""
    return f"{longitude:.5f}, {latitude:.5f}"


def until(day: date | None) -> ui.Cell:
    """Show the end of what may still hold."""
    return ui.Day(day) if day else ui.Text(_("to this day"))


def why(page: EntityPage) -> str:
    """Say by which step of the rule the entity has its coverage."""
    cover = page.cover
    unit = {"unit": cover.unit.name if cover else ""}
    return {
        Coverage.OWN: _("“%(unit)s” covers this entity itself, and no other one."),
        Coverage.JOINT: _("“%(unit)s” covers this entity itself, together with others."),
        Coverage.VENUE: _("No branch covers the entity itself; “%(unit)s” covers its venue."),
        Coverage.REGION: _(
            "No branch covers the entity or its venue; “%(unit)s” covers the place around it."
        ),
        Coverage.INSTRUCTOR: _("There is no branch yet; an instructor of “%(unit)s” helps."),
        Coverage.NOTHING: _("Neither a branch nor an instructor covers it."),
    }[page.coverage] % unit


def coverage_facts(page: EntityPage) -> ui.Facts:
    """Say what covers an entity on the day, and why."""
    facts = [
        ui.Fact(_("Coverage"), coverage_cell(page.coverage)),
        ui.Fact(pgettext("a reason", "Why"), ui.Text(why(page))),
    ]
    if page.cover:
        facts.append(ui.Fact(_("Since"), ui.Day(page.cover.valid_from)))
    return ui.Facts(tuple(facts))


def standings(page: EntityPage) -> ui.Table:
    """Show where an entity stands on each line on the day, and who answers for its place."""
    return ui.Table(
        caption=_("Where it stands on each line"),
        columns=(
            ui.Column("line", _("Line")),
            ui.Column("trail", _("Stands under")),
            ui.Column("why", pgettext("a reason", "Why")),
            ui.Column("responsible", _("Responsible for its place")),
        ),
        rows=tuple(_standing(each) for each in page.standings),
        total=len(page.standings),
        query=ui.TableQuery(per_page=len(page.standings)),
        id="standings",
    )


def _standing(each: Standing) -> ui.Row:
    if not each.trail:
        reason = _("Nobody on this line answers for its place yet.")
    elif each.by_branch:
        reason = _("as its branch does")
    else:
        reason = _("as who answers for its place does")
    responsible: ui.Cell = ui.Text(_("vacant"))
    if each.responsible:
        responsible = ui.Link(each.responsible.name, reverse("unit", args=[each.responsible.id]))
    return ui.Row(
        (
            ui.Text(str(each.line.label)),
            ui.Text(" › ".join(node.name for node in each.trail) or _("no place on this line")),
            ui.Text(reason),
            responsible,
        )
    )


def covers_table(
    covers: Sequence[CoverRow],
    *,
    may_end: bool,
    back: str = "",
    query: ui.TableQuery | None = None,
    total: int | None = None,
) -> ui.Table:
    """Show covers, the latest first; ``back`` names the page to come back to after ending one."""
    return ui.Table(
        caption=_("Covers, now and before"),
        columns=(
            ui.Column("unit", _("Unit")),
            ui.Column("by", _("Covers by")),
            ui.Column("target", _("What it covers")),
            ui.Column("from", _("From")),
            ui.Column("to", _("To")),
            ui.Column("document", _("Document")),
        ),
        rows=tuple(_cover(row, may_end, back) for row in covers),
        total=len(covers) if total is None else total,
        query=query or ui.TableQuery(per_page=max(1, len(covers))),
        empty=ui.Empty(
            _("Nothing covers it yet."),
            _("Let a branch cover it from a day on, or an instructor while there is none."),
        ),
        id="covers",
    )


def _cover(row: CoverRow, may_end: bool, back: str) -> ui.Row:
    end: ui.Cell = until(row.valid_to)
    if may_end and row.valid_to is None:
        href = reverse("cover_end", args=[row.id]) + (f"?back={back}" if back else "")
        end = ui.Link(_("End a cover"), href, note=_("to this day"))
    kinds = {"entity": _("entity"), "venue": _("venue"), "territory": _("place")}
    return ui.Row(
        (
            ui.Link(row.unit, reverse("unit_covers", args=[row.unit_id])),
            ui.Text(str(CoveredBy(row.by).label)),
            ui.Text(row.target, note=kinds[row.target_kind]),
            ui.Day(row.valid_from),
            end,
            ui.Text(row.document),
        )
    )
