"""Reads of groups: one file a noun."""

from .groups import (
    Contact,
    GatheringRow,
    GroupList,
    GroupPage,
    GroupRow,
    Opening,
    Partner,
    Recording,
    get_group,
    get_opening,
    get_recording,
    list_groups,
)
from .mine import Mine, MyGroups, Past, get_my_groups
from .places import find_place, find_trades, find_venue
from .proposals import ProposalPage, Proposed, list_proposed, proposed
from .types import GroupType, list_identities, list_types, type_name

__all__ = [
    "Contact",
    "GatheringRow",
    "GroupList",
    "GroupPage",
    "GroupRow",
    "GroupType",
    "Mine",
    "MyGroups",
    "Opening",
    "Partner",
    "Past",
    "ProposalPage",
    "Proposed",
    "Recording",
    "find_place",
    "find_trades",
    "find_venue",
    "get_group",
    "get_my_groups",
    "get_opening",
    "get_recording",
    "list_groups",
    "list_identities",
    "list_proposed",
    "list_types",
    "proposed",
    "type_name",
]
