"""Dividing a branch that has grown large: a general branch above, members by its own list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from gongjian.members import actions as people
from gongjian.members.models import Person
from gongjian.org import policy as org_policy
from gongjian.org.models import Placement, Unit
from gongjian.org.policy import on_day

from .. import queries
from ..models import Case, Descent, Organisation, Part, Seat
from ..queries.grounds import PartList
from ..terms import BRANCHES, DescentKind, Form
from .entering import enter_branch, founder, place_below


class NotUnderSuperior(DomainError):
    code = "not_under_superior"
    message = _("The branch does not stand directly under this superior. Choose the one above it.")


class NotOfBranch(DomainError):
    code = "not_of_branch"
    message = _("Somebody on the list is no member of the branch any more, or stands there twice.")


class PartsUnnamed(DomainError):
    code = "parts_unnamed"
    message = _("Give each new branch a name of its own.")


class PartsApproved(Conflict):
    code = "parts_approved"
    message = _("The superior has approved these branches. Only members can move between them.")


def require_branch(branch_id: int, superior_id: int, actor: Actor) -> None:
    """Refuse to divide a branch whose members the actor does not keep, or of another superior.

    Raises:
        NotVisible, Forbidden: the branch is out of reach.
        NotUnderSuperior: as said.
    """
    branch = Unit.objects.filter(pk=branch_id, closed_on__isnull=True)
    if not branch.filter(org_policy.scope(actor, "member.edit")).exists():
        seen = branch.filter(org_policy.scope(actor, "formation.view")).exists()
        raise Forbidden if seen else NotVisible
    line = queries.line_of(superior_id, on=actor.on)
    placed = Placement.objects.filter(on_day(actor.on), unit_id=branch_id, line=line)
    if not placed.filter(parent_id=superior_id).exists():
        raise NotUnderSuperior


def require_same_parts(case: Case, parts: Sequence[PartList]) -> None:
    """Refuse other parts than the superior has approved; before, the branch may change them.

    Raises:
        PartsApproved: as said.
    """
    known = [part.name for part in case.parts.order_by("number")]
    if case.document and known != [part.name for part in parts]:
        raise PartsApproved


def lock_members(branch_id: int) -> None:
    """Hold the members of a branch, so that nobody leaves it until it is divided."""
    held = queries.members_of(branch_id, on=date.min)
    list(Person.objects.select_for_update().filter(pk__in=held).order_by("pk"))


def keep_list(case: Case, parts: Sequence[PartList], journal: audit.Journal) -> None:
    """Write the list of a case in place of the one before.

    Raises:
        PartsUnnamed, NotOfBranch: as they say.
    """
    if case.branch_id is None:
        return
    names = {part.name for part in parts}
    if len(names) != len(parts) or not all(names):
        raise PartsUnnamed
    listed = [pk for part in parts for pk in part.people]
    members = queries.members_of(case.branch_id, on=date.min)
    if len(listed) != len(set(listed)) or set(listed) - members.keys():
        raise NotOfBranch
    forget_list(case, journal)
    made = journal.create_many(
        [Part(case=case, number=n, name=part.name) for n, part in enumerate(parts, start=1)]
    )
    journal.create_many(
        [
            Seat(case=case, part=row, person_id=pk)
            for row, part in zip(made, parts, strict=True)
            for pk in sorted(part.people)
        ]
    )


def forget_list(case: Case, journal: audit.Journal) -> None:
    """Delete the list of a case, which nobody needs any more."""
    for rows in (case.seats.all(), case.parts.all()):
        for row in rows:
            journal.delete(row)


def divide(
    case: Case,
    general: Unit,
    parts: Sequence[PartList],
    on: date,
    journal: audit.Journal,
    at: datetime,
) -> None:
    """Place a branch and its new parts below the general branch, each member in their part.

    Who has left the branch since the list was written stays where they are now.
    """
    assert case.branch_id is not None
    branch_id = case.branch_id
    place_below(case, branch_id, general.pk, on, at)
    formal = queries.members_of(branch_id, on=on)
    for part in parts[1:]:
        going = sorted(part.people & formal.keys())
        unit = enter_branch(case, part.name, general.pk, on, at)
        journal.create(
            Organisation(
                unit=unit,
                form=_form_of(branch_id),
                founded_on=on,
                formal_at_founding=sum(formal[pk] for pk in going),
            )
        )
        journal.create(Descent(unit=unit, parent_id=branch_id, kind=DescentKind.DIVIDED, on=on))
        people.take_in(going, unit.pk, on=on, document=case.document, actor=founder(on), at=at)
    forget_list(case, journal)


def _form_of(branch_id: int) -> Form:
    """Return the form of the parts: that of the branch which they were, if it is on record."""
    form = Organisation.objects.filter(unit_id=branch_id).values_list("form", flat=True).first()
    lasting = [each for each in BRANCHES if each != Form.TEMPORARY]
    return Form(form) if form in lasting else Form.STANDALONE
