"""Pairing agreements: signing, activities, goals, ending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError

from .. import policy
from ..models import Pairing, PairingActivity, PairingGoal
from ..terms import PairingState
from .access import require_unit


class PairedWithItself(DomainError):
    code = "paired_with_itself"
    message = _("A unit is paired with another unit. Choose two.")


class AlreadyPaired(Conflict):
    code = "already_paired"
    message = _("These two units already have an active agreement.")


class PairingEnded(Conflict):
    code = "pairing_ended"
    message = _("This agreement has ended. Sign a new one to go on.")


@dataclass(frozen=True)
class PairingEntry:
    """The text of an agreement: two units, what for, by what measures, which goals."""

    one_id: int
    other_id: int
    title: str
    measures: str
    valid_from: date
    valid_to: date | None = None
    goals: tuple[str, ...] = ()


def sign_pairing(entry: PairingEntry, *, actor: Actor, at: datetime) -> Pairing:
    """Record a signed agreement between two units, one of which the actor speaks for."""
    if entry.one_id == entry.other_id:
        raise PairedWithItself
    first, second = sorted((entry.one_id, entry.other_id))
    mine = first if actor.person_id and _speaks_for(actor, first) else second
    require_unit(actor, "pairing.edit", mine)
    with audit.act(actor, "exchange.pairing.sign", at=at) as journal:
        if Pairing.objects.filter(
            first_id=first, second_id=second, state=PairingState.ACTIVE
        ).exists():
            raise AlreadyPaired
        pairing = journal.create(
            Pairing(
                first_id=first,
                second_id=second,
                title=entry.title,
                measures=entry.measures,
                valid_from=entry.valid_from,
                valid_to=entry.valid_to,
            )
        )
        journal.create_many([PairingGoal(pairing=pairing, text=text) for text in entry.goals])
        return pairing


def _speaks_for(actor: Actor, unit_id: int) -> bool:
    return any(grant.unit_id == unit_id for grant, _p in actor.holding("pairing.edit"))


def _locked(pairing_id: int, actor: Actor) -> Pairing:
    pairing = fetch(
        Pairing.objects.all(),
        pairing_id,
        allowed=policy.pairings(actor, "pairing.edit"),
        visible=policy.pairings(actor, "pairing.view"),
        lock=True,
    )
    if pairing.state == PairingState.ENDED:
        raise PairingEnded
    return pairing


def add_activity(
    pairing_id: int, *, held_on: date, title: str, actor: Actor, at: datetime
) -> PairingActivity:
    """Record something that the two sides did together."""
    with audit.act(actor, "exchange.pairing.activity", at=at) as journal:
        pairing = _locked(pairing_id, actor)
        return journal.create(PairingActivity(pairing=pairing, held_on=held_on, title=title))


def reach_goal(goal_id: int, *, on: date, actor: Actor, at: datetime) -> PairingGoal:
    """Record that a goal of a pairing was reached."""
    with audit.act(actor, "exchange.pairing.goal", at=at) as journal:
        goal = PairingGoal.objects.select_for_update().filter(pk=goal_id).first()
        _locked(goal.pairing_id if goal else 0, actor)
        assert goal is not None  # _locked has refused a goal that does not exist
        goal.reached_on = on
        return journal.save(goal, "reached_on")


def end_pairing(pairing_id: int, *, on: date, actor: Actor, at: datetime) -> Pairing:
    """End an agreement; its record stays."""
    with audit.act(actor, "exchange.pairing.end", at=at) as journal:
        pairing = _locked(pairing_id, actor)
        pairing.state = PairingState.ENDED
        if on > pairing.valid_from:
            pairing.valid_to = on
        return journal.save(pairing, "state", "valid_to")
