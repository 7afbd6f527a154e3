"""Officers, terms and elections as JSON: the pages' own reads, one action a write."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.schema import (
    REFUSALS,
    Day,
    Document,
    Done,
    IdempotencyKey,
    Key,
    Note,
    Page,
    PageSize,
    Search,
    actor_of,
    once,
)

from . import actions, queries
from .rules import Ballots
from .terms import Lack, Post

router = Router(tags=["officers"])

WRITES: dict[Any, Any] = {200: Done, **REFUSALS}

Count = Annotated[int, Field(ge=0, le=9999)]


class ElectionIn(Schema):
    """The day of the meeting, the seats, who stands."""

    on: Day
    seats: Annotated[int, Field(ge=1, le=99)]
    candidates: list[Key]


class RollIn(Schema):
    """Who was there; ``without_right`` did not vote by a decision, which ``document`` names."""

    present: list[Key]
    without_right: list[Key] = []
    document: Document = ""

    def meeting(self) -> actions.Meeting:
        """Return who was there."""
        people = frozenset(self.present), frozenset(self.without_right)
        return actions.Meeting(*people, self.document)


class VotesIn(Schema):
    """How many said yes to a candidate."""

    person_id: Key
    yes: Count


class CountIn(RollIn):
    """Who was there and the ballots as counted, each candidate once."""

    issued: Count
    returned: Count
    valid: Count
    votes: list[VotesIn]

    def ballots(self) -> Ballots:
        """Return the count; raise BallotsWrong where a candidate is named twice."""
        yes = {each.person_id: each.yes for each in self.votes}
        if len(yes) != len(self.votes):
            raise actions.BallotsWrong
        return Ballots(self.issued, self.returned, self.valid, yes)


class ElectedIn(Schema):
    """Which post somebody elected takes."""

    person_id: Key
    post: Post


class ConfirmIn(Schema):
    """The superior's document, and who takes which post, each once."""

    document: Document
    posts: list[ElectedIn]

    def by_person(self) -> dict[int, Post]:
        """Return each post by who takes it; raise PostsWrong where somebody is named twice."""
        found = {each.person_id: each.post for each in self.posts}
        if len(found) != len(self.posts):
            raise actions.PostsWrong
        return found


class AnnulIn(Schema):
    """Why a result is annulled."""

    reason: Note


class TermIn(Schema):
    """From which day a term begins, by which document."""

    from_day: Day
    document: Document


class ExtendIn(Schema):
    """Until which day a term is extended, by which document."""

    until: Day
    document: Document


class PostIn(Schema):
    """Who holds which post since when, by which document."""

    person_id: Key
    post: Post
    from_day: Day
    document: Document


class EndPostIn(Schema):
    """By which document a post is ended."""

    document: Document


@router.get("/officers", response={200: queries.LedList, **REFUSALS})
def list_led(
    request: HttpRequest,
    q: Search = "",
    lack: Annotated[Lack | None, Query()] = None,
    page: Page = 1,
    size: PageSize = 50,
) -> Any:
    """List the branches in reach with how each is led and what it lacks."""
    actor = actor_of(request)
    if not actor.may("office.view"):
        raise Forbidden
    filters = {"lack": lack.value} if lack else {}
    asked = TableQuery(page=page, per_page=size, text=q, filters=filters)
    return queries.list_branches(actor, asked)


@router.get("/officers/{unit_id}", response={200: queries.LedPage, **REFUSALS})
def get_led(request: HttpRequest, unit_id: Key) -> Any:
    """Return a branch with its officers, terms and elections."""
    return queries.get_branch(unit_id, actor_of(request))


@router.post("/officers/{unit_id}/terms", response=WRITES)
def enter_term(request: HttpRequest, unit_id: Key, body: TermIn, key: IdempotencyKey = "") -> Any:
    """Enter the term of officers whom the superior appointed."""
    return once(
        request,
        key,
        lambda actor, at: actions.enter_term(unit_id, **body.dict(), actor=actor, at=at).pk,
    )


