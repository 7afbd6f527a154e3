"""Writes of re-organisations: drafts, rehearsing, applying, undoing."""

from .applying import ChangedSince, ChangeRefused, apply, perform, state_seen
from .drafts import (
    Draft,
    NoChanges,
    add_change,
    change_draft,
    draft,
    drop,
    move_change,
    remove_change,
)
from .duties import end_duty, hand_over
from .rehearsing import Node, Rehearsal, rehearse, rehearse_rows
from .undoing import GraceOver, StandsInTheWay, undo

__all__ = [
    "ChangeRefused",
    "ChangedSince",
    "Draft",
    "GraceOver",
    "NoChanges",
    "Node",
    "Rehearsal",
    "StandsInTheWay",
    "add_change",
    "apply",
    "change_draft",
    "draft",
    "drop",
    "end_duty",
    "hand_over",
    "move_change",
    "perform",
    "rehearse",
    "rehearse_rows",
    "remove_change",
    "state_seen",
    "undo",
]
