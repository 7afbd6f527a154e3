"""The chain: every write leaves a trace, and what is changed behind its back is named."""

import pytest
from django.db import connection

from factories.org import TODAY, make_unit, moment, office
from gongjian.kernel import audit
from gongjian.kernel.models import AuditEvent, AuditHead, AuditRow
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db


def faults() -> list[str]:
    return list(audit.verify())


def test_untouched_chain_has_no_fault():
    make_unit()
    assert faults() == []
    assert AuditEvent.objects.count() == AuditHead.objects.get().seq == 2


def test_row_changed_behind_its_back_is_named():
    unit = make_unit()
    Unit.objects.filter(pk=unit.pk).update(name="改过的名称")
    event = AuditRow.objects.filter(model="org.Unit", row=unit.pk).latest("event_id").event_id
    assert faults() == [f"org.Unit {unit.pk}: changed behind its back since event {event}"]


def test_row_removed_behind_its_back_is_named():
    unit = make_unit()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM org_placement WHERE unit_id = %s", [unit.pk])
    [fault] = faults()
    assert fault.startswith("org.Placement")
    assert "removed behind its back" in fault


def test_row_written_without_an_action_is_named():
    unit = Unit.objects.create(type="clinic", name="没有经过操作写入的单位")
    assert faults() == [f"org.Unit {unit.pk}: written without an action"]


@pytest.mark.parametrize(
    "tampering",
    [{"actor": "somebody else"}, {"action": "other.action"}, {"detail": {"line": "x"}}],
)
def test_changed_event_is_named(tampering):
    make_unit()
    AuditEvent.objects.filter(seq=1).update(**tampering)
    [fault] = faults()
    assert fault.startswith("event 1 (")
    assert fault.endswith("changed after it was written")


def test_removed_event_is_named():
    make_unit()
    make_unit()
    AuditRow.objects.filter(event_id=2).delete()
    AuditEvent.objects.filter(seq=2).delete()
    assert "event 2: missing from the chain" in faults()


def test_cut_off_end_is_named():
    make_unit()
    AuditRow.objects.filter(event_id=2).delete()
    AuditEvent.objects.filter(seq=2).delete()
    assert "the chain ends at event 1, and should end at event 2" in faults()


def test_inner_action_joins_the_outer_one():
    with audit.act(office(), "outer", at=moment(TODAY)):
        unit = make_unit()
    event = AuditEvent.objects.get()
    assert event.action == "outer"
    assert {row.model for row in event.rows.all()} == {"org.Unit", "org.Placement"}
    assert unit.pk in event.rows.values_list("row", flat=True)


def test_failed_action_leaves_nothing():
    def fail_half_way() -> None:
        with audit.act(office(), "outer", at=moment(TODAY)):
            make_unit()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert not Unit.objects.exists()
    assert not AuditEvent.objects.exists()
    assert faults() == []


def test_the_trace_holds_no_personal_data():
    from factories.members import make_person

    person = make_person(make_unit(), "contact", name="只在此处的姓名", mobile="13912345678")
    told = str([(e.actor, e.action, e.detail) for e in AuditEvent.objects.all()])
    assert person.name not in told
    assert person.mobile not in told
