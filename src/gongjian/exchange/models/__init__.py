"""Needs, resources, claims, service items, sign-ups and pairings."""

from .items import ConfirmationAsk, ServiceItem, SignUp, Training
from .needs import Category, Claim, Need, NeedSkill, NeedSpan, Resource, ResourceSkill, Stage
from .pairings import Pairing, PairingActivity, PairingGoal

__all__ = [
    "Category",
    "Claim",
    "ConfirmationAsk",
    "Need",
    "NeedSkill",
    "NeedSpan",
    "Pairing",
    "PairingActivity",
    "PairingGoal",
    "Resource",
    "ResourceSkill",
    "ServiceItem",
    "SignUp",
    "Stage",
    "Training",
]
