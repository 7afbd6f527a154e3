"""Writes about people: one file per noun."""

from .accounts import (
    OPEN_PERMISSIONS,
    AlreadyOpen,
    NameTaken,
    Opening,
    UnknownRole,
    WeakPassword,
    appoint,
    open_account,
    open_installation,
)
from .charges import (
    NobodyInCharge,
    OutsideResponsibility,
    end_charge,
    put_in_charge,
    settle_charges,
)
from .consents import give_consent, withdraw_consent
from .people import (
    ENTER,
    MobileWrong,
    PersonFacts,
    change_person,
    enter_person,
    get_or_add_skills,
    reveal_mobile,
)

__all__ = [
    "ENTER",
    "OPEN_PERMISSIONS",
    "AlreadyOpen",
    "MobileWrong",
    "NameTaken",
    "NobodyInCharge",
    "Opening",
    "OutsideResponsibility",
    "PersonFacts",
    "UnknownRole",
    "WeakPassword",
    "appoint",
    "change_person",
    "end_charge",
    "enter_person",
    "get_or_add_skills",
    "give_consent",
    "open_account",
    "open_installation",
    "put_in_charge",
    "reveal_mobile",
    "settle_charges",
    "withdraw_consent",
]
