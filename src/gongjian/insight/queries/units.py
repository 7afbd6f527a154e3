"""One unit's page: what it is, where it stands and stood, whom to ask, what it does."""

from __future__ import annotations

from dataclasses import dataclass

from gongjian.exchange.figures import (
    CONFIRMED_SERVICES,
    NEEDS,
    PAIRINGS_ACTIVE,
    PAIRINGS_DORMANT,
    RESOURCES,
)
from gongjian.formation import queries as formation
from gongjian.formation.queries import Origin
from gongjian.kernel import figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked, Part
from gongjian.members import queries as members
from gongjian.members.queries import Contact
from gongjian.org import queries as org
from gongjian.org.catalogue import LINES
from gongjian.org.models import Room, Unit, UnitName
from gongjian.org.queries import Place

from .zones import Tally

SHOWN = (
    *(f for f in NEEDS if f.code.endswith(("_open", "_confirmed"))),
    CONFIRMED_SERVICES,
    RESOURCES,
    PAIRINGS_ACTIVE,
    PAIRINGS_DORMANT,
)


@dataclass(frozen=True)
class UnitPage:
    """All that a unit's page shows; ``territory`` names the places from the city down."""

    unit: Unit
    territory: tuple[str, ...]
    names: tuple[UnitName, ...]
    places: tuple[Place, ...]
    rooms: tuple[Room, ...]
    contacts: tuple[Contact, ...]
    tallies: tuple[Tally, ...]
    origin: Origin


def get_unit_page(unit_id: int, actor: Actor) -> UnitPage:
    """Return the page of a unit within reach, with the people that this reader may see.

    Raises:
        NotVisible: there is no such unit, or it is out of reach.
    """
    unit = org.get_unit(unit_id, actor, "zone.view")
    places = org.places_of(unit_id)
    return UnitPage(
        unit=unit,
        territory=org.territory_trail(unit.territory_id) if unit.territory_id else (),
        names=org.names_of(unit_id),
        places=places,
        rooms=org.rooms_of(unit_id),
        contacts=members.contacts_of(unit_id, actor, on=actor.on),
        tallies=_tallies(unit_id, places, actor) if actor.may("figures.view") else (),
        origin=formation.get_origin(unit_id),
    )


def _tallies(unit_id: int, places: tuple[Place, ...], actor: Actor) -> tuple[Tally, ...]:
    """Ask the figures for the unit alone, on a line where it stands today."""
    standing = {place.line for place in places if place.holds_on(actor.on)}
    line = next((each for each in reversed(tuple(LINES)) if each in standing), None)
    if line is None:
        return ()
    asked = Asked(line=line, on=actor.on, node_id=unit_id, part=Part.HERE)
    units = org.units_asked(asked)
    return tuple(
        Tally(figure, asked, figures.value(figure, asked, actor, units)) for figure in SHOWN
    )
