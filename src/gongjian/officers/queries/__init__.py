"""Reads about officers, terms and elections: one file per noun."""

from .branches import (
    ElectionLine,
    LedList,
    LedPage,
    LedRow,
    OfficeLine,
    TermLine,
    get_branch,
    list_branches,
)
from .elections import CandidateLine, ElectionPage, get_election
from .rolls import electors_of, limits_on, term_years

__all__ = [
    "CandidateLine",
    "ElectionLine",
    "ElectionPage",
    "LedList",
    "LedPage",
    "LedRow",
    "OfficeLine",
    "TermLine",
    "electors_of",
    "get_branch",
    "get_election",
    "limits_on",
    "list_branches",
    "term_years",
]
