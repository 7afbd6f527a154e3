"""Visit notes: recorded once, conflicts told, issues closed by whoever raised them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.members import actor_of, make_person
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from factories.support import (
    LAST_DAY,
    NOTE,
    Site,
    actor_who_is,
    entry_of,
    make_assignment,
    make_instructor,
    make_point,
    make_site,
    make_visit,
)
from factories.together import all_at_once
from gongjian.kernel import audit
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.states import StepNotPossible
from gongjian.support import actions, queries, rules
from gongjian.support.actions import (
    AssignmentEntry,
    DayAhead,
    HowMissing,
    KeyOfAnother,
    NotAssigned,
    NothingSaid,
    SameDay,
)
from gongjian.support.models import Assignment, Visit
from gongjian.support.rules import Note
from gongjian.support.terms import IssueState

OTHER = Note(("care",), "送了慰问。")


@pytest.fixture
def site(db) -> Site:
    return make_site()


@pytest.fixture
def assignment(site) -> Assignment:
    return make_assignment(make_instructor(site.street), make_point(site.street))


def test_sent_twice_it_is_the_same_note(assignment) -> None:
    actor, entry = actor_who_is(assignment.instructor), entry_of(assignment)
    first, is_new = actions.record_visit(entry, actor=actor, at=moment())
    again, is_new_again = actions.record_visit(entry, actor=actor, at=moment())
    assert (is_new, is_new_again) == (True, False)
    assert first.pk == again.pk
    assert queries.note_of(first) == NOTE
    assert list(audit.verify()) == []


def test_the_same_words_about_the_same_place_and_day_are_one_note(assignment) -> None:
    actor = actor_who_is(assignment.instructor)
    visit = make_visit(assignment)
    found, is_new = actions.record_visit(entry_of(assignment), actor=actor, at=moment())
    assert (found.pk, is_new) == (visit.pk, False)


def test_other_words_about_the_same_place_and_day_are_a_conflict(assignment) -> None:
    visit = make_visit(assignment)
    with pytest.raises(SameDay) as refused:
        make_visit(assignment, note=OTHER)
    assert refused.value.facts["visit"] == visit.pk
    actor = actor_who_is(assignment.instructor)
    actions.correct_visit(visit.pk, OTHER, actor=actor, at=moment())
    assert make_visit(assignment, note=OTHER).pk == visit.pk
    assert Visit.objects.count() == 1


def test_an_assignment_that_ended_meanwhile_is_a_conflict(site, assignment) -> None:
    successor = make_instructor(site.street)
    yesterday = TODAY - timedelta(days=1)
    entry = AssignmentEntry(successor.pk, yesterday, LAST_DAY)
    actions.replace(assignment.pk, entry, actor=actor_of(site.officer), at=moment())
    with pytest.raises(NotAssigned):
        make_visit(assignment)
    assert make_visit(assignment, on=yesterday - timedelta(days=1)).assignment == assignment
    # A correction of what was seen then is still the one who was there to make.
    assert [place.last for place in queries.list_note_places(actor_who_is(assignment.instructor))]


def test_the_key_of_somebody_elses_note_is_refused(site, assignment) -> None:
    other = make_assignment(make_instructor(site.street), make_point(site.street))
    visit = make_visit(assignment)
    with pytest.raises(KeyOfAnother):
        actions.record_visit(
            entry_of(other, key=visit.key), actor=actor_who_is(other.instructor), at=moment()
        )


def test_what_a_note_must_have(assignment) -> None:
    with pytest.raises(DayAhead):
        make_visit(assignment, on=TODAY + timedelta(days=1))
    with pytest.raises(NothingSaid):
        make_visit(assignment, note=Note((), "  "))
    with pytest.raises(NotAssigned):
        make_visit(assignment, on=FOUNDED - timedelta(days=1))


def test_nobody_writes_a_note_for_somebody_else(site, assignment) -> None:
    with pytest.raises(NotAssigned):
        actions.record_visit(entry_of(assignment), actor=actor_of(site.officer), at=moment())
    visit = make_visit(assignment)
    with pytest.raises(Forbidden):
        actions.correct_visit(visit.pk, OTHER, actor=actor_of(site.officer), at=moment())
    outsider = make_unit("别区", "district", line="territorial")
    with pytest.raises(NotVisible):
        queries.get_visit(visit.pk, actor_of(make_person(outsider, "district_officer")))


def test_whoever_raised_an_issue_says_that_it_is_done(site, assignment) -> None:
    actor, visit = actor_who_is(assignment.instructor), make_visit(assignment)
    finding = visit.findings.get()
    with pytest.raises(HowMissing):
        actions.close_finding(finding.pk, " ", actor=actor, at=moment())
    with pytest.raises(Forbidden):
        actions.close_finding(finding.pk, "换好了", actor=actor_of(site.officer), at=moment())
    actions.close_finding(finding.pk, "换好了", actor=actor, at=moment())
    with pytest.raises(StepNotPossible):
        actions.close_finding(finding.pk, "又换", actor=actor, at=moment())
    actions.correct_visit(visit.pk, OTHER, actor=actor, at=moment())
    finding.refresh_from_db()  # what is done stays, whatever the note says now
    assert finding.state == IssueState.CLOSED
    actions.reopen_finding(finding.pk, actor=actor, at=moment())
    finding.refresh_from_db()
    assert (finding.state, finding.closed_at) == (IssueState.OPEN, None)


def test_a_successor_may_close_what_was_raised_before(site, assignment) -> None:
    finding = make_visit(assignment, on=FOUNDED).findings.get()
    successor = make_instructor(site.street)
    entry = AssignmentEntry(successor.pk, TODAY, LAST_DAY)
    actions.replace(assignment.pk, entry, actor=office(), at=moment())
    closed = actions.close_finding(finding.pk, "已办", actor=actor_who_is(successor), at=moment())
    assert closed.state == IssueState.CLOSED


def test_every_edge_of_an_issue_is_taken_by_who_writes_notes() -> None:
    assert {edge.permission for edge in rules.FINDING_EDGES} == {"visit.write"}
    assert {(edge.before, edge.event) for edge in rules.FINDING_EDGES} == {
        ("open", "close"),
        ("closed", "reopen"),
    }


def test_what_is_due_counts_by_place_and_quarter(site, assignment) -> None:
    actor = actor_who_is(assignment.instructor)
    make_visit(assignment, on=TODAY.replace(month=9, day=30))
    (place,) = queries.get_my_places(actor).places
    assert (place.made, place.wanted, place.is_due, place.open) == (0, 1, True, 1)
    make_visit(assignment, on=TODAY.replace(month=10, day=1))
    page = queries.get_my_places(actor)
    assert (page.places[0].made, page.due) == (1, 0)
    successor = make_instructor(site.street)
    actions.replace(
        assignment.pk,
        AssignmentEntry(successor.pk, TODAY, LAST_DAY),
        actor=office(),
        at=moment(),
    )
    assert queries.get_my_places(actor).places == ()
    assert queries.get_my_places(actor_who_is(successor)).due == 0


def test_the_office_and_the_sending_line_read_the_notes(site) -> None:
    instructor = make_instructor(site.bureau, under=site.street)
    make_visit(make_assignment(instructor, make_point(site.street)))
    for reader in (site.officer, site.line_officer):
        assert queries.list_visits(actor_of(reader), TableQuery()).total == 1


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_leave_one_note() -> None:
    assignment = make_assignment(make_instructor(site := make_site().street), make_point(site))
    actor, entry = actor_who_is(assignment.instructor), entry_of(assignment)
    results = all_at_once([lambda: actions.record_visit(entry, actor=actor, at=moment())] * 3)
    assert sorted(is_new for _visit, is_new in results) == [False, False, True]
    assert Visit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_different_notes_at_once_leave_one_and_a_conflict() -> None:
    assignment = make_assignment(make_instructor(site := make_site().street), make_point(site))
    actor = actor_who_is(assignment.instructor)
    results = all_at_once(
        [
            lambda: actions.record_visit(entry_of(assignment), actor=actor, at=moment()),
            lambda: actions.record_visit(
                entry_of(assignment, note=OTHER), actor=actor, at=moment()
            ),
        ]
    )
    assert sum(isinstance(each, SameDay) for each in results) == 1
    assert Visit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_offices_replace_at_once_and_the_place_has_one_successor() -> None:
    site = make_site()
    before = make_assignment(make_instructor(site.street), make_point(site.street))
    successor = make_instructor(site.street)
    entry = AssignmentEntry(successor.pk, TODAY, LAST_DAY)
    all_at_once([lambda: actions.replace(before.pk, entry, actor=office(), at=moment())] * 2)
    assert Assignment.objects.filter(instructor=successor).count() == 1
