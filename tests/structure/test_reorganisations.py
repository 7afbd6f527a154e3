"""A re-organisation: what each change takes along, applied as one, undone as one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.members import actor_of, appoint, make_person
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from factories.structure import DOCUMENT, make_duty, make_place, make_reorganisation, put_in_charge
from gongjian.entities.actions import raise_version
from gongjian.entities.models import Cover
from gongjian.kernel import audit
from gongjian.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from gongjian.members.models import Appointment, Charge
from gongjian.org import actions as org
from gongjian.org import queries as trees
from gongjian.org.models import Placement, Responsibility, Unit
from gongjian.structure import actions, queries
from gongjian.structure.models import Reorganisation, Trace
from gongjian.structure.terms import Close, HandOver, Merge, Move, Rename, Split, VacancyKind

pytestmark = pytest.mark.django_db

DAY = TODAY + timedelta(days=10)
BEFORE = DAY - timedelta(days=1)


@pytest.fixture
def district():
    top = make_unit("测试区", "district", line="territorial")
    east = make_unit("东街道", "street", under=top, line="territorial")
    west = make_unit("西街道", "street", under=top, line="territorial")
    community = make_unit("一社区", "community", under=east, line="territorial")
    branch = make_unit("一支部", "branch", under=community, line="territorial")
    return {"top": top, "east": east, "west": west, "community": community, "branch": branch}


def under(node, on):
    found = trees.units_under(node.pk, line="territorial", on=on)
    return set(found.values_list("unit_id", flat=True))


def apply(row, actor=None, **more):
    return actions.apply(row.pk, actor=actor or office(), at=moment(), **more)


def undo(row):
    return actions.undo(row.pk, actor=office(), at=moment())


def state_of_everything():
    models = (Unit, Placement, Responsibility, Charge, Appointment)
    rows = {m: sorted(map(str, m._default_manager.values())) for m in models}
    covers = Cover.objects.exclude(valid_to=None).exclude(valid_to__gt=FOUNDED)
    assert covers is not None
    return rows


def test_a_move_takes_all_that_stands_below_along(district):
    row = make_reorganisation(
        district["top"],
        DAY,
        Move(district["community"].pk, "territorial", district["west"].pk),
    )
    apply(row)
    assert district["branch"].pk in under(district["east"], BEFORE)
    assert district["branch"].pk in under(district["west"], DAY)
    assert not list(queries.structure_faults())
    assert not list(audit.verify())


def cover(unit, territory):
    make_place(territory)
    with audit.act(office(), "test.cover", at=moment()) as journal:
        row = Cover.objects.create(
            unit=unit, territory_id=territory, valid_from=FOUNDED, version=raise_version()
        )
        journal.wrote(Cover, [row.pk])
    return row


def test_a_merge_carries_children_duties_people_covers_and_names(district):
    east, west, top = district["east"], district["west"], district["top"]
    duty = make_duty(east, "330212001")
    officer = make_person(east, "district_officer")
    put_in_charge(duty, officer)
    cover(east, "330212001")
    row = make_reorganisation(top, DAY, Merge((east.pk, west.pk), None, "新城街道"))

    apply(row)

    merged = Unit.objects.get(name="新城街道")
    assert under(merged, DAY) == {merged.pk, district["community"].pk, district["branch"].pk}
    assert {n.name for n in trees.names_of(merged.pk)} == {"东街道", "西街道"}
    assert set(Unit.objects.filter(closed_on=DAY)) == {east, west}
    held = Responsibility.objects.order_by("valid_from")
    assert [(r.unit_id, r.valid_to) for r in held] == [(east.pk, DAY), (merged.pk, None)]
    in_charge = Charge.objects.order_by("valid_from").values_list("person_id", "valid_to")
    assert list(in_charge) == [(officer.pk, DAY), (officer.pk, None)]
    assert Appointment.objects.filter(unit=merged, person=officer, valid_from=DAY).exists()
    covers = Cover.objects.order_by("valid_from").values_list("unit_id", "valid_to")
    assert list(covers) == [(east.pk, DAY), (merged.pk, None)]
    assert not queries.list_vacancies(DAY)
    assert not list(queries.structure_faults())
    assert not list(audit.verify())


def test_undoing_puts_every_row_back(district):
    east, west, top = district["east"], district["west"], district["top"]
    put_in_charge(make_duty(east, "330212001"), make_person(east, "host"))
    make_duty(west, "330212002")
    before = state_of_everything()
    row = make_reorganisation(
        top,
        DAY,
        Merge((east.pk,), west.pk),
        Rename(west.pk, "大西街道"),
        Split(
            west.pk,
            None,
            "新社区街道",
            (district["community"].pk,),
            (("territorial", "330212001"),),
        ),
    )
    apply(row)
    assert state_of_everything() != before
    undo(row)
    assert state_of_everything() == before
    assert not list(queries.structure_faults())
    assert not list(audit.verify())
    with pytest.raises(Conflict):
        undo(row)


def test_covers_that_were_transferred_come_back_and_the_new_ones_never_held(district):
    covered = cover(district["east"], "330212001")
    row = make_reorganisation(
        district["top"], DAY, Merge((district["east"].pk,), district["west"].pk)
    )
    apply(row)
    undo(row)
    covered.refresh_from_db()
    assert (covered.unit_id, covered.valid_to) == (district["east"].pk, None)
    others = Cover.objects.exclude(pk=covered.pk)
    assert all(each.valid_from == each.valid_to for each in others)
    assert not list(audit.verify())


def test_undoing_says_what_stands_in_the_way(district):
    row = make_reorganisation(
        district["top"],
        TODAY,
        Merge((district["east"].pk,), None, "新街道"),
    )
    apply(row)
    merged = Unit.objects.get(name="新街道")
    make_person(merged, "contact")
    with pytest.raises(actions.StandsInTheWay, match="成员"):
        undo(row)
    assert Unit.objects.filter(pk=merged.pk).exists()


def test_undoing_is_refused_after_a_later_move(district):
    community, west = district["community"], district["west"]
    row = make_reorganisation(district["top"], TODAY, Move(community.pk, "territorial", west.pk))
    apply(row)
    org.move(
        community.pk,
        line="territorial",
        parent_id=district["east"].pk,
        from_day=DAY,
        document=DOCUMENT,
        actor=office(),
        at=moment(),
    )
    with pytest.raises(actions.StandsInTheWay, match="一社区"):
        undo(row)


def test_undoing_is_refused_after_the_grace_period(district):
    row = make_reorganisation(district["top"], TODAY, Rename(district["east"].pk, "新名"))
    apply(row)
    late = TODAY + timedelta(days=31)
    with pytest.raises(actions.GraceOver):
        actions.undo(row.pk, actor=office(late), at=moment(late))
    east = Unit.objects.get(pk=district["east"].pk)
    assert east.name == "新名"


def test_closing_a_unit_puts_its_place_on_the_list_of_vacancies(district):
    east, west = district["east"], district["west"]
    make_duty(east, "330212001")
    make_duty(west, "330212002")
    row = make_reorganisation(
        district["top"],
        DAY,
        Move(district["community"].pk, "territorial", west.pk),
        Close(east.pk),
    )
    rehearsal = actions.rehearse(row.pk, actor=office(), at=moment())
    assert [v.territory for v in rehearsal.vacant if v.kind is VacancyKind.NO_UNIT] == ["330212001"]
    apply(row)
    vacant = [v for v in queries.list_vacancies(DAY) if v.kind is VacancyKind.NO_UNIT]
    assert [(v.territory, v.unit) for v in vacant] == [("330212001", "东街道")]
    assert not [v for v in queries.list_vacancies(BEFORE) if v.kind is VacancyKind.NO_UNIT]


def test_a_refused_change_is_named_and_nothing_is_written(district):
    before = state_of_everything()
    row = make_reorganisation(
        district["top"],
        DAY,
        Rename(district["west"].pk, "新西"),
        Close(district["east"].pk),
    )
    with pytest.raises(actions.ChangeRefused, match=r"2.*一社区"):
        apply(row)
    assert state_of_everything() == before
    assert not Trace.objects.exists()
    assert Reorganisation.objects.get().state == "drafting"


def test_a_rehearsal_writes_nothing_and_tells_what_applying_does(district):
    east, west, top = district["east"], district["west"], district["top"]
    make_duty(east, "330212001")
    watcher = make_person(east, "district_officer", name="看东街")
    before, events = state_of_everything(), audit.AuditEvent.objects.count()
    row = make_reorganisation(top, DAY, Move(district["community"].pk, "territorial", west.pk))
    events = audit.AuditEvent.objects.count()

    rehearsal = actions.rehearse(row.pk, actor=office(), at=moment())

    assert state_of_everything() == before
    assert audit.AuditEvent.objects.count() == events
    units = {(m.node, m.before, m.after) for m in rehearsal.figures if m.figure == "org.units"}
    assert units == {("东街道", 3, 1), ("西街道", 1, 3)}
    lost = [a for a in rehearsal.access if a.person == watcher.name]
    assert lost
    assert all(not a.gains and a.count == 2 for a in lost)
    assert "一社区" in lost[0].names
    apply(row, seen=rehearsal.seen)
    nodes = queries.nodes_concerned([("territorial", f"/{top.pk}/{east.pk}/")])
    assert queries.figure_values(nodes, DAY)["territorial", east.pk, "org.units"] == 1


def test_applying_asks_for_the_preview_that_was_seen(district):
    row = make_reorganisation(district["top"], DAY, Rename(district["east"].pk, "新东"))
    seen = actions.rehearse(row.pk, actor=office(), at=moment()).seen
    actions.add_change(row.pk, Rename(district["west"].pk, "新西"), actor=office(), at=moment())
    with pytest.raises(actions.ChangedSince):
        apply(row, seen=seen)


def test_only_who_reaches_the_units_prepares_and_applies(district):
    top, east, west = district["top"], district["east"], district["west"]
    officer = actor_of(make_person(east, "district_officer"))
    stranger = actor_of(make_person(west, "district_officer"))
    volunteer = actor_of(make_person(east, "volunteer"))
    with pytest.raises(Forbidden):
        make_reorganisation(top, TODAY, actor=officer)
    row = make_reorganisation(east, TODAY, Rename(east.pk, "新东"), actor=officer)
    with pytest.raises(NotVisible):
        apply(row, stranger)
    with pytest.raises(Forbidden):
        apply(row, volunteer)
    with pytest.raises(Forbidden):
        actions.add_change(row.pk, Close(west.pk), actor=officer, at=moment())
    assert apply(row, officer).state == "applied"
    with pytest.raises(Conflict):
        apply(row, officer)


def test_changes_are_ordered_and_taken_out(district):
    row = make_reorganisation(
        district["top"], TODAY, Rename(district["east"].pk, "甲"), Rename(district["east"].pk, "乙")
    )
    first, second = row.changes.order_by("number")
    actions.move_change(second.pk, earlier=True, actor=office(), at=moment())
    page = queries.get_reorganisation(row.pk, office())
    assert [change.id for change in page.changes] == [second.pk, first.pk]
    actions.remove_change(first.pk, actor=office(), at=moment())
    actions.remove_change(first.pk, actor=office(), at=moment())
    actions.drop(row.pk, actor=office(), at=moment())
    with pytest.raises(Conflict):
        actions.add_change(row.pk, Close(district["east"].pk), actor=office(), at=moment())


def test_a_hand_over_leaves_no_day_between(district):
    duty = make_duty(district["east"], "330212001")
    row = make_reorganisation(
        district["top"], DAY, HandOver(district["west"].pk, "territorial", "330212001")
    )
    apply(row)
    rows = Responsibility.objects.order_by("valid_from")
    assert [(r.unit_id, r.valid_from, r.valid_to) for r in rows] == [
        (district["east"].pk, FOUNDED, DAY),
        (district["west"].pk, DAY, None),
    ]
    page = queries.get_place(duty.territory_id, office())
    assert [(r.taken_from, r.handed_to) for r in page.rows] == [("东街道", ""), ("", "西街道")]
    assert page.rows[1].ended_by == DOCUMENT


def test_a_document_is_required(district):
    with pytest.raises(DomainError) as refused:
        actions.draft(
            actions.Draft(district["top"].pk, "改革", " ", DAY), actor=office(), at=moment()
        )
    assert refused.value.field == "document"


def test_undo_keeps_what_an_appointment_was(district):
    person = make_person(district["top"], "host")
    appoint(person, "contact", district["east"])
    before = state_of_everything()
    row = make_reorganisation(
        district["top"], TODAY, Merge((district["east"].pk,), district["west"].pk)
    )
    apply(row)
    undo(row)
    assert state_of_everything() == before


def test_a_rehearsal_names_nobody_whom_the_reader_may_not_see(district):
    top, east, west = district["top"], district["east"], district["west"]
    above = make_person(top, "district_officer", name="上级人员")
    officer = actor_of(make_person(east, "district_officer", name="街道人员"))
    row = make_reorganisation(
        east, TODAY, Merge((district["community"].pk,), None, "新社区"), actor=officer
    )
    rehearsal = actions.rehearse(row.pk, actor=officer, at=moment())
    people = {change.person for change in rehearsal.access}
    assert people == {"街道人员", ""}
    assert above.name not in people
    assert west.name not in {change.unit for change in rehearsal.access}


def test_a_fault_is_found_by_the_units_that_were_touched(district):
    east, west, community = district["east"], district["west"], district["community"]
    Placement.objects.filter(unit=east).update(path=f"/{west.pk}/{east.pk}/")
    of_it = list(queries.structure_faults([east.pk]))
    assert len(of_it) == 2, "the unit itself, and the one directly below"
    assert sorted(of_it) == sorted(queries.structure_faults())
    (below,) = queries.structure_faults([community.pk])
    assert below in of_it
    assert community.name in below
    assert not list(queries.structure_faults([west.pk]))
    assert not list(queries.structure_faults([]))
