"""How published totals are shown: numbers with their qualifier, comparisons in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gongjian.insight.queries import (
    Conclusion,
    PartRow,
    PublishedPage,
    PublishedRow,
    Reconciliation,
)
from gongjian.insight.rules import Bound, Outcome, Quantity, Reconciled, Share
from gongjian.insight.terms import Qualifier
from gongjian.kernel import components as ui
from gongjian.kernel.components.cells import Tone

from .asking import rows_url

WORDS: dict[Conclusion, tuple[object, Tone]] = {
    Conclusion.AGREES: (gettext_lazy("agrees"), "good"),
    Conclusion.WITHIN: (gettext_lazy("within what it claims"), "good"),
    Conclusion.DIFFERS: (gettext_lazy("differs"), "warn"),
    Conclusion.NO_NUMBER: (gettext_lazy("not compared: the text gives no number"), "plain"),
    Conclusion.NO_FIGURE: (gettext_lazy("not compared: no figure counts the same"), "plain"),
    Conclusion.FIGURE_GONE: (gettext_lazy("not compared: the figure is no longer there"), "warn"),
    Conclusion.OTHER_UNIT: (gettext_lazy("not compared: the figure has another unit"), "warn"),
    Conclusion.NOT_PLACED: (
        gettext_lazy("not compared: the unit stood nowhere on that line that day"),
        "warn",
    ),
    Conclusion.OUT_OF_REACH: (
        gettext_lazy("not compared: some of the rows counted are out of your reach"),
        "plain",
    ),
    Conclusion.NOT_YET: (gettext_lazy("not compared: its day has not come yet"), "plain"),
    Conclusion.WITHDRAWN: (gettext_lazy("withdrawn"), "plain"),
}

SHARES = {
    Bound.EXACT: "%(share)s",
    Bound.ABOUT: gettext_lazy("about %(share)s"),
    Bound.AT_MOST: gettext_lazy("at most %(share)s"),
    Bound.AT_LEAST: gettext_lazy("at least %(share)s"),
}

QUALIFIERS: dict[Qualifier, Literal["exact", "about", "at least", "nearly"]] = {
    Qualifier.EXACT: "exact",
    Qualifier.ABOUT: "about",
    Qualifier.AT_LEAST: "at least",
    Qualifier.NEARLY: "nearly",
}


Sources = tuple[tuple[str, int], ...]
"""Publications with the number of their totals."""


def plain(value: Decimal) -> int | float:
    """Return a number without decimals that say nothing."""
    return int(value) if value == value.to_integral_value() else float(value)


def in_words(quantity: Quantity) -> str:
    """Return a quantity as it is read: "about 461,000 户"."""
    if quantity.value is None:
        return _("no number given")
    number = f"{plain(quantity.value):,} {quantity.unit}"
    if quantity.qualifier == Qualifier.EXACT:
        return number
    label = str(Qualifier(quantity.qualifier).label)
    return _("%(qualifier)s %(number)s") % {"qualifier": label, "number": number}


def share_in_words(share: Share) -> str:
    """Return a share as a percentage to one decimal, with what kind of bound it is."""
    return str(SHARES[share.bound]) % {"share": f"{share.fraction * 100:.1f}%"}


def signed(difference: Decimal) -> str:
    """Return a difference with its sign."""
    return f"{plain(difference):+,}"


def standing_words(found: Reconciliation) -> str:
    """Return how a total stands beside the computed figure, with the difference."""
    word = str(WORDS[found.standing][0])
    if not found.difference:
        return word
    values = {"word": word, "difference": signed(found.difference)}
    return _("%(word)s, the computed number is %(difference)s") % values


def published_figure(row: PublishedRow) -> ui.Figure:
    """Show the published number with its qualifier and day."""
    quantity = row.quantity
    return ui.Figure(
        _("Published"),
        plain(quantity.value) if quantity.value is not None else None,
        quantity.unit,
        qualifier=QUALIFIERS[quantity.qualifier],
        as_of=row.as_of,
        note=_("the text gives no number") if quantity.value is None else "",
    )


def both_numbers(page: PublishedPage) -> ui.Figures:
    """Show the published number and the computed one side by side; the latter opens its rows."""
    found = page.reconciliation
    shown = [published_figure(page.row)]
    if found.figure and found.asked and found.computed is not None:
        shown.append(
            ui.Figure(
                _("Computed: %(figure)s") % {"figure": found.figure.label},
                plain(found.computed),
                str(found.figure.unit),
                as_of=found.asked.on,
                href=rows_url(found.figure, found.asked),
            )
        )
    return ui.Figures(tuple(shown))


def list_filters(query: ui.TableQuery, sources: Sources) -> tuple[ui.Filter, ...]:
    """Return what the list can be narrowed to: a publication, what is compared, what is gone."""
    return (
        query.filter("source", _("Publication"), [(name, name, count) for name, count in sources]),
        query.filter("parts", _("Parts of totals"), [("yes", _("shown too"))]),
        query.filter("compared", _("Beside our figures"), [("yes", _("compared with a figure"))]),
        query.filter("state", _("State"), [("withdrawn", _("withdrawn"))]),
    )


def of_figure_table(rows: tuple[PublishedRow, ...]) -> ui.Table:
    """Show what was published about a figure."""
    return ui.Table(
        caption=_("Published about this"),
        columns=(
            ui.Column("subject", _("What it counts")),
            ui.Column("value", _("Published")),
            ui.Column("as_of", _("For which day")),
            ui.Column("publication", _("Publication")),
        ),
        rows=tuple(ui.Row(row_cells(row).cells[:4]) for row in rows),
        total=len(rows),
        query=ui.TableQuery(per_page=max(1, len(rows))),
        id="published",
    )


def row_cells(row: PublishedRow) -> ui.Row:
    """Show one published total in the list."""
    note = row.place
    if row.withdrawn:
        note = _("withdrawn")
    elif row.whole:
        note = _("a part of: %(whole)s") % {"whole": row.whole}
    elif row.parts:
        parts = ngettext("%(number)s part", "%(number)s parts", row.parts)
        note = " · ".join(filter(None, (note, parts % {"number": row.parts})))
    return ui.Row(
        (
            ui.Link(row.subject, reverse("published", args=[row.id]), note=note),
            ui.Text(in_words(row.quantity)),
            ui.Day(row.as_of, note=_("inferred") if row.as_of_inferred else ""),
            ui.Text(row.publication),
            ui.State(_("compared with a figure"), "info") if row.figure else ui.Text(""),
        )
    )


def parts_table(page: PublishedPage) -> ui.Table:
    """Show a total's parts, each with its share of the whole or why there is none."""
    return ui.Table(
        caption=_("Parts"),
        columns=(
            ui.Column("subject", _("What it counts")),
            ui.Column("value", _("Published")),
            ui.Column("share", _("Share")),
            ui.Column("percent", _("Share as published")),
        ),
        rows=tuple(_part(part) for part in page.parts),
        total=len(page.parts),
        query=ui.TableQuery(per_page=max(1, len(page.parts))),
        id="parts",
    )


