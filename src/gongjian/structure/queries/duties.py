"""The responsibility matrix: for each place and line the unit and the person who answer for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr
from django.db.models.lookups import In
from django.utils.translation import gettext as _

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.members import queries as members
from gongjian.members.models import Charge
from gongjian.org import policy as org
from gongjian.org.models import Responsibility, Territory
from gongjian.org.policy import on_day

from .. import rules
from .vacancies import WIDER, open_duties, places_without_unit


@dataclass(frozen=True)
class DutyCell:
    """Who answers for a place on a line; ``is_vacant`` where a unit should and none does."""

    line: str
    duty_id: int | None
    unit_id: int | None
    unit: str
    person: str
    since: date | None
    is_vacant: bool


@dataclass(frozen=True)
class MatrixRow:
    """A place with a cell for each line."""

    territory: str
    place: str
    cells: tuple[DutyCell, ...]


@dataclass(frozen=True)
class MatrixPage:
    """One page of the matrix; ``lines`` are its columns, ``total`` counts its places."""

    lines: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    total: int


def lines_in_use() -> tuple[str, ...]:
    """Return the lines on which units are or were responsible for places."""
    found = Responsibility.objects.order_by("line").values_list("line", flat=True).distinct()
    return tuple(reversed(list(found)))


def get_matrix(
    actor: Actor, *, on: date, within: str = "", text: str = "", rows: slice
) -> MatrixPage:
    """Return the places in reach that are divided on some line, one page of them.

    A place is in reach if the unit that answers for it or for a place around it is.

    Raises:
        Forbidden: looking at units is not part of the actor's role.
    """
    if not actor.may("unit.view"):
        raise Forbidden
    lines = lines_in_use()
    reached = open_duties(on).filter(org.units(actor, "unit.view", "unit_id"))
    held = Q(pk__in=open_duties(on).values("territory_id"))
    vacant = {line: places_without_unit(line, on).values("code") for line in lines}
    divided = held
    for without in vacant.values():
        divided |= Q(pk__in=without)
    places = Territory.objects.filter(divided).filter(_within_reach(reached, actor))
    if within:
        places = places.filter(code__startswith=within)
    if text:
        places = places.filter(Q(name__icontains=text) | Q(code__startswith=text))
    page = list(places.order_by("code")[rows])
    codes = [place.code for place in page]
    duties = {
        (row.territory_id, row.line): row
        for row in open_duties(on).filter(territory_id__in=codes).select_related("unit")
    }
    charges = Charge.objects.filter(on_day(on), responsibility__in=list(duties.values()))
    people = {charge.responsibility_id: name for charge, name in _named(charges, actor)}
    missing = {
        line: set(vacant[line].filter(code__in=codes).values_list("code", flat=True))
        for line in lines
    }
    found = tuple(
        MatrixRow(
            place.code,
            place.name,
            tuple(
                _cell(line, duties.get((place.code, line)), people, place.code in missing[line])
                for line in lines
            ),
        )
        for place in page
    )
    return MatrixPage(lines, found, places.count())


def _named(charges: QuerySet[Charge], actor: Actor) -> list[tuple[Charge, str]]:
    """Return charges with the name of the person, as far as the actor may see people."""
    found = list(charges.select_related("person"))
    people = {charge.person_id for charge in found}
    reached = members.reached_people(actor).filter(pk__in=people)
    seen = set(reached.values_list("pk", flat=True))
    hidden = _("somebody is named")
    return [(each, each.person.name if each.person_id in seen else hidden) for each in found]


def _within_reach(reached: QuerySet[Responsibility], actor: Actor) -> Q:
    """Return the condition on places: within one that a unit in reach answers for."""
    if "unit.view" in actor.system_permissions:
        return org.EVERYTHING
    codes, condition = reached.values("territory_id"), org.NOTHING
    for size in WIDER:
        condition |= Q(In(Substr("code", 1, size), codes))
    return condition


def _cell(
    line: str, duty: Responsibility | None, people: dict[int, str], is_vacant: bool
) -> DutyCell:
    if duty is None:
        return DutyCell(line, None, None, "", "", None, is_vacant)
    person = people.get(duty.pk, "")
    return DutyCell(line, duty.pk, duty.unit_id, duty.unit.name, person, duty.valid_from, False)


@dataclass(frozen=True)
class HandOverRow:
    """One stretch of responsibility for a place: who had it, from whom, by which document."""

    duty_id: int
    line: str
    unit_id: int
    unit: str
    valid_from: date
    valid_to: date | None
    document: str
    ended_by: str
    taken_from: str
    handed_to: str
    charges: tuple[tuple[str, date, date | None, str], ...]


@dataclass(frozen=True)
class PlacePage:
    """Who has been responsible for a place, on each line, the latest first."""

    territory: str
    place: str
    rows: tuple[HandOverRow, ...]
    may_edit: bool


def get_place(code: str, actor: Actor) -> PlacePage:
    """Return the record of a place: every unit that was responsible, hand-over by hand-over.

    Raises:
        Forbidden: looking at units is not part of the actor's role.
        NotVisible: there is no such place, or nobody in reach was ever responsible for it.
    """
    if not actor.may("unit.view"):
        raise Forbidden
    place = Territory.objects.filter(pk=code).first()
    if place is None:
        raise NotVisible
    rows = list(
        Responsibility.objects.filter(territory=place)
        .select_related("unit")
        .order_by("line", "-valid_from")
    )
    whole = Responsibility.objects.filter(org.units(actor, "unit.view", "unit_id"))
    around = [code[:size] for size in WIDER if size <= len(code)]
    if not whole.filter(territory_id__in=around).exists():
        raise NotVisible
    starts = {(row.line, row.valid_from): row.unit.name for row in rows}
    ends = {(row.line, row.valid_to): row.unit.name for row in rows}
    charges: dict[int, list[tuple[str, date, date | None, str]]] = {}
    every = Charge.objects.filter(responsibility__in=rows).order_by("-valid_from")
    for charge, name in _named(every, actor):
        facts = (name, charge.valid_from, charge.valid_to, charge.document)
        charges.setdefault(charge.responsibility_id, []).append(facts)
    return PlacePage(
        code,
        place.name,
        tuple(
            HandOverRow(
                row.pk,
                row.line,
                row.unit_id,
                row.unit.name,
                row.valid_from,
                row.valid_to,
                row.document,
                row.ended_by,
                ends.get((row.line, row.valid_from), ""),
                starts.get((row.line, row.valid_to), "") if row.valid_to else "",
                tuple(charges.get(row.pk, ())),
            )
            for row in rows
        ),
        actor.may(rules.EDIT),
    )


def get_duty(pk: int, actor: Actor) -> Responsibility:
    """Return a responsibility to act on.

    Raises:
        NotVisible, Forbidden: its unit is out of sight, or out of reach.
    """
    rows = Responsibility.objects.select_related("unit", "territory")
    return fetch(
        rows,
        pk,
        allowed=org.units(actor, rules.EDIT, "unit_id"),
        visible=org.units(actor, "unit.view", "unit_id"),
    )


def people_to_choose(duty: Responsibility, actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return the people in sight who can be put in charge, those of the unit itself first."""
    seen = members.reached_people(actor).select_related("unit")
    own = list(seen.filter(unit_id=duty.unit_id).order_by("name", "pk")[:100])
    others = list(seen.exclude(unit_id=duty.unit_id).order_by("name", "pk")[:100])
    return tuple((person.pk, f"{person.name} ({person.unit.name})") for person in (*own, *others))
