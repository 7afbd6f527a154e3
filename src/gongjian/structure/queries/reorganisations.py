"""Re-organisations as a list and as a page, with each change in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Count, ForeignObjectRel, Q
from django.utils.translation import gettext as _

from gongjian.kernel import parameters
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.states import may_step
from gongjian.org import policy as org
from gongjian.org.catalogue import LINES, UNIT_TYPES
from gongjian.org.models import Placement, Territory, Unit
from gongjian.org.policy import on_day

from .. import policy, rules
from ..models import Change, Reorganisation
from ..rules import REORGANISATION_EDGES
from ..terms import (
    ChangeKind,
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

MOST_CHOICES = 60


@dataclass(frozen=True)
class ReorganisationRow:
    """A re-organisation in a list."""

    id: int
    title: str
    document: str
    unit: str
    effective_on: date
    state: ReorganisationState
    changes: int
    drafted_by: str


@dataclass(frozen=True)
class ReorganisationRows:
    """One page of re-organisations; ``total`` counts all that fit."""

    rows: tuple[ReorganisationRow, ...]
    total: int


def list_reorganisations(actor: Actor, query: TableQuery) -> ReorganisationRows:
    """Return the re-organisations of authorities in reach, the latest first.

    Raises:
        Forbidden: re-organising is not part of the actor's role.
    """
    if not actor.may(rules.EDIT):
        raise Forbidden
    found = Reorganisation.objects.filter(policy.scope(actor))
    if query.text:
        found = found.filter(Q(title__icontains=query.text) | Q(document__icontains=query.text))
    if state := query.filters.get("state"):
        found = found.filter(state=state)
    page = found.select_related("unit").annotate(number=Count("changes"))
    ordered = page.order_by("-drafted_at", "-pk")[query.rows]
    return ReorganisationRows(tuple(_row(each, each.number) for each in ordered), found.count())


def _row(row: Reorganisation, changes: int) -> ReorganisationRow:
    return ReorganisationRow(
        row.pk,
        row.title,
        row.document,
        row.unit.name,
        row.effective_on,
        ReorganisationState(row.state),
        changes,
        row.drafted_by,
    )


@dataclass(frozen=True)
class ChangeRow:
    """One change in words."""

    id: int
    kind: ChangeKind
    words: str


@dataclass(frozen=True)
class ReorganisationPage:
    """All that a re-organisation's page shows; ``undo_until`` is the last day to undo it."""

    row: ReorganisationRow
    unit_id: int
    changes: tuple[ChangeRow, ...]
    drafted_on: date
    applied_by: str
    applied_on: date | None
    undone_on: date | None
    undo_until: date | None
    may_edit: bool
    may_apply: bool
    may_undo: bool


def get_reorganisation(pk: int, actor: Actor) -> ReorganisationPage:
    """Return a re-organisation within reach.

    Raises:
        Forbidden: re-organising is not part of the actor's role.
        NotVisible: there is none, or it is out of reach.
    """
    if not actor.may(rules.EDIT):
        raise Forbidden
    reach = policy.scope(actor)
    row = fetch(Reorganisation.objects.select_related("unit"), pk, allowed=reach, visible=reach)
    changes = list(row.changes.order_by("number", "pk"))
    until = None
    if row.applied_on is not None:
        days = parameters.in_force(actor.on).whole("structure.undo_days")
        until = rules.undo_until(row.applied_on, days)
    may = {event: may_step(REORGANISATION_EDGES, row.state, event) for event in _EVENTS}
    return ReorganisationPage(
        row=_row(row, len(changes)),
        unit_id=row.unit_id,
        changes=describe(changes),
        drafted_on=row.drafted_at.date(),
        applied_by=row.applied_by,
        applied_on=row.applied_on,
        undone_on=row.undone_on,
        undo_until=until,
        may_edit=may["edit"],
        may_apply=may["apply"] and bool(changes),
        may_undo=may["undo"] and until is not None and actor.on <= until,
    )


_EVENTS = ("edit", "apply", "undo")


class _Names:
    """The names that some changes need, in two queries."""

    def __init__(self, all_facts: Iterable[Facts]) -> None:
        facts = list(all_facts)
        units = {pk for each in facts for pk in each.units}
        codes = {each.territory for each in facts if isinstance(each, HandOver | EndDuty)}
        codes |= {code for each in facts if isinstance(each, Split) for _l, code in each.duties}
        self._units = dict(Unit.objects.filter(pk__in=units).values_list("pk", "name"))
        self._places = dict(Territory.objects.filter(pk__in=codes).values_list("pk", "name"))

    def unit(self, pk: int) -> str:
        return f"“{self._units.get(pk, pk)}”"

    def units(self, pks: Iterable[int]) -> str:
        return "、".join(map(self.unit, pks))

    def place(self, code: str) -> str:
        return self._places.get(code, code)


def describe(changes: Iterable[Change]) -> tuple[ChangeRow, ...]:
    """Return changes in words, in their order."""
    read = [(change, read_facts(change.kind, change.facts)) for change in changes]
    names = _Names(facts for _change, facts in read)
    return tuple(
        ChangeRow(change.pk, ChangeKind(change.kind), _WORDS[type(facts)](facts, names))
        for change, facts in read
    )


def line_name(line: str) -> str:
    """Return what a line is called."""
    return str(LINES.get(line, line))


def _move(facts: Move, names: _Names) -> str:
    return _("%(unit)s stands under %(parent)s (%(line)s)") % {
        "unit": names.unit(facts.unit),
        "parent": names.unit(facts.parent),
        "line": line_name(facts.line),
    }


