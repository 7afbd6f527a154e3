"""Opening, asking, joining, declining, leaving, recording, ending."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from factories.entities import make_entity, make_venue
from factories.formation import make_member
from factories.groups import ask, entry, load_types, make_group, make_worker, record
from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, moment, office
from gongjian.groups import actions, queries
from gongjian.groups.actions import GatheringEntry
from gongjian.groups.models import Belonging, Gathering, Group, Identity, Presence
from gongjian.groups.terms import Answer
from gongjian.kernel import audit
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.states import StepNotPossible
from gongjian.members.models import Person
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db

PAGE = TableQuery()


@pytest.fixture
def branch() -> Unit:
    return make_unit("江边党支部", "branch", line="territorial")


def names(group: Group) -> list[str]:
    return [row.name for row in queries.list_proposed(group.pk, office(), PAGE).rows]


def join(group: Group, person: Person, *, is_named: bool = False) -> Belonging:
    return actions.join(group.pk, is_named=is_named, actor=actor_of(person), at=moment())


def test_a_group_is_opened_and_says_whom_it_may_concern_and_why(branch):
    worker = make_worker(branch)
    make_worker(branch, make_entity(territory="330106001"))
    make_worker(branch, make_entity(trade="61"))
    make_member(branch)
    group = make_group(branch)
    [row] = queries.list_proposed(group.pk, office(), PAGE).rows
    assert (row.name, row.trade) == (worker.name, "零售业")
    assert [why.value for why in row.why] == ["trade", "place"]
    assert list(audit.verify()) == []


def test_a_group_of_a_venue_and_one_by_what_people_say_of_themselves(branch):
    venue = make_venue()
    there = make_worker(branch, make_entity(venue=venue))
    elsewhere = make_worker(branch)
    market = make_group(branch, "of_task", territory="", venue_id=venue.pk, trades=())
    assert names(market) == [there.name]
    owners = make_group(branch, "of_owners", name="老板组", trades=())
    assert names(owners) == []
    actions.say("of_owners", actor=actor_of(elsewhere), at=moment())
    assert names(owners) == [elsewhere.name]
    actions.take_back("of_owners", actor=actor_of(elsewhere), at=moment())
    assert names(owners) == []


def test_what_is_refused_when_one_is_opened(branch):
    load_types()
    refused = (
        ({"trades": ()}, actions.TradesMissing),
        ({"trades": ("zz",)}, actions.TradesMissing),
        ({"territory": ""}, actions.PlaceMissing),
        ({"territory": "999"}, actions.PlaceMissing),
        ({"venue_id": make_venue().pk}, actions.PlaceMissing),
    )
    for facts, error in refused:
        with pytest.raises(error):
            make_group(branch, **facts)
    with pytest.raises(actions.TypeUnknown):
        make_group(branch, "no_such_type")
    make_group(branch)
    with pytest.raises(actions.NameTaken):
        make_group(branch)
    assert Group.objects.count() == 1


def test_a_closed_unit_opens_no_group(branch):
    Unit.objects.filter(pk=branch.pk).update(closed_on=TODAY)
    with pytest.raises(actions.UnitClosed):
        make_group(branch)


def test_a_group_can_be_changed(branch):
    group = make_group(branch)
    actions.change_group(
        group.pk, entry(name="餐饮小组", trades=("61",)), actor=office(), at=moment()
    )
    group.refresh_from_db()
    assert group.name == "餐饮小组"
    assert [row.trade_id for row in group.trades.all()] == ["61"]


def test_asked_people_answer_for_themselves(branch):
    one, two = make_worker(branch), make_worker(branch)
    group = make_group(branch)
    ask(group, one, two)
    ask(group, one)
    assert Belonging.objects.count() == 2, "asked once"
    assert names(group) == []
    join(group, one, is_named=True)
    actions.decline(group.pk, actor=actor_of(two), at=moment())
    page = queries.get_group(group.pk, office(), PAGE)
    assert [each.name for each in page.partners] == [one.name]
    assert (page.row.people, page.asked) == (1, 2)
    assert names(group) == [], "who declined is not proposed again"
    with pytest.raises(StepNotPossible):
        join(group, one)
    join(group, two)
    assert set(Belonging.objects.values_list("state", flat=True)) == {Answer.JOINED}


def test_only_whom_it_may_concern_can_be_asked(branch):
    stranger = make_member(branch)
    group = make_group(branch)
    with pytest.raises(actions.NotProposed):
        ask(group, stranger)
    assert not Belonging.objects.exists()


def test_nobody_joins_for_somebody_else(branch):
    group = make_group(branch)
    for act in (actions.join, actions.decline, actions.leave):
        with pytest.raises(Forbidden):
            act(group.pk, actor=office(), at=moment())


def test_who_fits_joins_without_being_asked_and_others_see_nothing(branch):
    worker = make_worker(make_unit("另一党支部", "branch", line="territorial"))
    outsider = make_person(branch)
    group = make_group(branch)
    assert [row.id for row, _why in queries.get_my_groups(actor_of(worker)).fitting] == [group.pk]
    join(group, worker)
    for act in (actions.join, actions.decline, actions.leave):
        with pytest.raises(NotVisible):
            act(group.pk, actor=actor_of(outsider), at=moment())
    with pytest.raises(NotVisible):
        queries.get_group(group.pk, actor_of(outsider), PAGE)


def test_a_secretary_is_shown_own_members_only(branch):
    other = make_unit("另一党支部", "branch", line="territorial")
    secretary = make_person(branch, "branch_secretary")
    mine, theirs = make_worker(branch), make_worker(other)
    group = make_group(branch, actor=actor_of(secretary))
    rows = queries.list_proposed(group.pk, actor_of(secretary), PAGE).rows
    assert [row.name for row in rows] == [mine.name]
    with pytest.raises(actions.NotProposed):
        actions.ask(group.pk, [theirs.pk], actor=actor_of(secretary), at=moment())
    assert group.contact_id == secretary.pk


def test_leaving_takes_the_name_away_at_once_and_coming_back_is_a_new_row(branch):
    worker = make_worker(branch)
    group = make_group(branch)
    join(group, worker, is_named=True)
    actions.take_contact(group.pk, actor=actor_of(worker), at=moment())
    record(group, named=(worker.pk,))
    actions.leave(group.pk, actor=actor_of(worker), at=moment())
    group.refresh_from_db()
    assert group.contact is None
    assert not Presence.objects.exists()
    assert Gathering.objects.get().present == 5, "the number stays"
    with pytest.raises(actions.NotInGroup):
        actions.leave(group.pk, actor=actor_of(worker), at=moment())
    join(group, worker)
    assert sorted(Belonging.objects.values_list("state", flat=True)) == ["joined", "left"]
    assert list(audit.verify()) == []


def test_only_who_agreed_is_named_and_may_take_it_back(branch):
    quiet, named = make_worker(branch), make_worker(branch)
    group = make_group(branch)
    join(group, quiet)
    join(group, named, is_named=True)
    with pytest.raises(actions.NotAgreed):
        record(group, named=(quiet.pk,))
    made = record(group, named=(named.pk,))
    assert [each.named for each in queries.get_group(group.pk, office(), PAGE).gatherings] == [
        (named.name,)
    ]
    actions.be_named(group.pk, False, actor=actor_of(named), at=moment())
    assert not made.named.exists()
    actions.be_named(group.pk, True, actor=actor_of(named), at=moment())
    assert not made.named.exists(), "agreeing again names nobody by itself"


def test_what_is_refused_of_a_record(branch):
    group = make_group(branch, on=date(2026, 11, 1))
    worker = make_worker(branch)
    join(group, worker, is_named=True)
    refused = (
        (GatheringEntry(TODAY + timedelta(days=1), "x", 1), actions.DayAhead),
        (GatheringEntry(date(2026, 10, 31), "x", 1), actions.BeforeItOpened),
        (GatheringEntry(TODAY, "x", 0, (worker.pk,)), actions.FewerThanNamed),
    )
    for did, error in refused:
        with pytest.raises(error):
            actions.record(group.pk, did, actor=office(), at=moment())
    made = record(group)
    better = GatheringEntry(date(2026, 11, 2), "改过了。", 7, (worker.pk,))
    actions.correct(made.pk, better, actor=office(), at=moment())
    made.refresh_from_db()
    assert (made.held_on, made.text, made.present) == (date(2026, 11, 2), "改过了。", 7)
    assert [row.person_id for row in made.named.all()] == [worker.pk]
    with pytest.raises(NotVisible):
        actions.correct(0, better, actor=office(), at=moment())


def test_the_contact_records_and_sets_the_next_date_and_others_do_not(branch):
    contact, other = make_worker(branch), make_worker(branch)
    group = make_group(branch)
    for person in (contact, other):
        join(group, person)
    actions.take_contact(group.pk, actor=actor_of(contact), at=moment())
    did = GatheringEntry(TODAY, "开了会。", 3)
    actions.record(group.pk, did, actor=actor_of(contact), at=moment())
    with pytest.raises(Forbidden):
        actions.record(group.pk, did, actor=actor_of(other), at=moment())
    later = TODAY + timedelta(days=7)
    actions.set_next(
        group.pk, next_on=later, next_what="进货", actor=actor_of(contact), at=moment()
    )
    group.refresh_from_db()
    assert (group.next_on, group.next_what) == (later, "进货")
    with pytest.raises(actions.DayOver):
        actions.set_next(
            group.pk,
            next_on=TODAY - timedelta(days=1),
            next_what="",
            actor=actor_of(contact),
            at=moment(),
        )
    with pytest.raises(Forbidden):
        actions.end_group(group.pk, on=TODAY, why="x", actor=actor_of(contact), at=moment())


def test_a_group_ends_with_a_date_and_a_reason(branch):
    asked, joined = make_worker(branch), make_worker(branch)
    group = make_group(branch)
    ask(group, asked)
    join(group, joined, is_named=True)
    record(group, named=(joined.pk,))
    refused = (
        ({"on": TODAY + timedelta(days=1), "why": "x"}, actions.DayAhead),
        ({"on": date(2026, 1, 1), "why": "x"}, actions.EndsBeforeItOpened),
        ({"on": TODAY, "why": " "}, actions.WhyMissing),
    )
    for facts, error in refused:
        with pytest.raises(error):
            actions.end_group(group.pk, **facts, actor=office(), at=moment())
    actions.end_group(group.pk, on=TODAY, why="市场搬走了", actor=office(), at=moment())
    [row] = Belonging.objects.all()
    assert (row.person, row.state, row.left_on) == (joined, Answer.LEFT, TODAY)
    assert not Presence.objects.exists()
    for act in (actions.join, actions.leave):
        with pytest.raises(NotVisible):
            act(group.pk, actor=actor_of(joined), at=moment())
    with pytest.raises(actions.GroupEnded):
        ask(group, asked)
    make_group(branch)
    assert Group.objects.count() == 2, "the name is free again"
    assert list(audit.verify()) == []


def test_who_may_open_and_who_may_look():
    district = make_unit("江区", "district", line="territorial")
    below = make_unit("江边党支部", "branch", under=district, line="territorial")
    officer = actor_of(make_person(district, "district_officer"))
    group = make_group(below, actor=officer)
    stranger = make_unit("别处党支部", "branch", line="territorial")
    secretary = actor_of(make_person(stranger, "branch_secretary"))
    with pytest.raises(NotVisible):
        make_group(below, actor=secretary, name="另一个")
    with pytest.raises(NotVisible):
        actions.end_group(group.pk, on=TODAY, why="x", actor=secretary, at=moment())
    assert queries.list_groups(secretary, PAGE).total == 0
    assert queries.list_groups(officer, PAGE).total == 1
    bureau = make_unit("江局", "bureau", line="sectoral")
    line = actor_of(make_person(bureau, "line_officer"))
    with pytest.raises(NotVisible):
        actions.end_group(group.pk, on=TODAY, why="x", actor=line, at=moment())


def test_one_says_of_oneself_once_and_only_what_packs_know(branch):
    worker = make_worker(branch)
    load_types()
    for _again in range(2):
        actions.say("of_owners", actor=actor_of(worker), at=moment())
    assert Identity.objects.count() == 1
    for code in ("of_trade", "unknown"):
        with pytest.raises(actions.TypeUnknown):
            actions.say(code, actor=actor_of(worker), at=moment())
    with pytest.raises(Forbidden):
        actions.say("of_owners", actor=office(), at=moment())


def test_the_database_keeps_the_answers_apart(branch):
    worker = make_worker(branch)
    group = make_group(branch)
    ask(group, worker)
    for wrong in (
        {"state": Answer.JOINED},
        {"is_named": True},
        {"state": Answer.LEFT, "left_on": TODAY},
        {"state": Answer.LEFT, "joined_on": TODAY},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Belonging.objects.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Belonging.objects.create(group=group, person=worker, state=Answer.DECLINED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Group.objects.filter(pk=group.pk).update(territory=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Group.objects.filter(pk=group.pk).update(ended_on=TODAY)
