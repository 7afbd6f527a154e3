"""Every setting of an installation is documented, and nothing else is."""

from __future__ import annotations

import os
import re

from gongjian.config import environment
from tools.say import ROOT

PAGE = ROOT / "docs" / "howto" / "settings.md"
ROW = re.compile(r"^\| `(?P<name>\w+)` \| (?P<default>.+?) \| (?P<purpose>.+) \|$", re.MULTILINE)


def documented() -> dict[str, str]:
    return {row["name"]: row["default"] for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))}


def test_every_setting_is_documented_and_no_other():
    assert sorted(documented()) == sorted(setting.name for setting in environment.SETTINGS)


def test_documented_defaults_are_the_real_ones():
    for setting in environment.SETTINGS:
        shown = documented()[setting.name]
        if setting.default:
            assert shown == f"`{setting.default}`", setting.name
        else:
            assert shown.startswith("*("), setting.name


def test_every_declared_setting_is_listed():
    declared = [one for one in vars(environment).values() if isinstance(one, environment.Setting)]
    assert sorted(one.name for one in declared) == sorted(one.name for one in environment.SETTINGS)


def test_the_environment_is_read_in_one_place_only():
    reading = re.compile(r"os\.(environ(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE)|getenv)")
    source = ROOT / "src" / "gongjian"
    readers = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if reading.search(path.read_text(encoding="utf-8"))
    }
    assert readers == {"config/environment.py"}


def test_setting_reads_the_environment_and_falls_back(monkeypatch):
    monkeypatch.setenv("GONGJIAN_WORKERS", "7")
    assert environment.WORKERS.get() == "7"
    monkeypatch.delenv("GONGJIAN_WORKERS")
    assert environment.WORKERS.get() == "2"
    assert "GONGJIAN_WORKERS" not in os.environ
