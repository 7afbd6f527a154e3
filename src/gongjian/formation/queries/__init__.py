"""Reads of formation, one file a noun."""

from .asked import Advice, find_entity, find_sought, get_advice
from .cases import CaseList, CasePage, CaseRow, get_case, list_cases, list_superiors, sought_of
from .divisions import Division, Listed, get_division, get_list
from .grounds import (
    PartList,
    Sought,
    count_members,
    get_ground,
    limits_on,
    line_of,
    members_of,
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
    "Division",
    "IncubationPage",
    "IncubationRow",
    "Listed",
    "Month",
    "Origin",
    "PartList",
    "Relative",
    "Sought",
    "WorkplacePage",
    "WorkplaceRow",
    "count_members",
    "find_entity",
    "find_sought",
    "get_advice",
    "get_case",
    "get_division",
    "get_ground",
    "get_incubation",
    "get_list",
    "get_origin",
    "get_workplaces",
    "limits_on",
    "line_of",
    "list_cases",
    "list_incubations",
    "list_superiors",
    "list_workplaces",
    "members_of",
    "mentors_of",
    "months_of_pool",
    "people_of",
    "people_who_go_along",
    "sought_of",
]
