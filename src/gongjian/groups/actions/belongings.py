"""Asking people into a group, and what each answers for themselves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError
from gongjian.kernel.states import require_step

from .. import queries, rules
from ..models import Belonging, Group, Presence
from ..terms import OPEN_ANSWERS, Answer
from .access import locked_group, person_of


class NotProposed(DomainError):
    code = "group_not_proposed"
    message = _("Somebody here is no longer proposed. Look at the list again.")


class NotInGroup(DomainError):
    code = "group_not_in"
    message = _("You are not in this group.")


def ask(group_id: int, person_ids: Collection[int], *, actor: Actor, at: datetime) -> int:
    """Ask people whom the group may concern, and return how many; once each is enough.

    Raises:
        NotVisible, Forbidden: the group is out of reach.
        GroupEnded: as said.
        NotProposed: the records of somebody do not say that it may concern them.
    """
    with audit.act(actor, "groups.ask", at=at, detail={"people": len(person_ids)}) as journal:
        group = locked_group(group_id, "group.edit", actor)
        wanted = set(person_ids) - _answered(group)
        if queries.proposed(group, actor).filter(pk__in=wanted).count() != len(wanted):
            raise NotProposed
        journal.create_many(
            [Belonging(group=group, person_id=pk, state=Answer.ASKED) for pk in sorted(wanted)]
        )
        return len(wanted)


def _answered(group: Group) -> set[int]:
    rows = group.belongings.filter(state__in=OPEN_ANSWERS)
    return set(rows.values_list("person_id", flat=True))


def join(group_id: int, *, is_named: bool = False, actor: Actor, at: datetime) -> Belonging:
    """Join a group that one sees, asked or not; ``is_named`` as in ``Belonging``.

    Raises:
        NotVisible: it is none of one's own affairs.
        Forbidden: the actor is no person.
        GroupEnded, StepNotPossible: as they say.
    """
    with audit.act(actor, "groups.join", at=at) as journal:
        group = locked_group(group_id, "group.view", actor)
        row = _own(group, actor)
        today = timezone.localdate(at)
        if row is None:
            return journal.create(_joined(Belonging(group=group), is_named, today, actor))
        require_step(rules.ANSWER_EDGES, row.state, row.get_state_display(), "join")
        return journal.save(_joined(row, is_named, today, actor))


def _joined(row: Belonging, is_named: bool, day: date, actor: Actor) -> Belonging:
    row.person = person_of(actor)
    row.state, row.is_named, row.joined_on = Answer.JOINED, is_named, day
    return row


def decline(group_id: int, *, actor: Actor, at: datetime) -> Belonging:
    """Decline to join: nobody is told, and nothing else changes anywhere.

    Raises:
        NotVisible: nobody asked.
        GroupEnded, NotInGroup, StepNotPossible: as they say.
    """
    with audit.act(actor, "groups.decline", at=at) as journal:
        group = locked_group(group_id, "group.view", actor)
        row = _own(group, actor)
        if row is None:
            raise NotInGroup
        require_step(rules.ANSWER_EDGES, row.state, row.get_state_display(), "decline")
        row.state = Answer.DECLINED
        return journal.save(row, "state")


def leave(group_id: int, *, actor: Actor, at: datetime) -> Belonging:
    """Leave a group at once: one's name goes from what it did, and from being its contact.

    Raises:
        NotVisible: it is none of one's own affairs.
        GroupEnded, NotInGroup, StepNotPossible: as they say.
    """
    with audit.act(actor, "groups.leave", at=at) as journal:
        group = locked_group(group_id, "group.view", actor)
        row = _own(group, actor)
        if row is None:
            raise NotInGroup
        require_step(rules.ANSWER_EDGES, row.state, row.get_state_display(), "leave")
        row.state, row.is_named, row.left_on = Answer.LEFT, False, timezone.localdate(at)
        _take_names_back(row, journal)
        if group.contact_id == row.person_id:
            group.contact = None
            journal.save(group, "contact")
        return journal.save(row)


def be_named(group_id: int, is_named: bool, *, actor: Actor, at: datetime) -> Belonging:
    """Agree that one's name stands with what the group does, or take that back at once.

    Raises:
        NotVisible: it is none of one's own affairs.
        GroupEnded, NotInGroup: as they say.
    """
    with audit.act(actor, "groups.be_named", at=at) as journal:
        group = locked_group(group_id, "group.view", actor)
        row = _own(group, actor)
        if row is None or row.state != Answer.JOINED:
            raise NotInGroup
        if not is_named:
            _take_names_back(row, journal)
        row.is_named = is_named
        return journal.save(row, "is_named")


def _own(group: Group, actor: Actor) -> Belonging | None:
    person = person_of(actor)
    return group.belongings.filter(person=person, state__in=OPEN_ANSWERS).first()


def _take_names_back(row: Belonging, journal: audit.Journal) -> None:
    for named in Presence.objects.filter(gathering__group=row.group_id, person=row.person_id):
        journal.delete(named)
