"""Every module has the files of docs/architecture.md, and the clock is read at the edge only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.say import ROOT

PACKAGE = ROOT / "src" / "gongjian"
MODULES = (
    "org",
    "entities",
    "members",
    "structure",
    "officers",
    "exchange",
    "formation",
    "life",
    "support",
    "standards",
    "groups",
    "intake",
    "insight",
    "disclosure",
    "packs",
)

PARTS = {
    "__init__",
    "apps",
    "terms",
    "models",
    "rules",
    "policy",
    "queries",
    "actions",
    "figures",
    "work",
    "web",
    "api",
    "tasks",
    "management",
    "migrations",
    "locale",
    "templates",
}
"""What a module may have in it, as a file or as a package of the same name."""

OWN = {"packs": {"library"}, "org": {"catalogue", "territory_file"}, "entities": {"data"}}
"""Data of one module that are no part of the pattern: unit types and roles, the official list."""

MOST_LINES = 400
INNER = {"terms", "models", "rules", "policy", "queries", "actions", "figures", "work"}
"""The parts below the edge: they are told the day and the moment."""

CLOCKS = {"now", "today", "utcnow", "localdate", "localtime", "time"}
CLOCK_OWNERS = {"timezone", "datetime", "date", "time"}


def sources(folder: Path = PACKAGE) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def part_of(path: Path) -> str:
    """Return the part of its module that a file belongs to: queries, for ``queries/fit.py``."""
    return path.relative_to(PACKAGE).parts[1].removesuffix(".py")


def calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_only_the_files_of_the_pattern(module):
    found = {path.stem for path in (PACKAGE / module).iterdir() if path.stem != "__pycache__"}
    assert found - PARTS - OWN.get(module, set()) == set()


def test_no_other_module_has_slipped_in():
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert packages == {*MODULES, "config", "kernel", "sample"}


def test_no_file_is_longer_than_a_person_reads_at_once():
    lines = {
        where(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in (*sources(), *sources(ROOT / "src" / "engines"), *sources(ROOT / "tools"))
    }
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{name.name}" for name in node.names)


DATABASE = {"models", "queries", "actions", "policy"}


def test_rules_and_terms_know_no_database():
    guilty = [
        f"{where(path)}: {name}"
        for module in MODULES
        for path in sources(PACKAGE / module)
        if part_of(path) in ("rules", "terms")
        for name in imported(path)
        # Words are Django's enumerations, which live beside its fields.
        if name != "django.db.models" and DATABASE & set(name.split("."))
    ]
    assert guilty == []


def reads_clock(call: ast.Call) -> bool:
    """Tell whether this call asks what time it is: ``localdate(at)`` does not."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in CLOCKS:
        return False
    owner = function.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return name in CLOCK_OWNERS and not (call.args and function.attr.startswith("local"))


def test_the_clock_is_recognised():
    def clock(source: str) -> bool:
        return any(
            reads_clock(node) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)
        )

    assert clock("timezone.now()")
    assert clock("datetime.date.today()")
    assert clock("timezone.localdate()")
    assert clock("datetime.now(UTC)")
    assert not clock("timezone.localdate(at)")
    assert not clock("time(9, 0)")


def test_the_clock_is_read_at_the_edge_only():
    """What an answer depends on is passed in, so every past day can be asked again."""
    guilty = [
        f"{where(path)}:{call.lineno}"
        for module in MODULES
        for path in sources(PACKAGE / module)
        if part_of(path) in INNER
        for call in calls(path)
        if reads_clock(call)
    ]
    assert guilty == []


def methods(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            yield from ((node.name, each.name) for each in node.body if hasattr(each, "name"))


def test_no_model_saves_in_a_way_of_its_own():
    """Writes go through the journal of ``kernel.audit``, whose class alone has these methods."""
    found = [
        f"{where(path)}: {owner}.{name}"
        for path in sources()
        for owner, name in methods(path)
        if name in ("save", "delete") and owner != "Journal"
    ]
    assert found == []


def test_modules_do_not_signal_each_other():
    """What follows from a write is called by name, so that it can be read and is in the event."""
    guilty = [
        f"{where(path)}: {name}"
        for path in sources()
        for name in imported(path)
        if "signals" in name.split(".") or name.startswith("django.dispatch")
    ]
    assert guilty == []
