"""Loading branches, terms and elections for a write: in scope, and locked in one order.

The branch's row orders all writes about its officers.
"""

from __future__ import annotations

from django.db.models import Q

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.states import StepNotPossible
from gongjian.members.actions.access import branch
from gongjian.org import policy as org_policy
from gongjian.org.models import Unit

from .. import policy, rules
from ..models import Election, Term


def locked_branch(unit_id: int, actor: Actor, permission: str) -> Unit:
    """Return an open branch, locked.

    Raises:
        NotABranch, BranchClosed: it is no open branch.
    """
    unit = fetch(
        Unit.objects.all(),
        unit_id,
        allowed=org_policy.scope(actor, permission),
        visible=org_policy.scope(actor, "office.view"),
        lock=True,
    )
    return branch(unit.pk)


def locked_term(term_id: int, actor: Actor) -> Term:
    """Return a term for a write, its branch locked before."""
    list(Unit.objects.select_for_update().filter(pk__in=_unit_of(Term, term_id)))
    return fetch(
        Term.objects.all(),
        term_id,
        allowed=policy.of_unit(actor, "election.decide"),
        visible=policy.of_unit(actor, "office.view"),
        lock=True,
    )


def locked_election(election_id: int, event: str, actor: Actor) -> Election:
    """Return an election for a step that its state has and the actor may take.

    Raises:
        StepNotPossible: it has gone on meanwhile.
    """
    list(Unit.objects.select_for_update().filter(pk__in=_unit_of(Election, election_id)))
    election = fetch(
        Election.objects.select_related("unit"),
        election_id,
        allowed=_allowed(event, actor),
        visible=policy.of_unit(actor, "office.view"),
        lock=True,
    )
    if not any((e.before, e.event) == (election.state, event) for e in rules.ELECTION_EDGES):
        raise StepNotPossible(state=election.get_state_display())
    return election


def _allowed(event: str, actor: Actor) -> Q:
    permission = next(e.permission for e in rules.ELECTION_EDGES if e.event == event)
    return policy.of_unit(actor, permission)


def _unit_of(model: type[Term | Election], pk: int) -> list[int]:
    return list(model.objects.filter(pk=pk).values_list("unit_id", flat=True))
