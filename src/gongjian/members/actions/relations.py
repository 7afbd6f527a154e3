"""The one formal relation and participation: opening, moving and ending them by the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, NotVisible
from gongjian.org import actions as org
from gongjian.org import policy as org_policy

from ..models import FormalRelation, ParticipationRelation, Person, Transfer
from ..terms import OPEN_TRANSFERS, ParticipationKind, TransferState
from .access import branch, locked_member, today
from .people import require_unit


class OwnBranch(DomainError):
    code = "own_branch"
    message = _("This branch holds the relation already; nobody takes part there as a guest.")
    field = "unit_id"


class TakesPartAlready(Conflict):
    code = "takes_part_already"
    message = _("This person takes part in that branch already.")


def open_relation(person_id: int) -> FormalRelation | None:
    """Return the open formal relation of somebody whose row is locked."""
    held = FormalRelation.objects.select_for_update().filter(
        person_id=person_id, valid_to__isnull=True
    )
    return held.first()


def relate(
    journal: audit.Journal, person_id: int, unit_id: int, day: date, document: str = ""
) -> FormalRelation:
    """Let a branch hold somebody's relation from a day on; the one before ends on that day.

    So there is no day without one. A relation that began on the very day leaves no row behind,
    and one that ended on it goes on.
    """
    held = open_relation(person_id)
    if held is not None and held.unit_id == unit_id:
        return held
    unrelate(journal, person_id, day)
    before = FormalRelation.objects.filter(person_id=person_id, unit_id=unit_id, valid_to=day)
    if (again := before.first()) is not None:
        again.valid_to = None
        return journal.save(again, "valid_to")
    return journal.create(
        FormalRelation(person_id=person_id, unit_id=unit_id, valid_from=day, document=document)
    )


def unrelate(journal: audit.Journal, person_id: int, day: date) -> None:
    """End the open formal relation on a day; the caller says what holds instead."""
    held = open_relation(person_id)
    if held is not None:
        end(journal, held, day)


def end(journal: audit.Journal, row: FormalRelation | ParticipationRelation, day: date) -> None:
    """End a dated row; one that began on that day never held."""
    if row.valid_from >= day:
        journal.delete(row)
        return
    row.valid_to = day
    journal.save(row, "valid_to")


def end_participations(
    journal: audit.Journal, person_id: int, day: date, *, unit_id: int | None = None
) -> int:
    """End somebody's open participations, at one unit or all; return how many there were."""
    rows = ParticipationRelation.objects.select_for_update().filter(
        person_id=person_id, valid_to__isnull=True
    )
    ended = list(rows.filter(unit_id=unit_id) if unit_id else rows)
    for row in ended:
        end(journal, row, day)
    return len(ended)


def participate(
    journal: audit.Journal, person_id: int, unit_id: int, kind: ParticipationKind, day: date
) -> ParticipationRelation:
    """Let somebody take part in a branch from a day on.

    Raises:
        OwnBranch: that branch holds the relation.
        TakesPartAlready: as said.
    """
    held = open_relation(person_id)
    if held is not None and held.unit_id == unit_id:
        raise OwnBranch
    rows = ParticipationRelation.objects.select_for_update().filter(
        person_id=person_id, unit_id=unit_id
    )
    if rows.filter(valid_to__isnull=True).exists():
        raise TakesPartAlready
    if (again := rows.filter(valid_to=day, kind=kind).first()) is not None:
        again.valid_to = None
        return journal.save(again, "valid_to")
    return journal.create(
        ParticipationRelation(person_id=person_id, unit_id=unit_id, kind=kind, valid_from=day)
    )


def add_participation(
    person_id: int, *, unit_id: int, kind: ParticipationKind, actor: Actor, at: datetime
) -> ParticipationRelation:
    """Let a member of one's branch take part in another one too (双重管理).

    Raises:
        OwnBranch, TakesPartAlready: there is nothing to add.
    """
    with audit.act(actor, "members.participation.add", at=at) as journal:
        member = locked_member(person_id, actor, "member.edit")
        return participate(journal, member.pk, branch(unit_id).pk, kind, today(at))


def end_participation(participation_id: int, *, actor: Actor, at: datetime) -> None:
    """End a participation: the branch that holds the relation, or the one of the participation.

    Raises:
        NotVisible: there is none that the actor may end.
    """
    with audit.act(actor, "members.participation.end", at=at) as journal:
        row = ParticipationRelation.objects.filter(pk=participation_id).first()
        if row is None:
            raise NotVisible
        Person.objects.select_for_update().get(pk=row.person_id)
        open_one = ParticipationRelation.objects.select_for_update().filter(
            pk=participation_id, valid_to__isnull=True
        )
        found = open_one.filter(org_policy.units(actor, "member.edit", "unit_id")).first()
        if found is None:
            locked_member(row.person_id, actor, "member.edit")
            found = open_one.first()
        if found is not None:
            end(journal, found, today(at))


def merge_branch(unit_id: int, *, into_id: int, document: str, actor: Actor, at: datetime) -> int:
    """Move every member of a branch into another one; return how many moved.

    Transfers on their way to or from the branch go on with the other one.
    """
    members = FormalRelation.objects.filter(unit_id=unit_id, valid_to__isnull=True)
    return move_members(
        list(members.order_by("person_id").values_list("person_id", flat=True)),
        from_id=unit_id,
        to_id=into_id,
        document=document,
        is_merge=True,
        actor=actor,
        at=at,
    )


def move_members(
    person_ids: Iterable[int],
    *,
    from_id: int,
    to_id: int,
    document: str,
    is_merge: bool = False,
    actor: Actor,
    at: datetime,
) -> int:
    """Move members of a branch to another one by a decision on both: a split or a merge.

    Whoever of them has left the branch by now stays where they are.

    Raises:
        Forbidden: one of the two is out of the actor's reach.
    """
    document = org.require_document(document)
    for unit_id in (from_id, to_id):
        require_unit(unit_id, actor, "transfer.decide")
    branch(to_id)
    detail = {"from": from_id, "to": to_id}
    with audit.act(actor, "members.move", at=at, detail=detail) as journal:
        wanted = sorted(set(person_ids))
        list(Person.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
        held = FormalRelation.objects.filter(
            unit_id=from_id, valid_to__isnull=True, person_id__in=wanted
        )
        moved = list(held.order_by("person_id").values_list("person_id", flat=True))
        for person_id in moved:
            end_participations(journal, person_id, today(at), unit_id=to_id)
            relate(journal, person_id, to_id, today(at), document)
        redirect(journal, moved, from_id, to_id, at, is_merge=is_merge)
        return len(moved)


def redirect(
    journal: audit.Journal,
    moved: list[int],
    from_id: int,
    to_id: int,
    at: datetime,
    *,
    is_merge: bool,
) -> None:
    """Let open transfers start where their members now are, and reach what took over."""
    under_way = Transfer.objects.select_for_update().filter(state__in=OPEN_TRANSFERS)
    changed = {each.pk: each for each in under_way.filter(person_id__in=moved)}
    for each in changed.values():
        each.from_unit_id = to_id
    for each in under_way.filter(to_unit_id=from_id) if is_merge else ():
        changed.setdefault(each.pk, each).to_unit_id = to_id
    for each in changed.values():
        if each.from_unit_id == each.to_unit_id:
            each.state, each.answered_at = TransferState.WITHDRAWN, at
        journal.save(each, "from_unit", "to_unit", "state", "answered_at")
