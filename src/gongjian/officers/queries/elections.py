"""One election: who may vote, who stands, what was counted, and the next step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor

from .. import policy, rules
from ..models import Candidate, Election, Elector, Office
from ..terms import ElectionState, Post
from .rolls import electors_of, limits_on


@dataclass(frozen=True)
class CandidateLine:
    """Somebody who stands; ``post`` once they are in office by this election."""

    person_id: int
    name: str
    yes: int | None
    is_elected: bool
    post: Post | None


@dataclass(frozen=True)
class ElectionPage:
    """One election; ``roll`` names who has the right to vote, ``came`` who was there."""

    id: int
    unit_id: int
    unit: str
    state: ElectionState
    on: date
    seats: int
    has_committee: bool
    quorum: int
    due: int
    needed: int
    present: int | None
    issued: int | None
    returned: int | None
    valid: int | None
    without_right: str
    document: str
    reason: str
    candidates: tuple[CandidateLine, ...]
    roll: Mapping[int, str]
    came: frozenset[int]
    events: tuple[str, ...]

    @property
    def elected(self) -> tuple[CandidateLine, ...]:
        return tuple(each for each in self.candidates if each.is_elected)


def get_election(election_id: int, actor: Actor) -> ElectionPage:
    """Return an election.

    Raises:
        NotVisible: there is none, or its branch is out of reach.
    """
    visible = policy.of_unit(actor, "office.view")
    rows = Election.objects.select_related("unit")
    election = fetch(rows, election_id, allowed=visible, visible=visible)
    roll, came = _roll(election)
    quorum = election.quorum or limits_on(election.on).quorum
    due = len(roll) if election.due is None else election.due
    return ElectionPage(
        id=election.pk,
        unit_id=election.unit_id,
        unit=election.unit.name,
        state=ElectionState(election.state),
        on=election.on,
        seats=election.seats,
        has_committee=election.has_committee,
        quorum=quorum,
        due=due,
        needed=rules.present_needed(due, quorum),
        present=election.present,
        issued=election.issued,
        returned=election.returned,
        valid=election.valid,
        without_right=election.without_right,
        document=election.document,
        reason=election.reason,
        candidates=_candidates(election),
        roll=roll,
        came=came,
        events=_events(election, actor),
    )


def _roll(election: Election) -> tuple[dict[int, str], frozenset[int]]:
    if election.state == ElectionState.PLANNED:
        return electors_of(election.unit_id, on=election.on), frozenset()
    kept = Elector.objects.filter(election=election).select_related("person")
    names = {each.person_id: each.person.name for each in kept.order_by("person__name", "pk")}
    return names, frozenset(each.person_id for each in kept if each.is_present)


def _candidates(election: Election) -> tuple[CandidateLine, ...]:
    standing = Candidate.objects.filter(election=election).select_related("person")
    posts = dict(Office.objects.filter(term__election=election).values_list("person_id", "post"))
    return tuple(
        CandidateLine(
            each.person_id,
            each.person.name,
            each.yes,
            each.is_elected,
            Post(posts[each.person_id]) if each.person_id in posts else None,
        )
        for each in standing.order_by("-is_elected", "-yes", "person__name", "pk")
    )


def _events(election: Election, actor: Actor) -> tuple[str, ...]:
    """Return the steps that the reader may take now."""
    mine = Election.objects.filter(pk=election.pk)
    held = {
        code
        for code in ("election.run", "election.decide")
        if mine.filter(policy.of_unit(actor, code)).exists()
    }
    ahead = [edge for edge in rules.ELECTION_EDGES if edge.before == election.state]
    return tuple(edge.event for edge in ahead if edge.permission in held)
