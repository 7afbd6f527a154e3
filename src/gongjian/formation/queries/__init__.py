"""Reads of formation, one file a noun."""

from .asked import Advice, find_entity, find_sought, get_advice
from .cases import CaseList, CasePage, CaseRow, get_case, list_cases, list_superiors, sought_of
from .grounds import (
    Sought,
    count_members,
    get_ground,
    limits_on,
    line_of,
    people_of,
    people_who_go_along,
)
from .incubations import (
    IncubationPage,
    IncubationRow,
    Month,
    get_incubation,
    list_incubations,
    mentors_of,
    months_of_pool,
)
from .origins import Origin, Relative, get_origin
from .workplaces import WorkplacePage, WorkplaceRow, get_workplaces, list_workplaces

__all__ = [
    "Advice",
    "CaseList",
    "CasePage",
    "CaseRow",
    "IncubationPage",
    "IncubationRow",
    "Month",
    "Origin",
    "Relative",
    "Sought",
    "WorkplacePage",
    "WorkplaceRow",
    "count_members",
    "find_entity",
    "find_sought",
    "get_advice",
    "get_case",
    "get_ground",
    "get_incubation",
    "get_origin",
    "get_workplaces",
    "limits_on",
    "line_of",
    "list_cases",
    "list_incubations",
    "list_superiors",
    "list_workplaces",
    "mentors_of",
    "months_of_pool",
    "people_of",
    "people_who_go_along",
    "sought_of",
]
