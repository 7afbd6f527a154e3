"""Reads of responsibilities, vacancies and re-organisations."""

from .access import AccessChange, access_changes, people_named, reaches
from .choosing import duties_of, places_to_choose
from .duties import (
    DutyCell,
    HandOverRow,
    MatrixPage,
    MatrixRow,
    PlacePage,
    get_duty,
    get_matrix,
    get_place,
    lines_in_use,
    people_to_choose,
)
from .faults import structure_faults
from .moved import FigureMove, NodesConcerned, figure_moves, figure_values, nodes_concerned
from .reorganisations import (
    ChangeRow,
    ReorganisationPage,
    ReorganisationRow,
    get_reorganisation,
    list_reorganisations,
    name_of,
    open_questions,
    units_to_choose,
)
from .vacancies import Vacancy, VacancyPage, list_vacancies, page_vacancies

__all__ = [
    "AccessChange",
    "ChangeRow",
    "DutyCell",
    "FigureMove",
    "HandOverRow",
    "MatrixPage",
    "MatrixRow",
    "NodesConcerned",
    "PlacePage",
    "ReorganisationPage",
    "ReorganisationRow",
    "Vacancy",
    "VacancyPage",
    "access_changes",
    "duties_of",
    "figure_moves",
    "figure_values",
    "get_duty",
    "get_matrix",
    "get_place",
    "get_reorganisation",
    "lines_in_use",
    "list_reorganisations",
    "list_vacancies",
    "name_of",
    "nodes_concerned",
    "open_questions",
    "page_vacancies",
    "people_named",
    "people_to_choose",
    "places_to_choose",
    "reaches",
    "structure_faults",
    "units_to_choose",
]
