"""Writes of brands and peer review, one file a noun."""

from .brands import (
    BrandEntry,
    approve,
    end,
    guide,
    propose,
    renew,
    rework,
    show,
    take_down,
    withdraw,
)
from .findings import answer, ask_again, close, reopen
from .reviews import Report, hand_in
from .rounds import (
    RoundEntry,
    confirm_round,
    exchange_pairs,
    propose_round,
    turn_on,
    withdraw_round,
)

__all__ = [
    "BrandEntry",
    "Report",
    "RoundEntry",
    "answer",
    "approve",
    "ask_again",
    "close",
    "confirm_round",
    "end",
    "exchange_pairs",
    "guide",
    "hand_in",
    "propose",
    "propose_round",
    "renew",
    "reopen",
    "rework",
    "show",
    "take_down",
    "turn_on",
    "withdraw",
    "withdraw_round",
]
