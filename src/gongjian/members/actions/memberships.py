"""Members: entering them, passing probation, the end of a membership."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError
from gongjian.org import actions as org

from .. import rules
from ..models import Membership, Person, Transfer
from ..terms import OPEN_TRANSFERS, EndReason, TransferState
from .access import branch, locked_member, today
from .people import MobileWrong, require_unit
from .relations import end_participations, open_relation, relate, unrelate
from .stays import end_stay


class MemberAlready(Conflict):
    code = "member_already"
    message = _("“%(name)s” is a member of “%(unit)s” already. Ask for a transfer from there.")


class DayWrong(DomainError):
    code = "day_wrong"
    message = _("Enter a day that is not in the future, and not before the day of joining.")
    field = "formal_since"


class NotByHand(DomainError):
    code = "not_by_hand"
    message = _("Who moves to an organisation outside needs a transfer with a letter.")
    field = "why"


CORRECTED = ("joined_on", "formal_since", "birth_year")
"""What can be put right of a membership."""


@dataclass(frozen=True)
class MemberFacts:
    """What is entered about a member: six of the eight fields that G1 allows.

    ``joined_on`` is a month, by its first day. ``document`` is the letter or decision.
    """

    name: str
    mobile: str
    unit_id: int
    joined_on: date
    formal_since: date | None = None
    birth_year: int | None = None
    document: str = ""


def enter_member(facts: MemberFacts, *, actor: Actor, at: datetime) -> Person:
    """Enter a member into the branch that holds their relation from today on.

    Who came as a floating member and now brings the letter is no longer one.

    Raises:
        MemberAlready: another branch here holds the relation.
        MobileWrong, DayWrong: as said.
    """
    require_unit(facts.unit_id, actor, "member.edit")
    unit = branch(facts.unit_id)
    if facts.mobile and not rules.is_mobile(facts.mobile):
        raise MobileWrong
    _check_days(facts.joined_on, facts.formal_since, today(at))
    with audit.act(actor, "members.member.enter", at=at) as journal:
        person = _person(facts, journal)
        held = open_relation(person.pk)
        if held is not None:
            raise MemberAlready(name=person.name, unit=held.unit.name)
        _keep_membership(person, facts, journal)
        end_participations(journal, person.pk, today(at), unit_id=unit.pk)
        end_stay(journal, person.pk, at)
        relate(journal, person.pk, unit.pk, today(at), facts.document)
        return person


def _check_days(joined_on: date, formal_since: date | None, on: date) -> None:
    if joined_on > on:
        raise DayWrong(field="joined_on")
    if formal_since is not None and not joined_on <= formal_since <= on:
        raise DayWrong


def _person(facts: MemberFacts, journal: audit.Journal) -> Person:
    known = Person.objects.select_for_update().filter(name=facts.name, mobile=facts.mobile)
    found = known.first() if facts.mobile else None
    if found is not None:
        return found
    return journal.create(Person(name=facts.name, mobile=facts.mobile, unit_id=facts.unit_id))


def _keep_membership(person: Person, facts: MemberFacts, journal: audit.Journal) -> None:
    kept = Membership.objects.filter(person=person).first() or Membership(person=person)
    kept.joined_on = facts.joined_on.replace(day=1)
    kept.formal_since, kept.birth_year = facts.formal_since, facts.birth_year
    kept.ended_on, kept.ended_why, kept.document = None, "", facts.document
    if kept.pk is None:
        journal.create(kept)
    else:
        journal.save(kept)


def correct_member(
    person_id: int, facts: Mapping[str, Any], *, actor: Actor, at: datetime
) -> Membership:
    """Put right what is on record of a membership: ``joined_on``, ``formal_since``, ``birth_year``.

    Raises:
        DayWrong: a day is in the future, or the two days are crossed.
    """
    with audit.act(actor, "members.member.correct", at=at) as journal:
        member = locked_member(person_id, actor, "member.edit")
        kept = Membership.objects.get(person=member)
        for key in CORRECTED:
            setattr(kept, key, facts.get(key, getattr(kept, key)))
        _check_days(kept.joined_on, kept.formal_since, today(at))
        return journal.save(kept, *CORRECTED)


def pass_probation(person_id: int, *, since: date, actor: Actor, at: datetime) -> Membership:
    """Record from which day a probationary member is a formal one, by decision of the branch.

    Raises:
        DayWrong: the day is in the future or before joining.
    """
    with audit.act(actor, "members.member.formal", at=at) as journal:
        member = locked_member(person_id, actor, "member.edit")
        kept = Membership.objects.get(person=member)
        _check_days(kept.joined_on, since, today(at))
        kept.formal_since = since
        return journal.save(kept, "formal_since")


def end_membership(
    person_id: int, *, why: EndReason, document: str, actor: Actor, at: datetime
) -> Membership:
    """End a membership by a decision that people took; no clock does this (G4).

    Raises:
        DocumentMissing: the decision is not named.
        NotByHand: a move needs a transfer.
    """
    if why == EndReason.MOVED:
        raise NotByHand
    document = org.require_document(document)
    with audit.act(actor, "members.member.end", at=at, detail={"why": why}) as journal:
        member = locked_member(person_id, actor, "member.edit")
        for open_one in Transfer.objects.filter(person=member, state__in=OPEN_TRANSFERS):
            open_one.state, open_one.answered_at = TransferState.WITHDRAWN, at
            journal.save(open_one, "state", "answered_at")
        end_stay(journal, member.pk, at)
        return leave_rolls(journal, member.pk, why, document, today(at))


def leave_rolls(
    journal: audit.Journal, person_id: int, why: EndReason, document: str, day: date
) -> Membership:
    """End every relation of a member and note why no branch here holds one any more."""
    end_participations(journal, person_id, day)
    unrelate(journal, person_id, day)
    kept = Membership.objects.get(person_id=person_id)
    kept.ended_on, kept.ended_why, kept.document = day, why, document
    return journal.save(kept, "ended_on", "ended_why", "document")
