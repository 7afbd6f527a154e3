"""Run the tests: on SQLite, on PostgreSQL, in a browser.

python -m tools.test            everything
python -m tools.test PATH ...   these, on SQLite (and in the browser, if they ask for one)
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tools import browser
from tools.say import Failed, run, say

PYTEST = [sys.executable, "-m", "pytest"]
TWO_AT_A_TIME = ["-n", "2", "--dist", "loadscope"]
NOTHING_TO_RUN = 5
"""Pytest's exit code where no test was left: no fault for those that run alone."""


def rounds(paths: Sequence[str]) -> list[tuple[str, list[str], dict[str, str]]]:
    """Return what is run: a title, pytest's arguments and the environment."""
    if paths:
        return [("Tests of " + " ".join(paths), list(paths), {})]
    return [
        ("Tests on SQLite", [*TWO_AT_A_TIME, "-m", "not browser and not alone"], {}),
        ("Tests that run alone, on SQLite", ["-m", "alone and not browser"], {}),
        (
            "Tests that use the database, on PostgreSQL",
            [*TWO_AT_A_TIME, "-m", "not browser and not alone"],
            {"GONGJIAN_TEST_DB": "postgresql"},
        ),
        (
            "Tests that run alone, on PostgreSQL",
            ["-m", "alone and not browser"],
            {"GONGJIAN_TEST_DB": "postgresql"},
        ),
        ("Tests in a browser", ["-m", "browser"], {}),
    ]


def main(paths: Sequence[str]) -> int:
    try:
        chromium = browser.ensure()
        say(f"Browser tests use {chromium}")
        if not browser.has_chinese_font():
            say("  (no Chinese font was found: screenshots will show boxes)")
    except Failed as error:
        print(error, file=sys.stderr)
        return 1
    failed = []
    for title, arguments, environment in rounds(paths):
        say(f"\n== {title}")
        code = run([*PYTEST, *arguments], CHROMIUM=chromium, **environment)
        if code and not (code == NOTHING_TO_RUN and "alone" in title):
            failed.append(title)
    say("")
    for title in failed:
        say(f"FAILED: {title}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
