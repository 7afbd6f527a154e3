"""What the list by which a branch is divided is written from."""

from __future__ import annotations

from dataclasses import dataclass

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.members.models import Person
from gongjian.org import policy as org_policy
from gongjian.org.models import Placement, Unit
from gongjian.org.policy import on_day
from gongjian.org.terms import Line

from .. import policy
from ..models import Case, Part, Seat
from .grounds import members_of


@dataclass(frozen=True)
class Listed:
    """A member of the branch, and the number of the part that the list gives them, if any."""

    id: int
    name: str
    is_formal: bool
    part: int | None = None


@dataclass(frozen=True)
class Division:
    """A branch with its members and the unit above it; ``parts`` as the list names them.

    ``is_approved``: the superior has decided on the parts, and members alone can move.
    """

    branch_id: int
    branch: str
    superior_id: int | None
    superior: str
    members: tuple[Listed, ...]
    parts: tuple[str, ...] = ()
    is_approved: bool = False


def get_division(branch_id: int, actor: Actor) -> Division:
    """Return a branch whose members the actor keeps, to be divided.

    Raises:
        NotVisible, Forbidden: it is out of reach, or its members are not the actor's to keep.
    """
    branch = fetch(
        Unit.objects.filter(closed_on__isnull=True),
        branch_id,
        allowed=org_policy.scope(actor, "member.edit"),
        visible=org_policy.scope(actor, "formation.view"),
    )
    placed = Placement.objects.filter(on_day(actor.on), unit=branch, parent__isnull=False)
    above = {row.line: row.parent for row in placed.select_related("parent")}
    superior = above.get(Line.TERRITORIAL) or above.get(Line.SECTORAL)
    return Division(
        branch.pk,
        branch.name,
        superior.pk if superior else None,
        superior.name if superior else "",
        _listed(branch.pk, actor, {}),
    )


def get_list(case_id: int, actor: Actor) -> Division:
    """Return the list of a proposal, with who has come to the branch since on no part.

    Raises:
        NotVisible, Forbidden: the proposal or its list is out of reach.
    """
    case = fetch(
        Case.objects.filter(branch__isnull=False).select_related("branch", "superior"),
        case_id,
        allowed=policy.cases(actor, "formation.propose")
        & org_policy.units(actor, "member.edit", "branch_id"),
        visible=policy.cases(actor, "formation.view"),
    )
    assert case.branch is not None
    parts = Part.objects.filter(case=case).order_by("number").values_list("name", flat=True)
    seats = dict(Seat.objects.filter(case=case).values_list("person_id", "part__number"))
    return Division(
        case.branch.pk,
        case.branch.name,
        case.superior_id,
        case.superior.name,
        _listed(case.branch.pk, actor, seats),
        tuple(parts),
        bool(case.document),
    )


def _listed(branch_id: int, actor: Actor, seats: dict[int, int]) -> tuple[Listed, ...]:
    formal = members_of(branch_id, on=actor.on)
    people = Person.objects.filter(pk__in=formal).order_by("name", "pk").values_list("pk", "name")
    return tuple(Listed(pk, name, formal[pk], seats.get(pk)) for pk, name in people)
