"""What is vacant: a place without a responsible unit, a responsibility without a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from gongjian.kernel import parameters
from gongjian.kernel.actor import Actor
from gongjian.members import queries as members
from gongjian.members.models import Charge
from gongjian.org import policy as org
from gongjian.org.models import Placement, Responsibility, Territory
from gongjian.org.policy import on_day

from ..terms import VacancyKind

WIDER = (2, 4, 6, 9, 12)
"""How many digits the code of a place has at each level."""


@dataclass(frozen=True)
class Vacancy:
    """Something that is missing at a place on a line.

    ``unit`` is the unit concerned: the one without a person, or for a place without a unit the
    one that answers instead, by a wider place or as the last one. ``since`` is the day it began,
    or will begin, where that is known; ``person`` is whose charge ends, if the reader may know.
    """

    kind: VacancyKind
    line: str
    territory: str
    place: str
    unit_id: int | None
    unit: str
    since: date | None
    person: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.kind.value, self.line, self.territory)


def open_duties(on: date) -> QuerySet[Responsibility]:
    """Return the responsibilities that hold on a day."""
    return Responsibility.objects.filter(on_day(on))


def without_person(on: date) -> QuerySet[Responsibility]:
    """Return the responsibilities in force for which nobody is in charge on a day."""
    charged = Charge.objects.filter(on_day(on), responsibility=OuterRef("pk"))
    return open_duties(on).filter(~Exists(charged))


def ending_charges(on: date, days: int) -> QuerySet[Charge]:
    """Return the charges that end within some days from a day on, and that nobody follows."""
    follower = Charge.objects.filter(
        responsibility=OuterRef("responsibility"), valid_from=OuterRef("valid_to")
    )
    ends = Q(valid_to__gt=on, valid_to__lte=on + timedelta(days=days))
    # Where the responsibility itself ends on that day, what is vacant then is the place.
    with_it = Q(responsibility__valid_to__isnull=False) & Q(
        responsibility__valid_to__lte=on + timedelta(days=days)
    )
    return Charge.objects.filter(on_day(on), ends).filter(~Exists(follower)).exclude(with_it)


def without_place(on: date) -> QuerySet[Responsibility]:
    """Return the responsibilities whose unit has no place on their line on a day."""
    placed = Placement.objects.filter(on_day(on), unit=OuterRef("unit"), line=OuterRef("line"))
    return open_duties(on).filter(~Exists(placed))


def places_without_unit(line: str, on: date) -> QuerySet[Territory]:
    """Return the places that should have a responsible unit on a line on a day, and have none.

    A place should have one if it had one before, or if a place beside it (of the same wider
    place) has one.
    """
    held = open_duties(on).filter(line=line)
    beside = held.filter(territory__parent__isnull=False).values("territory__parent_id")
    before = Responsibility.objects.filter(line=line, valid_from__lte=on).values("territory_id")
    expected = Q(parent_id__in=beside) | Q(pk__in=before)
    return Territory.objects.filter(expected).exclude(pk__in=held.values("territory_id"))


def _answering(line: str, on: date, codes: list[str]) -> dict[str, tuple[int, str, date | None]]:
    """Return for each place the unit that answers instead, and since when the place is vacant."""
    wider = {code[:size] for code in codes for size in WIDER if size <= len(code)}
    held = {
        code: (unit, name)
        for code, unit, name in open_duties(on)
        .filter(line=line, territory_id__in=wider)
        .values_list("territory_id", "unit_id", "unit__name")
    }
    last = {
        code: (unit, name, end)
        for code, unit, name, end in Responsibility.objects.filter(
            line=line, territory_id__in=codes, valid_to__lte=on
        )
        .order_by("valid_to")
        .values_list("territory_id", "unit_id", "unit__name", "valid_to")
    }
    found: dict[str, tuple[int, str, date | None]] = {}
    for code in codes:
        above = [code[:size] for size in reversed(WIDER) if size < len(code)]
        instead = next((held[each] for each in above if each in held), None)
        since = last[code][2] if code in last else None
        if instead is not None:
            found[code] = (*instead, since)
        elif code in last:
            found[code] = last[code]
    return found


def list_vacancies(on: date, actor: Actor | None = None) -> tuple[Vacancy, ...]:
    """Return what is vacant on a day, by line and place; for a reader only what is in reach."""
    reached = org.EVERYTHING if actor is None else org.units(actor, "unit.view", "unit_id")
    lines = Responsibility.objects.values_list("line", flat=True).distinct().order_by("line")
    found = [
        *_of_duties(VacancyKind.NO_PERSON, without_person(on).filter(reached), on),
        *_of_duties(VacancyKind.NO_PLACE, without_place(on).filter(reached), on),
        *_ending(on, actor),
    ]
    for line in lines:
        found += _of_places(line, on, actor)
    return tuple(sorted(found, key=lambda each: (each.territory, each.line, each.kind)))


def _of_duties(kind: VacancyKind, rows: QuerySet[Responsibility], on: date) -> Iterator[Vacancy]:
    ended = Charge.objects.filter(responsibility=OuterRef("pk"), valid_to__lte=on)
    last = ended.order_by("-valid_to").values("valid_to")[:1]
    for row in rows.select_related("unit", "territory").annotate(relieved=Subquery(last)):
        since = row.valid_from
        if kind is VacancyKind.NO_PERSON:
            since = row.relieved or row.valid_from
        yield Vacancy(
            kind, row.line, row.territory_id, row.territory.name, row.unit_id, row.unit.name, since
        )


def _ending(on: date, actor: Actor | None) -> Iterator[Vacancy]:
    days = parameters.in_force(on).whole("structure.ending_days")
    rows = ending_charges(on, days)
    if actor is not None:
        rows = rows.filter(org.units(actor, "unit.view", "responsibility__unit_id"))
    shown = set()
    if actor is not None:
        reached = members.reached_people(actor).filter(pk__in=rows.values("person_id"))
        shown = set(reached.values_list("pk", flat=True))
    for row in rows.select_related("responsibility__unit", "responsibility__territory", "person"):
        duty = row.responsibility
        yield Vacancy(
            VacancyKind.ENDING,
            duty.line,
            duty.territory_id,
            duty.territory.name,
            duty.unit_id,
            duty.unit.name,
            row.valid_to,
            row.person.name if row.person_id in shown else "",
        )


def _of_places(line: str, on: date, actor: Actor | None) -> Iterator[Vacancy]:
    places = list(places_without_unit(line, on).order_by("code"))
    answering = _answering(line, on, [place.code for place in places])
    reached = None
    if actor is not None:
        units = {unit for unit, _name, _since in answering.values()}
        allowed = Placement.objects.filter(org.units(actor, "unit.view", "unit_id"))
        reached = set(allowed.filter(unit_id__in=units).values_list("unit_id", flat=True))
    for place in places:
        unit_id, unit, since = answering.get(place.code, (None, "", None))
        if reached is None or unit_id in reached:
            yield Vacancy(VacancyKind.NO_UNIT, line, place.code, place.name, unit_id, unit, since)


@dataclass(frozen=True)
class VacancyPage:
    """One page of vacancies, with how many there are of each kind."""

    rows: tuple[Vacancy, ...]
    total: int
    counts: dict[VacancyKind, int]


def page_vacancies(on: date, actor: Actor, kind: str, rows: slice) -> VacancyPage:
    """Return one page of what is vacant within reach, of one kind if it is named."""
    found = list_vacancies(on, actor)
    counts = {each: sum(one.kind is each for one in found) for each in VacancyKind}
    chosen = [one for one in found if not kind or one.kind.value == kind]
    return VacancyPage(tuple(chosen[rows]), len(chosen), counts)
