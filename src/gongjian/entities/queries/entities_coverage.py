"""What covers some entities on a day, for lists and pages: a few rows, never a count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from gongjian.org.policy import on_day

from ..models import Cover, EarlierFacts, Entity
from ..rules.coverage import Covering, around, coverage
from ..terms import Coverage, CoveredBy


@dataclass(frozen=True)
class Where:
    """The place and the venue of an entity on a day."""

    entity_id: int
    territory: str
    venue_id: int | None


@dataclass(frozen=True)
class Covered:
    """What covers an entity on a day, and by which cover; neither where nothing does."""

    coverage: Coverage
    cover: Cover | None = None


def where_on(entities: Iterable[Entity], on: date) -> list[Where]:
    """Return where entities were on a day; of one that did not count yet, where it is now."""
    rows = list(entities)
    earlier = EarlierFacts.objects.filter(on_day(on), entity_id__in=[row.pk for row in rows])
    before = {
        pk: facts for pk, *facts in earlier.values_list("entity_id", "territory_id", "venue_id")
    }
    return [Where(row.pk, *before.get(row.pk, (row.territory_id, row.venue_id))) for row in rows]


def coverage_of(places: Iterable[Where], on: date) -> dict[int, Covered]:
    """Return what covers each of some entities on a day, in two queries."""
    asked = list(places)
    covers = _covers(asked, on)
    alone = _alone(covers, on)
    return {each.entity_id: _one(each, covers, alone) for each in asked}


_Covers = Mapping[tuple[str, str, int | str | None], Cover]


def _covers(places: list[Where], on: date) -> dict[tuple[str, str, int | str | None], Cover]:
    within = {code for each in places for code in around(each.territory)}
    target = (
        Q(entity_id__in=[each.entity_id for each in places])
        | Q(venue_id__in=[each.venue_id for each in places if each.venue_id])
        | Q(territory_id__in=within)
    )
    found: dict[tuple[str, str, int | str | None], Cover] = {}
    for row in Cover.objects.filter(on_day(on), target).select_related("unit"):
        if row.entity_id is not None:
            found[row.by, "entity", row.entity_id] = row
        elif row.venue_id is not None:
            found[row.by, "venue", row.venue_id] = row
        else:
            found[row.by, "territory", row.territory_id] = row
    return found


def _alone(covers: _Covers, on: date) -> frozenset[int]:
    """Return those of the units that cover an entity directly which cover this one only."""
    units = {row.unit_id for (by, kind, _), row in covers.items() if kind == "entity"}
    direct = Cover.objects.filter(
        on_day(on), unit_id__in=units, by=CoveredBy.BRANCH, entity__isnull=False
    ).filter(
        Q(entity__closed_on__isnull=True) | Q(entity__closed_on__gt=on),
        entity__merged_into__isnull=True,
    )
    counted = direct.values("unit_id").annotate(number=Count("pk")).filter(number=1)
    return frozenset(counted.values_list("unit_id", flat=True))


def _one(where: Where, covers: _Covers, alone: frozenset[int]) -> Covered:
    def at(by: str, kind: str, key: int | str | None) -> Cover | None:
        return covers.get((by, kind, key)) if key is not None else None

    def region(by: str) -> Cover | None:
        nearby = (at(by, "territory", code) for code in around(where.territory))
        return next((row for row in nearby if row is not None), None)

    own = at(CoveredBy.BRANCH, "entity", where.entity_id)
    venue = at(CoveredBy.BRANCH, "venue", where.venue_id)
    region_branch = region(CoveredBy.BRANCH)
    instructor = (
        at(CoveredBy.INSTRUCTOR, "entity", where.entity_id)
        or at(CoveredBy.INSTRUCTOR, "venue", where.venue_id)
        or region(CoveredBy.INSTRUCTOR)
    )
    found, _unit = coverage(
        Covering(
            direct=own.unit_id if own else None,
            alone=own is None or own.unit_id in alone,
            venue=venue.unit_id if venue else None,
            region=region_branch.unit_id if region_branch else None,
            instructor=instructor.unit_id if instructor else None,
        )
    )
    by = {
        Coverage.OWN: own,
        Coverage.JOINT: own,
        Coverage.VENUE: venue,
        Coverage.REGION: region_branch,
        Coverage.INSTRUCTOR: instructor,
    }
    return Covered(found, by.get(found))
