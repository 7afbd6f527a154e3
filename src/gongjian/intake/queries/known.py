"""Load what a roster is checked against, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils import translation

from gongjian.exchange.models import Category, Need, NeedSkill, Resource, ResourceSkill
from gongjian.exchange.terms import NeedState, ResourceState
from gongjian.kernel.actor import Actor
from gongjian.kernel.models import Account
from gongjian.members.models import Appointment, FormalRelation, Person
from gongjian.org import policy
from gongjian.org.catalogue import ROLES, UNIT_TYPES
from gongjian.org.models import Placement, Territory, Unit, UnitName
from gongjian.org.policy import on_day
from gongjian.org.terms import Level, Line

from ..rules import Entry, Lists
from ..rules.cells import fold
from ..rules.known import (
    Known,
    KnownMember,
    KnownPerson,
    KnownRow,
    KnownUnit,
    Place,
    Standing,
)
from ..terms import CONTACTS, MEMBERS, NEEDS, RESOURCES, ROLE_WORDS, TYPE_WORDS, UNITS

ENTER = "roster.import"
KEEP_MEMBERS = "member.edit"
CHUNK = 500
GIVEN_ROLES = ("contact", "host")


def lists() -> Lists:
    """Return what may be chosen, by its code and by its label in either language."""
    types, roles = {}, {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for unit_type in UNIT_TYPES.values():
                types[fold(str(unit_type.label))] = unit_type.code
            for code in GIVEN_ROLES:
                roles[fold(str(ROLES[code].label))] = code
    types |= {code: code for code in UNIT_TYPES} | TYPE_WORDS
    roles |= {code: code for code in GIVEN_ROLES} | ROLE_WORDS
    return Lists(types, roles)


def load_known(entries: Sequence[Entry], actor: Actor, *, today: date) -> Known:
    """Return what was entered before, as far as these rows can meet it."""
    units = _units(actor, today)
    places = dict(_places(entries))
    codes = {unit.territory for unit in units.values()} | {
        place.code for found in places.values() for place in found
    }
    return Known(
        today=today,
        units=units,
        trails=_trails(codes),
        places=places,
        categories=dict(Category.objects.order_by("pk").values_list("name", "pk")),
        people=tuple(_people(entries, actor, today)),
        usernames=_usernames(entries),
        members=_members(entries),
        branches=_branches(entries, actor),
        needs=_needs(entries),
        resources=_resources(entries),
        may_enter_anywhere=ENTER in actor.system_permissions,
        may_give=frozenset(role.given_by for role in ROLES.values() if actor.may(role.given_by)),
    )


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    all_values = sorted(set(values))
    for start in range(0, len(all_values), CHUNK):
        yield all_values[start : start + CHUNK]


def _units(actor: Actor, today: date) -> dict[int, KnownUnit]:
    """Return every unit in use: a name that may be the same can be anybody's."""
    names: dict[int, list[str]] = defaultdict(list)
    for unit_id, name in UnitName.objects.values_list("unit_id", "name"):
        names[unit_id].append(name)
    standings: dict[int, dict[str, Standing]] = defaultdict(dict)
    for placed in Placement.objects.filter(on_day(today)):
        standing = Standing(placed.parent_id, placed.path, placed.valid_from)
        standings[placed.unit_id][placed.line] = standing
    rows = list(Unit.objects.filter(closed_on__isnull=True))
    reached = set(Unit.objects.filter(policy.scope(actor, ENTER)).values_list("pk", flat=True))
    zones = {unit.pk for unit in rows if unit.type == "zone"}
    return {
        unit.pk: KnownUnit(
            id=unit.pk,
            name=unit.name,
            type=unit.type,
            territory=unit.territory_id or "",
            uscc=unit.uscc,
            party_organisation=unit.party_organisation,
            address=unit.address,
            names=tuple(names[unit.pk]),
            standings=standings[unit.pk],
            zone_id=_zone(standings[unit.pk], zones),
            in_reach=unit.pk in reached,
        )
        for unit in rows
    }


def _zone(standings: Mapping[str, Standing], zones: set[int]) -> int | None:
    standing = standings.get(Line.ALLIANCE)
    root = int(standing.path.split("/")[1]) if standing else None
    return root if root in zones else None


def _places(entries: Sequence[Entry]) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Yield each way in which a place is written, with the places that it may mean."""
    written = {e.get("territory") for e in entries if e.form == UNITS and e.get("territory")}
    found: dict[str, list[Territory]] = defaultdict(list)
    for names in _chunks(written):
        of_name = Q(name__in=names) & Q(level__gte=Level.CITY)
        for place in Territory.objects.filter(of_name | Q(code__in=names)):
            found[place.name].append(place)
            found[place.code].append(place)
    trails = _trails(place.code for places in found.values() for place in places)
    for name in written:
        yield (
            fold(name),
            tuple(Place(p.code, p.name, trails[p.code]) for p in found.get(name, ())),
        )


def _trails(codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return for each code the names from province to the place itself."""
    wanted = {code for code in codes if code}
    above = {
        code: [code[:size] for size in (2, 4, 6, 9, 12) if size <= len(code)] for code in wanted
    }
    names: dict[str, str] = {}
    for chunk in _chunks(part for parts in above.values() for part in parts):
        names.update(Territory.objects.filter(code__in=chunk).values_list("code", "name"))
    return {code: tuple(names[p] for p in parts if p in names) for code, parts in above.items()}


