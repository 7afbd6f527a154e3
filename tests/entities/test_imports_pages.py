"""Pages of registers: choose, look, enter, follow, cancel, go on; codes and pairs to decide."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from factories.entities import OTHER_COMMUNITY, make_entity, make_responsible, make_territory
from factories.members import account_of, make_person
from factories.org import make_unit
from factories.registers import (
    a_row,
    as_csv,
    make_pair,
    many_rows,
    valid_code,
    wrong_code,
)
from gongjian.entities import tasks
from gongjian.entities.actions import imports, imports_files, imports_locks
from gongjian.entities.models import DoubtfulPair, Entity, RegisterFile
from gongjian.entities.terms import REGISTER_COLUMNS
from gongjian.kernel import jobs
from gongjian.kernel.models import Job
from gongjian.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(settings, tmp_path) -> Unit:
    settings.MEDIA_ROOT = tmp_path
    unit = make_unit("测试街道办", "street", line="territorial")
    make_responsible(unit)
    make_territory()
    make_territory(OTHER_COMMUNITY)
    return unit


@pytest.fixture
def officer(client: Client, street: Unit) -> Client:
    client.force_login(account_of(make_person(street, "district_officer")))
    return client


def send(client, rows, key="k1", **fields):
    content = as_csv(rows) if isinstance(rows, list) else rows
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(fields.pop("name", "登记表.csv"), content)
    sent = {"file": file, "submission": key, "as_of": "2026-11-21", "whole_of": "", **fields}
    return client.post(reverse("register_import"), sent)


def html(response) -> str:
    return response.content.decode()


def press(client, name, register, key="k9", **more):
    return client.post(reverse(name, args=[register.pk]), {"submission": key, **more})


def test_a_register_is_chosen_looked_at_and_entered(officer):
    answer = send(officer, [a_row(1), a_row(2, kind="不明")])
    register = RegisterFile.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("register", args=[register.pk]))
    page = html(officer.get(answer.url))
    assert "不明" in page
    assert "13900000002" not in page
    assert reverse("register_faults", args=[register.pk]) in page
    assert not Entity.objects.exists()
    press(officer, "register_enter", register)
    register.refresh_from_db()
    assert (register.state, bool(register.file)) == ("entered", False)
    assert Entity.objects.get().code == valid_code(1)
    page = html(officer.get(answer.url))
    assert reverse("pair_list") in page
    assert answer.url in html(officer.get(reverse("register_import")))


def test_a_form_sent_twice_receives_one_register(officer):
    urls = {send(officer, [a_row(1)], key="same").url for _ in range(2)}
    assert len(urls) == 1
    assert RegisterFile.objects.count() == 1


def test_a_button_pressed_twice_enters_once(officer):
    send(officer, [a_row(1)])
    register = RegisterFile.objects.get()
    for key in ("k2", "k2", "k3"):
        assert press(officer, "register_enter", register, key).status_code == 302
    assert Entity.objects.count() == 1


def test_what_cannot_be_received_is_said_at_its_field(officer):
    answer = send(officer, [a_row(1)], as_of="2026-11-22")
    assert answer.status_code == 422
    answer = send(officer, [a_row(1)], whole_of="110101")
    assert "330106" in html(answer)
    answer = officer.post(reverse("register_import"), {"submission": "k", "as_of": "2026-11-21"})
    assert answer.status_code == 422
    assert not RegisterFile.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(officer, monkeypatch):
    monkeypatch.setattr(imports_files, "MOST_BYTES", 10)
    monkeypatch.setattr("gongjian.entities.web.imports.FORM_FIELDS", 0)
    assert send(officer, [a_row(1)]).status_code == 413


def test_a_file_of_other_columns_is_refused_in_words(officer):
    answer = send(officer, "姓名,工资\n某某,1\n")
    page = html(officer.get(answer.url))
    assert "姓名" in page
    assert RegisterFile.objects.get().state == "refused"


def test_the_faults_are_downloaded_as_a_workbook(officer):
    send(officer, [a_row(1), a_row(2, staff="若干")])
    register = RegisterFile.objects.get()
    answer = officer.get(reverse("register_faults", args=[register.pk]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue()))
    (row,) = book.get_sheet_by_index(0).to_python()[1:]
    assert row[:3] == [3, "从业人数", "若干"]


def test_the_template_is_a_register(officer):
    answer = officer.get(reverse("register_template"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    heading = book.get_sheet_by_index(0).to_python()[0]
    assert [str(cell).rstrip("*") for cell in heading] == [*REGISTER_COLUMNS.values()]


def test_a_large_register_is_checked_in_the_background(officer, monkeypatch):
    monkeypatch.setattr(tasks, "SMALL", 100)
    send(officer, [a_row(1)])
    register = RegisterFile.objects.select_related("job").get()
    assert register.job is not None
    assert (register.state, register.job.state) == ("checked", Job.State.DONE)


def test_progress_is_shown_and_the_work_can_be_cancelled(officer, monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 20)
    send(officer, many_rows(60))
    register = RegisterFile.objects.get()
    pages = []
    write = imports._write_batch

    def look(*args, **kwargs):
        write(*args, **kwargs)
        if not pages:
            pages.append(html(officer.get(reverse("register", args=[register.pk]))))
            press(officer, "register_cancel", register, "k5")

    monkeypatch.setattr(imports, "_write_batch", look)
    press(officer, "register_enter", register)
    assert reverse("register_cancel", args=[register.pk]) in pages[0]
    register.refresh_from_db()
    assert (register.state, Entity.objects.count()) == ("checked", 20)
    monkeypatch.setattr(imports, "_write_batch", write)
    press(officer, "register_enter", register, "k6")
    assert Entity.objects.count() == 60


def test_work_that_was_killed_can_be_gone_on_with(officer):
    """The worker died between two batches: its job says running, and nobody holds the lock."""
    send(officer, [a_row(1)])
    register = RegisterFile.objects.get()
    actor = jobs.actor_of(register.account_id, register.received_at)
    imports.begin(register.pk, actor=actor)
    register.job = Job.objects.create(
        kind=tasks.ENTER,
        account_id=register.account_id,
        asked_at=register.received_at,
        state=Job.State.RUNNING,
    )
    RegisterFile.objects.filter(pk=register.pk).update(job=register.job)
    page = html(officer.get(reverse("register", args=[register.pk])))
    assert reverse("register_resume", args=[register.pk]) in page
    with imports_locks.working_on(register.pk):
        press(officer, "register_resume", register, "k7")
        assert not Entity.objects.exists()
    press(officer, "register_resume", register, "k8")
    register.refresh_from_db()
    assert (register.state, Entity.objects.count()) == ("entered", 1)


def test_a_register_can_be_thrown_away(officer):
    send(officer, [a_row(1)])
    register = RegisterFile.objects.get()
    press(officer, "register_cancel", register)
    register.refresh_from_db()
    assert (register.state, bool(register.file)) == ("cancelled", False)
    assert officer.get(reverse("register", args=[register.pk])).status_code == 200
    press(officer, "register_enter", register, "k2")
    assert not Entity.objects.exists()


def test_what_a_whole_register_does_not_have_is_shown(officer):
    gone = make_entity("不在表里的店")
    send(officer, [a_row(1)], whole_of="330212008")
    register = RegisterFile.objects.get()
    press(officer, "register_enter", register)
    page = html(officer.get(reverse("register", args=[register.pk])))
    assert reverse("entity", args=[gone.pk]) in page
    gone.refresh_from_db()
    assert gone.closed_on is None


def test_a_register_belongs_to_who_sent_it(officer, street):
    send(officer, [a_row(1)])
    register = RegisterFile.objects.get()
    colleague = Client()
    colleague.force_login(account_of(make_person(street, "district_officer")))
    assert colleague.get(reverse("register", args=[register.pk])).status_code == 404
    for name in ("register_enter", "register_resume", "register_cancel"):
        assert press(colleague, name, register).status_code == 404
    assert not Entity.objects.exists()


# --- codes and pairs -----------------------------------------------------------------------------


def test_codes_to_correct_are_listed_where_one_may_correct_them(officer):
    mine = make_entity("码错的店", code=wrong_code(1))
    make_entity("别处码错的店", code=wrong_code(2), territory="330206003001")
    make_entity("码对的店")
    page = html(officer.get(reverse("doubtful_codes")))
    assert reverse("entity_edit", args=[mine.pk]) in page
    assert wrong_code(1) in page
    assert "别处码错的店" not in page
    assert "码对的店" not in page


@pytest.fixture
def pair(street) -> DoubtfulPair:
    return make_pair(make_entity("甲乙商行"), make_entity("甲乙商行（个体）"))


def test_the_queue_shows_pairs_and_a_pair_both_entities(officer, pair):
    page = html(officer.get(reverse("pair_list")))
    assert reverse("pair", args=[pair.pk]) in page
    page = html(officer.get(reverse("pair", args=[pair.pk])))
    for entity in (pair.first, pair.second):
        assert reverse("entity", args=[entity.pk]) in page
        assert entity.code in page
        assert reverse("pair_merge", args=[pair.pk, entity.pk]) in page


def test_a_pair_is_merged_the_next_shown_and_it_is_taken_back(officer, pair):
    after = make_pair(make_entity("丙丁店"), make_entity("丙丁店铺"))
    url = reverse("pair_merge", args=[pair.pk, pair.second_id])
    for _ in range(2):
        answer = officer.post(url, {"submission": "m1"})
        assert answer.url == reverse("pair", args=[after.pk])
    gone = Entity.objects.get(pk=pair.first_id)
    assert gone.merged_into_id == pair.second_id
    assert reverse("pair", args=[pair.pk]) not in html(officer.get(reverse("pair_list")))
    assert "甲乙商行" in html(officer.get(reverse("pair_list") + "?state=same"))
    assert reverse("pair_undo", args=[pair.pk]) in html(
        officer.get(reverse("pair", args=[pair.pk]))
    )
    officer.post(reverse("pair_undo", args=[pair.pk]), {"submission": "m2"})
    gone.refresh_from_db()
    assert gone.merged_into_id is None


def test_two_entities_stay_two(officer, pair):
    answer = officer.post(reverse("pair_apart", args=[pair.pk]), {"submission": "a1"})
    assert answer.url == reverse("pair_list")
    pair.refresh_from_db()
    assert pair.state == "different"
    answer = officer.post(reverse("pair_apart", args=[pair.pk]), {"submission": "a2"})
    assert "这两条已有人作出决定" in html(officer.get(answer.url))


def test_a_pair_out_of_reach_is_not_found(officer):
    far = make_pair(*(make_entity(territory="330206003001") for _ in range(2)))
    assert officer.get(reverse("pair", args=[far.pk])).status_code == 404
    assert officer.post(reverse("pair_apart", args=[far.pk])).status_code == 404
    assert reverse("pair", args=[far.pk]) not in html(officer.get(reverse("pair_list")))
