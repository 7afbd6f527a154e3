"""Preparing a re-organisation: its title, day and document, and its changes in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError, NotVisible
from gongjian.kernel.states import require_step
from gongjian.org import actions as org

from .. import policy
from ..models import Change, Reorganisation
from ..rules import REORGANISATION_EDGES
from ..terms import Facts, ReorganisationState, write_facts


class NoChanges(DomainError):
    code = "no_changes"
    message = _("This re-organisation has no change yet. Add one first.")


class TitleMissing(DomainError):
    code = "title_missing"
    message = _("Write a title by which the re-organisation is found again.")
    field = "title"


@dataclass(frozen=True)
class Draft:
    """What is said of a re-organisation as a whole."""

    unit_id: int
    title: str
    document: str
    effective_on: date


def draft(facts: Draft, *, actor: Actor, at: datetime) -> Reorganisation:
    """Begin to prepare a re-organisation at an authority.

    Raises:
        Forbidden: the authority is out of the actor's reach.
        TitleMissing, DocumentMissing: as they say.
    """
    org.require(actor, org.EDIT)
    document = org.require_document(facts.document)
    if not facts.title.strip():
        raise TitleMissing
    with audit.act(actor, "structure.reorganisation.draft", at=at) as journal:
        org.require_units(actor, [facts.unit_id])
        return journal.create(
            Reorganisation(
                unit_id=facts.unit_id,
                title=facts.title.strip(),
                document=document,
                effective_on=facts.effective_on,
                drafted_by=actor.name or actor.label,
                drafted_at=at,
            )
        )


def locked(pk: int, event: str, actor: Actor) -> Reorganisation:
    """Return a re-organisation to write to, in a state that allows this event.

    Raises:
        Forbidden: re-organising is not part of the actor's role.
        NotVisible: it is out of the actor's reach.
        StepNotPossible: its state does not allow it.
    """
    org.require(actor, org.EDIT)
    reach = policy.scope(actor)
    row = fetch(Reorganisation.objects.all(), pk, allowed=reach, visible=reach, lock=True)
    label = ReorganisationState(row.state).label
    require_step(REORGANISATION_EDGES, row.state, label, event)
    return row


def change_draft(pk: int, facts: Draft, *, actor: Actor, at: datetime) -> Reorganisation:
    """Change title, document or day of a re-organisation that is being prepared."""
    document = org.require_document(facts.document)
    if not facts.title.strip():
        raise TitleMissing
    with audit.act(actor, "structure.reorganisation.change", at=at) as journal:
        row = locked(pk, "edit", actor)
        row.title, row.document = facts.title.strip(), document
        row.effective_on = facts.effective_on
        return _edited(row, journal)


def _edited(row: Reorganisation, journal: audit.Journal) -> Reorganisation:
    row.edition += 1
    return journal.save(row)


def add_change(pk: int, facts: Facts, *, actor: Actor, at: datetime) -> Change:
    """Add a change at the end of a re-organisation that is being prepared.

    Raises:
        Forbidden: a unit that it names is out of the actor's reach.
    """
    detail = {"reorganisation": pk, "kind": facts.kind.value}
    with audit.act(actor, "structure.change.add", at=at, detail=detail) as journal:
        row = locked(pk, "edit", actor)
        org.require_units(actor, facts.units)
        last = row.changes.order_by("-number").values_list("number", flat=True).first() or 0
        change = journal.create(
            Change(
                reorganisation=row,
                number=last + 1,
                kind=facts.kind.value,
                facts=write_facts(facts),
            )
        )
        _edited(row, journal)
        return change


def remove_change(change_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a change out of a re-organisation that is being prepared; twice is once."""
    with audit.act(actor, "structure.change.remove", at=at) as journal:
        change = Change.objects.filter(pk=change_id).first()
        if change is None:
            return
        row = locked(change.reorganisation_id, "edit", actor)
        journal.delete(change)
        _edited(row, journal)


def move_change(change_id: int, *, earlier: bool, actor: Actor, at: datetime) -> None:
    """Let a change come before the one before it, or after the one after it."""
    with audit.act(actor, "structure.change.order", at=at) as journal:
        change = Change.objects.filter(pk=change_id).first()
        if change is None:
            raise NotVisible
        row = locked(change.reorganisation_id, "edit", actor)
        change.refresh_from_db()
        beside = row.changes.filter(
            **{"number__lt" if earlier else "number__gt": change.number}
        ).order_by("-number" if earlier else "number")
        other = beside.first()
        if other is None:
            return
        change.number, other.number = other.number, change.number
        journal.save_many([change, other], ["number"])
        _edited(row, journal)


def drop(pk: int, *, actor: Actor, at: datetime) -> Reorganisation:
    """Drop a re-organisation that is being prepared; its record stays."""
    with audit.act(actor, "structure.reorganisation.drop", at=at) as journal:
        row = locked(pk, "drop", actor)
        row.state = ReorganisationState.DROPPED
        return journal.save(row, "state")