def _people(entries: Sequence[Entry], actor: Actor, today: date) -> Iterator[KnownPerson]:
    wanted = {e.get("name") for e in entries if e.form == CONTACTS and e.get("name")}
    reached = policy.units(actor, ENTER, "unit_id")
    for names in _chunks(wanted):
        people = list(Person.objects.filter(name__in=names).select_related("account"))
        mine = set(Person.objects.filter(reached, name__in=names).values_list("pk", flat=True))
        roles: dict[int, set[tuple[int, str]]] = defaultdict(set)
        held = Appointment.objects.filter(on_day(today), person__in=people)
        for person_id, unit_id, role in held.values_list("person_id", "unit_id", "role"):
            roles[person_id].add((unit_id, role))
        for person in people:
            yield KnownPerson(
                id=person.pk,
                name=person.name,
                mobile=person.mobile,
                unit_id=person.unit_id,
                username=person.account.username if person.account else "",
                roles=frozenset(roles[person.pk]),
                in_reach=person.pk in mine,
            )


def _members(entries: Sequence[Entry]) -> dict[tuple[str, str], KnownMember]:
    """Return who is a member already, or is known by name and number, of those that rows name."""
    known: dict[tuple[str, str], KnownMember] = {}
    for names in _chunks(e.get("name") for e in entries if e.form == MEMBERS and e.get("name")):
        people = Person.objects.filter(name__in=names, membership__isnull=False)
        held = FormalRelation.objects.filter(valid_to__isnull=True, person__in=people)
        relations = {row.person_id: row.unit for row in held.select_related("unit")}
        for person in people.select_related("membership"):
            unit = relations.get(person.pk)
            values = {
                key: getattr(person.membership, key)
                for key in ("joined_on", "formal_since", "birth_year")
            }
            known[person.name, person.mobile] = KnownMember(
                person.pk, unit.pk if unit else None, unit.name if unit else "", values
            )
    return known


def _branches(entries: Sequence[Entry], actor: Actor) -> frozenset[int]:
    """Return the units whose members the actor keeps, where rows name members."""
    if not any(entry.form == MEMBERS for entry in entries):
        return frozenset()
    reached = Unit.objects.filter(policy.scope(actor, KEEP_MEMBERS), closed_on__isnull=True)
    return frozenset(reached.values_list("pk", flat=True))


def _usernames(entries: Sequence[Entry]) -> dict[str, int | None]:
    """Return who has each sign-in name that the rows give."""
    wanted = {e.get("username").casefold() for e in entries if e.form == CONTACTS}
    if not wanted - {""}:
        return {}
    accounts = Account.objects.annotate(holder=F("person__pk")).values_list("username", "holder")
    return {name.casefold(): holder for name, holder in accounts if name.casefold() in wanted}


def _needs(entries: Sequence[Entry]) -> dict[tuple[int, str], KnownRow]:
    known: dict[tuple[int, str], KnownRow] = {}
    for numbers in _chunks(e.get("number") for e in entries if e.form == NEEDS and e.get("number")):
        needs = list(Need.objects.filter(source_key__in=numbers).select_related("category"))
        skills = _skills_of(NeedSkill.objects.filter(need__source_key__in=numbers), "need_id")
        for need in needs:
            values = {
                "title": need.title,
                "beneficiaries": need.beneficiaries,
                "category": need.category.name if need.category else "",
                "heads": need.heads,
                "skills": skills[need.pk],
                "place": need.place,
                "starts_on": need.starts_on,
                "ends_on": need.ends_on,
                "training_required": need.training_required,
                "note": need.note,
                "room_id": need.room_id,
            }
            is_fixed = need.heads_taken > 0 or need.state not in (NeedState.RAISED, NeedState.OPEN)
            known[need.unit_id, need.source_key] = KnownRow(need.pk, values, is_fixed)
    return known


def _resources(entries: Sequence[Entry]) -> dict[tuple[int, str], KnownRow]:
    known: dict[tuple[int, str], KnownRow] = {}
    wanted = [e.get("number") for e in entries if e.form == RESOURCES and e.get("number")]
    for numbers in _chunks(wanted):
        found = Resource.objects.filter(source_key__in=numbers).select_related("category")
        skills = _skills_of(
            ResourceSkill.objects.filter(resource__source_key__in=numbers), "resource_id"
        )
        for resource in found:
            values = {
                "title": resource.title,
                "category": resource.category.name if resource.category else "",
                "capacity": resource.capacity,
                "skills": skills[resource.pk],
                "available_from": resource.available_from,
                "available_to": resource.available_to,
            }
            is_fixed = resource.state == ResourceState.WITHDRAWN
            known[resource.unit_id, resource.source_key] = KnownRow(resource.pk, values, is_fixed)
    return known


def _skills_of(rows: Any, owner: str) -> dict[int, tuple[str, ...]]:
    skills: dict[int, list[str]] = defaultdict(list)
    for owner_id, name in rows.order_by("pk").values_list(owner, "skill__name"):
        skills[owner_id].append(name)
    return defaultdict(tuple, {key: tuple(names) for key, names in skills.items()})
