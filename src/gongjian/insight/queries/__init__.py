"""Reads of the office's pages: figures with their rows, the zone, one unit."""

from .figures import (
    CannotBeSplit,
    Context,
    Share,
    get_answer,
    get_context,
    list_figures,
    split_figure,
)
from .published import (
    Conclusion,
    PartRow,
    PublishedPage,
    PublishedRow,
    PublishedRows,
    Reconciliation,
    get_published,
    list_compared,
    list_published,
    list_sources,
    list_wholes,
    totals_of_figure,
)
from .units import UnitPage, get_unit_page
from .verify import recount, verify_figures
from .work import Line, When, Work, get_work
from .zones import BranchRow, Tally, ZonePage, get_zone_page

__all__ = [
    "BranchRow",
    "CannotBeSplit",
    "Conclusion",
    "Context",
    "Line",
    "PartRow",
    "PublishedPage",
    "PublishedRow",
    "PublishedRows",
    "Reconciliation",
    "Share",
    "Tally",
    "UnitPage",
    "When",
    "Work",
    "ZonePage",
    "get_answer",
    "get_context",
    "get_published",
    "get_unit_page",
    "get_work",
    "get_zone_page",
    "list_compared",
    "list_figures",
    "list_published",
    "list_sources",
    "list_wholes",
    "recount",
    "split_figure",
    "totals_of_figure",
    "verify_figures",
]
