"""The roster's pages: choose, put right, decide, look, enter."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories.members import actor_of, make_person
from factories.org import make_unit
from factories.rosters import NEED, UNIT, book, make_district, roster
from gongjian.exchange.models import Need
from gongjian.intake import tasks
from gongjian.intake.models import Roster
from gongjian.org.models import Unit, UnitName

pytestmark = pytest.mark.django_db

FUTURE = NEED | {"starts_on": "2199-01-01", "ends_on": "2199-02-01"}


@pytest.fixture
def district(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_district()


@pytest.fixture
def host(client, district):
    client.force_login(district.host.account)
    return client


def send(client, content, name="名册.xlsx", key="k1"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("roster_import"), {"file": file, "submission": key})


def test_a_roster_is_chosen_looked_at_and_entered(host):
    answer = send(host, book(roster(needs=[FUTURE])))
    sent = Roster.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("roster", args=[sent.pk]))
    assert sent.state == "ready"
    page = host.get(answer.url).content.decode()
    assert "四眼碶小学" in page
    assert "139****0107" not in page
    assert Need.objects.count() == 0
    host.post(reverse("roster_enter", args=[sent.pk]), {"submission": "k2"})
    host.post(reverse("roster_enter", args=[sent.pk]), {"submission": "k2"})
    sent.refresh_from_db()
    assert (sent.state, bool(sent.file), Need.objects.count()) == ("entered", False, 1)
    assert host.get(answer.url + "?status=new&sheet=needs").status_code == 200


def test_faults_are_shown_and_downloaded(host):
    answer = send(host, book(roster(needs=[FUTURE | {"heads": "很多"}])))
    page = host.get(answer.url).content.decode()
    assert "F 需要人数" in page
    assert "很多" in page
    download = host.get(answer.url + "faults.xlsx")
    assert download.content.startswith(b"PK")
    assert Unit.objects.filter(name="四眼碶小学").count() == 0


def test_a_question_is_answered_before_anything_is_entered(host, district):
    make_unit("中信银行宁波江东支行", "bank", under=district.zone)
    row = UNIT | {"name": "中信银行江东支行", "type": "银行"}
    answer = send(host, book({"units": [row]}))
    sent = Roster.objects.get()
    assert sent.state == "doubtful"
    assert "中信银行宁波江东支行" in host.get(answer.url).content.decode()
    enter = reverse("roster_enter", args=[sent.pk])
    host.post(enter, {"submission": "k2"})
    assert not UnitName.objects.exists()
    answers = reverse("roster_answers", args=[sent.pk])
    host.post(answers, {"answer-0": "nonsense", "submission": "k3"})
    host.post(answers, {"answer-0": "merge", "submission": "k4"})
    host.post(enter, {"submission": "k5"})
    assert UnitName.objects.get().name == "中信银行江东支行"


def test_a_refused_file_says_why(host):
    answer = send(host, b"%PDF", "a.pdf")
    assert Roster.objects.get().state == "refused"
    assert "a.pdf" in host.get(answer.url).content.decode()
    assert send(host, b"", key="k2").status_code == 422


def test_200_mb_are_refused_before_they_are_read(host):
    class Unreadable(io.RawIOBase):
        def read(self, *args):
            raise AssertionError("the upload was read")

    answer = host.generic(
        "POST",
        reverse("roster_import"),
        b"",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(200 * 1024 * 1024),
        **{"wsgi.input": Unreadable()},
    )
    assert answer.status_code == 413
    assert "200" in answer.content.decode()
    assert not Roster.objects.exists()


def test_a_large_roster_is_checked_and_entered_by_a_job(
    host, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(tasks, "SMALL", 0)
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(host, book(roster(needs=[FUTURE])))
    sent = Roster.objects.get()
    assert (sent.state, sent.job.state) == ("ready", "done")
    with django_capture_on_commit_callbacks(execute=True):
        host.post(reverse("roster_enter", args=[sent.pk]), {"submission": "k2"})
    sent.refresh_from_db()
    assert (sent.state, sent.job.state, Need.objects.count()) == ("entered", "done", 1)
    assert host.get(answer.url).status_code == 200


def test_a_cancelled_job_enters_nothing(host, district):
    send(host, book(roster(needs=[FUTURE])))
    sent = Roster.objects.get()
    sent.job = tasks.jobs.ask(tasks.ENTER, actor=actor_of(district.host), at=sent.received_at)
    sent.save()
    host.post(reverse("roster_cancel", args=[sent.pk]))
    tasks.run.call(sent.pk)
    sent.refresh_from_db()
    assert (sent.job.state, Need.objects.count()) == ("cancelled", 0)


def test_a_file_is_thrown_away(host):
    send(host, book(roster(needs=[FUTURE])))
    sent = Roster.objects.get()
    host.post(reverse("roster_cancel", args=[sent.pk]), {"submission": "k9"})
    sent.refresh_from_db()
    assert (sent.state, bool(sent.file), sent.rows.count()) == ("cancelled", False, 0)


def test_names_leave_the_preview_once_entered(host):
    answer = send(host, book(roster(needs=[FUTURE])))
    sent = Roster.objects.get()
    assert "施若溪" in host.get(answer.url).content.decode()
    host.post(reverse("roster_enter", args=[sent.pk]), {"submission": "k2"})
    sent.refresh_from_db()
    contact = sent.rows.get(form="contacts")
    assert (contact.label, contact.changes) == ("", [])
    assert sent.counts["contacts"] == {"new": 1}
    page = host.get(answer.url).content.decode()
    assert "施若溪" not in page
    assert "四眼碶小学" in page


def test_a_cancelled_check_keeps_nothing_of_the_file(host, district):
    send(host, book(roster(needs=[FUTURE])))
    sent = Roster.objects.get()
    sent.job = tasks.jobs.ask(tasks.CHECK, actor=actor_of(district.host), at=sent.received_at)
    sent.state = "waiting"
    sent.save()
    tasks.jobs.cancel(sent.job_id, actor=actor_of(district.host))
    tasks.run.call(sent.pk)
    sent.refresh_from_db()
    assert (sent.state, bool(sent.file), sent.rows.count()) == ("cancelled", False, 0)


def test_others_see_nothing_of_it(host, client, district):
    answer = send(host, book(roster(needs=[FUTURE])))
    contact = make_person(make_unit(under=district.zone), "contact")
    client.force_login(contact.account)
    assert client.get(reverse("roster_import")).status_code == 403
    assert client.get(answer.url).status_code == 403
    other = make_person(district.zone, "host")
    client.force_login(other.account)
    assert client.get(answer.url).status_code == 404
    client.logout()
    assert client.get(answer.url).status_code == 302
    assert client.get(reverse("roster_template")).status_code == 302


def test_the_empty_roster_can_be_downloaded(host):
    assert host.get(reverse("roster_template")).content.startswith(b"PK")
