"""The demonstration's registry: a street's entities, venues, and what came to cover them.

Some three hundred made-up firms and shops of one street over two years: some moved, changed
their name or closed; branches took them in one after the other, and not all of them yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import numpy as np

from gongjian.entities import actions
from gongjian.entities.actions import VenueFacts
from gongjian.entities.actions import many as registry
from gongjian.entities.actions.covers import CoverEntry
from gongjian.entities.actions.many import ContactEntry, EarlierEntry, EntityEntry
from gongjian.entities.terms import CoveredBy, EntityKind
from gongjian.kernel import actor as actors
from gongjian.kernel.actor import Actor
from gongjian.org import actions as org
from gongjian.org.models import Territory, Unit
from gongjian.org.terms import Line

from .city import codes
from .city.naming import brand
from .city.trades import FAVOURED, TRADES, TradeShare
from .city.words import CONTACTS, ROAD_TYPES
from .district import BEILUN, FOUNDED, POOL, SHOPS, YINZHOU, unit_named

SEED = 3
STREET = "330212008"
BUREAU, STATION = "鄞州区市场监督管理局", "百丈市场监管所"

PLACES = (
    ("33", "浙江省"), ("3302", "宁波市"), (YINZHOU, "鄞州区"), (BEILUN, "北仑区"),
    (STREET, "百丈街道"), (f"{STREET}001", "潜龙社区"), (f"{STREET}002", "中山社区"),
    (f"{STREET}003", "七塔社区"), (f"{STREET}004", "舟孟社区"), (f"{STREET}005", "演武社区"),
    (f"{STREET}006", "划船社区"), (f"{STREET}007", "宁舟社区"), (f"{STREET}008", "华严社区"),
    (f"{STREET}009", "后塘社区"), (f"{STREET}010", "朱雀社区"),
)  # fmt: skip
"""Entered only where the country's places are not loaded."""

DUTIES = (
    (Line.TERRITORIAL, YINZHOU, "鄞州区"),
    (Line.TERRITORIAL, BEILUN, "北仑区"),
    (Line.TERRITORIAL, STREET, "百丈街道"),
    (Line.TERRITORIAL, f"{STREET}005", "演武社区"),
    (Line.TERRITORIAL, f"{STREET}006", "划船社区"),
    (Line.TERRITORIAL, f"{STREET}010", "朱雀社区"),
    (Line.SECTORAL, YINZHOU, BUREAU),
    (Line.SECTORAL, STREET, STATION),
)
"""Who answers for which place on which line; the other communities are vacant."""


@dataclass(frozen=True)
class Somewhere:
    """A venue, or the shops along the roads of a community where ``type`` is empty."""

    name: str
    type: str
    community: str
    entities: int


GROUND = (
    Somewhere("百丈商业街", "street", "006", 62),
    Somewhere("演武菜市场", "market", "005", 34),
    Somewhere("七塔商务楼", "building", "003", 30),
    Somewhere("后塘创业园", "park", "009", 18),
    Somewhere("中山购物中心", "mall", "002", 24),
    *(Somewhere("", "", f"{number:03}", 15 - number % 4) for number in range(1, 11)),
)

BRANCHES = ("七塔商务楼党支部", "潜龙楼宇联合党支部", "中山沿街商户联合党支部")
"""Branches that only the registry needs; those of single firms are named after them."""

OWN_BRANCHES = 4

PERMISSIONS = ("roster.import", "structure.edit", "entity.edit", "cover.edit")


def build_entities(at: datetime) -> None:
    """Enter places, responsibilities, venues, entities and two years of covers."""
    actor = actors.system("sample", at.date(), *PERMISSIONS)
    _enter_places()
    _assign(actor, at)
    venues = {each.name: _venue(each, actor, at) for each in GROUND if each.type}
    drawn = _draw(at.date(), venues)
    keys = registry.enter_many([each.entry for each in drawn], actor=actor, at=at)
    _enter_the_rest(drawn, keys, actor, at)
    _cover(_Covers(at.date(), drawn, keys, venues), actor, at)


def _enter_places() -> None:
    known = set(Territory.objects.values_list("pk", flat=True))
    above = {4: 2, 6: 4, 9: 6, 12: 9}
    levels = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}
    Territory.objects.bulk_create(
        Territory(
            code=code,
            name=name,
            level=levels[len(code)],
            parent_id=code[: above[len(code)]] if len(code) > 2 else None,
            system="sample",
        )
        for code, name in PLACES
        if code not in known
    )


def _assign(actor: Actor, at: datetime) -> None:
    for line, territory, unit in DUTIES:
        org.assign(
            unit_named(unit).pk,
            line=line.value,
            territory=territory,
            from_day=FOUNDED,
            document="示例：事权清单",
            actor=actor,
            at=at,
        )


