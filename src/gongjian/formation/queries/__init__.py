"""Reads of formation, one file a noun."""

from .asked import Advice, find_sought, get_advice
from .cases import CaseList, CasePage, CaseRow, get_case, list_cases, list_superiors, sought_of
from .grounds import Sought, count_members, get_ground, limits_on
from .incubations import IncubationRow, Month, list_incubations, months_of_pool

__all__ = [
    "Advice",
    "CaseList",
    "CasePage",
    "CaseRow",
    "IncubationRow",
    "Month",
    "Sought",
    "count_members",
    "find_sought",
    "get_advice",
    "get_case",
    "get_ground",
    "limits_on",
    "list_cases",
    "list_incubations",
    "list_superiors",
    "months_of_pool",
    "sought_of",
]
