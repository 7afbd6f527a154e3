"""Proposals to set up an organisation: proposed, decided by the superior, founded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.entities import actions as registry
from gongjian.entities.actions.covers import Target
from gongjian.entities.models import Venue
from gongjian.entities.queries.reached import reached_entities
from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from gongjian.kernel.states import StepNotPossible, require_step
from gongjian.members import actions as members
from gongjian.members.terms import ParticipationKind
from gongjian.org import policy as org_policy
from gongjian.org.models import Unit

from .. import policy, queries, rules
from ..models import Case, CaseUnit, Organisation
from ..queries.grounds import PartList, Sought
from ..rules import Verdict
from ..terms import OPEN_CASES, CaseState, Form, GroundKind
from .divisions import (
    divide,
    forget_list,
    keep_list,
    lock_members,
    require_branch,
    require_same_parts,
)
from .entering import enter_branch, founder
from .incubations import close_for

AS_GUESTS = {
    Form.TEMPORARY: ParticipationKind.TASK,
    Form.FLOATING: ParticipationKind.FLOATING,
}
"""Forms whose members take part, while another branch holds their relation."""


class NotLawful(DomainError):
    """A hard rule stands against the form; ``verdict`` says which."""

    code = "not_lawful"
    message = _("This form is not lawful here: %(why)s. Choose another form.")
    field = "form"


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("The rules speak against it (%(why)s). Write why it is right here.")
    field = "reason"


class DocumentMissing(DomainError):
    code = "document_missing"
    message = _("Name the document that approves it.")
    field = "document"


class WhyMissing(DomainError):
    code = "why_missing"
    message = _("Write what has to change.")
    field = "why"


class AlreadyProposed(Conflict):
    code = "already_proposed"
    message = _("An organisation of this name is being set up there already.")
    field = "name"


class NothingToFound(DomainError):
    code = "nothing_to_found"
    message = _("To affiliate is to join a branch that exists; there is nothing to found.")
    field = "form"


@dataclass(frozen=True)
class ProposalEntry:
    """What is proposed: a form, for whom, under which unit, and why where a rule speaks against."""

    form: Form
    sought: Sought
    name: str
    superior_id: int
    reason: str = ""


def propose(entry: ProposalEntry, *, actor: Actor, at: datetime) -> Case:
    """Propose an organisation to the unit under which it is to stand.

    Raises:
        NotVisible: the superior or a unit that it is to cover is out of reach.
        NotLawful: a hard rule stands against the form.
        ReasonMissing: a soft rule speaks against it and no reason is given.
        AlreadyProposed: as said.
    """
    _require_superior(entry.superior_id, actor)
    _require_sought(entry.sought, entry.superior_id, actor)
    with audit.act(actor, "formation.propose", at=at, detail={"form": entry.form}) as journal:
        if Case.objects.filter(
            name=entry.name, superior_id=entry.superior_id, state__in=OPEN_CASES
        ).exists():
            raise AlreadyProposed
        case = Case(
            form=entry.form,
            ground=entry.sought.kind,
            name=entry.name,
            superior_id=entry.superior_id,
            venue_id=entry.sought.venue_id,
            territory_id=entry.sought.territory,
            branch_id=entry.sought.branch_id,
            ends_on=entry.sought.ends_on,
            reason=entry.reason,
            proposed_at=at,
        )
        _count(case, entry.sought, at.date())
        journal.create(case)
        journal.create_many([CaseUnit(case=case, entity_id=pk) for pk in entry.sought.entity_ids])
        keep_list(case, entry.sought.parts or (), journal)
        return case


def relist(case_id: int, parts: tuple[PartList, ...], *, actor: Actor, at: datetime) -> Case:
    """Write the list by which a branch is divided anew, as long as it is not.

    Once the superior has approved, parts keep their names and number, and members alone move.

    Raises:
        NotVisible, Forbidden: the proposal or the branch is out of reach.
        StepNotPossible: it is divided, or the proposal withdrawn.
        NotLawful, ReasonMissing, NotOfBranch, PartsApproved: as they say.
    """
    with audit.act(actor, "formation.relist", at=at) as journal:
        case = locked_case(case_id, "formation.propose", actor)
        if case.state not in OPEN_CASES or case.branch_id is None:
            raise StepNotPossible(state=case.get_state_display())
        require_branch(case.branch_id, case.superior_id, actor)
        require_same_parts(case, parts)
        sought = Sought(GroundKind.BRANCH, branch_id=case.branch_id, parts=parts)
        _count(case, sought, at.date())
        keep_list(case, parts, journal)
        return journal.save(case, "formal", "members")


def _require_superior(unit_id: int, actor: Actor) -> None:
    if not Unit.objects.filter(
        org_policy.scope(actor, "formation.propose"), pk=unit_id, closed_on__isnull=True
    ).exists():
        raise NotVisible if actor.may("formation.propose") else Forbidden


def _require_sought(sought: Sought, superior_id: int, actor: Actor) -> None:
    wanted = set(sought.entity_ids)
    if reached_entities(actor).filter(pk__in=wanted).count() != len(wanted):
        raise NotVisible
    if sought.branch_id is not None:
        require_branch(sought.branch_id, superior_id, actor)
    if sought.venue_id and not Venue.objects.filter(pk=sought.venue_id).exists():
        raise NotVisible


def _count(case: Case, sought: Sought, day: date) -> Verdict:
    """Count the members of a case anew and hold it against the rules of the day."""
    if sought.branch_id is not None and sought.parts is None:
        sought = replace(sought, parts=())
    ground = queries.get_ground(sought, on=day)
    verdict = rules.judge(Form(case.form), ground, queries.limits_on(day))
    if case.form == Form.AFFILIATED:
        raise NothingToFound
    if verdict.gaps:
        raise NotLawful(why=_words(gap.code.label for gap in verdict.gaps))
    if verdict.doubts and not case.reason:
        raise ReasonMissing(why=_words(doubt.label for doubt in verdict.doubts))
    case.formal, case.members = ground.formal, ground.members
    return verdict


def _words(labels: Iterable[object]) -> str:
    return "；".join(str(label) for label in labels)


def locked_case(case_id: int, permission: str, actor: Actor) -> Case:
    """Return a proposal for a write; raise NotVisible or Forbidden where it is out of reach."""
    return fetch(
        Case.objects.all(),
        case_id,
        allowed=policy.cases(actor, permission),
        visible=policy.cases(actor, "formation.view"),
        lock=True,
    )


def _locked(case_id: int, permission: str, event: str, actor: Actor) -> Case:
    case = locked_case(case_id, permission, actor)
    require_step(rules.CASE_EDGES, case.state, case.get_state_display(), event)
    return case


def approve(case_id: int, *, document: str, actor: Actor, at: datetime) -> Case:
    """Approve a proposal by a document of the superior.

    Raises:
        DocumentMissing: the document is not named.
        StepNotPossible: it is not waiting for a decision.
    """
    with audit.act(actor, "formation.approve", at=at) as journal:
        case = _locked(case_id, "formation.decide", "approve", actor)
        if not document.strip():
            raise DocumentMissing
        case.state, case.document, case.decided_at = CaseState.APPROVED, document.strip(), at
        return journal.save(case, "state", "document", "decided_at")


def return_case(case_id: int, *, why: str, actor: Actor, at: datetime) -> Case:
    """Return a proposal, saying what has to change."""
    with audit.act(actor, "formation.return", at=at) as journal:
        case = _locked(case_id, "formation.decide", "return", actor)
        if not why.strip():
            raise WhyMissing
        case.state, case.returned_why, case.decided_at = CaseState.RETURNED, why.strip(), at
        return journal.save(case, "state", "returned_why", "decided_at")


def propose_again(case_id: int, *, reason: str, actor: Actor, at: datetime) -> Case:
    """Propose what was returned once more, counted anew."""
    with audit.act(actor, "formation.propose_again", at=at) as journal:
        case = _locked(case_id, "formation.propose", "propose again", actor)
        case.reason, case.state, case.proposed_at = reason, CaseState.PROPOSED, at
        _count(case, queries.sought_of(case), at.date())
        return journal.save(case, "reason", "state", "proposed_at", "formal", "members")


def withdraw(case_id: int, *, actor: Actor, at: datetime) -> Case:
    """Withdraw a proposal; its record stays."""
    with audit.act(actor, "formation.withdraw", at=at) as journal:
        case = _locked(case_id, "formation.propose", "withdraw", actor)
        case.state = CaseState.WITHDRAWN
        forget_list(case, journal)
        return journal.save(case, "state")


def found(case_id: int, *, on: date, actor: Actor, at: datetime) -> Case:
    """Found an approved organisation from a day on: a unit with its place, form and covers.

    Members are counted again on the day: what was lawful when it was proposed must still be.
    Those whose relations the superior's branches hold go along; a temporary branch and one of
    floating members has guests only. A branch that is divided goes below the new general branch
    with its parts, and each member into the part of the list.

    Raises:
        NotLawful: a hard rule stands against it by now.
    """
    with audit.act(actor, "formation.found", at=at) as journal:
        case = _locked(case_id, "formation.propose", "found", actor)
        if case.branch_id is not None:
            lock_members(case.branch_id)
        sought = queries.sought_of(case)
        _count(case, sought, on)
        unit = enter_branch(case, case.name, case.superior_id, on, at)
        journal.create(
            Organisation(
                unit=unit,
                form=case.form,
                founded_on=on,
                formal_at_founding=case.formal,
                ends_on=case.ends_on,
            )
        )
        if sought.parts is None:
            _cover(unit, sought, on, case.document, at)
            _take_in(unit, case, sought, on, at)
            close_for(sought.entity_ids, case, unit, on, journal)
        else:
            divide(case, unit, sought.parts, on, journal, at)
        case.unit, case.state = unit, CaseState.FOUNDED
        return journal.save(case, "unit", "state", "formal", "members")


def _take_in(unit: Unit, case: Case, sought: Sought, on: date, at: datetime) -> None:
    if (kind := AS_GUESTS.get(Form(case.form))) is not None:
        people = queries.people_of(sought, on=on)
        members.take_as_guests(people, unit.pk, kind, on=on, actor=founder(on), at=at)
        return
    members.take_in(
        queries.people_who_go_along(sought, case.superior_id, on=on),
        unit.pk,
        on=on,
        document=case.document,
        actor=founder(on),
        at=at,
    )


def _cover(unit: Unit, sought: Sought, on: date, document: str, at: datetime) -> None:
    targets = [Target(entity_id=pk) for pk in sought.entity_ids]
    if sought.venue_id is not None:
        targets = [Target(venue_id=sought.venue_id)]
    elif sought.territory is not None:
        targets = [Target(territory=sought.territory)]
    for target in targets:
        registry.cover(unit.pk, target, from_day=on, actor=founder(on), at=at, document=document)
