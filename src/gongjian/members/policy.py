"""Who may see and do what with people, members, transfers and floating members."""

from __future__ import annotations

from django.db.models import Q

from gongjian.kernel.actor import Actor
from gongjian.org import policy as org

from .models import FormalRelation, ParticipationRelation
from .terms import WITHOUT_BRANCH, TransferState


def scope(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Person`` rows: those of the units in reach, and oneself."""
    return org.units(actor, permission, "unit_id") | own(actor, "pk")


def own(actor: Actor, field: str = "person_id") -> Q:
    """Return the condition that the row at ``field`` is about the actor."""
    return Q(**{field: actor.person_id}) if actor.person_id is not None else org.NOTHING


def relations(actor: Actor, permission: str) -> Q:
    """Return the condition on relations, formal or participation: of the branches in reach."""
    return org.units(actor, permission, "unit_id") | own(actor)


def members(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Person`` rows: members by the branches in which they are today.

    The branch that holds the relation decides; every branch in which somebody takes part sees
    the same record (001-05).
    """
    today = org.on_day(actor.on) & org.units(actor, permission, "unit_id")
    found = Q(pk__in=FormalRelation.objects.filter(today).values("person_id"))
    if permission == "member.view":
        taking_part = ParticipationRelation.objects.filter(today)
        return found | Q(pk__in=taking_part.values("person_id")) | own(actor, "pk")
    return found


def transfers(actor: Actor, permission: str) -> Q:
    """Return the condition on ``Transfer`` rows: both sides see, each does its own part.

    A letter that nobody answered is with the superiors of both sides. The receipt of an
    organisation outside is recorded by the superior of the branch that the member leaves.
    """
    sending = org.units(actor, permission, "from_unit_id")
    receiving = org.units(actor, permission, "to_unit_id")
    if permission == "transfer.view":
        return sending | receiving | own(actor)
    if permission == "transfer.receive":
        outside = Q(to_unit__isnull=True) & org.units(actor, "transfer.decide", "from_unit_id")
        return receiving | outside
    if permission == "transfer.decide":
        return sending | (receiving & Q(state=TransferState.EXPIRED))
    return sending


def floating(actor: Actor, permission: str) -> Q:
    """Return the condition on ``FloatingMember`` rows.

    Who has no branch is seen around the station, so that a branch there can take them in; once
    they have one, by their branch, their station and the branch of their relation.
    """
    at_station = org.units(actor, permission, "station_id")
    at_branch = org.units(actor, permission, "branch_id")
    if permission == "floating.view":
        around = at_station & (Q(state__in=WITHOUT_BRANCH) | _receives(actor))
        from_here = org.units(actor, "member.view", "home_unit_id")
        return around | at_branch | from_here | own(actor)
    if permission == "member.edit":
        return org.units(actor, permission, "home_unit_id")
    if permission == "floating.claim":
        waiting = org.units(actor, "floating.view", "station_id") & Q(state__in=WITHOUT_BRANCH)
        return at_branch | waiting if actor.may(permission) else at_branch
    return at_station


def data_requests(actor: Actor, permission: str) -> Q:
    """Return the condition on ``DataRequest`` rows: one's own, and those to answer.

    They are answered by the unit that keeps the record or one above, and never by who asks.
    """
    mine = own(actor)
    if permission == "data.ask":
        return mine
    to_answer = org.units(actor, "data.answer", "person__unit_id") & ~mine
    return to_answer | mine if permission == "data.view" else to_answer


def _receives(actor: Actor) -> Q:
    return org.units(actor, "floating.receive", "station_id")