@router.post("/terms/{term_id}/extend", response=WRITES)
def extend_term(
    request: HttpRequest, term_id: Key, body: ExtendIn, key: IdempotencyKey = ""
) -> Any:
    """Extend a term by decision of the superior."""
    return once(
        request,
        key,
        lambda actor, at: actions.extend_term(term_id, **body.dict(), actor=actor, at=at).pk,
    )


@router.post("/terms/{term_id}/posts", response=WRITES)
def fill_post(request: HttpRequest, term_id: Key, body: PostIn, key: IdempotencyKey = "") -> Any:
    """Let somebody hold a post in a term."""
    entry = actions.Entry(**body.dict())
    return once(
        request, key, lambda actor, at: actions.fill_post(term_id, entry, actor=actor, at=at).pk
    )


@router.post("/posts/{office_id}/end", response=WRITES)
def vacate_post(
    request: HttpRequest, office_id: Key, body: EndPostIn, key: IdempotencyKey = ""
) -> Any:
    """End a post today; the answer's ``id`` is the post's."""

    def perform(actor: Actor, at: Any) -> int:
        actions.vacate_post(office_id, document=body.document, actor=actor, at=at)
        return office_id

    return once(request, key, perform)


@router.post("/officers/{unit_id}/elections", response=WRITES)
def plan_election(
    request: HttpRequest, unit_id: Key, body: ElectionIn, key: IdempotencyKey = ""
) -> Any:
    """Plan the election of a branch's committee, or of its secretary and deputy."""
    plan = actions.Plan(body.on, body.seats, tuple(body.candidates))
    return once(
        request, key, lambda actor, at: actions.plan_election(unit_id, plan, actor=actor, at=at).pk
    )


@router.get("/elections/{election_id}", response={200: queries.ElectionPage, **REFUSALS})
def get_election(request: HttpRequest, election_id: Key) -> Any:
    """Return an election: who may vote, who stands, what was counted, the next step."""
    return queries.get_election(election_id, actor_of(request))


@router.post("/elections/{election_id}/count", response=WRITES)
def count_ballots(
    request: HttpRequest, election_id: Key, body: CountIn, key: IdempotencyKey = ""
) -> Any:
    """Record who came and the ballots as counted."""
    return once(
        request,
        key,
        lambda actor, at: (
            actions.count_ballots(
                election_id, body.meeting(), body.ballots(), actor=actor, at=at
            ).pk
        ),
    )


@router.post("/elections/{election_id}/too-few", response=WRITES)
def fail_election(
    request: HttpRequest, election_id: Key, body: RollIn, key: IdempotencyKey = ""
) -> Any:
    """Record that too few came, so that there was no election."""
    return once(
        request,
        key,
        lambda actor, at: actions.fail_election(election_id, body.meeting(), actor=actor, at=at).pk,
    )


@router.post("/elections/{election_id}/cancel", response=WRITES)
def cancel_election(request: HttpRequest, election_id: Key, key: IdempotencyKey = "") -> Any:
    """Call a planned election off."""
    return once(
        request, key, lambda actor, at: actions.cancel_election(election_id, actor=actor, at=at).pk
    )


@router.post("/elections/{election_id}/confirm", response=WRITES)
def confirm_election(
    request: HttpRequest, election_id: Key, body: ConfirmIn, key: IdempotencyKey = ""
) -> Any:
    """Confirm a result; the elected hold their posts for a new term."""
    return once(
        request,
        key,
        lambda actor, at: (
            actions.confirm_election(
                election_id, posts=body.by_person(), document=body.document, actor=actor, at=at
            ).pk
        ),
    )


@router.post("/elections/{election_id}/annul", response=WRITES)
def annul_election(
    request: HttpRequest, election_id: Key, body: AnnulIn, key: IdempotencyKey = ""
) -> Any:
    """Annul a result with the reason that the branch reads."""
    return once(
        request,
        key,
        lambda actor, at: (
            actions.annul_election(election_id, reason=body.reason, actor=actor, at=at).pk
        ),
    )