def _venue(place: Somewhere, actor: Actor, at: datetime) -> int:
    facts = VenueFacts(place.type, place.name, STREET + place.community, f"百丈街道{place.name}")
    return actions.enter_venue(facts, actor=actor, at=at).pk


@dataclass(frozen=True)
class Drawn:
    """An entity with what the registry keeps beside it; ``came_from`` is another community."""

    entry: EntityEntry
    place: Somewhere
    alias: str
    contact: tuple[str, str]
    came_from: str


def _draw(today: date, venues: dict[str, int]) -> list[Drawn]:
    """Draw the entities, the same ones each time; days are counted back from today."""
    rng = Random(SEED)
    places = [place for place in GROUND for _ in range(place.entities)]
    firms = [rng.random() < _share_of_firms(place) for place in places]
    known = zip(places, firms, _codes(firms), strict=True)
    drawn = [_one(number, *each, venues, today, rng) for number, each in enumerate(known)]
    # The same shop came to the register twice, under two codes: somebody has to decide.
    for number in (9, 130):
        twin = drawn[number].entry
        other = drawn[number + 1]
        entry = twin._replace(code=other.entry.code, doubtful_code=False)
        drawn[number + 1] = Drawn(entry, drawn[number].place, "", ("", ""), "")
    return drawn


def _share_of_firms(place: Somewhere) -> float:
    return 0.8 if place.type in ("building", "park", "mall") else 0.25


def _codes(firms: list[bool]) -> list[str]:
    """Return a made-up code for each entity; those that ``_is_doubtful`` names are mistyped."""
    count = len(firms)
    doubtful = np.array([_is_doubtful(number) for number in range(count)])
    regions = np.full(count, YINZHOU, dtype="S6")
    return codes.draw(np.where(firms, 1, 2), regions, doubtful, SEED)


def _is_doubtful(number: int) -> bool:
    return number % 53 == 7


def _one(
    number: int,
    place: Somewhere,
    is_firm: bool,
    code: str,
    venues: dict[str, int],
    today: date,
    rng: Random,
) -> Drawn:
    trade = _trade(place, is_firm, rng)
    founded = today - timedelta(days=rng.randrange(60, 3_000))
    moved = None
    if number % 17 == 5 and not place.type and (today - founded).days > 500:
        moved = today - timedelta(days=rng.randrange(40, 400))
    closed = None
    if number % 11 == 3 and moved is None:
        closed = today - timedelta(days=rng.randrange(5, min(700, (today - founded).days)))
    sign = brand(rng.randrange(1_000_003))
    entry = EntityEntry(
        code="" if number % 41 == 2 else code,
        doubtful_code=_is_doubtful(number),
        name=_name(sign, trade, is_firm, rng),
        kind=EntityKind.SMALL_FIRM if is_firm else EntityKind.SOLE_TRADER,
        trade_id=trade.code,
        territory_id=STREET + place.community,
        venue_id=venues.get(place.name),
        address=_address(place, rng),
        longitude=round(121.561 + rng.random() * 0.018, 6),
        latitude=round(29.858 + rng.random() * 0.014, 6),
        staff=rng.randrange(3, 60) if is_firm else rng.randrange(1, 6),
        founded_on=founded,
        closed_on=closed,
        since=moved or founded,
    )
    reachable = rng.random() < 0.6
    contact = (CONTACTS[number % len(CONTACTS)], f"154000{number:05}") if reachable else ("", "")
    return Drawn(
        entry,
        place,
        alias=f"{sign}铺子" if number % 9 == 4 else "",
        contact=contact,
        came_from=f"{STREET}{1 + number % 10:03}" if moved else "",
    )


def _trade(place: Somewhere, is_firm: bool, rng: Random) -> TradeShare:
    known = {trade.code: trade for trade in TRADES}
    if place.type and rng.random() < 0.7:
        return known[rng.choice(FAVOURED[place.type])]
    weights = [trade.firms if is_firm else trade.traders for trade in TRADES]
    return rng.choices(TRADES, weights)[0]


def _name(sign: str, trade: TradeShare, is_firm: bool, rng: Random) -> str:
    if is_firm:
        return f"宁波{sign}{rng.choice(trade.firm_words)}有限公司"
    tail = "（个体工商户）" if rng.random() < 0.2 else ""
    return f"鄞州区百丈{sign}{rng.choice(trade.shop_words)}{tail}"


def _address(place: Somewhere, rng: Random) -> str:
    community = dict(PLACES)[STREET + place.community]
    if place.type:
        return f"百丈街道{place.name}{rng.choice('ABC')}区{rng.randrange(1, 90)}号"
    road = brand(rng.randrange(40)) + rng.choice(ROAD_TYPES)
    return f"百丈街道{community}{road}{rng.randrange(1, 200)}号"