def _merge(facts: Merge, names: _Names) -> str:
    if facts.into is None:
        words = _("%(units)s become the new unit “%(name)s”")
        return words % {"units": names.units(facts.sources), "name": facts.name}
    words = _("%(units)s go into %(into)s")
    return words % {"units": names.units(facts.sources), "into": names.unit(facts.into)}


def _split(facts: Split, names: _Names) -> str:
    into = f"“{facts.name}”" if facts.into is None else names.unit(facts.into)
    said = [_("From %(unit)s goes to %(into)s") % {"unit": names.unit(facts.unit), "into": into}]
    if facts.children:
        said.append(names.units(facts.children))
    said += [f"{names.place(code)} ({line_name(line)})" for line, code in facts.duties]
    if facts.closes:
        said.append(_("and the unit is closed"))
    return _(": ").join((said[0], _(", ").join(said[1:]))) if said[1:] else said[0]


def _rename(facts: Rename, names: _Names) -> str:
    words = _("%(unit)s is called “%(name)s”")
    return words % {"unit": names.unit(facts.unit), "name": facts.name}


def _close(facts: Close, names: _Names) -> str:
    return _("%(unit)s is closed") % {"unit": names.unit(facts.unit)}


def _hand_over(facts: HandOver, names: _Names) -> str:
    return _("%(unit)s becomes responsible for %(place)s (%(line)s)") % {
        "unit": names.unit(facts.unit),
        "place": names.place(facts.territory),
        "line": line_name(facts.line),
    }


def _end_duty(facts: EndDuty, names: _Names) -> str:
    return _("Nobody is responsible for %(place)s any more (%(line)s)") % {
        "place": names.place(facts.territory),
        "line": line_name(facts.line),
    }


_WORDS: Mapping[type[Any], Any] = {
    Move: _move,
    Merge: _merge,
    Split: _split,
    Rename: _rename,
    Close: _close,
    HandOver: _hand_over,
    EndDuty: _end_duty,
}


def name_of(unit_id: int) -> str:
    """Return the name of a unit."""
    return Unit.objects.filter(pk=unit_id).values_list("name", flat=True).first() or ""


def units_to_choose(
    actor: Actor, find: str = "", *, keep: Iterable[int] = (), under: int | None = None
) -> tuple[tuple[int, str], ...]:
    """Return open units in reach of re-organising, each with where it stands, to choose from.

    Those whose name holds ``find``, at most ``MOST_CHOICES``; those of ``keep`` in any case.
    ``under`` asks for the units directly below one.
    """
    reach = Unit.objects.filter(org.scope(actor, rules.EDIT))
    open_ones = reach.filter(Q(closed_on=None) | Q(closed_on__gt=actor.on))
    found = open_ones
    if under is not None:
        placed = Placement.objects.filter(on_day(actor.on), parent_id=under)
        found = found.filter(pk__in=placed.values("unit_id"))
    if find:
        found = found.filter(Q(name__icontains=find) | Q(names__name__icontains=find)).distinct()
    order = ("territory__level", "name", "pk")
    chosen = list(found.order_by(*order)[:MOST_CHOICES])
    missing = set(keep) - {unit.pk for unit in chosen}
    chosen += open_ones.filter(pk__in=missing).order_by("name") if missing else []
    above = dict(
        Placement.objects.filter(on_day(actor.on), unit__in=chosen, parent__isnull=False)
        .order_by("-line")
        .values_list("unit_id", "parent__name")
    )
    return tuple((unit.pk, _choice(unit, above.get(unit.pk, ""))) for unit in chosen)


def _choice(unit: Unit, above: str) -> str:
    kind = UNIT_TYPES[unit.type].label if unit.type in UNIT_TYPES else unit.type
    return f"{unit.name} ({_(', ').join(filter(None, (above, str(kind))))})"


FOLLOWED = {
    "org.Unit",
    "org.UnitName",
    "org.Placement",
    "org.Responsibility",
    "entities.Cover",
    "members.Appointment",
    "structure.Reorganisation",
}
"""What a re-organisation carries over or ends itself."""


def open_questions(unit_ids: Iterable[int]) -> tuple[tuple[str, str, int], ...]:
    """Return what still names units that were closed: unit, kind of record, how many.

    Read from the models themselves, so that no module's records are forgotten.
    """
    closed = dict(Unit.objects.filter(pk__in=list(unit_ids)).values_list("pk", "name"))
    counted: dict[tuple[int, str], int] = {}
    for relation in Unit._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        model, path = relation.related_model, relation.field.attname
        if model not in apps.get_models() or model._meta.label in FOLLOWED:
            continue
        rows = model._default_manager.filter(**{f"{path}__in": closed}).values_list(path)
        for unit_id, number in rows.annotate(number=Count("pk")).order_by():
            key = (unit_id, model._meta.label)
            counted[key] = counted.get(key, 0) + number
    return tuple(
        (closed[unit_id], record_name(label), number)
        for (unit_id, label), number in sorted(counted.items())
    )


def record_name(label: str) -> str:
    """Return what the records of a model are called."""
    names = {
        "members.Person": _("people who are recorded there"),
        "members.Membership": _("memberships"),
        "members.FormalRelation": _("formal relations of members"),
        "members.ParticipationRelation": _("participation relations of members"),
        "members.Transfer": _("transfers of members"),
        "members.FloatingMember": _("floating members"),
        "exchange.Need": _("needs raised"),
        "exchange.Claim": _("claimed needs"),
        "exchange.ServiceItem": _("service items"),
        "exchange.Resource": _("offers made"),
        "exchange.Pairing": _("pairings"),
        "org.Room": _("rooms"),
    }
    return names.get(label, _("other records"))
