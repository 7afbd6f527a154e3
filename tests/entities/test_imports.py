"""Registers: what is read, what is written, what is kept of before, what is left alone."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest

from factories.entities import COMMUNITY, OTHER_COMMUNITY, make_entity, make_responsible, make_venue
from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, moment, office
from factories.registers import (
    a_row,
    as_csv,
    enter,
    many_rows,
    receive,
    valid_code,
    wrong_code,
)
from gongjian.entities.actions import imports
from gongjian.entities.models import (
    EarlierFacts,
    Entity,
    EntityContact,
    EntityName,
    MissingEntity,
    RegisterFile,
    RegistryHead,
)
from gongjian.entities.queries.search import search
from gongjian.entities.terms import REGISTER_COLUMNS
from gongjian.kernel import audit, workbooks
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.models import AuditEvent

pytestmark = pytest.mark.django_db


def head() -> int:
    return RegistryHead.objects.values_list("version", flat=True).first() or 0


def test_a_row_becomes_an_entity():
    register = enter([a_row(1, aliases="小店、老店", closed_on="2026年5月1日")])
    entity = Entity.objects.get()
    assert (entity.code, entity.name, entity.kind) == (valid_code(1), "测试商行1", "sole_trader")
    assert (entity.trade_id, entity.territory_id, entity.staff) == ("52", COMMUNITY, 3)
    assert (entity.longitude, entity.latitude) == (121.55, 29.87)
    assert (entity.founded_on, entity.since) == (date(2020, 1, 2), date(2020, 1, 2))
    assert entity.closed_on == date(2026, 5, 1)
    assert entity.version == 1
    assert not entity.doubtful_code
    contact = EntityContact.objects.get()
    assert (contact.entity_id, contact.name, contact.mobile) == (entity.pk, "某某", "13900000001")
    names = EntityName.objects.order_by("name").values_list("name", "kind")
    assert list(names) == [("小店", "alias"), ("老店", "alias")]
    assert (register.state, register.counts["new"]) == ("entered", 1)
    assert list(audit.verify()) == []


def test_every_way_an_office_writes_a_value_is_read():
    venue = make_venue("测试大厦", type="building")
    rows = [
        a_row(1, founded_on="2020/1/2", kind="个体户", staff="3人"),
        a_row(2, founded_on="20200102", kind="企业", trade="F52"),
        a_row(3, founded_on="２０２０年１月２日", kind="市场", trade="5212"),
        a_row(4, founded_on="43832", kind="其它", trade="f"),
        a_row(5, code=f" {valid_code(5).lower()} ", name="\u3000测试商行5 ", venue="测试大厦"),
        a_row(6, territory=COMMUNITY[:9] + "000", contact_mobile="0574-8000 0000"),
    ]
    keys = rows[0].keys() | {"venue"}
    register = enter(as_csv(rows, [key for key in REGISTER_COLUMNS if key in keys]))
    found = {entity.code: entity for entity in Entity.objects.all()}
    assert {entity.founded_on for entity in found.values()} == {date(2020, 1, 2)}
    kinds = [found[valid_code(n)].kind for n in (1, 2, 3, 4)]
    assert kinds == ["sole_trader", "small_firm", "market", "other"]
    assert [found[valid_code(n)].trade_id for n in (2, 3, 4)] == ["52", "52", "F"]
    assert register.counts["coarser"] == 1
    assert found[valid_code(5)].name == "测试商行5"
    assert found[valid_code(5)].venue_id == venue.pk
    assert found[valid_code(6)].territory_id == COMMUNITY[:9]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_of_offices_are_read(encoding):
    enter(as_csv([a_row(1, name="宁波甬江商行")]).encode(encoding))
    assert Entity.objects.get().name == "宁波甬江商行"


def test_a_workbook_is_read_like_a_csv_file():
    columns = [workbooks.NewColumn(name) for name in REGISTER_COLUMNS.values()]
    row = a_row(1, venue="", founded_on=date(2020, 1, 2), staff=3, longitude=121.55)
    sheet = workbooks.NewSheet("登记表", columns, [[row[key] for key in REGISTER_COLUMNS]])
    enter(workbooks.write([sheet]), "register.xlsx")
    entity = Entity.objects.get()
    assert (entity.founded_on, entity.staff, entity.longitude) == (date(2020, 1, 2), 3, 121.55)


def test_the_same_file_again_writes_nothing():
    rows = many_rows(300)
    enter(rows)
    version, events = head(), AuditEvent.objects.count()
    register = enter(rows)
    assert (register.counts["same"], register.counts["new"], register.counts["changed"]) == (
        300,
        0,
        0,
    )
    assert (head(), AuditEvent.objects.count()) == (version, events)
    assert Entity.objects.count() == 300


def test_degrees_of_any_length_are_the_same_again():
    rows = [a_row(n, longitude=repr(100 + n / 7), latitude=repr(20 + n / 13)) for n in range(1, 60)]
    enter(rows)
    assert enter(rows).counts["changed"] == 0


def test_a_code_that_is_known_changes_its_entity_from_the_day_of_the_file():
    enter([a_row(1)], as_of=date(2026, 1, 1))
    register = enter(
        [a_row(1, territory=OTHER_COMMUNITY, name="新名商行", staff="9")], as_of=date(2026, 6, 1)
    )
    entity = Entity.objects.get()
    assert (entity.territory_id, entity.name, entity.staff) == (OTHER_COMMUNITY, "新名商行", 9)
    assert entity.since == date(2026, 6, 1)
    before = EarlierFacts.objects.get()
    assert (before.territory_id, before.valid_from, before.valid_to) == (
        COMMUNITY,
        date(2020, 1, 2),
        date(2026, 6, 1),
    )
    former = EntityName.objects.get()
    assert (former.name, former.kind) == ("测试商行1", "former")
    assert register.counts["changed"] == 1
    assert [*search("新名商行").ids] == [*search("测试商行1").ids] == [entity.pk]
    assert list(audit.verify()) == []


def test_an_entity_that_closed_is_closed_on_its_day():
    enter([a_row(1), a_row(2)])
    register = enter([a_row(1, closed_on="2026-10-01"), a_row(2)])
    closed, other = Entity.objects.order_by("code")
    assert (closed.closed_on, other.closed_on) == (date(2026, 10, 1), None)
    assert (register.counts["changed"], register.counts["same"]) == (1, 1)


def test_columns_that_the_file_does_not_have_stay_as_they_are():
    enter([a_row(1)])
    short = as_csv([a_row(1, name="新名")], ["code", "name", "kind", "territory"])
    enter(short)
    entity = Entity.objects.get()
    assert (entity.name, entity.staff, entity.address) == ("新名", 3, "测试路1号")
    assert entity.founded_on == date(2020, 1, 2)
    assert EntityContact.objects.get().mobile == "13900000001"


def test_an_entity_without_a_code_is_known_by_its_name_and_place():
    enter([a_row(1, code="")])
    register = enter([a_row(1, code="", staff="8")])
    assert Entity.objects.get().staff == 8
    assert register.counts["changed"] == 1


def test_a_wrong_check_digit_is_a_warning_and_a_place_on_the_list():
    register = enter([a_row(1, code=wrong_code(1)), a_row(2)])
    assert register.counts["doubtful"] == 1
    assert Entity.objects.get(doubtful_code=True).code == wrong_code(1)


def test_what_a_whole_register_does_not_have_is_listed_and_not_closed():
    enter([a_row(1), a_row(2)])
    register = enter([a_row(1)], whole_of=COMMUNITY[:9])
    missing = MissingEntity.objects.get(register=register)
    assert missing.entity.code == valid_code(2)
    assert missing.entity.closed_on is None
    assert register.counts["missing"] == 1


def test_a_register_is_written_in_batches_each_with_its_event(monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 40)
    register = enter(many_rows(100))
    assert register.batches == 3
    assert register.counts["written"] == 100
    assert head() == 3
    assert AuditEvent.objects.filter(action="entity.import").count() == 3
    assert list(audit.verify()) == []


def test_who_writes_in_between_is_seen(monkeypatch):
    """After each batch somebody else enters an entity; the file is compared anew each time."""
    monkeypatch.setattr(imports, "BATCH", 40)
    register = receive(many_rows(100))
    register = imports.begin(register.pk, actor=office())
    told = []

    def say(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) in (2, 3):
            make_entity(f"别人的店{len(told)}", territory=COMMUNITY)

    imports.enter(register, actor=office(), at=moment(), say=say)
    assert Entity.objects.filter(name__startswith="测试商行").count() == 100
    assert Entity.objects.count() == 102
    assert list(audit.verify()) == []


def test_a_cancelled_register_keeps_what_was_entered_and_goes_on(monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 40)
    rows = many_rows(100)
    register = imports.begin(receive(rows).pk, actor=office())

    class CancelledError(Exception):
        pass

    def say(done: int, total: int) -> None:
        if done >= 40:
            raise CancelledError

    with pytest.raises(CancelledError):
        imports.enter(register, actor=office(), at=moment(), say=say)
    imports.stop(register)
    register.refresh_from_db()
    assert (register.state, Entity.objects.count()) == ("checked", 40)
    imports.enter(imports.begin(register.pk, actor=office()), actor=office(), at=moment())
    assert Entity.objects.count() == 100
    assert enter(rows).counts["same"] == 100


def test_a_register_is_entered_once_however_often_it_is_asked_for():
    register = receive(many_rows(10))
    begun = imports.begin(register.pk, actor=office())
    with pytest.raises(imports.RegisterNotReady):
        imports.begin(register.pk, actor=office())
    imports.enter(begun, actor=office(), at=moment())
    imports.enter(begun, actor=office(), at=moment())
    assert Entity.objects.count() == 10
    with pytest.raises(imports.RegisterNotReady):
        imports.begin(register.pk, actor=office())


def test_the_file_and_its_stage_are_deleted_once_it_is_over(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        register = enter([a_row(1)])
    assert not register.file
    assert not imports.stage_of(register).exists()


def test_a_register_thrown_away_is_never_entered():
    register = receive([a_row(1)])
    imports.throw_away(register.pk, actor=office())
    with pytest.raises(imports.RegisterOver):
        imports.throw_away(register.pk, actor=office())
    with pytest.raises(imports.RegisterNotReady):
        imports.begin(register.pk, actor=office())
    assert not Entity.objects.exists()


def officer():
    """Return the actor of a street's officer, within whose reach the test places lie."""
    unit = make_unit("测试街道办", "street", line="territorial")
    make_responsible(unit)
    return actor_of(make_person(unit, "district_officer"))


