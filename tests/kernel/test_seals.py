"""Sealed tables: a block of rows changed behind the system's back no longer matches its seal."""

import pytest

from factories.org import TODAY, moment, office
from gongjian.entities.models import Entity
from gongjian.kernel import audit, seals
from gongjian.kernel.models import AuditEvent, Seal
from gongjian.org.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Territory:
    return Territory.objects.create(code="33", name="浙江省", level=1, system="test")


def write(place: Territory, *names: str, first: int = 1) -> list[Entity]:
    entities = [
        Entity(
            pk=first + number,
            name=name,
            kind="small_firm",
            territory=place,
            since=TODAY,
            founded_on=TODAY,
            version=1,
        )
        for number, name in enumerate(names)
    ]
    with audit.act(office(), "test.write", at=moment()) as journal:
        Entity.objects.bulk_create(entities)
        journal.wrote(Entity, [entity.pk for entity in entities])
    return entities


def faults() -> list[str]:
    return list(audit.verify())


def test_rows_written_in_an_action_match_their_seals(place):
    write(place, "甲", "乙")
    write(place, "丙", first=3)
    assert faults() == []
    assert Seal.objects.get(model="entities.Entity").rows == 3


def test_one_event_proves_a_whole_block(place):
    write(place, *(f"商行{number}" for number in range(50)))
    event = AuditEvent.objects.get(action="test.write")
    assert [row.model for row in event.rows.all()] == ["kernel.Seal"]


def test_each_block_has_its_own_seal(place):
    write(place, "甲", first=1)
    write(place, "乙", first=seals.BLOCK)
    assert list(Seal.objects.order_by("block").values_list("block", "rows")) == [(0, 1), (1, 1)]
    assert faults() == []


def test_changed_row_is_found(place):
    write(place, "甲", "乙")
    Entity.objects.filter(pk=1).update(name="改过")
    [fault] = faults()
    assert fault.startswith(f"entities.Entity 0 to {seals.BLOCK - 1}: 2 rows, sealed were 2")


def test_row_slipped_in_is_found(place):
    write(place, "甲")
    other = Entity.objects.get()
    other.pk = seals.BLOCK + 5
    other.save(force_insert=True)
    [fault] = faults()
    assert "1 rows written without an action" in fault


def test_forged_seal_is_found(place):
    write(place, "甲")
    Entity.objects.filter(pk=1).update(name="改过")
    seal = Seal.objects.get()
    rows, digest = seals._digest(Entity, 0, audit._salt())
    Seal.objects.filter(pk=seal.pk).update(rows=rows, digest=digest)
    [fault] = faults()
    assert fault.startswith(f"kernel.Seal {seal.pk}: changed behind its back")


def test_failed_action_leaves_seals_as_they_were(place):
    write(place, "甲")
    with pytest.raises(RuntimeError):
        fail_midway()
    assert faults() == []


def fail_midway() -> None:
    with audit.act(office(), "test.write", at=moment()) as journal:
        Entity.objects.filter(pk=1).update(name="半途")
        journal.wrote(Entity, [1])
        raise RuntimeError
