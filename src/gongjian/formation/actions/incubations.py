"""The reservoir's watch: cases open by themselves, people decide what follows (1+N, 004-08/09)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.entities import actions as registry
from gongjian.entities.models import Cover, Entity
from gongjian.entities.terms import CoveredBy
from gongjian.kernel import audit, parameters
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from gongjian.members import actions as members
from gongjian.org import actions as org
from gongjian.org.models import Unit
from gongjian.org.policy import on_day

from .. import policy, queries, rules
from ..models import Case, Descent, Incubation, Organisation
from ..queries.grounds import members_by_entity
from ..rules import Limits, Watched
from ..terms import DescentKind, Form, IncubationKind, IncubationState


class IncubationClosed(Conflict):
    code = "incubation_closed"
    message = _("This case is closed already.")


class WhyMissing(DomainError):
    code = "incubation_why"
    message = _("Write why it is dropped.")
    field = "why"


class NotFallenBack(Conflict):
    code = "not_fallen_back"
    message = _("There is no small branch to merge, or no comprehensive branch to take it in.")


@dataclass(frozen=True)
class WatchReport:
    """How many cases a watch has opened."""

    grown: int
    fallen_back: int


def watch(*, actor: Actor, at: datetime) -> WatchReport:
    """Open a case for each unit that has grown to a branch, or whose branch has become too small.

    Nothing else follows by itself: no branch is founded, merged or dissolved (G4). A unit has
    one open case at most, so watching again opens nothing twice.

    Raises:
        Forbidden: the actor is not the watch.
    """
    if "formation.watch" not in actor.system_permissions:
        raise Forbidden
    day = at.date()
    counts = members_by_entity(on=day)
    own = _own_branches(day)
    limits = queries.limits_on(day)
    due = {
        entity_id: kind
        for entity_id in counts.keys() | own.keys()
        if (kind := _due(counts.get(entity_id, (0, 0))[0], entity_id in own, limits)) is not None
    }
    with audit.act(actor, "formation.watch", at=at) as journal:
        opened = _open(due, {pk: counts.get(pk, (0, 0))[0] for pk in due}, day, journal)
    kinds = [case.kind for case in opened]
    return WatchReport(kinds.count(IncubationKind.GROW), kinds.count(IncubationKind.FALL_BACK))


def _due(formal: int, has_own_branch: bool, limits: Limits) -> IncubationKind | None:
    unit = Watched(formal, has_own_branch)
    if rules.incubation_due(unit, limits):
        return IncubationKind.GROW
    return IncubationKind.FALL_BACK if rules.fall_back_due(unit, limits) else None


def _own_branches(day: date) -> dict[int, int]:
    """Return the branch of each entity that has one of its own on a day."""
    standalone = Organisation.objects.filter(form=Form.STANDALONE, unit__closed_on__isnull=True)
    covers = Cover.objects.filter(
        on_day(day), by=CoveredBy.BRANCH, entity__isnull=False,
        unit__in=standalone.values("unit_id"),
    )  # fmt: skip
    return dict(covers.values_list("entity_id", "unit_id"))


def _open(
    due: Mapping[int, IncubationKind],
    formal: Mapping[int, int],
    day: date,
    journal: audit.Journal,
) -> list[Incubation]:
    days = parameters.in_force(day).whole("incubation.days")
    fresh = sorted(due.keys() - _known(day - timedelta(days=days)))
    regions = _regions(fresh, day)
    return journal.create_many(
        [
            Incubation(
                entity_id=entity_id,
                kind=due[entity_id],
                region_id=regions.get(entity_id),
                formal=formal[entity_id],
                opened_on=day,
                due_on=day + timedelta(days=days),
            )
            for entity_id in fresh
        ]
    )


def _known(since: date) -> set[int]:
    """Return the entities whose case is open, or was dropped after a day: people have decided."""
    dropped = Q(state=IncubationState.DROPPED, closed_on__gt=since)
    known = Incubation.objects.filter(Q(state=IncubationState.OPEN) | dropped)
    return set(known.values_list("entity_id", flat=True))


def _regions(entity_ids: Iterable[int], day: date) -> dict[int, int]:
    """Return the comprehensive branch of the smallest place around each entity."""
    places = dict(
        Cover.objects.filter(on_day(day), by=CoveredBy.BRANCH, territory__isnull=False).values_list(
            "territory_id", "unit_id"
        )
    )
    found: dict[int, int] = {}
    territories = Entity.objects.filter(pk__in=list(entity_ids))
    for entity_id, code in territories.values_list("pk", "territory_id"):
        around = (code[:size] for size in (12, 9, 6, 4, 2))
        branch = next((places[place] for place in around if place in places), None)
        if branch is not None:
            found[entity_id] = branch
    return found


def _locked(incubation_id: int, actor: Actor, permission: str = "formation.propose") -> Incubation:
    found = fetch(
        Incubation.objects.all(),
        incubation_id,
        allowed=policy.incubations(actor, permission),
        visible=policy.incubations(actor, "formation.view"),
        lock=True,
    )
    if found.state != IncubationState.OPEN:
        raise IncubationClosed
    return found


def appoint_mentor(incubation_id: int, person_id: int, *, actor: Actor, at: datetime) -> Incubation:
    """Name who helps the unit on its way to a branch.

    Raises:
        NotVisible: that person cannot be named here.
    """
    with audit.act(actor, "formation.incubation.mentor", at=at) as journal:
        incubation = _locked(incubation_id, actor)
        if person_id not in dict(queries.mentors_of(incubation, actor)):
            raise NotVisible
        incubation.mentor_id = person_id
        return journal.save(incubation, "mentor")


def drop(incubation_id: int, *, why: str, actor: Actor, at: datetime) -> Incubation:
    """Close a case without a change, by decision of people, with the reason."""
    with audit.act(actor, "formation.incubation.drop", at=at) as journal:
        incubation = _locked(incubation_id, actor)
        if not why.strip():
            raise WhyMissing
        incubation.state = IncubationState.DROPPED
        incubation.closed_on, incubation.closed_why = at.date(), why.strip()
        return journal.save(incubation, "state", "closed_on", "closed_why")


def merge_back(incubation_id: int, *, document: str, actor: Actor, at: datetime) -> Incubation:
    """Merge a branch that has become too small back into its region's comprehensive branch.

    Decided by the superior, by a document: members go along, the unit's cover ends because the
    region covers the place, and the parentage stays on record.

    Raises:
        NotFallenBack: the case is of a unit that grows, or there is no region to go to.
        DocumentMissing: the document is not named.
    """
    day = at.date()
    with audit.act(actor, "formation.incubation.merge_back", at=at) as journal:
        incubation = _locked(incubation_id, actor, "formation.decide")
        branch = _own_branches(day).get(incubation.entity_id)
        region = incubation.region_id
        if incubation.kind != IncubationKind.FALL_BACK or branch is None or region is None:
            raise NotFallenBack
        followed: dict[str, Any] = {"document": document, "actor": _merger(day), "at": at}
        org.merge([branch], into=region, from_day=day, **followed)
        members.transfer_members(branch, region, on=day, **followed)
        members.transfer_posts(branch, None, on=day, **followed)
        registry.transfer_covers(branch, None, on=day, **followed)
        journal.create(
            Descent(unit_id=branch, parent_id=region, kind=DescentKind.MERGED_BACK, on=day)
        )
        incubation.state, incubation.closed_on = IncubationState.DONE, day
        incubation.closed_why = document.strip()
        return journal.save(incubation, "state", "closed_on", "closed_why")


def _merger(on: date) -> Actor:
    """Return the actor of what follows from a decided case, whoever decides it."""
    return system("formation", on, org.EDIT, org.ARRANGE, "unit.view")


def close_for(
    entity_ids: Iterable[int], case: Case, unit: Unit, on: date, journal: audit.Journal
) -> None:
    """Close the incubations that a founding answers; the parentage stays on record."""
    incubations = Incubation.objects.select_for_update().filter(
        entity_id__in=list(entity_ids), state=IncubationState.OPEN, kind=IncubationKind.GROW
    )
    parents = set()
    for incubation in incubations:
        incubation.state, incubation.closed_on = IncubationState.DONE, on
        incubation.case = case
        journal.save(incubation, "state", "closed_on", "case")
        if incubation.region_id is not None:
            parents.add(incubation.region_id)
    journal.create_many(
        [
            Descent(unit=unit, parent_id=parent, kind=DescentKind.INCUBATED, on=on)
            for parent in sorted(parents)
        ]
    )
