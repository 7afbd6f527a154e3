"""Entities, venues and covers, written to the tables as the registry's actions do."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from gongjian.entities.actions.head import raise_version
from gongjian.entities.models import Cover, EarlierFacts, Entity, Trade, Venue
from gongjian.entities.terms import EntityKind, VenueType
from gongjian.kernel import audit
from gongjian.kernel.models import Sealed
from gongjian.org.models import Responsibility, Territory, Unit

from .org import FOUNDED, moment, office

_numbers = itertools.count(1)

COUNTY = "330106"


def write(row: Sealed) -> Any:
    """Write a row of a sealed table as an action does: by a version of its own, and told."""
    with audit.act(office(), "test.write", at=moment()) as journal:
        row.version = raise_version()
        row.save()
        journal.wrote(type(row), [row.pk])
    return row


def make_place(code: str = COUNTY) -> Territory:
    """Enter a place and those around it."""
    around = None
    for level, size in enumerate((2, 4, 6, 9, 12), start=1):
        if size <= len(code):
            around, _ = Territory.objects.get_or_create(
                code=code[:size],
                defaults={
                    "name": f"地方{code[:size]}",
                    "level": level,
                    "parent": around,
                    "system": "test",
                },
            )
    assert around is not None
    return around


def make_trade(code: str = "52", section: str = "F") -> Trade:
    return Trade.objects.get_or_create(
        code=code, defaults={"name": f"行业{code}", "section": section}
    )[0]


def make_venue(place: str = COUNTY, type: str = VenueType.STREET) -> Venue:
    """Enter a venue, as the registry's next version."""
    with audit.act(office(), "test.venue", at=moment()) as journal:
        raise_version()
        venue = Venue(type=type, name=f"场所{next(_numbers)}", territory=make_place(place))
        return journal.create(venue)


def make_entity(place: str = COUNTY, since: date = FOUNDED, **facts: Any) -> Entity:
    """Enter an entity that holds from a day on."""
    entity = Entity(
        name=f"商户{next(_numbers)}",
        kind=facts.pop("kind", EntityKind.SOLE_TRADER),
        territory=make_place(place),
        since=since,
        **facts,
    )
    return write(entity)


def change(entity: Entity, on: date, **facts: Any) -> None:
    """Let other facts hold from a day on; what held before is kept."""
    write(
        EarlierFacts(
            entity=entity,
            kind=entity.kind,
            trade=entity.trade,
            territory=entity.territory,
            venue=entity.venue,
            valid_from=entity.since,
            valid_to=on,
        )
    )
    for name, value in {**facts, "since": on}.items():
        setattr(entity, name, value)
    write(entity)


def cover(unit: Unit, target: Any, since: date = FOUNDED, **facts: Any) -> Cover:
    """Let a branch cover an entity, a venue or a place from a day on."""
    name = {Entity: "entity", Venue: "venue", Territory: "territory"}[type(target)]
    return write(Cover(unit=unit, valid_from=since, **{name: target}, **facts))


def make_responsible(unit: Unit, place: str, line: str = "territorial") -> Responsibility:
    """Make a unit responsible for a place on a line."""
    from gongjian.org.actions import structure_changed

    with audit.act(office(), "test.responsibility", at=moment()) as journal:
        structure_changed()
        held = Responsibility(unit=unit, line=line, territory=make_place(place), valid_from=FOUNDED)
        return journal.create(held)
