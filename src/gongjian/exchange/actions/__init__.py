"""Writes of the exchange: one file per noun."""

from .categories import add_categories
from .claims import accept_proposal, claim, decline, propose, withdraw_claim
from .clock import ClockReport, run_clock
from .items import (
    ItemTerms,
    agree_item,
    confirm_item,
    deliver_item,
    draft_item,
    plan_training,
    say_missing,
)
from .needs import (
    NeedEntry,
    edit_need,
    hand_over,
    offer_again,
    raise_need,
    raise_needs,
    still_needed,
    verify_need,
    withdraw_need,
)
from .pairings import PairingEntry, add_activity, end_pairing, reach_goal, sign_pairing
from .resources import ResourceEntry, change_resource, offer_resource, set_resource_state
from .rosters import bring_needs, bring_resources
from .signups import deploy, leave, mark_trained, sign_up

__all__ = [
    "ClockReport",
    "ItemTerms",
    "NeedEntry",
    "PairingEntry",
    "ResourceEntry",
    "accept_proposal",
    "add_activity",
    "add_categories",
    "agree_item",
    "bring_needs",
    "bring_resources",
    "change_resource",
    "claim",
    "confirm_item",
    "decline",
    "deliver_item",
    "deploy",
    "draft_item",
    "edit_need",
    "end_pairing",
    "hand_over",
    "leave",
    "mark_trained",
    "offer_again",
    "offer_resource",
    "plan_training",
    "propose",
    "raise_need",
    "raise_needs",
    "reach_goal",
    "run_clock",
    "say_missing",
    "set_resource_state",
    "sign_pairing",
    "sign_up",
    "still_needed",
    "verify_need",
    "withdraw_claim",
    "withdraw_need",
]
