"""Places, venues, entities and what covers them, made as an office makes them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from typing import Any

from factories.org import FOUNDED, TODAY, make_unit, moment, office
from gongjian.entities import actions
from gongjian.entities.actions import EntityFacts, Target, VenueFacts
from gongjian.entities.models import Cover, Entity, Trade, Venue
from gongjian.entities.rules import codes
from gongjian.org import actions as org
from gongjian.org.models import Territory, Unit

TOWN, COMMUNITY, OTHER_COMMUNITY = "330212008", "330212008001", "330212008002"

_numbers = itertools.count(1)

_NAMES = {2: "测试省", 4: "测试市", 6: "测试区", 9: "测试街道", 12: "测试社区"}
_LEVELS = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}


def make_territory(code: str = COMMUNITY, name: str = "") -> Territory:
    """Return a place, with the places around it; entered before, it stays as it was."""
    parent = None
    for size in (2, 4, 6, 9, 12):
        if size > len(code):
            break
        own = name if size == len(code) and name else f"{_NAMES[size]}{code[:size]}"
        parent, _made = Territory.objects.get_or_create(
            code=code[:size],
            defaults={"name": own, "level": _LEVELS[size], "parent": parent, "system": "test"},
        )
    assert parent is not None
    return parent


def make_trade(code: str = "F") -> Trade:
    """Return a trade of the official list."""
    return Trade.objects.get(pk=code)


def a_code(number: int | None = None) -> str:
    """Return a valid unified social credit code that no other test entity has."""
    body = f"92330212MA2{number or next(_numbers):06d}"
    return body + codes.check_character(body)


def make_venue(name: str = "", territory: str = COMMUNITY, type: str = "market") -> Venue:
    """Return a venue at a place."""
    make_territory(territory)
    facts = VenueFacts(type=type, name=name or f"测试市场{next(_numbers)}", territory=territory)
    return actions.enter_venue(facts, actor=office(), at=moment(FOUNDED))


def make_entity(
    name: str = "", territory: str = COMMUNITY, *, venue: Venue | None = None, **facts: Any
) -> Entity:
    """Return an entity, a sole trader in retail unless other facts are given."""
    make_territory(territory)
    given: dict[str, Any] = {
        "kind": "sole_trader",
        "trade": "52",
        "code": a_code(),
        "venue_id": venue.pk if venue else None,
        "founded_on": FOUNDED,
    }
    entry = EntityFacts(
        name=name or f"测试小店{next(_numbers)}", territory=territory, **(given | facts)
    )
    return actions.enter(entry, actor=office(), at=moment(FOUNDED))


def make_cover(
    unit: Unit,
    target: Entity | Venue | Territory,
    *,
    from_day: date = FOUNDED,
    by: str = "branch",
) -> Cover:
    """Let a unit cover an entity, a venue or a place from a day on."""
    if isinstance(target, Entity):
        what = Target(entity_id=target.pk)
    elif isinstance(target, Venue):
        what = Target(venue_id=target.pk)
    else:
        what = Target(territory=target.pk)
    return actions.cover(
        unit.pk, what, from_day=from_day, by=by, actor=office(), at=moment(from_day)
    )


def make_responsible(
    unit: Unit, territory: str = TOWN, line: str = "territorial", *, from_day: date = FOUNDED
) -> None:
    """Make a unit responsible for a place on a line."""
    make_territory(territory)
    org.assign(
        unit.pk,
        line=line,
        territory=territory,
        from_day=from_day,
        document="测试文件",
        actor=office(),
        at=moment(from_day),
    )


@dataclass(frozen=True)
class Registry:
    """One entity in one venue, and the cover by which a unit's officers reach both."""

    entity: Entity
    venue: Venue
    cover: Cover


def registry(unit: Unit) -> Registry:
    """Return a venue that a unit covers and an entity in it; made once."""
    cover = Cover.objects.filter(unit=unit, venue__isnull=False).first()
    if cover is None:
        venue = make_venue("矩阵市场")
        make_entity("矩阵小店", venue=venue)
        cover = make_cover(unit, venue)
    return Registry(Entity.objects.get(venue=cover.venue), cover.venue, cover)


def make_listed(under: Unit, number: int) -> None:
    """Add one row to each list of entities: in a venue of its own, covered by its branch."""
    branch = make_unit(type="branch", under=under, line="territorial")
    venue = make_venue(f"{number}号市场")
    make_cover(branch, venue)
    code = a_code()
    slip = code[:17] + ("0" if code[17] != "0" else "1")
    make_cover(branch, make_entity(f"{number}号面馆", code=slip, venue=venue))
    gone = make_entity(f"{number}号旧店", venue=venue)
    actions.close(gone.pk, closed_on=TODAY, actor=office(), at=moment())
