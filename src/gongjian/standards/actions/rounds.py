"""Rounds of peer review: pairs proposed by turns, changed and confirmed by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError
from gongjian.kernel.states import require_step
from gongjian.org import policy as org_policy
from gongjian.org.models import Unit

from .. import policy, queries, rules
from ..models import ChecklistItem, Review, Round
from ..terms import RoundState


class TooFewBranches(DomainError):
    code = "round_branches"
    message = _("Three branches at least are needed: with two, each would review its reviewer.")
    field = "superior"


class ChecklistEmpty(DomainError):
    code = "round_checklist"
    message = _("Write at least one item to look at, one a line.")
    field = "items"


class DaysOrder(DomainError):
    code = "round_days"
    message = _("The round ends on or after the day on which it starts.")
    field = "ends_on"


class NameTaken(Conflict):
    code = "round_name"
    message = _("There is a round of this name already. Give it another one.")
    field = "name"


class NotFair(DomainError):
    code = "round_pairs"
    message = _("Then a branch would review itself or its own reviewer. Choose two others.")
    field = "other"


@dataclass(frozen=True)
class RoundEntry:
    """A round: the branches below whom, on which line, what they look at, from when to when."""

    superior_id: int
    line: str
    name: str
    starts_on: date
    ends_on: date
    items: tuple[str, ...]


def propose_round(entry: RoundEntry, *, actor: Actor, at: datetime) -> Round:
    """Propose who reviews whom among the branches of a unit; a person confirms.

    The pairs come from a rotation over the branches by name, one turn further each round.

    Raises:
        NotVisible, Forbidden: the unit is out of reach.
        TooFewBranches, ChecklistEmpty, DaysOrder, NameTaken: as said.
    """
    with audit.act(actor, "standards.round.propose", at=at) as journal:
        superior = fetch(
            Unit.objects.all(),
            entry.superior_id,
            allowed=org_policy.scope(actor, "review.lead"),
            visible=org_policy.scope(actor, "review.view"),
            lock=True,
        )
        items = [text.strip() for text in entry.items if text.strip()]
        if not items:
            raise ChecklistEmpty
        if entry.ends_on < entry.starts_on:
            raise DaysOrder
        today = timezone.localdate(at)
        branches = queries.branches_under(superior.pk, line=entry.line, on=today)
        if len(branches) < rules.LEAST_BRANCHES:
            raise TooFewBranches
        earlier = Round.objects.filter(superior=superior, line=entry.line).exclude(
            state=RoundState.WITHDRAWN
        )
        if earlier.filter(name=entry.name).exists():
            raise NameTaken
        made = journal.create(
            Round(
                superior=superior,
                line=entry.line,
                name=entry.name,
                starts_on=entry.starts_on,
                ends_on=entry.ends_on,
                proposed_on=today,
                turn=earlier.count(),
            )
        )
        journal.create_many(
            [ChecklistItem(round=made, number=n, text=text) for n, text in enumerate(items, 1)]
        )
        _pair(journal, made, rules.rotation([pk for pk, _name in branches], made.turn))
        return made


def _pair(journal: audit.Journal, of: Round, pairs: tuple[rules.Pair, ...]) -> None:
    journal.create_many([Review(round=of, reviewer_id=by, reviewed_id=whom) for by, whom in pairs])


def turn_on(round_id: int, *, actor: Actor, at: datetime) -> Round:
    """Propose other pairs for a round that is not confirmed: one turn further.

    Raises:
        StepNotPossible: the round is confirmed already.
    """
    with audit.act(actor, "standards.round.turn_on", at=at) as journal:
        found = _locked(round_id, "turn on", actor)
        rows = list(found.reviews.order_by("reviewer__name", "reviewer_id"))
        # Each branch is reviewed once at any moment, so pairs are made anew, never changed.
        for review in rows:
            journal.delete(review)
        found.turn += 1
        journal.save(found, "turn")
        _pair(journal, found, rules.rotation([row.reviewer_id for row in rows], found.turn))
        return found


def exchange_pairs(round_id: int, *, one: int, other: int, actor: Actor, at: datetime) -> Round:
    """Let two reviews of a proposed round exchange whom they review.

    Raises:
        NotFair: a branch would then review itself or its own reviewer.
        StepNotPossible: the round is confirmed already.
    """
    with audit.act(actor, "standards.round.exchange", at=at) as journal:
        found = _locked(round_id, "exchange", actor)
        rows = {review.reviewer_id: review for review in found.reviews.all()}
        if one not in rows or other not in rows:
            raise NotFair
        now = {by: review.reviewed_id for by, review in rows.items()}
        then = rules.exchanged(now.items(), one, other)
        if one == other or not rules.are_fair(then):
            raise NotFair
        for by in (one, other):
            journal.delete(rows[by])
        _pair(journal, found, tuple(pair for pair in then if pair[0] in (one, other)))
        return found


def confirm_round(round_id: int, *, actor: Actor, at: datetime) -> Round:
    """Confirm the pairs: from now on the branches see whom they review."""
    return _step(round_id, "confirm", RoundState.RUNNING, actor, at)


def withdraw_round(round_id: int, *, actor: Actor, at: datetime) -> Round:
    """Withdraw a proposed round; its record stays."""
    return _step(round_id, "withdraw", RoundState.WITHDRAWN, actor, at)


def _step(round_id: int, event: str, state: RoundState, actor: Actor, at: datetime) -> Round:
    with audit.act(actor, f"standards.round.{event}", at=at) as journal:
        found = _locked(round_id, event, actor)
        found.state = state
        return journal.save(found, "state")


def _locked(round_id: int, event: str, actor: Actor) -> Round:
    found = fetch(
        Round.objects.all(),
        round_id,
        allowed=policy.rounds(actor, "review.lead"),
        visible=policy.rounds(actor, "review.view"),
        lock=True,
    )
    require_step(rules.ROUND_EDGES, found.state, found.get_state_display(), event)
    return found
