"""Writes of the intake: receiving a roster, checking it, deciding on doubts, entering it."""

from ..rules.plan import Plan
from .entering import NotPossible, Say, enter, postponed, without_places
from .retention import forget
from .rosters import (
    RosterNotReady,
    cancel,
    check,
    check_file,
    choose,
    enter_roster,
    receive,
    throw_away,
)

__all__ = [
    "NotPossible",
    "Plan",
    "RosterNotReady",
    "Say",
    "cancel",
    "check",
    "check_file",
    "choose",
    "enter",
    "enter_roster",
    "forget",
    "postponed",
    "receive",
    "throw_away",
    "without_places",
]
