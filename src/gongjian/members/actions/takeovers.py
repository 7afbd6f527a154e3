"""Members go along when their branch is merged or split; no branch is closed over their heads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError

from ..models import FormalRelation, ParticipationRelation, Person
from ..terms import ParticipationKind
from .relations import end, end_participations, participate, redirect, relate

Relation = TypeVar("Relation", FormalRelation, ParticipationRelation)


class MembersLeft(DomainError):
    code = "members_left"
    message = _(
        "The branch still holds the relations of %(members)s members. Transfer them first, or "
        "merge the branch into another one."
    )


def transfer_members(
    from_unit: int, to_unit: int | None, *, on: date, document: str, actor: Actor, at: datetime
) -> int:
    """Let the members and guests of one branch be another's from a day on; return how many.

    Whoever came after the day moves on the day that they came. For a composed act that has
    checked the reach of both units: it asks no permission.

    Raises:
        MembersLeft: ``to_unit`` is None, and somebody would be left without a branch.
    """
    detail = {"from": from_unit, "to": to_unit, "document": document}
    with audit.act(actor, "members.takeover", at=at, detail=detail) as journal:
        members = _held(FormalRelation, from_unit, on)
        guests = _held(ParticipationRelation, from_unit, on)
        if to_unit is None:
            if members:
                raise MembersLeft(members=len(members))
            for guest in guests:
                end(journal, guest, max(on, guest.valid_from))
            return 0
        for member in members:
            _move(journal, member, to_unit, max(on, member.valid_from), document)
        moved = [member.person_id for member in members]
        redirect(journal, moved, from_unit, to_unit, at, is_merge=True)
        for guest in guests:
            _take_in(journal, guest, to_unit, max(on, guest.valid_from))
        return len(members)


def take_in(
    person_ids: Iterable[int], unit_id: int, *, on: date, document: str, actor: Actor, at: datetime
) -> int:
    """Let a new branch hold the relations of these members from a day on; return how many moved.

    Whoever came to their branch after the day moves on the day that they came. For a composed
    act that has decided who goes along: it asks no permission.
    """
    detail = {"to": unit_id, "document": document}
    with audit.act(actor, "members.take_in", at=at, detail=detail) as journal:
        people = _locked(person_ids)
        held = FormalRelation.objects.select_for_update().filter(
            person_id__in=people, valid_to__isnull=True
        )
        members = list(held.order_by("person_id"))
        for member in members:
            _move(journal, member, unit_id, max(on, member.valid_from), document)
        moved = [member.person_id for member in members]
        redirect(journal, moved, unit_id, unit_id, at, is_merge=False)
        return len(moved)


def take_as_guests(
    person_ids: Iterable[int],
    unit_id: int,
    kind: ParticipationKind,
    *,
    on: date,
    actor: Actor,
    at: datetime,
) -> int:
    """Let members take part in a new branch from a day on; their relations stay where they are.

    For a composed act that has decided who: it asks no permission.
    """
    with audit.act(actor, "members.take_as_guests", at=at, detail={"to": unit_id}) as journal:
        people = _locked(person_ids)
        for person_id in people:
            participate(journal, person_id, unit_id, kind, on)
        return len(people)


def _locked(person_ids: Iterable[int]) -> list[int]:
    people = Person.objects.filter(pk__in=set(person_ids)).order_by("pk")
    return [person.pk for person in people.select_for_update()]


def _held(model: type[Relation], unit_id: int, on: date) -> list[Relation]:
    """Return the relations of a unit that last beyond a day; their people are locked first."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    found = model.objects.filter(lasting, unit_id=unit_id)
    _locked(found.values_list("person_id", flat=True))
    return list(found.select_for_update().order_by("person_id", "valid_from"))


def _move(
    journal: audit.Journal, member: FormalRelation, unit_id: int, day: date, document: str
) -> None:
    """Let another branch hold a relation from a day to the end that it has already, if any."""
    until = member.valid_to
    if until is None:
        end_participations(journal, member.person_id, day, unit_id=unit_id)
        relate(journal, member.person_id, unit_id, day, document)
        return
    end(journal, member, day)
    journal.create(
        FormalRelation(
            person_id=member.person_id,
            unit_id=unit_id,
            valid_from=day,
            valid_to=until,
            document=document,
        )
    )


def _take_in(journal: audit.Journal, guest: ParticipationRelation, unit_id: int, day: date) -> None:
    """Let a guest take part in another branch, unless they belong there in some way already."""
    until = guest.valid_to
    end(journal, guest, day)
    there = Q(person_id=guest.person_id, unit_id=unit_id)
    lasting = there & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    if FormalRelation.objects.filter(lasting).exists():
        return
    if ParticipationRelation.objects.filter(lasting).exists():
        return
    journal.create(
        ParticipationRelation(
            person_id=guest.person_id,
            unit_id=unit_id,
            kind=guest.kind,
            valid_from=day,
            valid_to=until,
        )
    )
