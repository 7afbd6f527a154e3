"""Reads about instructors, places and visits: one file a noun."""

from .appraisals import AppraisalRow, get_appraisal
from .assignments import AssignmentRow, count_load, day_after, get_assignment
from .cadence import due_and_made, made_visits, missing_visits
from .mine import MyPlaces, NotePlace, PlaceDue, get_my_places, list_note_places
from .points import (
    PointList,
    PointPage,
    PointRow,
    find_place,
    get_point,
    list_points,
    list_units,
    places,
    without_instructor,
)
from .roster import (
    Choice,
    InstructorList,
    InstructorPage,
    InstructorRow,
    candidates,
    find_candidates,
    get_instructor,
    list_choices,
    list_instructors,
)
from .visits import (
    FindingRow,
    VisitList,
    VisitPage,
    VisitRow,
    get_visit,
    list_visits,
    note_of,
)

__all__ = [
    "AppraisalRow",
    "AssignmentRow",
    "Choice",
    "FindingRow",
    "InstructorList",
    "InstructorPage",
    "InstructorRow",
    "MyPlaces",
    "NotePlace",
    "PlaceDue",
    "PointList",
    "PointPage",
    "PointRow",
    "VisitList",
    "VisitPage",
    "VisitRow",
    "candidates",
    "count_load",
    "day_after",
    "due_and_made",
    "find_candidates",
    "find_place",
    "get_appraisal",
    "get_assignment",
    "get_instructor",
    "get_my_places",
    "get_point",
    "get_visit",
    "list_choices",
    "list_instructors",
    "list_note_places",
    "list_points",
    "list_units",
    "list_visits",
    "made_visits",
    "missing_visits",
    "note_of",
    "places",
    "without_instructor",
]