def test_rows_out_of_reach_are_faults_and_another_place_keeps_its_entities():
    elsewhere = make_entity("别处的店", territory="330206003001", code=valid_code(2))
    rows = [a_row(1), a_row(2), a_row(3, territory="330206003001")]
    register = receive(rows, actor=officer())
    told = list(register.faults.order_by("row").values_list("row", "column", "code"))
    assert told == [(3, "territory", "elsewhere"), (4, "territory", "out_of_reach")]
    assert register.counts["sound"] == 1
    elsewhere.refresh_from_db()
    assert elsewhere.territory_id == "330206003001"


def test_who_has_lost_the_reach_since_the_check_enters_nothing_there():
    actor = officer()
    register = receive([a_row(1)], actor=actor)
    begun = imports.begin(register.pk, actor=actor)
    from gongjian.org.models import Responsibility

    Responsibility.objects.all().delete()
    imports.enter(begun, actor=actor, at=moment())
    assert not Entity.objects.exists()


def test_only_its_owner_sees_a_register_and_only_who_may_sends_one():
    register = receive([a_row(1)], actor=officer())
    with pytest.raises(NotVisible):
        imports.begin(register.pk, actor=office())
    member = actor_of(make_person(make_unit("测试社区", "community"), "contact"))
    with pytest.raises(Forbidden):
        receive([a_row(1)], actor=member)
    assert RegisterFile.objects.count() == 1