def _part(part: PartRow) -> ui.Row:
    percent = ""
    if part.percent is not None:
        percent = in_words(Quantity(part.percent, "%", part.percent_qualifier))
    return ui.Row(
        (
            ui.Link(part.row.subject, reverse("published", args=[part.row.id])),
            ui.Text(in_words(part.row.quantity), note=_of_its_parts(part)),
            ui.Text(_share(part)),
            ui.Text(percent),
        )
    )


def _of_its_parts(part: PartRow) -> str:
    """Return what a part's own parts give, where nobody published its number."""
    if part.row.quantity.value is not None or part.known.value is None:
        return ""
    return _("its parts give %(total)s") % {"total": in_words(part.known)}


def _share(part: PartRow) -> str:
    if part.share is None:
        return _("no share: %(why)s") % {"why": part.no_share}
    return share_in_words(part.share)


def sum_words(page: PublishedPage) -> str:
    """Return in words what the parts give together, or why they are not added."""
    if page.no_sum is not None:
        return str(page.no_sum)
    if page.implied is None:
        return ""
    total = in_words(page.implied)
    if page.sum_stands is None:
        return _("The parts give %(total)s; the text does not state it.") % {"total": total}
    if page.sum_stands.outcome == Outcome.AGREES:
        return _("The parts give %(total)s, as published.") % {"total": total}
    return _sum_differs(total, page.sum_stands)


def _sum_differs(total: str, found: Reconciled) -> str:
    values = {"total": total, "difference": signed(found.difference)}
    if found.outcome == Outcome.WITHIN:
        return _("The parts give %(total)s, %(difference)s, within what it claims.") % values
    return _("The parts give %(total)s: %(difference)s beside what was published.") % values
