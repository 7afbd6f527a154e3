"""Places, responsibilities and re-organisations, made as an office makes them."""

from __future__ import annotations

import itertools
from datetime import date

from factories.org import FOUNDED, moment, office
from gongjian.kernel.actor import Actor
from gongjian.members import actions as members
from gongjian.members.models import Person
from gongjian.org import actions as org
from gongjian.org.models import Responsibility, Territory, Unit
from gongjian.structure import actions
from gongjian.structure.models import Reorganisation
from gongjian.structure.terms import Facts

DOCUMENT = "甬党发〔2026〕3号"

_numbers = itertools.count(1)


def make_place(code: str, name: str = "") -> Territory:
    """Enter a place under the one whose code is the beginning of this one, made if need be."""
    sizes = [size for size in (2, 4, 6, 9, 12) if size <= len(code)]
    parent = None
    for level, size in enumerate(sizes, 1):
        label = name if size == len(code) and name else f"地方{code[:size]}"
        parent, _made = Territory.objects.get_or_create(
            pk=code[:size],
            defaults={"name": label, "level": level, "parent": parent, "system": "测试"},
        )
    assert parent is not None
    return parent


def make_duty(
    unit: Unit, code: str, *, line: str = "territorial", from_day: date = FOUNDED
) -> Responsibility:
    """Make a unit responsible for a place."""
    make_place(code)
    return org.assign(
        unit.pk,
        line=line,
        territory=code,
        from_day=from_day,
        document=DOCUMENT,
        actor=office(),
        at=moment(from_day),
    )


def some_duty(unit: Unit, code: str = "330212") -> Responsibility:
    """Return who answers for a place on the territorial line; the unit, if nobody does."""
    found = Responsibility.objects.filter(line="territorial", territory=code).first()
    return found or make_duty(unit, code)


def put_in_charge(duty: Responsibility, person: Person, from_day: date = FOUNDED) -> None:
    """Put a person in charge of a responsibility."""
    members.put_in_charge(
        duty.pk,
        person.pk,
        from_day=from_day,
        document=DOCUMENT,
        actor=office(),
        at=moment(from_day),
    )


def make_reorganisation(
    unit: Unit, day: date, *changes: Facts, actor: Actor | None = None
) -> Reorganisation:
    """Prepare a re-organisation at an authority with these changes."""
    by = actor or office(day)
    facts = actions.Draft(unit.pk, f"改革方案{next(_numbers)}", DOCUMENT, day)
    row = actions.draft(facts, actor=by, at=moment(day))
    for each in changes:
        actions.add_change(row.pk, each, actor=by, at=moment(day))
    row.refresh_from_db()
    return row
