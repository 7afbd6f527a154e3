"""Comparisons as workbooks: for a reason, with the mark, on the record, within reach."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from factories.insight import make_published
from factories.members import account_of, actor_of, make_person
from factories.org import TODAY, make_unit, moment
from gongjian.insight import actions
from gongjian.insight.actions import OutOfReach, ReasonMissing
from gongjian.kernel.actor import Actor, Grant, Permission
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.models import AuditEvent
from gongjian.members.models import Person
from gongjian.org.models import Placement, Unit

pytestmark = pytest.mark.django_db

LINES = ("territorial", "sectoral")


@pytest.fixture
def district() -> Unit:
    unit = make_unit("测试区", "district", line="territorial")
    make_unit("东街", "street", under=unit, line="territorial")
    return unit


@pytest.fixture
def officer(district: Unit) -> Person:
    return make_person(district, "district_officer")


@pytest.fixture
def client(officer: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account_of(officer))
    return client


def sheet(answer: Any) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def test_two_lines_leave_as_a_workbook_with_its_mark(client: Client, officer: Person) -> None:
    listed = client.get(reverse("reconciliation_list"), {"on": TODAY.isoformat()})
    export_url = listed.context["table"].export_url
    assert client.get(export_url).status_code == 200
    answer = client.post(export_url, {"reason": "季度核对"})
    heading, *rows = sheet(answer)
    assert "季度核对" in heading[-1]
    assert actor_of(officer).label in heading[-1]
    found = {row[0]: row[2:5] for row in rows}
    assert found["Units"] == [2, 0, 2]
    event = AuditEvent.objects.latest("seq")
    assert (event.action, event.detail["lines"], event.detail["reason"]) == (
        "insight.lines.export",
        list(LINES),
        "季度核对",
    )


def test_published_totals_leave_beside_their_figures(client: Client) -> None:
    total = make_published()
    answer = client.post(reverse("published_export"), {"reason": "年报核对"})
    heading, *rows = sheet(answer)
    assert "年报核对" in heading[-1]
    assert [row[0] for row in rows] == [total.subject]
    assert rows[0][8]
    assert AuditEvent.objects.latest("seq").action == "insight.published.export"


def test_nothing_leaves_without_a_reason_or_for_who_only_looks(
    client: Client, officer: Person, district: Unit
) -> None:
    assert "required" in client.post(reverse("lines_export"), {"reason": ""}).content.decode()
    with pytest.raises(ReasonMissing):
        actions.export_lines(LINES, TODAY, " ", actor=actor_of(officer), at=moment())
    reader = make_person(make_unit(under=make_unit("片区", "zone")), "contact")
    for export in (
        lambda: actions.export_lines(LINES, TODAY, "看", actor=actor_of(reader), at=moment()),
        lambda: actions.export_published("看", actor=actor_of(reader), at=moment()),
    ):
        with pytest.raises(Forbidden):
            export()


def test_what_one_looks_at_and_may_not_export_stays(district: Unit) -> None:
    path = Placement.objects.get(unit=district).path
    held = (
        Permission("figures.view", "territorial", "below"),
        Permission("figures.export", "territorial", "here"),
    )
    grant = Grant("test", district.pk, {"territorial": path}, held)
    looker = Actor("looker", TODAY, grants=(grant,))
    with pytest.raises(OutOfReach):
        actions.export_lines(LINES, TODAY, "核对", actor=looker, at=moment())
