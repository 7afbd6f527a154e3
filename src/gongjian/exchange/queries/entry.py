"""Reads for entering needs and resources: whom one speaks for, and what one chooses from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gongjian.kernel.actor import Actor
from gongjian.members.models import Skill
from gongjian.org import policy as org_policy
from gongjian.org.models import Room, Unit, UnitName

from ..models import Category


@dataclass(frozen=True)
class Choice:
    """Something to choose from: its key and its words."""

    value: str
    label: str


def list_categories() -> tuple[Choice, ...]:
    """Return the district's categories."""
    rows = Category.objects.order_by("pk").values_list("pk", "name")
    return tuple(Choice(str(pk), name) for pk, name in rows)


@dataclass(frozen=True)
class EntryChoices:
    """What a need is entered with: units to speak for, places, rooms, categories, skills."""

    units: tuple[Choice, ...]
    places: tuple[Choice, ...]
    rooms: tuple[Choice, ...]
    categories: tuple[Choice, ...]
    skills: tuple[str, ...]
    own_place: str


def entry_choices(actor: Actor, permission: str = "need.raise") -> EntryChoices:
    """Return what the actor chooses from when entering a need or a resource."""
    own = list_own_units(actor, permission)
    around = Unit.objects.filter(org_policy.scope(actor, "need.view"))
    places = around.filter(territory__isnull=False).order_by("territory_id")
    rooms = Room.objects.filter(unit__in=around).select_related("unit").order_by("unit_id", "pk")
    return EntryChoices(
        units=tuple(Choice(str(unit.pk), unit.name) for unit in own),
        places=tuple(
            Choice(code, name)
            for code, name in places.values_list("territory_id", "territory__name").distinct()
        ),
        rooms=tuple(Choice(str(room.pk), f"{room.unit.name} · {room.name}") for room in rooms),
        categories=list_categories(),
        skills=tuple(Skill.objects.order_by("name").values_list("name", flat=True)[:300]),
        own_place=own[0].territory_id or "" if len(own) == 1 else "",
    )


def list_own_units(actor: Actor, permission: str) -> tuple[Unit, ...]:
    """Return the units that the actor speaks for, by name."""
    return tuple(Unit.objects.filter(org_policy.scope(actor, permission)).order_by("name", "pk"))


def units_by_any_name(actor: Actor, permission: str, names: Iterable[str]) -> dict[str, int]:
    """Return the units of these names that the actor speaks for, also under their other names."""
    wanted = set(names)
    units = Unit.objects.filter(org_policy.scope(actor, permission))
    others = UnitName.objects.filter(unit__in=units, name__in=wanted)
    found = dict(others.values_list("name", "unit_id"))
    return found | dict(units.filter(name__in=wanted).values_list("name", "pk"))
