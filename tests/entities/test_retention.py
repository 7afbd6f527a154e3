"""What the registry has kept long enough is deleted, on the record (guardrail G16)."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from gongjian.entities import actions
from gongjian.entities.actions import ContactFacts, imports
from gongjian.entities.models import EntityContact, RegisterFault, RegisterFile
from gongjian.entities.queries.imports_work import folder, workbook_of
from gongjian.entities.terms import RegisterState
from gongjian.kernel import audit
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.models import AuditEvent
from gongjian.kernel.retention import FORGET
from tests.factories.entities import make_entity
from tests.factories.org import TODAY, moment, office
from tests.factories.registers import a_row, enter, receive

pytestmark = pytest.mark.django_db

BAD = a_row(2, kind="不明")


@pytest.fixture(autouse=True)
def _places(settings: pytest.Settings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "uploads"


def _clock() -> Actor:
    return system("forget", TODAY, FORGET)


def _after(days: int) -> datetime:
    return moment() + timedelta(days=days)


Forget = Callable[..., actions.Forgotten]


@pytest.fixture
def forget(django_capture_on_commit_callbacks: Any) -> Forget:
    """Return what forgets so many days from now, with what follows the commit."""

    def run(days: int = 14) -> actions.Forgotten:
        with django_capture_on_commit_callbacks(execute=True):
            return actions.forget(actor=_clock(), at=_after(days) + timedelta(minutes=1))

    return run


def _files() -> set[str]:
    """Return the names of all papers of registers, but for locks, which hold nothing."""
    uploads = folder().parent / "uploads" / "registers"
    lying = [*folder().iterdir(), *(uploads.iterdir() if uploads.is_dir() else ())]
    return {file.name for file in lying if file.suffix != ".lock"}


def _age(days: int = 30) -> None:
    """Make every paper as old as that."""
    for file in (folder().parent).rglob("*"):
        if file.is_file():
            then = (moment() - timedelta(days=days)).timestamp()
            os.utime(file, (then, then))


def test_a_register_left_lying_is_thrown_away_with_all_its_papers(forget: Forget) -> None:
    register = receive([a_row(1), BAD])
    assert _files()
    assert forget(days=13) == actions.Forgotten(0, 0, 0)
    assert forget().registers == 1
    register.refresh_from_db()
    assert (register.state, register.file.name) == (RegisterState.CANCELLED, "")
    assert not RegisterFault.objects.exists()
    assert _files() == set()
    with pytest.raises(imports.RegisterNotReady):
        imports.begin(register.pk, actor=office())


def test_what_was_entered_stays_and_its_list_of_faults_goes(forget: Forget) -> None:
    register = enter([a_row(1), BAD])
    assert workbook_of(register.pk).exists()
    assert forget().registers == 1
    register.refresh_from_db()
    assert register.state == RegisterState.ENTERED
    assert not workbook_of(register.pk).exists()
    assert not register.faults.exists()
    assert forget().registers == 0


def test_one_that_is_worked_on_is_left_alone(forget: Forget) -> None:
    register = receive([a_row(1)])
    with imports.working_on(register.pk):
        assert forget().registers == 0
    assert RegisterFile.objects.get().state == RegisterState.CHECKED


def test_files_that_no_register_names_are_deleted_once_they_are_old(forget: Forget) -> None:
    register = receive([a_row(1)])
    stray = folder() / "77.duckdb"
    stray.write_bytes(b"x")
    storage = register.file.storage
    storage.save("registers/stray.bin", ContentFile(b"x"))
    RegisterFile.objects.update(received_at=_after(30))
    _age(days=1)
    assert forget(days=2).files == 0
    _age()
    assert "stray.bin" in _files()
    forget(days=0)
    assert _files() == {Path(register.file.name).name}


def test_whom_to_call_is_forgotten_some_days_after_closing(forget: Forget) -> None:
    open_one, closed = make_entity(), make_entity()
    for entity in (open_one, closed):
        actions.set_contact(
            entity.pk, ContactFacts("测某", "15400000000"), actor=office(), at=moment()
        )
    actions.close(closed.pk, closed_on=TODAY - timedelta(days=29), actor=office(), at=moment())
    assert forget(days=0).contacts == 0
    at = _after(1)
    clock = system("forget", TODAY + timedelta(days=1), FORGET)
    assert actions.forget(actor=clock, at=at).contacts == 1
    assert actions.forget(actor=clock, at=at).contacts == 0
    left = EntityContact.objects.values_list("entity", "name", "mobile")
    assert set(left) == {(open_one.pk, "测某", "15400000000"), (closed.pk, "", "")}
    assert list(audit.verify()) == []


def test_the_record_says_how_much_was_forgotten_and_nothing_of_what(forget: Forget) -> None:
    register = receive([a_row(1)], "张某的名单.csv")
    forget()
    event = AuditEvent.objects.order_by("pk").last()
    assert event is not None
    assert event.action == "entities.registers.forget"
    assert event.detail == {"registers": [register.pk], "files": 0}


def test_nothing_is_noted_where_nothing_is_forgotten(forget: Forget) -> None:
    before = AuditEvent.objects.count()
    forget()
    assert AuditEvent.objects.count() == before


def test_only_the_clock_forgets() -> None:
    with pytest.raises(Forbidden):
        actions.forget(actor=office(), at=moment())
