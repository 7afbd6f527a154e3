"""Visit notes, each recorded once however often it is sent, and the issues found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError
from gongjian.kernel.states import require_step
from gongjian.org.policy import on_day

from .. import policy, queries, rules
from ..models import Assignment, Finding, Instructor, Visit
from ..rules import FINDING_EDGES, Note
from ..terms import IssueState
from .access import locked_finding


class DayAhead(DomainError):
    code = "visit_day_ahead"
    message = _("That day is still to come. Write the note when you have been there.")
    field = "visited_on"


class NothingSaid(DomainError):
    code = "visit_nothing_said"
    message = _("Choose what was done, or write it.")
    field = "done"


class NotAssigned(Conflict):
    code = "visit_not_assigned"
    message = _(
        "On %(day)s this place was not yours to look after: the assignment had ended, or had not "
        "begun. Put the day right, or ask the office that assigns."
    )
    field = "visited_on"


class SameDay(Conflict):
    """A note of the place and day says something else; ``facts["visit"]`` is its key."""

    code = "visit_same_day"
    message = _(
        "There is a note of this place and day already, and it says something else. Keep one of "
        "the two, or put the day right."
    )
    field = "visited_on"


class KeyOfAnother(Conflict):
    code = "visit_key_taken"
    message = _("This note was already sent by another account.")


class HowMissing(DomainError):
    code = "finding_how_missing"
    message = _("Write how it was settled.")
    field = "how"


@dataclass(frozen=True)
class VisitEntry:
    """A note as it was written: ``key`` marks it wherever it is sent from."""

    key: UUID
    point_id: int
    visited_on: date
    note: Note


def record_visit(entry: VisitEntry, *, actor: Actor, at: datetime) -> tuple[Visit, bool]:
    """Record a note of one's own visit; return it, and whether it is new.

    Sent again it is the same note, and so is one that says the same of the same place and day.

    Raises:
        Forbidden: the actor writes no notes.
        KeyOfAnother, NotAssigned, SameDay: what the person has to decide.
        DayAhead, NothingSaid: the note itself is wrong.
    """
    note = rules.tidied(entry.note)
    with audit.act(actor, "support.visit.record", at=at) as journal:
        _order_writes_of(actor)
        known = Visit.objects.select_related("assignment__instructor").filter(key=entry.key).first()
        if known is not None:
            if known.assignment.instructor.person_id != actor.person_id:
                raise KeyOfAnother
            return known, False
        _require_words(note)
        assignment = _assignment(entry, actor, timezone.localdate(at))
        beside = Visit.objects.filter(assignment=assignment, visited_on=entry.visited_on).first()
        if beside is not None:
            if rules.is_same(note, queries.note_of(beside)):
                return beside, False
            raise SameDay(visit=beside.pk)
        visit = journal.create(
            Visit(
                key=entry.key,
                assignment=assignment,
                visited_on=entry.visited_on,
                done=list(note.done),
                text=note.text,
                recorded_at=at,
            )
        )
        _find(visit, note.findings, journal)
        return visit, True


def correct_visit(visit_id: int, note: Note, *, actor: Actor, at: datetime) -> Visit:
    """Let a recorded note of one's own say this instead; what it said stays in the log.

    Issues that are done already stay.

    Raises:
        NotVisible, Forbidden: it is not the actor's note.
        NothingSaid: as it says.
    """
    note = rules.tidied(note)
    with audit.act(actor, "support.visit.correct", at=at) as journal:
        visit = fetch(
            Visit.objects.all(),
            visit_id,
            allowed=policy.visits(actor, policy.WRITE),
            visible=policy.visits(actor, policy.VIEW),
            lock=True,
        )
        _require_words(note)
        visit.done, visit.text = list(note.done), note.text
        journal.save(visit, "done", "text")
        kept = set()
        for finding in visit.findings.all():
            said = (finding.kind, finding.text)
            if said in note.findings or finding.state == IssueState.CLOSED:
                kept.add(said)
            else:
                journal.delete(finding)
        _find(visit, tuple(each for each in note.findings if each not in kept), journal)
        return visit


def _order_writes_of(actor: Actor) -> None:
    """Let one note of a person come after the other, from whatever device."""
    list(
        Instructor.objects.select_for_update()
        .filter(policy.own(actor, "person_id"))
        .order_by("pk")
        .values_list("pk")
    )


def _assignment(entry: VisitEntry, actor: Actor, today: date) -> Assignment:
    if entry.visited_on > today:
        raise DayAhead
    mine = Assignment.objects.filter(policy.assignments(actor, policy.WRITE))
    held = mine.filter(on_day(entry.visited_on), point=entry.point_id).first()
    if held is None:
        raise NotAssigned(day=entry.visited_on.isoformat())
    return held


def _require_words(note: Note) -> None:
    if not note.done and not note.text:
        raise NothingSaid


def _find(visit: Visit, findings: tuple[tuple[str, str], ...], journal: audit.Journal) -> None:
    journal.create_many(Finding(visit=visit, kind=kind, text=text) for kind, text in findings)


def close_finding(finding_id: int, how: str, *, actor: Actor, at: datetime) -> Finding:
    """Say that an issue is done, and how.

    Raises:
        HowMissing, StepNotPossible: as they say.
    """
    if not how.strip():
        raise HowMissing
    with audit.act(actor, "support.finding.close", at=at) as journal:
        finding = _step(finding_id, "close", actor)
        finding.state, finding.closed_at = IssueState.CLOSED, at
        finding.closed_how = how.strip()
        return journal.save(finding, "state", "closed_at", "closed_how")


def reopen_finding(finding_id: int, *, actor: Actor, at: datetime) -> Finding:
    """Say that an issue is not done after all.

    Raises:
        StepNotPossible: it is open.
    """
    with audit.act(actor, "support.finding.reopen", at=at) as journal:
        finding = _step(finding_id, "reopen", actor)
        finding.state, finding.closed_at = IssueState.OPEN, None
        return journal.save(finding, "state", "closed_at")


def _step(finding_id: int, event: str, actor: Actor) -> Finding:
    finding = locked_finding(finding_id, actor)
    require_step(FINDING_EDGES, finding.state, finding.get_state_display(), event)
    return finding
