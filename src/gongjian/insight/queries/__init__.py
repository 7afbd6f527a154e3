"""Reads of the office's pages: figures with their rows, the zone, one unit."""

from .figures import Context, get_answer, get_context
from .units import UnitPage, get_unit_page
from .verify import recount, verify_figures
from .zones import BranchRow, Tally, ZonePage, get_zone_page

__all__ = [
    "BranchRow",
    "Context",
    "Tally",
    "UnitPage",
    "ZonePage",
    "get_answer",
    "get_context",
    "get_unit_page",
    "get_zone_page",
    "recount",
    "verify_figures",
]
