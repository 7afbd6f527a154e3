"""Figures of the registry: entities, by what covers them, and the indicators of domain 2.5."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked, Column, Dimension, Figure, Units, declare
from gongjian.org.models import Territory

from . import policy
from .models import Entity, Trade, Venue
from .queries import columns
from .queries import recount as recounting
from .terms import Coverage, EntityKind, VenueType

BASE = {"known": _("code and trade known"), "unknown": _("code or trade to be worked through")}


@dataclass(frozen=True)
class Counting:
    """The rows of a figure, counted in columns: ``among`` keeps to values of dimensions."""

    among: Mapping[str, Collection[str]] = field(default_factory=dict)

    def _chosen(self, asked: Asked, actor: Actor, units: Units, **more: Any) -> columns.Chosen:
        return columns.choose(asked, actor, units, among=self.among, **more)

    def count(self, asked: Asked, actor: Actor, units: Units) -> int:
        return self._chosen(asked, actor, units).total

    def count_each(
        self, beside: Sequence[Counting], asked: Asked, actor: Actor, units: Units
    ) -> list[int]:
        chosen = columns.choose(asked, actor, units)
        return [chosen.keeping(each.among).total for each in beside]

    def split(self, asked: Asked, actor: Actor, units: Units, by: str) -> Mapping[str, int]:
        found = self._chosen(asked, actor, units).counted([by])
        return {code: number for (code,), number in found.items()}

    def by_units(self, asked: Asked, actor: Actor, units: Units) -> Mapping[int, int]:
        found = self._chosen(asked, actor, units).counted(["unit"])
        return {int(unit): number for (unit,), number in found.items()}

    def keys(self, asked: Asked, actor: Actor, units: Units, page: slice) -> Sequence[int]:
        return self._chosen(asked, actor, units).ids(page)

    def count_exportable(self, asked: Asked, actor: Actor, units: Units) -> int:
        chosen = self._chosen(asked, actor, units)
        may = self._chosen(asked, actor, units, permission="figures.export")
        return int((chosen.rows & may.rows).sum())

    @property
    def population(self) -> str:
        return "entities"

    def read_again(self, asked: Asked, actor: Actor) -> Iterator[Mapping[str, str]]:
        return (row.values for row in recounting.each(asked, actor))

    def counts(self, values: Mapping[str, str]) -> bool:
        return all(values[code] in wanted for code, wanted in self.among.items())


def _records(asked: Asked) -> QuerySet[Entity]:
    return Entity.objects.order_by("pk")


def _scope(actor: Actor) -> Q:
    return policy.scope(actor, "entity.view")


def _places(codes: Collection[str]) -> Mapping[str, Any]:
    return dict(Territory.objects.filter(pk__in=codes).order_by("pk").values_list("pk", "name"))


def _venues(codes: Collection[str]) -> Mapping[str, Any]:
    ids = [int(code) for code in codes if code.isascii() and code.isdigit() and len(code) < 10]
    found = Venue.objects.filter(pk__in=ids).order_by("name").values_list("pk", "name")
    return {str(pk): name for pk, name in found}


def _sections() -> Mapping[str, Any]:
    return dict(Trade.objects.filter(code=F("section")).values_list("code", "name").order_by("pk"))


def _divisions(codes: Collection[str]) -> Mapping[str, Any]:
    return dict(Trade.objects.filter(pk__in=codes).order_by("pk").values_list("pk", "name"))


def _labels(choices: Any) -> Callable[[], Mapping[str, Any]]:
    return lambda: dict(choices.choices)


DIMENSIONS = (
    Dimension("coverage", _("Coverage"), "", _labels(Coverage)),
    Dimension("kind", _("Class"), "kind", _labels(EntityKind)),
    Dimension("section", _("Trade (section)"), "trade__section", _sections),
    Dimension("division", _("Trade (division)"), "", named=_divisions),
    Dimension("venue_type", _("Kind of venue"), "venue__type", _labels(VenueType)),
    Dimension("venue", _("Venue"), "venue_id", named=_venues),
    Dimension("base", _("Base data"), "", lambda: BASE),
    Dimension("city", _("City"), "", named=_places),
    Dimension("county", _("District or county"), "", named=_places),
    Dimension("street", _("Street or town"), "", named=_places),
    Dimension("community", _("Community or village"), "", named=_places),
)


def _entities(code: str, label: Any, counts: Any, **among: Collection[str]) -> Figure:
    return Figure(
        code=f"entities.{code}",
        label=label,
        counts=counts,
        unit=_("entities"),
        cutoff=_("Facts, covers and structure as they hold on the day asked for."),
        source=_("The registry of market entities and the dated covers of branches"),
        rows=_records,
        scope=_scope,
        unit_paths=("unit",),
        columns=(
            Column("name", _("Entity now")),
            Column("code", _("Unified social credit code")),
            Column("kind", _("Class"), choices=dict(EntityKind.choices)),
            Column("trade__name", _("Trade")),
            Column("territory__name", _("Place")),
            Column("venue__name", _("Venue")),
            Column("address", _("Address")),
        ),
        row_url="entity",
        dimensions=DIMENSIONS,
        counted=Counting(among),
    )


JOINED = (Coverage.JOINT, Coverage.VENUE, Coverage.REGION)

ENTITIES = _entities("all", _("Market entities"), _("Entities on the register that day."))
COVERED = _entities(
    "covered",
    _("Covered by a branch"),
    _("Entities that a branch of their own, a joint one, their venue's or region's covers."),
    coverage=(Coverage.OWN, *JOINED),
)
BY_COVERAGE = (
    _entities(
        "own",
        _("With a branch of their own"),
        _("Entities that a branch covers which covers no other entity directly."),
        coverage=(Coverage.OWN,),
    ),
    _entities(
        "joint",
        _("In a joint branch"),
        _("Entities that a branch covers which covers several entities directly."),
        coverage=(Coverage.JOINT,),
    ),
    _entities(
        "venue",
        _("By their venue's branch"),
        _("Entities without a branch of their own in a venue that a branch covers."),
        coverage=(Coverage.VENUE,),
    ),
    _entities(
        "region",
        _("By their region's branch"),
        _("Entities without other coverage in a place that a comprehensive branch covers."),
        coverage=(Coverage.REGION,),
    ),
    _entities(
        "instructor",
        _("By an instructor only"),
        _("Entities that no branch covers and an instructor does."),
        coverage=(Coverage.INSTRUCTOR,),
    ),
)
UNCOVERED = _entities(
    "uncovered",
    _("Not covered"),
    _("Entities that neither a branch nor an instructor covers."),
    coverage=(Coverage.NOTHING,),
)
BASE_KNOWN = _entities(
    "base_known",
    _("Base known"),
    _("Entities whose code is given and sound and whose trade is known."),
    base=("known",),
)
JOINED_UP = _entities(
    "joined_up",
    _("Jointly organised"),
    _("Entities in a joint branch, or with their venue's or region's."),
    coverage=JOINED,
)
WITHOUT_OWN = _entities(
    "without_own",
    _("Without a branch of their own"),
    _("Entities that need another form: joint, with their venue, with their region."),
    coverage=tuple(each for each in Coverage if each != Coverage.OWN),
)
WORK_COVERED = _entities(
    "work_covered",
    _("Reached by Party work"),
    _("Entities that a branch or at least an instructor covers."),
    coverage=tuple(each for each in Coverage if each != Coverage.NOTHING),
)

declare(
    ENTITIES,
    COVERED,
    *BY_COVERAGE,
    UNCOVERED,
    BASE_KNOWN,
    JOINED_UP,
    WITHOUT_OWN,
    WORK_COVERED,
)
