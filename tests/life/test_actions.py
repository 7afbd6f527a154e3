"""Drawing plans, recording meetings, leaving out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from factories.formation import make_member
from factories.life import load_life, make_meeting, make_plan
from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, moment, office
from gongjian.kernel import audit
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.life import actions, queries
from gongjian.life.actions import MeetingEntry
from gongjian.life.models import Attendance, Meeting, PlanItem
from gongjian.members import actions as members
from gongjian.members.terms import ParticipationKind
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch() -> Unit:
    return make_unit("江边党支部", "branch", line="territorial")


def draw(unit: Unit, day: date, year: int = 2026) -> int:
    load_life()
    return actions.draw_plans([unit.pk], template="six", year=year, actor=office(), at=moment(day))


def entry(unit: Unit, **facts) -> MeetingEntry:
    load_life()
    plain = MeetingEntry(unit.pk, "党课", "lecture", TODAY, 60, "学了一课。")
    return replace(plain, **facts)


def record(unit: Unit, **facts) -> Meeting:
    return actions.record(entry(unit, **facts), actor=office(), at=moment())


def test_a_plan_has_the_items_of_the_template_in_each_period(branch):
    assert draw(branch, date(2026, 1, 1)) == 12 + 4 + 24
    assert draw(branch, date(2026, 1, 1)) == 0
    one = PlanItem.objects.get(name_zh="党课", starts_on=date(2026, 4, 1))
    assert (one.ends_on, one.activity, one.is_optional) == (date(2026, 6, 30), "lecture", False)


def test_periods_that_are_over_are_not_expected(branch):
    assert draw(branch, TODAY) == 2 + 1 + 4
    assert PlanItem.objects.order_by("starts_on").first().starts_on == date(2026, 10, 1)


def test_only_branches_have_plans_and_only_from_templates_in_force(branch):
    bank = make_unit("江边银行", "bank", line="territorial")
    with pytest.raises(actions.NotABranch):
        draw(bank, TODAY)
    with pytest.raises(actions.TemplateUnknown):
        actions.draw_plans([branch.pk], template="no", year=2026, actor=office(), at=moment())


def test_a_meeting_keeps_who_was_there_and_fulfils_the_plan(branch):
    items = make_plan(branch)
    here, away = make_member(branch), make_member(branch)
    item = next(i for i in items if i.name_zh == "党课")
    made = record(branch, present=(here.pk,), excused=(away.pk,), items=(item.pk,))
    item.refresh_from_db()
    assert item.meeting == made
    assert made.is_study
    marks = dict(made.attendances.values_list("person_id", "is_present"))
    assert marks == {here.pk: True, away.pk: False}
    assert list(audit.verify()) == []


def test_one_meeting_may_fulfil_several_items(branch):
    items = make_plan(branch)
    now = [i.pk for i in items if i.starts_on <= TODAY <= i.ends_on]
    made = record(branch, items=tuple(now))
    assert made.items.count() == len(now) == 4


def test_what_is_refused(branch):
    items = make_plan(branch)
    other = make_unit("另一党支部", "branch", line="territorial")
    person, stranger = make_member(branch), make_member(other)
    later = next(i for i in items if i.starts_on > TODAY)
    refused = (
        ({"held_on": TODAY + timedelta(days=1)}, actions.DayAhead),
        ({"activity": "dance"}, actions.ActivityUnknown),
        ({"present": (stranger.pk,)}, actions.NotOfBranch),
        ({"present": (person.pk,), "excused": (person.pk,)}, actions.InBothLists),
        ({"items": (later.pk,)}, actions.NotInPeriod),
        ({"items": (make_plan(other)[0].pk,)}, actions.NotOfBranch),
    )
    for facts, error in refused:
        with pytest.raises(error):
            record(branch, **facts)
    assert not Meeting.objects.exists()


def test_an_item_has_one_record(branch):
    item = make_plan(branch)[0]
    record(branch, items=(item.pk,))
    with pytest.raises(actions.HeldAlready):
        record(branch, items=(item.pk,))
    with pytest.raises(actions.HeldAlready):
        actions.leave_out(item.pk, "忙", actor=office(), at=moment())


def test_a_record_can_be_corrected(branch):
    first, second = make_plan(branch)[:2]
    one, two = make_member(branch), make_member(branch)
    made = record(branch, present=(one.pk,), items=(first.pk,))
    actions.change_record(
        made.pk,
        entry(branch, text="改过了。", present=(two.pk,), items=(second.pk,)),
        actor=office(),
        at=moment(),
    )
    made.refresh_from_db()
    assert made.text == "改过了。"
    assert list(made.items.values_list("pk", flat=True)) == [second.pk]
    assert list(made.attendances.values_list("person_id", flat=True)) == [two.pk]
    assert list(audit.verify()) == []


def test_only_what_is_optional_is_left_out_without_a_reason(branch):
    items = make_plan(branch)
    duty = next(i for i in items if not i.is_optional)
    free = next(i for i in items if i.is_optional)
    with pytest.raises(actions.ReasonMissing):
        actions.leave_out(duty.pk, " ", actor=office(), at=moment())
    actions.leave_out(duty.pk, "全体外出", actor=office(), at=moment())
    actions.leave_out(free.pk, "", actor=office(), at=moment())
    actions.take_up(duty.pk, actor=office(), at=moment())
    duty.refresh_from_db()
    assert (duty.skipped_at, duty.skipped_why) == (None, "")


def test_the_database_keeps_held_and_left_out_apart(branch):
    item = make_plan(branch)[0]
    record(branch, items=(item.pk,))
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanItem.objects.filter(pk=item.pk).update(skipped_at=moment(), skipped_why="x")


def test_a_new_version_of_the_pack_does_not_change_what_was_expected(branch):
    items = make_plan(branch)
    held = record(branch, items=(items[0].pk,))
    assert draw(branch, TODAY) == 0
    assert PlanItem.objects.count() == len(items)
    assert held.items.count() == 1


def test_guests_may_take_part_and_what_two_branches_record_counts_once(branch):
    line = make_unit("条线党支部", "branch", line="sectoral")
    member = make_member(branch)
    members.add_participation(
        member.pk, unit_id=line.pk, kind=ParticipationKind.LINE, actor=office(), at=moment()
    )
    members.open_account(
        member.pk, username="guest", password="a long password", actor=office(), at=moment()
    )
    member.refresh_from_db()
    make_meeting(branch, present=(member.pk,), minutes=60)
    make_meeting(line, present=(member.pk,), minutes=90)
    mine = queries.get_my_life(actor_of(member))
    assert [each.branch for _pk, _name, each in mine.attended] == ["条线党支部"]
    assert str(mine.study_hours) == "1.5"


def test_who_missed_it_here_and_was_elsewhere_is_shown_so(branch):
    line = make_unit("条线党支部", "branch", line="sectoral")
    member = make_member(branch)
    members.add_participation(
        member.pk, unit_id=line.pk, kind=ParticipationKind.LINE, actor=office(), at=moment()
    )
    made = make_meeting(branch, on=TODAY)
    make_meeting(line, present=(member.pk,), on=TODAY)
    page = queries.get_meeting(made.pk, office())
    assert [(t.name, t.elsewhere) for t in page.others] == [(member.name, "条线党支部")]


def test_who_may_record_and_who_may_look(branch):
    other = make_unit("另一党支部", "branch", line="territorial")
    secretary = actor_of(make_person(branch, "branch_secretary"))
    stranger = actor_of(make_person(other, "branch_secretary"))
    member = make_member(branch)
    made = actions.record(entry(branch, present=(member.pk,)), actor=secretary, at=moment())
    with pytest.raises(NotVisible):
        actions.record(entry(branch), actor=stranger, at=moment())
    with pytest.raises(NotVisible):
        queries.get_meeting(made.pk, stranger)
    officer = actor_of(make_person(make_unit("江区", "district", line="sectoral"), "line_officer"))
    with pytest.raises(NotVisible):
        actions.record(entry(branch), actor=officer, at=moment())
    assert Attendance.objects.count() == 1


def test_an_office_sees_records_and_does_not_write_them():
    district = make_unit("江区", "district", line="territorial")
    branch = make_unit("江边党支部", "branch", under=district, line="territorial")
    officer = actor_of(make_person(district, "district_officer"))
    with pytest.raises(Forbidden):
        actions.record(entry(branch), actor=officer, at=moment())
    load_life()
    drawn = actions.draw_plans(
        queries.without_plan(officer, 2026), template="six", year=2026, actor=officer, at=moment()
    )
    assert drawn == 7
    assert queries.without_plan(officer, 2026) == ()
