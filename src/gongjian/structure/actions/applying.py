"""Applying a re-organisation: its changes in order, and everything that follows each of them.

The structure part of a change stands in ``org``, what a unit covers in ``entities``, who serves
there and who is in charge in ``members``. They are called here one after the other: see
docs/adr/0010-reorganisations.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gongjian.entities import actions as entities
from gongjian.kernel import actor as actors
from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError
from gongjian.members import actions as members
from gongjian.org import actions as org
from gongjian.org.models import Placement, Responsibility, StructureHead, Unit
from gongjian.org.policy import on_day

from .. import queries
from ..models import Reorganisation, Trace
from ..terms import (
    Close,
    EndDuty,
    Facts,
    HandOver,
    Merge,
    Move,
    Rename,
    ReorganisationState,
    Split,
    read_facts,
)
from .drafts import NoChanges, locked


class ChangeRefused(DomainError):
    code = "change_refused"
    message = _("Change %(number)s cannot be made: %(why)s")


class ChangedSince(Conflict):
    code = "changed_since"
    message = _(
        "The changes or the structure are no longer those of the preview. Look at the preview "
        "again, then apply."
    )


class StructureFault(DomainError):
    code = "structure_fault"
    message = _("The structure would no longer be whole: %(fault)s")


@dataclass(frozen=True)
class Step:
    """What a change is carried out with."""

    day: date
    document: str
    actor: Actor
    at: datetime

    @property
    def dated(self) -> dict[str, Any]:
        """The keywords of the structure's actions."""
        return {
            "from_day": self.day,
            "document": self.document,
            "actor": self.actor,
            "at": self.at,
        }

    @property
    def on(self) -> dict[str, Any]:
        """The keywords of what follows a change of structure."""
        return {"on": self.day, "document": self.document, "actor": self.actor, "at": self.at}


def _move(facts: Move, step: Step) -> None:
    org.move(facts.unit, line=facts.line, parent_id=facts.parent, **step.dated)


def _rename(facts: Rename, step: Step) -> None:
    org.rename(facts.unit, facts.name, **step.dated)


def _close(facts: Close, step: Step) -> None:
    org.close(facts.unit, **step.dated)
    _follow(facts.unit, None, step)


def _merge(facts: Merge, step: Step) -> None:
    target = org.merge(facts.sources, into=facts.into, name=facts.name, **step.dated)
    for source in facts.sources:
        _follow(source, target.pk, step)


def _split(facts: Split, step: Step) -> None:
    duties = [_duty(line, territory, step.day, facts.unit).pk for line, territory in facts.duties]
    part = org.SplitPart(facts.into, facts.name, facts.children, tuple(duties))
    (made,) = org.split(facts.unit, [part], closes=facts.closes, **step.dated)
    if facts.closes:
        _follow(facts.unit, made.pk, step)


def _hand_over(facts: HandOver, step: Step) -> None:
    held = _held(facts.line, facts.territory, step.day)
    if held is None:
        org.assign(facts.unit, line=facts.line, territory=facts.territory, **step.dated)
    else:
        org.hand_over(held.pk, facts.unit, **step.dated)


def _end_duty(facts: EndDuty, step: Step) -> None:
    held = _duty(facts.line, facts.territory, step.day)
    org.end_responsibility(held.pk, **step.on)


def _held(line: str, territory: str, day: date) -> Responsibility | None:
    found = Responsibility.objects.filter(on_day(day), line=line, territory_id=territory)
    return found.first()


def _duty(line: str, territory: str, day: date, unit: int | None = None) -> Responsibility:
    held = _held(line, territory, day)
    if held is None or (unit is not None and held.unit_id != unit):
        raise org.NotItsOwn
    return held


def _follow(from_unit: int, to_unit: int | None, step: Step) -> None:
    """Let what a unit covers, its members and who serves there go to another one, or end."""
    members.transfer_members(from_unit, to_unit, **step.on)
    entities.transfer_covers(from_unit, to_unit, **step.on)
    members.transfer_posts(from_unit, to_unit, **step.on)


_STEPS: Mapping[type[Any], Callable[[Any, Step], None]] = {
    Move: _move,
    Rename: _rename,
    Close: _close,
    Merge: _merge,
    Split: _split,
    HandOver: _hand_over,
    EndDuty: _end_duty,
}


