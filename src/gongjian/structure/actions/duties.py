"""Responsibilities with the people in charge: handed over or ended together."""

from __future__ import annotations

from datetime import date, datetime

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.members import actions as members
from gongjian.org import actions as org
from gongjian.org.models import Responsibility


def hand_over(
    responsibility_id: int,
    to_unit_id: int,
    *,
    from_day: date,
    document: str,
    person_goes_along: bool = False,
    actor: Actor,
    at: datetime,
) -> Responsibility:
    """Hand a responsibility over from a day on, without a day between.

    The person in charge goes along, or is relieved on that day: the new unit then has nobody in
    charge until it names somebody, and that is on the list of vacancies.

    Raises:
        Forbidden, NotHeldThen, SameUnit, NoPlaceOnLine, DocumentMissing: see ``org.actions``.
    """
    with audit.act(actor, "structure.duty.hand_over", at=at):
        if not person_goes_along:
            _relieve(responsibility_id, from_day, document, actor, at)
        row = org.hand_over(
            responsibility_id,
            to_unit_id,
            from_day=from_day,
            document=document,
            actor=actor,
            at=at,
        )
        members.settle_charges(on=from_day, document=document, actor=actor, at=at)
        return row


def _relieve(responsibility_id: int, on: date, document: str, actor: Actor, at: datetime) -> None:
    try:
        members.end_charge(responsibility_id, on=on, document=document, actor=actor, at=at)
    except members.NobodyInCharge:
        return


def end_duty(
    responsibility_id: int, *, on: date, document: str, actor: Actor, at: datetime
) -> Responsibility:
    """End a responsibility without a successor, with its charge: it is a vacancy from then on.

    Raises:
        Forbidden, NotHeldThen, DocumentMissing: see ``org.actions``.
    """
    with audit.act(actor, "structure.duty.end", at=at):
        row = org.end_responsibility(
            responsibility_id, on=on, document=document, actor=actor, at=at
        )
        members.settle_charges(on=on, document=document, actor=actor, at=at)
        return row
