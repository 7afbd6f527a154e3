"""For whom advice is sought, as a person writes it: names or codes, a venue, a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.entities.models import Venue
from gongjian.entities.queries.reached import reached_entities
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError
from gongjian.members import queries as members
from gongjian.org import queries as org

from ..rules import Ground, Verdict, advise
from ..terms import GroundKind
from .grounds import Sought, get_ground, limits_on

MOST_UNITS = 50


class UnknownUnits(DomainError):
    code = "formation_unknown_units"
    message = _("Not found in the registry: %(names)s. Write the full name or the credit code.")
    field = "units"


class UnknownUnit(DomainError):
    code = "formation_unknown_unit"
    message = _("Not found in the registry: %(name)s. Write the full name or the credit code.")
    field = "unit"


class UnknownVenue(DomainError):
    code = "formation_unknown_venue"
    message = _("There is no venue “%(name)s”. Write its name as it stands in the registry.")
    field = "venue"


class UnknownBranch(DomainError):
    code = "formation_unknown_branch"
    message = _("There is no branch “%(name)s” whose members you see. Write its full name.")
    field = "branch"


class UnknownPlace(DomainError):
    code = "formation_unknown_place"
    message = _("There is no place with the code “%(code)s”.")
    field = "place"


@dataclass(frozen=True)
class Advice:
    """For whom was asked, what was counted, and what the rules say of each form."""

    sought: Sought
    ground: Ground
    verdicts: tuple[Verdict, ...]


def find_sought(
    kind: GroundKind,
    *,
    units: Iterable[str] = (),
    venue: str = "",
    place: str = "",
    branch: str = "",
    actor: Actor,
) -> Sought:
    """Return for whom advice is sought, by the names and codes that a person wrote.

    Raises:
        UnknownUnits, UnknownVenue, UnknownPlace, UnknownBranch: something is not there, or not
            within reach.
    """
    if kind == GroundKind.VENUE:
        found = Venue.objects.filter(name=venue, closed_on__isnull=True).order_by("pk").first()
        if found is None:
            raise UnknownVenue(name=venue)
        return Sought(kind, venue_id=found.pk)
    if kind == GroundKind.BRANCH:
        known = {each.name: each.pk for each in members.list_branches(actor, "member.view")}
        if branch not in known:
            raise UnknownBranch(name=branch)
        return Sought(kind, branch_id=known[branch])
    if kind == GroundKind.REGION:
        if org.get_territory(place) is None:
            raise UnknownPlace(code=place)
        return Sought(kind, territory=place)
    return Sought(kind, entity_ids=_entities(list(units)[:MOST_UNITS], actor))


def find_entity(said: str, actor: Actor) -> int:
    """Return the key of a unit by the name or code that a person wrote.

    Raises:
        UnknownUnit: there is none, or it is not within reach.
    """
    try:
        return _entities([said], actor)[0]
    except UnknownUnits as error:
        raise UnknownUnit(name=said) from error


def _entities(wanted: list[str], actor: Actor) -> tuple[int, ...]:
    rows = reached_entities(actor).filter(
        Q(name__in=wanted) | Q(code__in=wanted), closed_on__isnull=True, merged_into__isnull=True
    )
    known: dict[str, int] = {}
    for pk, name, code in rows.order_by("-pk").values_list("pk", "name", "code"):
        known[name] = pk
        known[code] = pk
    unknown = [each for each in wanted if each not in known]
    if unknown or not wanted:
        raise UnknownUnits(names="、".join(unknown) or "—")
    return tuple(dict.fromkeys(known[each] for each in wanted))


def get_advice(sought: Sought, actor: Actor) -> Advice:
    """Return what the rules say of each form for those sought, as things stand today."""
    ground = get_ground(sought, on=actor.on)
    return Advice(sought, ground, advise(ground, limits_on(actor.on)))
