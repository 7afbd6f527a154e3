"""Reads about rosters: what they are checked against, and how they are shown."""

from .forms import empty_roster, faults_workbook, roster_workbook
from .known import ENTER, lists, load_known
from .pages import (
    Asked,
    Preview,
    RosterPage,
    get_roster,
    list_faults,
    list_preview,
    list_rosters,
)
from .words import fault_words

__all__ = [
    "ENTER",
    "Asked",
    "Preview",
    "RosterPage",
    "empty_roster",
    "fault_words",
    "faults_workbook",
    "get_roster",
    "list_faults",
    "list_preview",
    "list_rosters",
    "lists",
    "load_known",
    "roster_workbook",
]
