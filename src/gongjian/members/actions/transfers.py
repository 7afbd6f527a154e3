"""Transfers of the formal relation: request, letter, receipt, refusal, and what time brings."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit, parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, Forbidden
from gongjian.kernel.states import StepNotPossible

from .. import rules
from ..models import FloatingMember, Membership, ParticipationRelation, Person, Transfer
from ..terms import OPEN_TRANSFERS, EndReason, FloatingState, TransferState
from .access import branch, locked_member, locked_transfer, today
from .memberships import leave_rolls
from .relations import end_participations, open_relation, relate
from .stays import end_stay

EXPIRE = "transfer.expire"
"""The permission of the clock; no role has it."""


class TransferUnderWay(Conflict):
    code = "transfer_under_way"
    message = _("A transfer of this member is under way already. Open it, or withdraw it first.")


class SameBranch(DomainError):
    code = "same_branch"
    message = _("This branch holds the relation already. Choose another one.")
    field = "unit_id"


class NowhereToGo(DomainError):
    code = "nowhere_to_go"
    message = _("Choose a branch, or write the organisation outside; one of the two.")
    field = "unit_id"


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Write why. A relation may not be refused without a reason.")
    field = "reason"


class DaysWrong(DomainError):
    code = "days_wrong"
    message = _("A letter is valid for 1 to 180 days.")
    field = "valid_days"


class NotHarmless(Conflict):
    code = "not_harmless"
    message = _(
        "This can be undone on the day of the receipt alone, while nothing follows from it."
    )


MOST_DAYS = 180
"""The longest that any of the published rules knows (rules 2.4)."""


def request_transfer(
    person_id: int,
    *,
    to_unit_id: int | None = None,
    to_name: str = "",
    actor: Actor,
    at: datetime,
) -> Transfer:
    """Ask for the transfer of a member's relation to another branch, here or outside.

    Raises:
        TransferUnderWay: there is one already.
        SameBranch, NowhereToGo: the target is none.
    """
    if bool(to_unit_id) == bool(to_name.strip()):
        raise NowhereToGo
    with audit.act(actor, "members.transfer.request", at=at) as journal:
        member = locked_member(person_id, actor, "transfer.request")
        held = open_relation(member.pk)
        assert held is not None  # the permission reaches members by their relation
        if to_unit_id is not None and branch(to_unit_id).pk == held.unit_id:
            raise SameBranch
        if Transfer.objects.filter(person=member, state__in=OPEN_TRANSFERS).exists():
            raise TransferUnderWay
        return journal.create(
            Transfer(
                person=member,
                from_unit_id=held.unit_id,
                to_unit_id=to_unit_id,
                to_name=to_name.strip(),
                requested_by_id=actor.person_id,
                requested_at=at,
            )
        )


def issue_letter(
    transfer_id: int, *, valid_days: int | None = None, actor: Actor, at: datetime
) -> Transfer:
    """Issue the letter, or issue it again after it expired, with its last day.

    Raises:
        DaysWrong: no rule knows such a time.
    """
    with audit.act(actor, "members.transfer.issue", at=at) as journal:
        transfer = _at_step(transfer_id, actor, "issue")
        days = valid_days or parameters.in_force(today(at)).whole("letter.valid_days")
        if not 1 <= days <= MOST_DAYS:
            raise DaysWrong
        transfer.state = TransferState.ISSUED
        transfer.letter = transfer.letter or rules.letter_number(today(at), transfer.pk)
        transfer.issued_on, transfer.due_on = today(at), rules.due_on(today(at), days)
        return journal.save(transfer, "state", "letter", "issued_on", "due_on")


def receive_transfer(transfer_id: int, *, actor: Actor, at: datetime) -> Transfer:
    """Receive a member: from today on the new branch holds the relation, not a moment before.

    For an organisation outside this records its receipt (回执), and the member leaves the rolls.

    Raises:
        StepNotPossible: the letter is not out, or has expired.
    """
    with audit.act(actor, "members.transfer.receive", at=at) as journal:
        transfer = _at_step(transfer_id, actor, "receive")
        day = today(at)
        if transfer.due_on is not None and day > transfer.due_on:
            raise StepNotPossible(state=TransferState.EXPIRED.label)
        end_stay(journal, transfer.person_id, at)
        if transfer.to_unit_id is None:
            leave_rolls(journal, transfer.person_id, EndReason.MOVED, transfer.letter, day)
        else:
            end_participations(journal, transfer.person_id, day, unit_id=transfer.to_unit_id)
            relate(journal, transfer.person_id, transfer.to_unit_id, day, transfer.letter)
            _keep_record_at(journal, transfer.person, transfer.from_unit_id, transfer.to_unit_id)
        return _answer(journal, transfer, TransferState.RECEIVED, actor, at)


def _keep_record_at(journal: audit.Journal, person: Person, before: int, after: int) -> None:
    """Let the record follow the relation, if the branch kept it and no other unit does."""
    if person.unit_id == before:
        person.unit_id = after
        journal.save(person, "unit")


def refuse_transfer(transfer_id: int, *, reason: str, actor: Actor, at: datetime) -> Transfer:
    """Refuse a transfer with its reason; the former branch holds the relation as before.

    Raises:
        ReasonMissing: as said.
    """
    if not reason.strip():
        raise ReasonMissing
    with audit.act(actor, "members.transfer.refuse", at=at) as journal:
        transfer = _at_step(transfer_id, actor, "refuse")
        transfer.reason = reason.strip()
        return _answer(journal, transfer, TransferState.REFUSED, actor, at)


def withdraw_transfer(transfer_id: int, *, actor: Actor, at: datetime) -> Transfer:
    """Withdraw a transfer that nobody has received."""
    with audit.act(actor, "members.transfer.withdraw", at=at) as journal:
        transfer = _at_step(transfer_id, actor, "withdraw")
        return _answer(journal, transfer, TransferState.WITHDRAWN, actor, at)


def undo_receipt(transfer_id: int, *, actor: Actor, at: datetime) -> Transfer:
    """Take a receipt of today back: the former branch holds the relation again.

    Raises:
        NotHarmless: it was another day, or something followed from it.
    """
    with audit.act(actor, "members.transfer.undo", at=at) as journal:
        transfer = _at_step(transfer_id, actor, "undo")
        _require_harmless(transfer, at)
        if transfer.to_unit_id is None:
            kept = Membership.objects.get(person_id=transfer.person_id)
            kept.ended_on, kept.ended_why, kept.document = None, "", ""
            journal.save(kept, "ended_on", "ended_why", "document")
        else:
            _keep_record_at(journal, transfer.person, transfer.to_unit_id, transfer.from_unit_id)
        relate(journal, transfer.person_id, transfer.from_unit_id, today(at))
        return _answer(journal, transfer, TransferState.ISSUED, actor, None)


def _require_harmless(transfer: Transfer, at: datetime) -> None:
    day = today(at)
    held = open_relation(transfer.person_id)
    is_of_today = transfer.answered_at is not None and today(transfer.answered_at) == day
    stands = (held.unit_id if held else None) == transfer.to_unit_id
    ended = ParticipationRelation.objects.filter(person_id=transfer.person_id, valid_to=day)
    left = FloatingMember.objects.filter(
        person_id=transfer.person_id, state=FloatingState.TRANSFERRED, ended_at__date=day
    )
    another = Transfer.objects.filter(person_id=transfer.person_id, state__in=OPEN_TRANSFERS)
    if not (is_of_today and stands) or ended.exists() or left.exists() or another.exists():
        raise NotHarmless


def expire_letters(*, actor: Actor, at: datetime) -> int:
    """Hand letters that nobody answered in time to the superiors; return how many.

    The relation stays where it is: silence moves nobody (G4).
    """
    if not actor.may(EXPIRE):
        raise Forbidden
    late = Transfer.objects.filter(state=TransferState.ISSUED, due_on__lt=today(at))
    if not late.exists():
        return 0
    with audit.act(actor, "members.transfer.expire", at=at) as journal:
        rows = list(late.select_for_update().order_by("pk"))
        for row in rows:
            row.state = TransferState.EXPIRED
            journal.save(row, "state")
    return len(rows)


def _at_step(transfer_id: int, actor: Actor, event: str) -> Transfer:
    """Return the transfer locked, for an event that its state has and the actor may take."""
    state = Transfer.objects.filter(pk=transfer_id).values_list("state", flat=True).first()
    permission = rules.permission_of(rules.TRANSFER_EDGES, state or "", event)
    transfer = locked_transfer(transfer_id, actor, permission or "transfer.view")
    # What the permission was chosen for must still hold now that the row is locked.
    if transfer.state != state or not permission:
        raise StepNotPossible(state=transfer.get_state_display())
    return transfer


def _answer(
    journal: audit.Journal,
    transfer: Transfer,
    state: TransferState,
    actor: Actor,
    at: datetime | None,
) -> Transfer:
    transfer.state = state
    transfer.answered_by_id = actor.person_id if at else None
    transfer.answered_at = at
    return journal.save(transfer, "state", "answered_by", "answered_at", "reason")
