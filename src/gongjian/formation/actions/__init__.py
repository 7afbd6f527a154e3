"""Writes of formation, one file a noun."""

from .cases import (
    ProposalEntry,
    approve,
    found,
    propose,
    propose_again,
    relist,
    return_case,
    withdraw,
)
from .divisions import NotOfBranch, NotUnderSuperior, PartsApproved, PartsUnnamed
from .incubations import appoint_mentor, drop, merge_back, watch
from .workplaces import set_workplace

__all__ = [
    "NotOfBranch",
    "NotUnderSuperior",
    "PartsApproved",
    "PartsUnnamed",
    "ProposalEntry",
    "appoint_mentor",
    "approve",
    "drop",
    "found",
    "merge_back",
    "propose",
    "propose_again",
    "relist",
    "return_case",
    "set_workplace",
    "watch",
    "withdraw",
]
