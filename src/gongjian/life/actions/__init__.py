"""Writes of organisational life: one file a noun."""

from .meetings import (
    ActivityUnknown,
    DayAhead,
    HeldAlready,
    InBothLists,
    MeetingEntry,
    NotInPeriod,
    NotOfBranch,
    change_record,
    record,
)
from .plans import NotABranch, ReasonMissing, TemplateUnknown, draw_plans, leave_out, take_up

__all__ = [
    "ActivityUnknown",
    "DayAhead",
    "HeldAlready",
    "InBothLists",
    "MeetingEntry",
    "NotABranch",
    "NotInPeriod",
    "NotOfBranch",
    "ReasonMissing",
    "TemplateUnknown",
    "change_record",
    "draw_plans",
    "leave_out",
    "record",
    "take_up",
]
