"""Undoing a re-organisation: every row that it wrote is put back as it was before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gongjian.entities import actions as entities
from gongjian.kernel import audit, parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError
from gongjian.kernel.models import Record, Sealed
from gongjian.org import actions as org
from gongjian.org.models import Unit

from .. import queries, rules
from ..models import Reorganisation, Trace
from ..terms import ReorganisationState
from .applying import rows_now
from .drafts import locked


class GraceOver(DomainError):
    code = "grace_over"
    message = _(
        "It could be undone until %(until)s. Prepare a new re-organisation that puts things right."
    )


class StandsInTheWay(Conflict):
    code = "stands_in_the_way"
    message = _("It cannot be undone as things stand: %(what)s")


LABELS = {
    "org.Unit": _("the unit"),
    "org.UnitName": _("a name of the unit"),
    "org.Placement": _("the place of the unit"),
    "org.Responsibility": _("a responsibility of the unit"),
    "members.Appointment": _("somebody's role at the unit"),
    "members.Charge": _("somebody's charge"),
    "members.FormalRelation": _("a member's relation to the branch"),
    "members.ParticipationRelation": _("somebody's participation in the branch"),
    "members.Transfer": _("a transfer of a member"),
    "entities.Cover": _("a cover"),
}
MOST_SHOWN = 3


def undo(pk: int, *, actor: Actor, at: datetime) -> Reorganisation:
    """Put every row back that a re-organisation wrote, within the grace period.

    Raises:
        Forbidden, NotVisible, StepNotPossible: as they say.
        GraceOver: too many days have passed.
        StandsInTheWay: something later has changed the rows or builds on them; it says what.
    """
    detail = {"reorganisation": pk}
    with audit.act(actor, "structure.reorganisation.undo", at=at, detail=detail) as journal:
        row = locked(pk, "undo", actor)
        _require_grace(row, at.date())
        org.structure_changed()
        traces = list(row.traces.order_by("pk"))
        found = list(_changed_since(traces))
        if found:
            shown = "；".join(found[:MOST_SHOWN]) + ("……" if len(found) > MOST_SHOWN else "")
            raise StandsInTheWay(what=shown)
        try:
            _put_back(traces, journal)
        except ProtectedError as error:
            names = sorted({str(each) for each in error.protected_objects})[:MOST_SHOWN]
            what = _now("later records build on a unit that it made (%(names)s)")
            raise StandsInTheWay(what=what % {"names": "、".join(names)}) from None
        for fault in queries.structure_faults():
            raise StandsInTheWay(what=fault)
        row.state, row.undone_on = ReorganisationState.UNDONE, at.date()
        return journal.save(row, "state", "undone_on")


def _require_grace(row: Reorganisation, today: date) -> None:
    assert row.applied_on is not None  # the state says so, and a constraint
    days = parameters.in_force(today).whole("structure.undo_days")
    until = rules.undo_until(row.applied_on, days)
    if today > until:
        raise GraceOver(until=until.isoformat())


def _changed_since(traces: list[Trace]) -> Iterator[str]:
    """Yield in words each row that is no longer as the re-organisation left it."""
    for label, of_model in _by_model(traces).items():
        now = dict(rows_now(apps.get_model(label), [trace.row for trace in of_model]))
        for trace in of_model:
            if _without_version(now.get(trace.row)) != _without_version(trace.after):
                yield _words(label, trace)


def _without_version(image: Any) -> Any:
    """Return the columns of a row that tell what it says."""
    return image and {name: value for name, value in image.items() if name != "version"}


def _words(label: str, trace: Trace) -> str:
    facts = trace.after or trace.before or {}
    unit = facts.get("id") if label == "org.Unit" else facts.get("unit_id")
    name = queries.name_of(unit) if unit else ""
    said = {"what": LABELS.get(label, label), "name": name}
    return _now("%(what)s “%(name)s” has changed since") % said


def _by_model(traces: list[Trace]) -> dict[str, list[Trace]]:
    found: dict[str, list[Trace]] = {}
    for trace in traces:
        found.setdefault(trace.model, []).append(trace)
    return found


def _put_back(traces: list[Trace], journal: audit.Journal) -> None:
    """Delete what was made, change back what was changed, bring back what was deleted.

    Units last: the rows that name a new one must have let go of it, and its name must be free
    before the unit that had it takes it again.
    """
    sealed = [t for t in traces if issubclass(apps.get_model(t.model), Sealed)]
    plain = [t for t in traces if not issubclass(apps.get_model(t.model), Sealed)]
    units = [trace for trace in plain if trace.model == Unit._meta.label]
    others = [trace for trace in plain if trace.model != Unit._meta.label]
    _delete_made(others, journal)
    _change_back(others, journal)
    for trace in others:
        if trace.after is None:
            journal.create(_row(trace))
    _delete_made(units, journal)
    _change_back(units, journal)
    for label, of_model in _by_model(sealed).items():
        _put_back_sealed(apps.get_model(label), of_model, journal)


def _delete_made(traces: list[Trace], journal: audit.Journal) -> None:
    for trace in reversed(traces):
        if trace.before is None:
            journal.delete(apps.get_model(trace.model)._default_manager.get(pk=trace.row))


def _change_back(traces: list[Trace], journal: audit.Journal) -> None:
    for trace in traces:
        if trace.before is not None and trace.after is not None:
            journal.save(_row(trace))


def _row(trace: Trace) -> Record:
    model = apps.get_model(trace.model)
    assert trace.before is not None  # only what was there before is put back
    row: Record = model(**_values(model, trace.before))
    return row


def _values(model: type[models.Model], image: dict[str, Any]) -> dict[str, Any]:
    return {
        field.attname: field.to_python(image[field.attname])
        for field in model._meta.concrete_fields
    }


def _put_back_sealed(model: type[Sealed], traces: list[Trace], journal: audit.Journal) -> None:
    """Put sealed rows back; one that was made is not deleted, and has never held."""
    version = entities.raise_version()
    for trace in sorted(traces, key=lambda each: each.before is not None):
        rows = model._default_manager.filter(pk=trace.row)
        if trace.before is None:
            rows.update(**{"valid_to": models.F("valid_from"), "version": version})
        else:
            rows.update(**{**_values(model, trace.before), "version": version})
    journal.wrote(model, [trace.row for trace in traces])