def _enter_the_rest(drawn: list[Drawn], keys: range, actor: Actor, at: datetime) -> None:
    pairs = list(zip(keys, drawn, strict=True))
    earlier = (
        EarlierEntry(
            pk,
            each.entry.kind,
            each.entry.trade_id,
            each.came_from,
            None,
            each.entry.founded_on or each.entry.since,
            each.entry.since,
        )
        for pk, each in pairs
        if each.came_from
    )
    registry.keep_earlier(earlier, actor=actor, at=at)
    contacts = (ContactEntry(pk, *each.contact) for pk, each in pairs if each.contact[0])
    registry.keep_contacts(contacts, actor=actor, at=at)
    aliases = ((pk, each.alias) for pk, each in pairs if each.alias)
    registry.add_aliases(aliases, actor=actor, at=at)
    renamed = [(pk, each.entry) for pk, each in pairs if _is_open_firm(each)][:6]
    for pk, entry in renamed:
        name = entry.name.replace("有限公司", "（宁波）有限公司").removeprefix("宁波")
        actions.rename(pk, name, actor=actor, at=at - timedelta(days=90))


def _is_open_firm(each: Drawn) -> bool:
    return each.entry.kind == EntityKind.SMALL_FIRM and each.entry.closed_on is None


@dataclass(frozen=True)
class _Covers:
    """What there is to cover, and the day that the covers' days are counted back from."""

    today: date
    drawn: list[Drawn]
    keys: range
    venues: dict[str, int]

    def open_in(self, name: str) -> list[tuple[int, EntityEntry]]:
        """Return what is open in a venue, or along a community's roads, with the keys."""
        return [
            (pk, each.entry)
            for pk, each in zip(self.keys, self.drawn, strict=True)
            if each.entry.closed_on is None and name == (each.place.name or each.entry.territory_id)
        ]

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)


def _cover(known: _Covers, actor: Actor, at: datetime) -> None:
    """Enter what covers the street, as it came about over two years."""
    building, offices, roadside = (_branch(name, actor, at) for name in BRANCHES)
    station = unit_named(STATION).pk
    entries = [
        _of_venue(unit_named(SHOPS).pk, known, "百丈商业街", 690),
        _of_venue(unit_named("演武菜市场").pk, known, "演武菜市场", 540),
        _of_venue(building, known, "七塔商务楼", 210),
        _of_venue(station, known, "后塘创业园", 150, by=CoveredBy.INSTRUCTOR),
        *(_of_place(unit_named(POOL).pk, known, code, ago) for code, ago in
          (("006", 640), ("010", 420), ("005", 260), ("008", 95))),
        *(_of_place(station, known, code, ago, by=CoveredBy.INSTRUCTOR) for code, ago in
          (("001", 480), ("004", 30))),
    ]  # fmt: skip
    for branch, name, ago in ((offices, f"{STREET}001", 330), (roadside, f"{STREET}002", 120)):
        entries += _of_firms(branch, known.open_in(name)[:6], known.day(ago))
    entries += _own(known, offices, actor, at)
    actions.cover_many(entries, actor=actor, at=at)


def _branch(name: str, actor: Actor, at: datetime) -> int:
    facts = org.UnitFacts("branch", name, territory=STREET)
    unit: Unit = org.enter_unit(facts, actor=actor, at=at)
    org.place(
        unit.pk,
        line=Line.TERRITORIAL.value,
        parent_id=unit_named("百丈街道").pk,
        from_day=FOUNDED,
        actor=actor,
        at=at,
    )
    return unit.pk


def _of_venue(
    unit: int, known: _Covers, name: str, ago: int, by: CoveredBy = CoveredBy.BRANCH
) -> CoverEntry:
    return CoverEntry(unit, by, None, known.venues[name], None, known.day(ago))


def _of_place(
    unit: int, known: _Covers, community: str, ago: int, by: CoveredBy = CoveredBy.BRANCH
) -> CoverEntry:
    return CoverEntry(unit, by, None, None, STREET + community, known.day(ago))


def _of_firms(unit: int, firms: list[tuple[int, EntityEntry]], day: date) -> list[CoverEntry]:
    return [
        CoverEntry(unit, CoveredBy.BRANCH, pk, None, None, max(day, entry.since))
        for pk, entry in firms
    ]


def _own(known: _Covers, joint: int, actor: Actor, at: datetime) -> list[CoverEntry]:
    """Found branches of single firms; before that a joint branch held each of them."""
    entries = []
    inside = known.open_in("中山购物中心")
    firms = [one for one in inside if one[1].kind == EntityKind.SMALL_FIRM][:OWN_BRANCHES]
    for number, (pk, entry) in enumerate(firms):
        own = _branch(f"{entry.name}党支部", actor, at)
        joined = max(known.day(330), entry.since)
        left = max(known.day(160 - 30 * number), joined + timedelta(days=1))
        entries.append(CoverEntry(joint, CoveredBy.BRANCH, pk, None, None, joined, left))
        entries.append(CoverEntry(own, CoveredBy.BRANCH, pk, None, None, left))
    return entries
