"""Writes of groups: one file a noun."""

from .access import DayAhead, GroupEnded
from .belongings import NotInGroup, NotProposed, ask, be_named, decline, join, leave
from .gatherings import (
    BeforeItOpened,
    DayOver,
    FewerThanNamed,
    GatheringEntry,
    NotAgreed,
    correct,
    record,
    set_next,
)
from .groups import (
    EndsBeforeItOpened,
    GroupEntry,
    NameTaken,
    PlaceMissing,
    TradesMissing,
    TypeUnknown,
    UnitClosed,
    WhyMissing,
    change_group,
    end_group,
    open_group,
    take_contact,
)
from .identities import say, take_back

__all__ = [
    "BeforeItOpened",
    "DayAhead",
    "DayOver",
    "EndsBeforeItOpened",
    "FewerThanNamed",
    "GatheringEntry",
    "GroupEnded",
    "GroupEntry",
    "NameTaken",
    "NotAgreed",
    "NotInGroup",
    "NotProposed",
    "PlaceMissing",
    "TradesMissing",
    "TypeUnknown",
    "UnitClosed",
    "WhyMissing",
    "ask",
    "be_named",
    "change_group",
    "correct",
    "decline",
    "end_group",
    "join",
    "leave",
    "open_group",
    "record",
    "say",
    "set_next",
    "take_back",
    "take_contact",
]
