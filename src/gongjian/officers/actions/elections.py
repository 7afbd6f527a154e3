"""Elections: planned with enough candidates, counted with a quorum, confirmed by the superior."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError
from gongjian.members.actions.access import today
from gongjian.org import actions as org

from .. import queries, rules
from ..models import Candidate, Election, Elector
from ..rules import Ballots
from ..terms import OPEN_ELECTIONS, ElectionState, Post
from .access import locked_branch, locked_election
from .terms import Entry, begin, place, require_right


class ElectionUnderWay(Conflict):
    code = "election_under_way"
    message = _("An election of this branch is under way already. Finish it first.")


class SeatsWrong(DomainError):
    code = "seats_wrong"
    message = _("With %(formal)d formal members this branch elects %(least)d to %(most)d people.")
    field = "seats"


class NotContested(DomainError):
    code = "not_contested"
    message = _("For %(seats)d seats at least %(needed)d must stand. Propose more candidates.")
    field = "candidates"


class DayToCome(DomainError):
    code = "day_to_come"
    message = _("The meeting is on %(day)s. Count the ballots there.")


class BelowQuorum(DomainError):
    code = "below_quorum"
    message = _(
        "%(present)d of %(due)d were present, and %(needed)d are needed. This is no valid election."
    )
    field = "present"


class HadQuorum(DomainError):
    code = "had_quorum"
    message = _("Enough were present. Enter the ballots as they were counted.")
    field = "present"


class BallotsWrong(DomainError):
    code = "ballots_wrong"
    message = _(
        "These numbers cannot be. No more ballots come back than were given out, none is given to "
        "who is not there, and nobody has more votes than there are valid ballots."
    )


class PostsWrong(DomainError):
    code = "posts_wrong"
    message = _("Give each who was elected one post, and exactly one of them that of secretary.")


class NobodyElected(DomainError):
    code = "nobody_elected"
    message = _("Nobody was elected. Annul this, and let them vote again.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Write why.")
    field = "reason"


@dataclass(frozen=True)
class Plan:
    """An election as planned: the day of the meeting, the seats, who stands."""

    on: date
    seats: int
    candidates: tuple[int, ...]


@dataclass(frozen=True)
class Meeting:
    """Who was there; ``without_right`` did not vote by a decision, which ``document`` names."""

    present: frozenset[int]
    without_right: frozenset[int] = frozenset()
    document: str = ""


def plan_election(unit_id: int, plan: Plan, *, actor: Actor, at: datetime) -> Election:
    """Plan the election of a branch's committee, or of its secretary and deputy.

    Raises:
        ElectionUnderWay: there is one.
        SeatsWrong, NotContested: too few or too many seats, or too few candidates.
        NoRight: a candidate is no formal member of the branch.
    """
    with audit.act(actor, "officers.election.plan", at=at) as journal:
        unit = locked_branch(unit_id, actor, "election.run")
        if Election.objects.filter(unit=unit, state__in=OPEN_ELECTIONS).exists():
            raise ElectionUnderWay
        limits = queries.limits_on(plan.on)
        formal = len(queries.electors_of(unit.pk, on=today(at)))
        has_committee = rules.needs_committee(formal, limits)
        allowed = rules.seats_allowed(formal, limits)
        if plan.seats not in allowed:
            raise SeatsWrong(formal=formal, least=allowed[0], most=allowed[-1])
        candidates = list(dict.fromkeys(plan.candidates))
        needed = rules.candidates_needed(plan.seats, limits, has_committee=has_committee)
        if len(candidates) < needed:
            raise NotContested(seats=plan.seats, needed=needed)
        require_right(unit.pk, candidates, today(at))
        election = journal.create(
            Election(
                unit=unit,
                on=plan.on,
                seats=plan.seats,
                has_committee=has_committee,
                planned_at=at,
            )
        )
        journal.create_many([Candidate(election=election, person_id=pk) for pk in candidates])
        return election


def count_ballots(
    election_id: int, meeting: Meeting, ballots: Ballots, *, actor: Actor, at: datetime
) -> Election:
    """Record who came and the ballots as counted; who has a majority of those due is elected.

    Raises:
        BelowQuorum: fewer than four fifths of those due were present.
        BallotsWrong: the numbers contradict each other.
        NoRight: somebody present or elected has no right to vote.
    """
    with audit.act(actor, "officers.election.count", at=at) as journal:
        election = locked_election(election_id, "count", actor)
        due = _enter_roll(journal, election, meeting, at)
        present, quorum = len(meeting.present), election.quorum or 0
        if not rules.is_quorate(present, due, quorum):
            needed = rules.present_needed(due, quorum)
            raise BelowQuorum(present=present, due=due, needed=needed)
        standing = list(Candidate.objects.filter(election=election).order_by("pk"))
        if set(ballots.yes) != {each.person_id for each in standing}:
            raise BallotsWrong
        if any(rules.faults_of(ballots, present, election.seats)):
            raise BallotsWrong
        require_right(election.unit_id, list(ballots.yes), election.on)
        chosen = rules.elected(ballots.yes, election.seats, due)
        for each in standing:
            each.yes, each.due = ballots.yes[each.person_id], due
            each.is_elected = each.person_id in chosen
        journal.save_many(standing, ["yes", "due", "is_elected"])
        election.issued, election.returned = ballots.issued, ballots.returned
        election.valid, election.state = ballots.valid, ElectionState.COUNTED
        return journal.save(election)


def _enter_roll(journal: audit.Journal, election: Election, meeting: Meeting, at: datetime) -> int:
    """Enter who had the right to vote on the day and who came; return how many were due."""
    if election.on > today(at):
        raise DayToCome(day=election.on)
    if meeting.without_right:
        election.without_right = org.require_document(meeting.document)
    require_right(election.unit_id, sorted(meeting.present | meeting.without_right), election.on)
    require_voters(meeting)
    roll = [
        pk
        for pk in queries.electors_of(election.unit_id, on=election.on)
        if pk not in meeting.without_right
    ]
    journal.create_many(
        [Elector(election=election, person_id=pk, is_present=pk in meeting.present) for pk in roll]
    )
    election.due, election.present = len(roll), len(meeting.present)
    election.quorum = queries.limits_on(election.on).quorum
    return len(roll)


def require_voters(meeting: Meeting) -> None:
    """Refuse a meeting that counts among the voters who has no right by decision."""
    if meeting.present & meeting.without_right:
        raise BallotsWrong


def fail_election(election_id: int, meeting: Meeting, *, actor: Actor, at: datetime) -> Election:
    """Record that too few came, so that there was no election.

    Raises:
        HadQuorum: enough were there.
    """
    with audit.act(actor, "officers.election.fail", at=at) as journal:
        election = locked_election(election_id, "fail", actor)
        due = _enter_roll(journal, election, meeting, at)
        if rules.is_quorate(len(meeting.present), due, election.quorum or 0):
            raise HadQuorum
        election.state = ElectionState.FAILED
        return journal.save(election)


def cancel_election(election_id: int, *, actor: Actor, at: datetime) -> Election:
    """Call a planned election off; its record stays."""
    with audit.act(actor, "officers.election.cancel", at=at) as journal:
        election = locked_election(election_id, "cancel", actor)
        election.state = ElectionState.CANCELLED
        return journal.save(election, "state")


def confirm_election(
    election_id: int, *, posts: Mapping[int, Post], document: str, actor: Actor, at: datetime
) -> Election:
    """Confirm a result by the superior's document: the elected hold their posts for a new term.

    Raises:
        NobodyElected, PostsWrong: there is nobody to confirm, or the posts do not fit them.
        DocumentMissing: the document is not named.
        TermOverlaps: another term began meanwhile.
    """
    document = org.require_document(document)
    with audit.act(actor, "officers.election.confirm", at=at) as journal:
        election = locked_election(election_id, "confirm", actor)
        chosen = Candidate.objects.filter(election=election, is_elected=True)
        elected = set(chosen.values_list("person_id", flat=True))
        if not elected:
            raise NobodyElected
        if set(posts) != elected or list(posts.values()).count(Post.SECRETARY) != 1:
            raise PostsWrong
        term = begin(journal, election.unit_id, election.on, document, election=election)
        for person_id in sorted(posts):
            place(journal, term, Entry(person_id, posts[person_id], election.on, document))
        election.state, election.document = ElectionState.CONFIRMED, document
        return journal.save(election, "state", "document")


def annul_election(election_id: int, *, reason: str, actor: Actor, at: datetime) -> Election:
    """Annul a result with the reason that the branch reads.

    Raises:
        ReasonMissing: as said.
    """
    if not reason.strip():
        raise ReasonMissing
    with audit.act(actor, "officers.election.annul", at=at) as journal:
        election = locked_election(election_id, "annul", actor)
        election.state, election.reason = ElectionState.ANNULLED, reason.strip()
        return journal.save(election, "state", "reason")
