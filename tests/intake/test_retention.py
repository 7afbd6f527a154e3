"""A roster left lying is deleted after some days, on the record (guardrail G16)."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from gongjian.config.processes import HOURLY
from gongjian.intake import actions
from gongjian.intake.models import Roster
from gongjian.intake.terms import RosterState
from gongjian.kernel import audit
from gongjian.kernel.actor import system
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.models import AuditEvent
from gongjian.kernel.retention import FORGET
from tests.factories.org import TODAY, moment, office

pytestmark = pytest.mark.django_db

AFTER = moment() + timedelta(days=14, minutes=1)


@pytest.fixture(autouse=True)
def _places(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path


@pytest.fixture
def received() -> Roster:
    return actions.receive("张某的名单.xlsx", b"x", actor=office(), at=moment())


def test_a_roster_left_lying_is_thrown_away_with_its_file(
    received: Roster, django_capture_on_commit_callbacks: Any
) -> None:
    clock, path = system("forget", TODAY, FORGET), Path(received.file.path)
    assert actions.forget(actor=clock, at=AFTER - timedelta(days=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.forget(actor=clock, at=AFTER) == 1
    received.refresh_from_db()
    assert (received.state, received.file.name) == (RosterState.CANCELLED, "")
    assert not path.exists()
    event = AuditEvent.objects.order_by("pk").last()
    assert event is not None
    assert (event.action, event.detail) == (
        "intake.rosters.forget",
        {"rosters": [received.pk], "files": 0},
    )
    assert actions.forget(actor=clock, at=AFTER) == 0
    assert list(audit.verify()) == []


def test_a_file_that_no_roster_names_is_deleted_once_it_is_old(received: Roster) -> None:
    storage = received.file.storage
    stray = Path(storage.path(storage.save("rosters/stray.bin", ContentFile(b"x"))))
    clock = system("forget", TODAY, FORGET)
    then = (moment() - timedelta(days=1)).timestamp()
    for file in (stray, Path(received.file.path)):
        os.utime(file, (then, then))
    actions.forget(actor=clock, at=moment() + timedelta(days=12))
    assert stray.exists()
    Roster.objects.update(received_at=AFTER)
    actions.forget(actor=clock, at=AFTER)
    assert not stray.exists()
    assert Path(received.file.path).exists()


def test_only_the_clock_forgets() -> None:
    with pytest.raises(Forbidden):
        actions.forget(actor=office(), at=moment())


def test_the_hourly_command_forgets_and_says_how_much(
    received: Roster, capsys: pytest.CaptureFixture[str]
) -> None:
    Roster.objects.update(received_at=moment() - timedelta(days=20))
    assert "forget" in HOURLY
    call_command("forget")
    assert "1 rosters" in capsys.readouterr().out