def test_facts_of_a_day_to_come_and_places_out_of_reach_are_refused():
    with pytest.raises(imports.DayNotReached):
        receive([a_row(1)], as_of=TODAY + timedelta(days=1))
    with pytest.raises(imports.PlaceOutOfReach):
        receive([a_row(1)], whole_of="330206", actor=officer())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "区划代码"),
        ("名称,类别,区划代码\n", ""),
        ("名称,类别\n某某,其他\n", "区划代码"),
        ("名称,类别,区划代码,颜色\n某某,其他,330212,红\n", "颜色"),
        ("名称,名称,类别,区划代码\n某某,某某,其他,330212\n", "名称"),
        (b"PK\x03\x04broken", ""),
        (b"\xd0\xcf\x11\xe0old", ""),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(content, said):
    register = receive(content)
    assert register.state == "refused"
    assert said in register.refusal
    assert register.refusal
    assert not register.file


def test_lines_of_any_shape_do_not_shift_the_rows():
    """Empty lines, a short row and one in quotation marks: row numbers are those of the file."""
    header, first, second = as_csv([a_row(1), a_row(2, kind="不明")]).splitlines()
    text = io.StringIO()
    text.write(f"{header}\n\n{first}\n\n\n{second}\n只有名称\n")
    register = receive(text.getvalue())
    told = [(f.row, f.code) for f in register.faults.order_by("row", "column")]
    assert (6, "unknown_kind") in told
    assert {row for row, _code in told} == {6, 7}
