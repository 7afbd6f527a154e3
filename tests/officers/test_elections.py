"""Elections and terms: a result below quorum cannot stand, and only who has the right votes."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from factories.memberships import Street, make_branch, make_member, make_street
from factories.officers import (
    DOCUMENT,
    ballots,
    counted,
    fill_branch,
    held,
    make_term,
    plan,
    there,
)
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from factories.together import all_at_once
from factories.work import counts
from gongjian.kernel import audit, figures
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.figures import Asked
from gongjian.kernel.states import StepNotPossible
from gongjian.members import actions as members
from gongjian.members.actions.access import NotABranch
from gongjian.members.terms import ParticipationKind
from gongjian.officers import actions, queries, rules
from gongjian.officers.actions import (
    BallotsWrong,
    BelowQuorum,
    CommitteeFull,
    DayToCome,
    ElectionUnderWay,
    HadQuorum,
    Meeting,
    NobodyElected,
    NoRight,
    NotContested,
    OutsideTerm,
    PostsWrong,
    PostTaken,
    SeatsWrong,
    TermOverlaps,
    TooLong,
)
from gongjian.officers.models import Candidate, Election, Elector, Office, Term
from gongjian.officers.rules import Ballots
from gongjian.officers.terms import ElectionState, Lack, Post
from gongjian.org import queries as org

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def posts_of(election: Election) -> dict[int, Post]:
    chosen = Candidate.objects.filter(election=election, is_elected=True).order_by("-yes")
    people = list(chosen.values_list("person_id", flat=True))
    return dict(zip(people, Post, strict=False))


def confirmed(street: Street, election: Election) -> Election:
    return actions.confirm_election(
        election.pk,
        posts=posts_of(election),
        document=DOCUMENT,
        actor=street.officer,
        at=moment(election.on),
    )


def test_the_street_branch_with_ten_members_needs_a_committee(street: Street) -> None:
    """Document 001: a street of some 210 merchants, ten members among them: seven and more.

    Merchants are no members and count nowhere here; those on probation do not count either.
    """
    fill_branch(street.first, 10, probationary=2)
    page = queries.get_branch(street.first.pk, street.secretary)
    assert page.row.led.formal == 10
    assert page.needs_committee
    assert page.row.lacks == (Lack.OFFICERS, Lack.COMMITTEE)
    assert counts(street.secretary, "officers") == {"committee": 1}


def test_from_the_plan_to_officers_in_their_posts(street: Street) -> None:
    people = fill_branch(street.first, 10)
    make_term(street.first, people[9])
    election = counted(street.first, people)
    assert (election.due, election.present, election.quorum) == (10, 10, 80)
    confirmed(street, election)
    page = queries.get_branch(street.first.pk, street.secretary)
    assert page.term is not None
    assert [(each.person_id, each.post) for each in page.term.offices] == [
        (people[0].pk, Post.SECRETARY),
        (people[1].pk, Post.DEPUTY),
        (people[2].pk, Post.ORGANISATION),
    ]
    assert page.term.ends_on == rules.years_after(TODAY, 3)
    assert [(former.valid_from, former.valid_to) for former in page.former] == [(FOUNDED, TODAY)]
    assert not page.row.lacks
    assert list(audit.verify()) == []


def test_a_term_in_a_community_takes_five_years(street: Street) -> None:
    branch = make_branch(street.station)
    term = make_term(branch, fill_branch(branch, 3)[0])
    assert term.ends_on == rules.years_after(FOUNDED, 5)


def test_below_quorum_is_no_valid_result(street: Street) -> None:
    people = fill_branch(street.first, 10)
    election = plan(street.first, people[:4], seats=3)
    votes = ballots({person: 7 for person in people[:3]} | {people[3]: 0}, 7)
    with pytest.raises(BelowQuorum, match="7"):
        actions.count_ballots(
            election.pk, there(people[:7]), votes, actor=street.secretary, at=moment()
        )
    assert not Elector.objects.exists()
    with pytest.raises(HadQuorum):
        actions.fail_election(election.pk, there(people[:8]), actor=street.secretary, at=moment())
    failed = actions.fail_election(
        election.pk, there(people[:7]), actor=street.secretary, at=moment()
    )
    assert failed.state == ElectionState.FAILED
    assert not Candidate.objects.filter(is_elected=True).exists()


@pytest.mark.parametrize(
    "numbers",
    [
        {"present": 7},
        {"quorum": 50, "present": 6},
        {"quorum": None},
        {"due": 0, "present": 0},
        {"returned": 11},
        {"issued": 9, "returned": 9, "valid": 9, "present": 8},
    ],
)
def test_the_database_refuses_a_result_below_quorum(
    street: Street, numbers: dict[str, int | None]
) -> None:
    election = counted(street.first, fill_branch(street.first, 10))
    rows = Election.objects.filter(pk=election.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**numbers)


def test_the_database_refuses_who_has_no_majority(street: Street) -> None:
    people = fill_branch(street.first, 10)
    election = counted(street.first, people)
    loser = Candidate.objects.filter(election=election, is_elected=False)
    assert loser.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        loser.update(is_elected=True)


def test_one_term_one_secretary_at_a_time(street: Street) -> None:
    people = fill_branch(street.first, 4)
    term = make_term(street.first, people[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(
            unit=street.first,
            valid_from=TODAY,
            ends_on=TODAY + timedelta(days=9),
            document=DOCUMENT,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.create(term=term, person=people[1], post=Post.SECRETARY, valid_from=TODAY)
    with pytest.raises(PostTaken):
        actions.fill_post(term.pk, held(people[1], Post.SECRETARY), actor=office(), at=moment())


def test_only_formal_members_of_the_branch_vote_and_stand(street: Street) -> None:
    people = fill_branch(street.first, 8)
    probationary = make_member(street.first, formal=False)
    guest = make_member(street.second)
    members.add_participation(
        guest.pk,
        unit_id=street.first.pk,
        kind=ParticipationKind.LINE,
        actor=office(),
        at=moment(),
    )
    for stranger in (probationary, guest):
        with pytest.raises(NoRight, match=stranger.name):
            plan(street.first, [*people[:3], stranger], seats=3)
    election = plan(street.first, people[:4], seats=3)
    votes = ballots(dict.fromkeys(people[:4], 6), 8)
    for stranger in (probationary, guest):
        with pytest.raises(NoRight):
            actions.count_ballots(
                election.pk, there([*people[:7], stranger]), votes, actor=office(), at=moment()
            )
    page = queries.get_election(election.pk, street.secretary)
    assert set(page.roll) == {person.pk for person in people}


def test_who_may_not_vote_by_decision_is_not_due(street: Street) -> None:
    people = fill_branch(street.first, 10)
    election = plan(street.first, people[:4], seats=3)
    votes = ballots({people[0]: 8, people[1]: 7, people[2]: 6, people[3]: 1}, 8)
    out = frozenset({people[9].pk})
    present = frozenset(person.pk for person in people[:8])
    both = Meeting(present | out, out, DOCUMENT)
    with pytest.raises(BallotsWrong):
        actions.count_ballots(election.pk, both, votes, actor=office(), at=moment())
    done = actions.count_ballots(
        election.pk, Meeting(present, out, DOCUMENT), votes, actor=office(), at=moment()
    )
    assert (done.due, done.present, done.without_right) == (9, 8, DOCUMENT)


def test_a_plan_follows_the_rules(street: Street) -> None:
    people = fill_branch(street.first, 8)
    with pytest.raises(SeatsWrong, match="3"):
        plan(street.first, people[:3], seats=2)
    with pytest.raises(NotContested, match="4"):
        plan(street.first, people[:3], seats=3)
    plan(street.first, people[:4], seats=3)
    with pytest.raises(ElectionUnderWay):
        plan(street.first, people[:4], seats=3)
    with pytest.raises(NotABranch):
        plan(street.station, people[:4], seats=3)


def test_a_small_branch_elects_its_secretary_alone(street: Street) -> None:
    people = fill_branch(street.first, 4)
    election = plan(street.first, people[:1], seats=1)
    assert not election.has_committee
    done = actions.count_ballots(
        election.pk, there(people), ballots({people[0]: 3}, 4), actor=office(), at=moment()
    )
    assert confirmed(street, done).state == ElectionState.CONFIRMED


def test_a_meeting_to_come_has_no_ballots(street: Street) -> None:
    people = fill_branch(street.first, 4)
    election = plan(street.first, people[:1], seats=1, on=TODAY + timedelta(days=3))
    with pytest.raises(DayToCome):
        actions.count_ballots(
            election.pk, there(people), ballots({people[0]: 3}, 4), actor=office(), at=moment()
        )


@pytest.mark.parametrize("cast", [Ballots(9, 8, 8, {}), Ballots(8, 8, 8, {0: 1})])
def test_ballots_that_cannot_be_are_refused(street: Street, cast: Ballots) -> None:
    people = fill_branch(street.first, 8)
    election = plan(street.first, people[:4], seats=3)
    yes = cast.yes or {person.pk: 5 for person in people[:4]}
    wrong = Ballots(cast.issued, cast.returned, cast.valid, yes)
    with pytest.raises(BallotsWrong):
        actions.count_ballots(election.pk, there(people), wrong, actor=office(), at=moment())


def test_the_superior_gives_each_elected_one_post(street: Street) -> None:
    election = counted(street.first, fill_branch(street.first, 10))
    posts = posts_of(election)
    twice = dict.fromkeys(posts, Post.SECRETARY)
    for wrong in ({}, twice, dict(list(posts.items())[:2])):
        with pytest.raises(PostsWrong):
            actions.confirm_election(
                election.pk, posts=wrong, document=DOCUMENT, actor=street.officer, at=moment()
            )
    assert not Term.objects.exists()


def test_nobody_elected_is_nobody_in_office(street: Street) -> None:
    people = fill_branch(street.first, 4)
    election = plan(street.first, people[:1], seats=1)
    actions.count_ballots(
        election.pk, there(people), ballots({people[0]: 2}, 4), actor=office(), at=moment()
    )
    with pytest.raises(NobodyElected):
        actions.confirm_election(
            election.pk, posts={}, document=DOCUMENT, actor=street.officer, at=moment()
        )


def test_a_term_is_extended_by_a_year_at_most(street: Street) -> None:
    term = make_term(street.first, fill_branch(street.first, 4)[0])
    latest = rules.years_after(FOUNDED, 4)
    for until in (latest + timedelta(days=1), term.ends_on):
        with pytest.raises(TooLong):
            actions.extend_term(
                term.pk, until=until, document=DOCUMENT, actor=street.officer, at=moment()
            )
    longer = actions.extend_term(
        term.pk, until=latest, document=DOCUMENT, actor=street.officer, at=moment()
    )
    assert (longer.ends_on, longer.extended_by) == (latest, DOCUMENT)
    with pytest.raises(TermOverlaps):
        make_term(street.first, fill_branch(street.first, 1)[0])


def test_posts_are_filled_and_end_within_a_term(street: Street) -> None:
    people = fill_branch(street.first, 9)
    term = make_term(street.first, people[0], from_day=FOUNDED)
    for person in people[1:7]:
        actions.fill_post(term.pk, held(person, Post.MEMBER), actor=street.officer, at=moment())
    with pytest.raises(CommitteeFull):
        actions.fill_post(term.pk, held(people[8], Post.MEMBER), actor=street.officer, at=moment())
    for day in (FOUNDED - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(OutsideTerm):
            actions.fill_post(
                term.pk, held(people[8], Post.MEMBER, day), actor=office(), at=moment()
            )
    later = moment(TODAY + timedelta(days=2))
    first = Office.objects.get(person=people[0])
    actions.vacate_post(first.pk, document=DOCUMENT, actor=street.officer, at=later)
    first.refresh_from_db()
    assert first.valid_to == TODAY + timedelta(days=2)


def test_reminders_follow_the_dates_and_change_nothing(street: Street) -> None:
    people = fill_branch(street.first, 4)
    term = make_term(street.first, people[0])
    kinds = {}
    for days in (-181, -180, 0):
        day = term.ends_on + timedelta(days=days)
        reader = members_actor(street.secretary, day)
        kinds[days] = list(counts(reader, "officers"))
    assert kinds == {-181: [], -180: ["soon"], 0: ["over"]}
    term.refresh_from_db()
    assert term.valid_to is None


def members_actor(actor: Actor, day: date) -> Actor:
    from gongjian.members import queries as people

    assert actor.account_id is not None
    return people.get_actor(actor.account_id, on=day)


def test_a_meeting_whose_day_has_come_waits_to_be_counted(street: Street) -> None:
    plan(street.first, fill_branch(street.first, 8)[:4], seats=3)
    assert counts(street.secretary, "officers") == {"count": 1}


def test_the_list_narrows_to_what_is_lacking(street: Street) -> None:
    fill_branch(street.first, 8)
    make_term(street.second, fill_branch(street.second, 4)[0])
    found = {
        lack: [row.name for row in queries.list_branches(
            street.officer, TableQuery(filters={"lack": lack.value})
        ).rows]
        for lack in Lack
    }  # fmt: skip
    assert found == {
        Lack.COMMITTEE: [street.first.name],
        Lack.OFFICERS: [street.first.name],
        Lack.OVER: [],
        Lack.SOON: [],
    }
    every = queries.list_branches(street.officer, TableQuery())
    assert every.total == 2


def test_the_figure_counts_terms_by_whether_they_are_over(street: Street) -> None:
    term = make_term(street.first, fill_branch(street.first, 4)[0])
    figure = figures.get("officers.terms", street.officer)
    asked = Asked("territorial", TODAY, node_id=street.street.pk)
    assert figures.value(figure, asked, street.officer, org.units_asked(asked)) == 1
    assert term.ends_on > TODAY


# --- edge by edge -------------------------------------------------------------------------------


def planned(street: Street) -> Election:
    return plan(street.first, fill_branch(street.first, 8)[:4], seats=3)


def counted_here(street: Street) -> Election:
    return counted(street.first, fill_branch(street.first, 8))


MAKE = {"planned": planned, "counted": counted_here}


def _present(election: Election, share: int) -> list[int]:
    roll = list(queries.electors_of(election.unit_id, on=TODAY))
    return roll[: len(roll) * share // 100]


def _count(pk: int, actor: Actor) -> Election:
    election = Election.objects.get(pk=pk)
    standing = Candidate.objects.filter(election=election).values_list("person_id", flat=True)
    yes = dict(zip(standing, (8, 7, 6, 1), strict=True))
    meeting = Meeting(frozenset(_present(election, 100)))
    return actions.count_ballots(pk, meeting, Ballots(8, 8, 8, yes), actor=actor, at=moment())


def _fail(pk: int, actor: Actor) -> Election:
    meeting = Meeting(frozenset(_present(Election.objects.get(pk=pk), 50)))
    return actions.fail_election(pk, meeting, actor=actor, at=moment())


def _confirm(pk: int, actor: Actor) -> Election:
    posts = posts_of(Election.objects.get(pk=pk))
    return actions.confirm_election(pk, posts=posts, document=DOCUMENT, actor=actor, at=moment())


DO = {
    "count": _count,
    "fail": _fail,
    "cancel": lambda pk, actor: actions.cancel_election(pk, actor=actor, at=moment()),
    "confirm": _confirm,
    "annul": lambda pk, actor: actions.annul_election(
        pk, reason="程序不符", actor=actor, at=moment()
    ),
}

MAY = {
    ("planned", "count"): {"secretary", "officer"},
    ("planned", "fail"): {"secretary", "officer"},
    ("planned", "cancel"): {"secretary", "officer"},
    ("counted", "confirm"): {"officer"},
    ("counted", "annul"): {"officer"},
}


def test_every_edge_stands_in_the_table_of_this_test() -> None:
    assert {(edge.before, edge.event) for edge in rules.ELECTION_EDGES} == set(MAY)


@pytest.mark.parametrize("who", ["officer", "line_officer", "keeper", "secretary",
                                 "other_secretary"])  # fmt: skip
@pytest.mark.parametrize("edge", rules.ELECTION_EDGES, ids=lambda edge: edge.event)
def test_who_may_take_an_edge(street: Street, edge: rules.Edge, who: str) -> None:
    election = MAKE[edge.before](street)
    actor: Actor = getattr(street, who)
    if who in MAY[edge.before, edge.event]:
        assert DO[edge.event](election.pk, actor).state == edge.after
        return
    with pytest.raises((Forbidden, NotVisible)):
        DO[edge.event](election.pk, actor)


@pytest.mark.parametrize("state", list(MAKE))
def test_what_is_no_edge_is_refused_to_everybody(street: Street, state: str) -> None:
    election = MAKE[state](street)
    everything = system("test", TODAY, "election.run", "election.decide", "office.view")
    edges = {edge.event for edge in rules.ELECTION_EDGES if edge.before == state}
    for event in set(DO) - edges:
        with pytest.raises(StepNotPossible):
            DO[event](election.pk, everything)


@pytest.mark.django_db(transaction=True)
def test_two_elections_planned_at_once_are_one() -> None:
    street = make_street()
    people = fill_branch(street.first, 8)

    answers = all_at_once([lambda: plan(street.first, people[:4], seats=3) for _ in range(2)])

    assert Counter(map(type, answers)) == {Election: 1, ElectionUnderWay: 1}
    assert list(audit.verify()) == []


def test_a_unit_that_is_no_branch_has_no_term(street: Street) -> None:
    with pytest.raises(NotABranch):
        actions.enter_term(
            make_unit("", "community", under=street.street, line="territorial").pk,
            from_day=TODAY,
            document=DOCUMENT,
            actor=office(),
            at=moment(),
        )
