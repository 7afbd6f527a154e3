"""Units and where they stand, made as an office makes them: through actions."""

from __future__ import annotations

import itertools
from datetime import date, datetime, time

from django.utils import timezone

from gongjian.kernel.actor import Actor, system
from gongjian.org import actions
from gongjian.org.actions import UnitFacts
from gongjian.org.catalogue import permission_codes
from gongjian.org.models import Unit

TODAY = date(2026, 11, 21)
FOUNDED = date(2026, 1, 1)

_numbers = itertools.count(1)


def moment(day: date = TODAY, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment of a day, local time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def office(on: date = TODAY) -> Actor:
    """Return a system actor that may do everything: it lays out what a test starts from."""
    return system("test", on, *permission_codes())


def make_unit(
    name: str = "", type: str = "clinic", *, under: Unit | None = None, line: str = "alliance"
) -> Unit:
    """Enter a unit and place it, at the root unless a parent is given."""
    facts = UnitFacts(type=type, name=name or f"测试单位{next(_numbers)}")
    unit = actions.enter_unit(facts, actor=office(), at=moment(FOUNDED))
    actions.place(
        unit.pk,
        line=line,
        parent_id=under.pk if under else None,
        from_day=FOUNDED,
        actor=office(),
        at=moment(FOUNDED),
    )
    return unit


def make_zone(name: str = "") -> Unit:
    """Enter a zone at the root of the alliance line."""
    return make_unit(name or f"测试片区{next(_numbers)}", "zone")
