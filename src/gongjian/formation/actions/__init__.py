"""Writes of formation, one file a noun."""

from .cases import ProposalEntry, approve, found, propose, propose_again, return_case, withdraw
from .incubations import appoint_mentor, drop, merge_back, watch
from .workplaces import set_workplace

__all__ = [
    "ProposalEntry",
    "appoint_mentor",
    "approve",
    "drop",
    "found",
    "merge_back",
    "propose",
    "propose_again",
    "return_case",
    "set_workplace",
    "watch",
    "withdraw",
]
