"""The yearly appraisal: seen by who it is about, objected to, answered by somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.members import actor_of, make_person
from factories.org import TODAY, moment
from factories.support import Site, actor_who_is, make_appraisal, make_instructor, make_site
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.states import StepNotPossible
from gongjian.support import actions, queries, rules
from gongjian.support.actions import (
    AlreadyAppraised,
    AppraisalEntry,
    OfOneself,
    ReasonMissing,
    SomebodyElse,
    TooLateToObject,
    YearToCome,
)
from gongjian.support.terms import AppraisalState, Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


def test_an_instructor_sees_it_objects_and_another_answers(site) -> None:
    instructor = make_instructor(site.street)
    giver, oneself = actor_of(site.officer), actor_who_is(instructor)
    given = make_appraisal(instructor, giver)
    (seen,) = queries.get_instructor(instructor.pk, oneself).appraisals
    assert (seen.verdict, seen.given_by, seen.events) == (Verdict.COMPETENT, "组织员", ("object",))
    assert not seen.is_final(TODAY)
    with pytest.raises(ReasonMissing):
        actions.object_to(given.pk, " ", actor=oneself, at=moment())
    actions.object_to(given.pk, "第三季度的走访没有算上", actor=oneself, at=moment())
    with pytest.raises(SomebodyElse):
        actions.answer_objection(
            given.pk, verdict=Verdict.COMPETENT, reason="维持", actor=giver, at=moment()
        )
    with pytest.raises(Forbidden):
        actions.answer_objection(
            given.pk, verdict=Verdict.EXCELLENT, reason="自己改", actor=oneself, at=moment()
        )
    other = actor_of(make_person(site.district, "district_officer", name="另一位组织员"))
    actions.answer_objection(
        given.pk, verdict=Verdict.EXCELLENT, reason="补记后符合", actor=other, at=moment()
    )
    given.refresh_from_db()
    assert (given.verdict, given.state) == (Verdict.EXCELLENT, AppraisalState.ANSWERED)
    assert queries.get_appraisal(given.pk, oneself).is_final(TODAY)
    with pytest.raises(StepNotPossible):
        actions.object_to(given.pk, "还是不同意", actor=oneself, at=moment())


def test_objections_end_after_some_days(site) -> None:
    instructor = make_instructor(site.street)
    given, oneself = make_appraisal(instructor), actor_who_is(instructor)
    late = TODAY + timedelta(days=8)
    with pytest.raises(TooLateToObject):
        actions.object_to(given.pk, "没有看到", actor=oneself, at=moment(late))
    in_time = TODAY + timedelta(days=7)
    assert actions.object_to(given.pk, "看到了", actor=oneself, at=moment(in_time)).objection


def test_what_is_refused(site) -> None:
    instructor, giver = make_instructor(site.street), actor_of(site.officer)

    def appraise(year: int = TODAY.year, reason: str = "按时走访", actor=giver) -> None:
        entry = AppraisalEntry(year, Verdict.BASIC, reason)
        actions.appraise(instructor.pk, entry, actor=actor, at=moment())

    for year in (TODAY.year - 1, TODAY.year + 1):
        with pytest.raises(YearToCome):
            appraise(year)
    with pytest.raises(ReasonMissing):
        appraise(reason=" ")
    with pytest.raises(NotVisible):  # of another line's unit
        appraise(actor=actor_of(site.line_officer))
    with pytest.raises(Forbidden):
        appraise(actor=actor_who_is(instructor))
    appraise()
    with pytest.raises(AlreadyAppraised):
        appraise()


def test_nobody_appraises_themselves(site) -> None:
    from factories.members import appoint

    instructor = make_instructor(site.street)
    appoint(instructor.person, "district_officer", site.district)
    entry = AppraisalEntry(TODAY.year, Verdict.EXCELLENT, "很好")
    with pytest.raises(OfOneself):
        actions.appraise(instructor.pk, entry, actor=actor_who_is(instructor), at=moment())


def test_other_instructors_see_neither_it_nor_the_person(site) -> None:
    instructor, other = make_instructor(site.street), make_instructor(site.street)
    given = make_appraisal(instructor)
    for look in (queries.get_appraisal, queries.get_instructor):
        with pytest.raises(NotVisible):
            look(given.pk if look is queries.get_appraisal else instructor.pk, actor_who_is(other))


def test_every_edge_is_taken_by_the_side_that_it_belongs_to() -> None:
    assert {(e.before, e.event, e.permission) for e in rules.APPRAISAL_EDGES} == {
        ("given", "object", "visit.write"),
        ("objected", "answer", "instructor.appraise"),
    }