def perform(row: Reorganisation, journal: audit.Journal, *, actor: Actor, at: datetime) -> None:
    """Carry out all changes of a re-organisation inside an act; rehearsing and applying share it.

    ``journal`` is the act's and watches since before: it tells what has to be whole afterwards.
    The actor's reach is measured before the first change: a change may take a unit out of it that
    a later change still names.

    Raises:
        NoChanges: there is none.
        Forbidden: a change names a unit out of the actor's reach.
        ChangeRefused: the rules refuse one; it says which and why.
        StructureFault: the trees would not be whole afterwards.
    """
    changes = [(each.number, read_facts(each.kind, each.facts)) for each in ordered(row)]
    if not changes:
        raise NoChanges
    org.require_units(actor, _named(facts for _number, facts in changes))
    acting = actors.system("reorganisation", actor.on, org.EDIT, org.ARRANGE, "unit.view")
    step = Step(row.effective_on, row.document, acting, at)
    for place, (_number, facts) in enumerate(changes, 1):
        try:
            _STEPS[type(facts)](facts, step)
        except DomainError as error:
            raise ChangeRefused(number=place, why=str(error)) from error
        except ProtectedError:
            why = _now("somebody is in charge of what would then never begin. Relieve them first.")
            raise ChangeRefused(number=place, why=why) from None
    members.settle_charges(**step.on)
    for fault in queries.structure_faults(_touched(journal)):
        raise StructureFault(fault=fault)


def _touched(journal: audit.Journal) -> set[int]:
    """Return the units of which a row of the trees, or they themselves, have been written."""
    units: set[int] = set()
    for (model, pk), before in journal.images.items():
        if model is Unit:
            units.add(pk)
        elif model in (Placement, Responsibility) and before is not None:
            units.add(before["unit_id"])
    for model in (Placement, Responsibility):
        written = [pk for of_model, pk in journal.images if of_model is model]
        for start in range(0, len(written), audit.CHUNK):
            rows = model._default_manager.filter(pk__in=written[start : start + audit.CHUNK])
            units.update(rows.values_list("unit_id", flat=True))
    return units


def ordered(row: Reorganisation) -> list[Any]:
    """Return the changes in their order."""
    return list(row.changes.order_by("number", "pk"))


def _named(changes: Iterable[Facts]) -> set[int]:
    named: set[int] = set()
    for facts in changes:
        named.update(facts.units)
        if isinstance(facts, EndDuty | HandOver):
            holders = Responsibility.objects.filter(line=facts.line, territory_id=facts.territory)
            named.update(holders.filter(valid_to=None).values_list("unit_id", flat=True))
    return named


def state_seen(row: Reorganisation) -> str:
    """Return what stands for the draft and the structure as they are now."""
    token = StructureHead.objects.values_list("token", flat=True).filter(pk=1).first()
    return hashlib.sha256(f"{row.pk}:{row.edition}:{token}".encode()).hexdigest()[:32]


def apply(pk: int, *, seen: str | None = None, actor: Actor, at: datetime) -> Reorganisation:
    """Apply a re-organisation: all its changes or none, and a trace of every row.

    ``seen`` is the ``state_seen`` of the preview that the actor decides by.

    Raises:
        Forbidden, NotVisible, StepNotPossible: as they say.
        ChangedSince: draft or structure have changed since that preview.
        ChangeRefused, NoChanges: see :func:`perform`.
    """
    detail = {"reorganisation": pk}
    with audit.act(actor, "structure.reorganisation.apply", at=at, detail=detail) as journal:
        row = locked(pk, "apply", actor)
        if seen is not None and seen != state_seen(row):
            raise ChangedSince
        org.structure_changed()
        journal.watch()
        perform(row, journal, actor=actor, at=at)
        journal.create_many(traces_of(row, journal))
        row.state, row.applied_on = ReorganisationState.APPLIED, at.date()
        row.applied_by = actor.name or actor.label
        return journal.save(row)


def traces_of(row: Reorganisation, journal: audit.Journal) -> list[Trace]:
    """Return a trace of each row that was written since the journal began to watch."""
    images = dict(journal.images)
    by_model: dict[type[models.Model], list[int]] = {}
    for model, pk in images:
        by_model.setdefault(model, []).append(pk)
    after = {
        (model, pk): now for model, pks in by_model.items() for pk, now in rows_now(model, pks)
    }
    return [
        Trace(
            reorganisation=row,
            model=model._meta.label,
            row=pk,
            before=plain(before),
            after=after.get((model, pk)),
        )
        for (model, pk), before in images.items()
        if before is not None or (model, pk) in after
    ]


def rows_now(model: type[models.Model], pks: list[int]) -> Iterable[tuple[int, Any]]:
    """Yield key and columns of these rows as they are now."""
    key = model._meta.pk.attname
    for start in range(0, len(pks), audit.CHUNK):
        chunk = pks[start : start + audit.CHUNK]
        for image in model._default_manager.filter(pk__in=chunk).values():
            yield image[key], plain(image)


def plain(image: dict[str, Any] | None) -> Any:
    """Return the columns of a row as they are kept in JSON."""
    return json.loads(json.dumps(image, cls=DjangoJSONEncoder))
