"""Reads of organisational life: one file a noun."""

from .branches import BranchList, BranchRow, list_branches, without_plan
from .levels import LevelPage, LevelRow, get_level
from .meetings import MeetingPage, MeetingRow, Taker, get_meeting, people_of
from .mine import MyLife, get_my_life
from .months import (
    Activity,
    ItemRow,
    MonthPage,
    Recording,
    StudyRow,
    Template,
    get_item,
    get_month,
    get_recording,
    list_templates,
)

__all__ = [
    "Activity",
    "BranchList",
    "BranchRow",
    "ItemRow",
    "LevelPage",
    "LevelRow",
    "MeetingPage",
    "MeetingRow",
    "MonthPage",
    "MyLife",
    "Recording",
    "StudyRow",
    "Taker",
    "Template",
    "get_item",
    "get_level",
    "get_meeting",
    "get_month",
    "get_my_life",
    "get_recording",
    "list_branches",
    "list_templates",
    "people_of",
    "without_plan",
]
