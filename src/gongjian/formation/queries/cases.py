"""Reads about proposals: the list, one case with what the rules say of it today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.states import may_step
from gongjian.org import policy as org_policy
from gongjian.org import queries as org
from gongjian.org.models import Unit

from .. import policy, rules
from ..models import Case, CaseUnit, Part, Seat
from ..rules import Ground, Verdict
from ..terms import OPEN_CASES, CaseState, Form, GroundKind
from .grounds import PartList, Sought, count_held_elsewhere, get_ground, limits_on


@dataclass(frozen=True)
class CaseRow:
    """A proposal as a list shows it."""

    id: int
    name: str
    form: Form
    superior: str
    formal: int
    members: int
    state: CaseState
    proposed_at: datetime


@dataclass(frozen=True)
class CaseList:
    """One page of proposals, and how many there are on all pages."""

    rows: tuple[CaseRow, ...]
    total: int


@dataclass(frozen=True)
class CasePage:
    """One proposal: whom it covers, what the rules say today, and what the reader may do.

    ``held_elsewhere`` are the members counted whose relation the superior's branches do not hold:
    they do not go along, and their branches are asked for a transfer.
    """

    row: CaseRow
    superior_id: int
    unit_id: int | None
    reason: str
    document: str
    returned_why: str
    ends_on: date | None
    decided_at: datetime | None
    place: str
    branch_id: int | None
    ground: Ground
    verdict: Verdict
    held_elsewhere: int
    may: frozenset[str]
    may_list: bool


def list_cases(actor: Actor, query: TableQuery) -> CaseList:
    """Return one page of the proposals within reach, the latest first."""
    found = Case.objects.filter(policy.cases(actor, "formation.view"))
    if query.text:
        found = found.filter(name__icontains=query.text)
    if state := query.filters.get("state"):
        found = found.filter(state=state)
    page = found.select_related("superior").order_by("-proposed_at", "-pk")[query.rows]
    return CaseList(tuple(map(case_row, page)), found.count())


def case_row(case: Case) -> CaseRow:
    """Return a proposal as a list shows it."""
    return CaseRow(
        case.pk,
        case.name,
        Form(case.form),
        case.superior.name,
        case.formal,
        case.members,
        CaseState(case.state),
        case.proposed_at,
    )


def sought_of(case: Case) -> Sought:
    """Return for whom a case seeks an organisation."""
    if case.branch_id is not None:
        return Sought(GroundKind.BRANCH, branch_id=case.branch_id, parts=parts_of(case))
    units = CaseUnit.objects.filter(case=case).order_by("entity_id")
    return Sought(
        GroundKind(case.ground),
        entity_ids=tuple(units.values_list("entity_id", flat=True)),
        venue_id=case.venue_id,
        territory=case.territory_id,
        ends_on=case.ends_on,
    )


def parts_of(case: Case) -> tuple[PartList, ...] | None:
    """Return the list by which a branch is divided; None once it has been."""
    if case.state not in OPEN_CASES:
        return None
    seats: dict[int, set[int]] = {}
    for part_id, person_id in Seat.objects.filter(case=case).values_list("part", "person"):
        seats.setdefault(part_id, set()).add(person_id)
    rows = Part.objects.filter(case=case).order_by("number")
    return tuple(PartList(row.name, frozenset(seats.get(row.pk, ()))) for row in rows)


def get_case(case_id: int, actor: Actor) -> CasePage:
    """Return one proposal.

    Raises:
        NotVisible: there is none, or it is out of reach.
    """
    seen = policy.cases(actor, "formation.view")
    rows = Case.objects.select_related("superior", "venue", "territory", "branch")
    case = fetch(rows, case_id, allowed=seen, visible=seen)
    sought = sought_of(case)
    ground = get_ground(sought, on=actor.on)
    place = case.venue or case.territory or case.branch
    return CasePage(
        row=case_row(case),
        superior_id=case.superior_id,
        unit_id=case.unit_id,
        reason=case.reason,
        document=case.document,
        returned_why=case.returned_why,
        ends_on=case.ends_on,
        decided_at=case.decided_at,
        place=str(place or ""),
        branch_id=case.branch_id,
        ground=ground,
        verdict=rules.judge(Form(case.form), ground, limits_on(actor.on)),
        held_elsewhere=count_held_elsewhere(sought, case.superior_id, on=actor.on),
        may=_open_to(case, actor),
        may_list=_may_list(case, actor),
    )


def _may_list(case: Case, actor: Actor) -> bool:
    """Tell whether the reader writes the list by which a branch is divided."""
    if case.branch_id is None or case.state not in OPEN_CASES:
        return False
    own = Unit.objects.filter(org_policy.scope(actor, "member.edit"), pk=case.branch_id)
    return own.exists()


def _open_to(case: Case, actor: Actor) -> frozenset[str]:
    """Return the events that the reader may bring about now."""
    held = {
        permission
        for permission in ("formation.propose", "formation.decide")
        if Case.objects.filter(policy.cases(actor, permission), pk=case.pk).exists()
    }
    return frozenset(
        edge.event
        for edge in rules.CASE_EDGES
        if edge.permission in held and may_step(rules.CASE_EDGES, case.state, edge.event)
    )


def list_superiors(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return the units under which the actor may propose an organisation."""
    under = org.list_units(actor, "formation.propose").filter(
        type__in=("city", "district", "street", "community", "bureau", "station"),
        closed_on__isnull=True,
    )
    return tuple(under.values_list("pk", "name"))
