"""Who may see and do what with brands and reviews: by where the units stand."""

from __future__ import annotations

from django.db.models import Q

from gongjian.kernel.actor import Actor
from gongjian.org import policy as org

from .models import Review
from .terms import BrandState, RoundState


def brands(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Brand`` rows: of units in reach, and for readers those shown.

    What is shown is there for others to learn from, wherever they stand.
    """
    within = org.units(actor, permission, "unit_id")
    if permission == "brand.view" and actor.may(permission):
        return within | Q(state=BrandState.SHOWN)
    return within


def brands_in_reach(actor: Actor) -> Q:
    """Return the condition on ``Brand`` rows: of units in reach alone."""
    return org.units(actor, "brand.view", "unit_id")


def rounds(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Round`` rows: of units in reach; readers see those they are in."""
    led = org.units(actor, permission, "superior_id")
    if permission != "review.view":
        return led
    within = Review.objects.filter(reviews(actor, "review.view"))
    return led | Q(pk__in=within.values("round_id"))


def reviews(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Review`` rows.

    Making is the reviewing branch's, answering the reviewed one's. Either side and the units above
    see a review once its round is confirmed; before, who leads the round does.
    """
    if permission == "review.make":
        return org.units(actor, permission, "reviewer_id")
    if permission == "review.answer":
        return org.units(actor, permission, "reviewed_id")
    if permission == "review.lead":
        return org.units(actor, permission, "round__superior_id")
    either = org.units(actor, permission, "reviewer_id") | org.units(
        actor, permission, "reviewed_id"
    )
    led = org.units(actor, permission, "round__superior_id")
    return led | (either & Q(round__state=RoundState.RUNNING))


def findings(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Finding`` rows: those of the reviews in reach."""
    return Q(review__in=Review.objects.filter(reviews(actor, permission)))
