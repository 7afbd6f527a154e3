"""What groups must never do: score, list who declines, act on anything else."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from factories.groups import ask, load_types, make_group, make_worker, record
from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, moment, office
from gongjian.groups import actions, queries
from gongjian.groups.models import Belonging, Group
from gongjian.kernel import audit, figures
from gongjian.kernel.components import TableQuery
from gongjian.kernel.figures import Asked
from gongjian.kernel.models import AuditEvent, Record
from gongjian.members import queries as members
from gongjian.members.models import Person
from gongjian.org.models import Placement, Unit
from gongjian.org.terms import Line

pytestmark = pytest.mark.django_db

PAGE = TableQuery()


@pytest.fixture
def branch() -> Unit:
    return make_unit("江边党支部", "branch", line="territorial")


def counted() -> dict[str, object]:
    """Return every figure's number as the office reads it."""
    asked = Asked(on=TODAY, line=Line.TERRITORIAL.value)
    return {
        code: figures.value(figure, asked, office(), None)
        for code, figure in figures.declared().items()
    }


def rows_written(since: int) -> set[str]:
    events = AuditEvent.objects.filter(seq__gt=since)
    return {row.model for event in events for row in event.rows.all()}


def test_g12_declining_changes_nothing_but_the_answer(branch):
    worker, keeper = make_worker(branch), actor_of(make_person(branch, "branch_secretary"))
    group, other = make_group(branch), make_group(branch, name="第二组")
    ask(group, worker)
    shown = queries.get_group(group.pk, keeper, PAGE)
    numbers, last = counted(), AuditEvent.objects.latest("seq").seq
    actions.decline(group.pk, actor=actor_of(worker), at=moment())
    assert counted() == numbers
    assert queries.get_group(group.pk, keeper, PAGE) == shown, "nobody learns who declined"
    assert rows_written(last) == {"groups.Belonging"}
    assert worker.name in {r.name for r in queries.list_proposed(other.pk, keeper, PAGE).rows}
    assert worker.name not in {r.name for r in queries.list_proposed(group.pk, keeper, PAGE).rows}


def test_g12_nobody_can_be_put_into_a_group_or_made_its_contact(branch):
    worker = make_worker(branch)
    group = make_group(branch)
    ask(group, worker)
    assert not Belonging.objects.exclude(state="asked").exists()
    contact = actions.take_contact(group.pk, actor=actor_of(make_keeper(branch)), at=moment())
    assert contact.contact_id != worker.pk


def make_keeper(branch: Unit) -> Person:
    return make_person(branch, "branch_secretary")


def test_g3_no_row_about_a_person_holds_a_number():
    for model in apps.get_app_config("groups").get_models():
        assert issubclass(model, Record)
        if any(field.related_model is Person for field in model._meta.concrete_fields):
            numbers = [
                field.name
                for field in model._meta.concrete_fields
                if isinstance(field, models.IntegerField | models.FloatField)
                and not isinstance(field, models.AutoField)
            ]
            assert numbers in ([], ["present"]), model


def test_a_group_is_no_organisation(branch):
    load_types()
    units, placed = Unit.objects.count(), Placement.objects.count()
    last = AuditEvent.objects.latest("seq").seq
    worker = make_worker(branch, signs_in=True)
    before = AuditEvent.objects.latest("seq").seq
    group = make_group(branch)
    actions.join(group.pk, actor=actor_of(worker), at=moment())
    record(group)
    actions.end_group(group.pk, on=TODAY, why="做完了", actor=office(), at=moment())
    assert (Unit.objects.count(), Placement.objects.count()) == (units, placed)
    assert all(name.startswith("groups.") for name in rows_written(max(before, last)))
    assert list(audit.verify()) == []
    related = {f.related_model for f in Group._meta.get_fields() if f.is_relation}
    assert {m._meta.app_label for m in related} <= {"groups", "org", "entities", "members"}


def test_g1_only_members_are_proposed_and_only_by_what_is_recorded(branch):
    make_person(branch)
    group = make_group(branch)
    assert queries.list_proposed(group.pk, office(), PAGE).total == 0


def test_ones_own_data_holds_ones_groups(branch):
    worker = make_worker(branch)
    group = make_group(branch)
    me = actor_of(worker)
    actions.join(group.pk, is_named=True, actor=me, at=moment())
    actions.say("of_owners", actor=me, at=moment())
    record(group, named=(worker.pk,))
    mine = members.export_my_data(me)
    assert [row["state"] for row in mine["groups.Belonging"]] == ["joined"]
    assert [row["type"] for row in mine["groups.Identity"]] == ["of_owners"]
    assert len(mine["groups.Presence"]) == 1
    assert mine["groups.Group.contact"] == []
