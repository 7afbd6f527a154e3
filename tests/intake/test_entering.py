"""Entering a roster: once, whole, through the modules' actions; never merged silently."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from factories.org import make_unit, moment, office
from factories.rosters import (
    CONTACT,
    NEED,
    RESOURCE,
    UNIT,
    book,
    check,
    enter,
    host_of,
    importer,
    make_district,
    roster,
)
from gongjian.exchange import actions as exchange
from gongjian.exchange.models import Need, Resource
from gongjian.intake import actions
from gongjian.kernel import audit
from gongjian.kernel.models import Account, AuditEvent
from gongjian.members.models import Appointment, Person
from gongjian.org.models import Placement, Unit, UnitName

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return make_district()


def statuses(plan):
    return [f.status for f in plan.findings]


def test_everything_of_a_roster_is_entered_in_one_event(district, tmp_path):
    before = AuditEvent.objects.count()
    enter(tmp_path, roster(), actor=host_of(district))
    assert AuditEvent.objects.count() == before + 1
    unit = Unit.objects.get(name="四眼碶小学")
    assert (unit.type, unit.territory_id) == ("school", "330212008")
    assert Placement.objects.get(unit=unit).path == f"/{district.zone.pk}/{unit.pk}/"
    person = Person.objects.get(name="施若溪")
    assert Appointment.objects.get(person=person).role == "contact"
    assert not Account.objects.get(username="shiruoxi").has_usable_password()
    need = Need.objects.get(unit=unit)
    assert (need.state, need.source_key, need.training_required) == ("raised", "X-01", True)
    assert [s.skill.name for s in need.skills.order_by("pk")] == ["维持秩序", "沟通陪伴"]
    assert Resource.objects.get(unit=unit).available_to is None
    assert list(audit.verify()) == []


def test_entering_the_same_file_twice_changes_nothing(district, tmp_path):
    file = book(roster())
    enter(tmp_path, file)
    before = AuditEvent.objects.count()
    plan = enter(tmp_path, file)
    assert statuses(plan) == ["same"] * 4
    assert AuditEvent.objects.count() == before


def test_changes_are_shown_from_what_to_what_and_entered(district, tmp_path):
    enter(tmp_path, roster())
    changed = roster(
        units=[UNIT | {"address": "百丈路 1 号"}],
        contacts=[CONTACT | {"mobile": "13900000999"}],
        needs=[NEED | {"heads": 6, "skills": "维持秩序"}],
        resources=[RESOURCE | {"capacity": 5, "available_to": "2027-01-31"}],
    )
    plan = enter(tmp_path, changed)
    assert statuses(plan) == ["changed"] * 4
    assert plan.findings[2].changes[0] == ("heads", 4, 6)
    need = Need.objects.get()
    assert (need.heads, need.skills.count(), need.title) == (6, 1, "放学护学")
    assert Unit.objects.get(name="四眼碶小学").address == "百丈路 1 号"
    assert Person.objects.get(name="施若溪").mobile == "13900000999"
    assert Resource.objects.get().capacity == 5


def test_a_need_under_way_is_reported_and_not_changed(district, tmp_path):
    enter(tmp_path, roster())
    need = Need.objects.get()
    exchange.withdraw_need(need.pk, actor=office(), at=moment())
    plan = enter(tmp_path, roster(needs=[NEED | {"heads": 9}]))
    assert statuses(plan)[2] == "under_way"
    assert Need.objects.get().heads == 4


ALIASES = [
    ("百丈东郊街道社区卫生服务中心", "百丈东郊街道卫生服务中心", "医疗机构"),
    ("中信银行宁波江东支行", "中信银行江东支行", "银行"),
    ("交通银行宁波鄞中支行", "交通银行鄞中支行", "银行"),
    ("北仑区第三人民医院", "北仑三院", "医疗机构"),
    ("长山社区", "小港街道长山社区", "社区"),
    ("竺山社区", "竺山社区党总支", "社区"),
]


@pytest.mark.parametrize(("name", "other", "kind"), ALIASES)
def test_the_alias_traps_are_asked_and_merged_only_by_a_person(
    district, tmp_path, name, other, kind
):
    place = "330206003013" if name == "长山社区" else None
    row = {"name": name, "type": kind, "territory": place, "zone": district.zone.name}
    enter(tmp_path, {"units": [row]})
    again = {"units": [row | {"name": other}]}
    plan, _known = check(tmp_path, again)
    assert [d.key for d in plan.doubts] == [f"{other}={name}"]
    assert not plan.is_possible
    units = Unit.objects.count()
    enter(tmp_path, again, {f"{other}={name}": "merge"})
    assert Unit.objects.count() == units
    assert UnitName.objects.get(name=other).unit.name == name
    assert statuses(enter(tmp_path, again)) == ["same"]


def test_names_kept_apart_become_two_units_and_are_not_asked_with_the_answer(district, tmp_path):
    make_unit("中信银行宁波江东支行", "bank", under=district.zone)
    rows = {"units": [UNIT | {"name": "中信银行江东支行", "type": "银行"}]}
    key = "中信银行江东支行=中信银行宁波江东支行"
    enter(tmp_path, rows, {key: "keep"})
    assert Unit.objects.filter(type="bank").count() == 2


def test_two_spellings_within_one_file_are_asked_and_merged(district, tmp_path):
    bank = UNIT | {"type": "银行"}
    rows = {
        "units": [
            bank | {"name": "中信银行宁波江东支行"},
            bank | {"name": "中信银行江东支行"},
        ],
        "needs": [NEED | {"unit": "中信银行江东支行"}],
    }
    plan, _known = check(tmp_path, rows)
    [doubt] = plan.doubts
    assert (doubt.other_row, statuses(plan)[1]) == (2, "doubtful")
    plan = enter(tmp_path, rows, {doubt.key: "merge"})
    assert "merged" in statuses(plan)
    assert Need.objects.get().unit == Unit.objects.get(type="bank")


def test_another_spelling_in_a_reference_is_asked(district, tmp_path):
    make_unit("中信银行宁波江东支行", "bank", under=district.zone)
    rows = {"needs": [NEED | {"unit": "中信银行江东支行"}]}
    plan, _known = check(tmp_path, rows)
    [doubt] = plan.doubts
    assert doubt.is_reference
    plan, _known = check(tmp_path, rows, {doubt.key: "keep"})
    assert [f.code for f in plan.faults] == ["unknown_unit"]
    enter(tmp_path, rows, {doubt.key: "merge"})
    assert Need.objects.get().unit.name == "中信银行宁波江东支行"


def test_authorities_of_other_places_are_not_confused(district, tmp_path):
    make_unit("宁波市教育局", "bureau", line="sectoral")
    row = {"name": "鄞州区教育局", "type": "局", "territory": "鄞州区"}
    plan, _known = check(tmp_path, {"units": [row]})
    assert plan.doubts == ()


def test_a_refused_row_leaves_nothing_behind(district, tmp_path, monkeypatch):
    plan, known = check(tmp_path, roster())

    def refuse(*args, **kwargs):
        raise exchange.needs.NeedInPast

    monkeypatch.setattr(exchange, "bring_resources", refuse)
    before = AuditEvent.objects.count()
    with pytest.raises(exchange.needs.NeedInPast):
        actions.enter(plan, known, actor=importer(), at=moment())
    assert not Unit.objects.filter(name="四眼碶小学").exists()
    assert AuditEvent.objects.count() == before


def test_two_thousand_needs_are_checked_and_entered_with_few_statements(
    district, tmp_path, django_assert_max_num_queries
):
    needs = [NEED | {"number": f"X-{n}"} for n in range(2000)]
    rows = roster(needs=needs)
    with django_assert_max_num_queries(60):
        plan, known = check(tmp_path, rows)
    with django_assert_max_num_queries(180):
        actions.enter(plan, known, actor=importer(), at=moment())
    assert Need.objects.count() == 2000


def run(tmp_path, rows, *options):
    path = tmp_path / "roster.xlsx"
    path.write_bytes(rows if isinstance(rows, bytes) else book(rows))
    call_command("import", "roster", str(path), *options)


def test_the_command_enters_and_says_what_it_did(district, tmp_path, capsys):
    run(tmp_path, roster(), "--dry-run")
    assert "Nothing was written" in capsys.readouterr().out
    assert Need.objects.count() == 0
    future = roster(needs=[NEED | {"starts_on": "2199-01-01", "ends_on": "2199-02-01"}])
    run(tmp_path, future)
    assert "Needs: 1 new" in capsys.readouterr().out
    assert Need.objects.count() == 1


def test_the_command_ends_with_a_code_for_each_refusal(district, tmp_path, capsys):
    with pytest.raises(CommandError) as faulty:
        run(tmp_path, roster(needs=[NEED | {"heads": "x"}]))
    assert faulty.value.returncode == 1
    assert "需求 2 F 需要人数" in capsys.readouterr().err
    with pytest.raises(CommandError) as broken:
        run(tmp_path, b"PK nothing")
    assert broken.value.returncode == 2
    make_unit("中信银行宁波江东支行", "bank", under=district.zone)
    bank = {"units": [UNIT | {"name": "中信银行江东支行", "type": "银行"}]}
    with pytest.raises(CommandError) as doubtful:
        run(tmp_path, bank)
    assert doubtful.value.returncode == 3
    run(tmp_path, bank, "--merge", "中信银行江东支行=中信银行宁波江东支行")
    with pytest.raises(CommandError) as nobody:
        run(tmp_path, bank, "--as", "nobody")
    assert nobody.value.returncode == 2


def test_the_template_is_an_empty_roster(district, tmp_path):
    path = tmp_path / "empty.xlsx"
    call_command("template", "roster", str(path))
    plan, _known = check(tmp_path, path.read_bytes())
    assert (plan.faults, plan.findings) == ((), ())
