"""Who may see and keep groups: the units in reach, and everybody the groups that concern them."""

from __future__ import annotations

from django.db.models import Q

from gongjian.formation.models import Workplace
from gongjian.kernel.actor import Actor
from gongjian.org import policy as org
from gongjian.org.policy import on_day

from .models import Belonging, GroupTrade, Identity
from .terms import OPEN_ANSWERS, Answer, By

DIGITS = (2, 4, 6, 9, 12)
"""Digits of a place's code by level."""


def kept(actor: Actor, permission: str, field: str = "unit_id") -> Q:
    """Return the condition on groups that units in reach keep."""
    return org.units(actor, permission, field)


def groups(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Group`` rows that this permission reaches.

    ``group.view`` and ``group.edit`` are of roles. Besides, one sees the groups that asked or took
    one in and those that one's own record fits; who is in a group knows who else is
    (``group.names``), and its contact records what it did (``group.record``).
    """
    within = kept(actor, "group.view" if permission == "group.view" else "group.edit")
    if actor.person_id is None or permission == "group.edit":
        return within
    mine = Belonging.objects.filter(person_id=actor.person_id)
    joined = Q(pk__in=mine.filter(state=Answer.JOINED).values("group_id"))
    if permission == "group.record":
        return within | Q(contact_id=actor.person_id) & joined
    if permission == "group.names":
        return within | joined
    known = mine.filter(state__in=OPEN_ANSWERS).values("group_id")
    return within | Q(pk__in=known) | concerning(actor)


def concerning(actor: Actor) -> Q:
    """Return the condition on ``Group`` rows that are open and fit the actor's own record.

    The same decision as ``rules.concerns``, for many groups at once.
    """
    work = Workplace.objects.filter(on_day(actor.on), person_id=actor.person_id or 0)
    entity = work.values_list(
        "entity__trade_id", "entity__territory_id", "entity__venue_id"
    ).first()
    if entity is None:
        return org.NOTHING
    trade, territory, venue = entity
    codes = [territory[:size] for size in DIGITS if size <= len(territory)]
    there = Q(territory_id__in=codes)
    if venue is not None:
        there |= Q(venue_id=venue)
    parts = [trade[:size] for size in range(1, len(trade) + 1)] if trade else []
    of_trade = GroupTrade.objects.filter(trade_id__in=parts).values("group_id")
    any_trade = ~Q(pk__in=GroupTrade.objects.values("group_id"))
    said = Identity.objects.filter(person_id=actor.person_id or 0).values("type")
    shared = ~Q(by=By.IDENTITY) | Q(type__in=said)
    return Q(ended_on__isnull=True) & there & (Q(pk__in=of_trade) | any_trade) & shared
