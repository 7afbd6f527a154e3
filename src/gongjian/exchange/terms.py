"""The words of the exchange: needs, claims, service items, pairings, and their parameters."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import words
from gongjian.kernel.parameters import Parameter, declare
from gongjian.kernel.register import PersonalField, register

words.declare(
    {
        "needs": _("Needs"),
        "offers": _("Offers"),
        "pairings": _("Pairings"),
        "service_items": _("Service items"),
        "ledger": _("Give and get"),
    }
)


class NeedState(models.TextChoices):
    """Where a need stands (domain 5.2)."""

    RAISED = "raised", _("Waiting for the host")
    OPEN = "open", _("Open")
    CLAIMED = "claimed", _("Claimed")
    AGREED = "agreed", _("Agreed")
    DELIVERING = "delivering", _("Being delivered")
    DELIVERED = "delivered", _("Delivered, not yet confirmed")
    CONFIRMED = "confirmed", _("Confirmed by the requester")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    UNMET = "unmet", _("Unmet")
    EXPIRED = "expired", _("Expired")


class Audience(models.TextChoices):
    """To whom a need is offered; the claim clock widens it step by step."""

    PAIR = "pair", _("Paired units")
    ZONE = "zone", _("The zone")
    WIDER = "wider", _("The wider area")


class ClaimState(models.TextChoices):
    """Where one unit's claim on a need, or the host's proposal to it, stands."""

    PROPOSED = "proposed", _("Proposed by the host")
    CLAIMED = "claimed", _("Claimed")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DeclineReason(models.TextChoices):
    """Why a match was declined; the ranking uses it."""

    NO_CAPACITY = "no_capacity", _("Not enough people at that time")
    WRONG_SKILL = "wrong_skill", _("Not what we can do")
    TOO_FAR = "too_far", _("Too far")
    WRONG_TIME = "wrong_time", _("The time does not suit")
    OTHER = "other", _("Another reason")


class ItemState(models.TextChoices):
    """Where a service item stands. Delivered is not done: the requester confirms."""

    DRAFTED = "drafted", _("Terms proposed, waiting for the other side")
    AGREED = "agreed", _("Agreed")
    DELIVERING = "delivering", _("Being delivered")
    DELIVERED = "delivered", _("Delivered, waiting for the requester")
    MISSING = "missing", _("The requester says what is missing")
    UNCONFIRMED = "unconfirmed", _("Unconfirmed: the requester has not answered")
    CONFIRMED = "confirmed", _("Confirmed by the requester")
    CANCELLED = "cancelled", _("Cancelled")


class ResourceState(models.TextChoices):
    """Whether a resource can be asked for."""

    AVAILABLE = "available", _("Available")
    PAUSED = "paused", _("Paused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PairingState(models.TextChoices):
    """Where a pairing agreement stands; dormant is seen from its activities, never typed."""

    ACTIVE = "active", _("Active")
    ENDED = "ended", _("Ended")


PARAMETERS = declare(
    Parameter("need.verify_days", 3, _("working days"), _("for the host to verify a need"), "5.3"),
    Parameter(
        "need.claim_days", 10, _("working days"), _("at each step of the claim clock"), "5.3"
    ),
    Parameter("need.feedback_days", 5, _("working days"), _("for the requester to confirm"), "5.3"),
    Parameter("need.feedback_asks", 2, _("times"), _("the requester is asked to confirm"), "INF"),
    Parameter("need.fresh_days", 30, _("days"), _("until asked whether still needed"), "5.5"),
    Parameter("need.expire_days", 60, _("days"), _("until an unanswered need expires"), "5.5"),
    Parameter("pairing.dormant_days", 90, _("days"), _("without activity: dormant"), "5.2"),
)

WORK = "志愿服务条例 art. 19; PIPL art. 13(2)"

register(
    PersonalField("exchange.Need.raised_by", _("Whom to ask back"), WORK, _("3 years")),
    PersonalField("exchange.Stage.accountable", _("Who answers for the step"), WORK, _("3 years")),
    PersonalField("exchange.Resource.offered_by", _("Whom to ask back"), WORK, _("3 years")),
    PersonalField("exchange.Claim.claimed_by", _("Whom to ask back"), WORK, _("3 years")),
    PersonalField("exchange.Claim.answered_by", _("Who agreed or declined"), WORK, _("3 years")),
    PersonalField("exchange.ServiceItem.liaison", _("Who leads the service"), WORK, _("3 years")),
    PersonalField("exchange.ServiceItem.host_liaison", _("Who receives it"), WORK, _("3 years")),
    PersonalField("exchange.ServiceItem.confirmed_by", _("Who confirmed"), WORK, _("3 years")),
    PersonalField("exchange.SignUp.person", _("Who serves"), WORK, _("as long as the account")),
)
