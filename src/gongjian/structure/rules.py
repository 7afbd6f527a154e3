"""Pure decisions about re-organisations."""

from __future__ import annotations

from datetime import date, timedelta

from gongjian.kernel.states import edges

from .terms import ReorganisationState as S

EDIT = "structure.edit"

REORGANISATION_EDGES = edges(
    (S.DRAFTING, S.DRAFTING, "edit", EDIT),
    (S.DRAFTING, S.APPLIED, "apply", EDIT),
    (S.DRAFTING, S.DROPPED, "drop", EDIT),
    (S.APPLIED, S.UNDONE, "undo", EDIT),
)


def undo_until(applied_on: date, grace_days: int) -> date:
    """Return the last day on which a re-organisation can be undone."""
    return applied_on + timedelta(days=grace_days)


PERMISSION_GROUPS = {
    "zone": "look",
    "unit": "look",
    "need": "needs",
    "resource": "needs",
    "item": "needs",
    "pairing": "needs",
    "signup": "needs",
    "shift": "needs",
    "figures": "figures",
    "people": "people",
    "entity": "registry",
    "cover": "registry",
    "structure": "structure",
    "roster": "structure",
    "roles": "structure",
}
"""The group of a permission, by the word before its dot."""

OTHER_GROUP = "other"


def group_of(permission: str) -> str:
    """Return the group of a permission, in which it is told to people."""
    return PERMISSION_GROUPS.get(permission.partition(".")[0], OTHER_GROUP)
