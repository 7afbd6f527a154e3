"""Branches with so many members, and elections in them."""

from __future__ import annotations

from datetime import date

from factories.memberships import make_branch, make_member, make_stay
from factories.org import FOUNDED, TODAY, moment, office
from gongjian.members import actions as members
from gongjian.members.models import Person
from gongjian.officers import actions
from gongjian.officers.actions import Entry, Meeting, Plan
from gongjian.officers.models import Election, Term
from gongjian.officers.rules import Ballots
from gongjian.officers.terms import Post
from gongjian.org.models import Unit

DOCUMENT = "街工委〔2026〕1号"


def fill_branch(unit: Unit, formal: int, probationary: int = 0) -> list[Person]:
    """Let so many members belong to a branch; return those who are formal."""
    for _ in range(probationary):
        make_member(unit, formal=False)
    return [make_member(unit) for _ in range(formal)]


def plan(unit: Unit, people: list[Person], *, seats: int, on: date = TODAY) -> Election:
    """Plan an election in which these people stand."""
    entry = Plan(on, seats, tuple(person.pk for person in people))
    return actions.plan_election(unit.pk, entry, actor=office(), at=moment(on))


def there(people: list[Person]) -> Meeting:
    """Return a meeting at which these were present."""
    return Meeting(frozenset(person.pk for person in people))


def ballots(votes: dict[Person, int], cast: int) -> Ballots:
    """Return the count of so many ballots, all valid."""
    return Ballots(cast, cast, cast, {person.pk: yes for person, yes in votes.items()})


def counted(unit: Unit, people: list[Person], *, on: date = TODAY) -> Election:
    """Plan and count an election of three among the first four of a branch's people."""
    election = plan(unit, people[:4], seats=3, on=on)
    yes = len(people)
    votes = {person: yes - n * yes // 5 for n, person in enumerate(people[:4])}
    return actions.count_ballots(
        election.pk, there(people), ballots(votes, yes), actor=office(), at=moment(on)
    )


def make_term(unit: Unit, secretary: Person, *, from_day: date = FOUNDED) -> Term:
    """Enter the term of a branch led by a secretary alone."""
    term = actions.enter_term(
        unit.pk, from_day=from_day, document=DOCUMENT, actor=office(), at=moment()
    )
    actions.fill_post(term.pk, held(secretary, Post.SECRETARY), actor=office(), at=moment())
    return term


def held(person: Person, post: Post, from_day: date = TODAY) -> Entry:
    """Return that somebody holds a post from a day on."""
    return Entry(person.pk, post, from_day, DOCUMENT)


def add_led_branch(office_holder: Person) -> None:
    """Add a led branch below an officer: a member who moves, one who has come, an election."""
    branch = make_branch(office_holder.unit)
    people = fill_branch(branch, 3)
    make_term(branch, people[0])
    plan(branch, people[:1], seats=1)
    members.request_transfer(people[2].pk, to_name="外省某支部", actor=office(), at=moment())
    make_stay(branch)


def some_election(office_holder: Person) -> Election:
    """Return a counted election below the unit of an officer; made if there is none."""
    found = Election.objects.filter(state="counted").first()
    if found is None:
        branch = make_branch(office_holder.unit)
        found = counted(branch, fill_branch(branch, 8))
    return found


def some_term(office_holder: Person) -> Term:
    """Return a term below the unit of an officer; made if there is none."""
    found = Term.objects.filter(valid_to__isnull=True).first()
    if found is None:
        branch = make_branch(office_holder.unit)
        found = make_term(branch, fill_branch(branch, 4)[0])
    return found
