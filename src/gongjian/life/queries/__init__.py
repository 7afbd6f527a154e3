"""Reads of organisational life: one file a noun."""

from .branches import LifeList, LifeRow, list_branches, without_plan
from .levels import LevelPage, LevelRow, get_level
from .meetings import MeetingPage, MeetingRow, Taker, get_meeting, people_of
from .mine import MyLife, get_my_life
from .months import (
    ActivityType,
    MonthPage,
    PlanRow,
    Recording,
    StudyRow,
    Template,
    get_item,
    get_month,
    get_recording,
    list_templates,
)

__all__ = [
    "ActivityType",
    "LevelPage",
    "LevelRow",
    "LifeList",
    "LifeRow",
    "MeetingPage",
    "MeetingRow",
    "MonthPage",
    "MyLife",
    "PlanRow",
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
