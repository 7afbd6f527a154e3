"""docs/benchmarks.md says what bench/results says."""

from __future__ import annotations

import xml.etree.ElementTree as xml

import pytest

from tools import benchmarks_page as benchmarks

RESULT = {
    "name": "pages",
    "unit": "requests per second",
    "ours": 1250.5,
    "reference": 2000.0,
    "reference_is": "an <empty> page",
    "ratio": 0.62525,
    "ratio_is": "ours / reference",
    "goal": "ratio >= 0.5",
    "met": True,
    "checks": {"p95 below 100 ms": True, "no error": False},
    "facts": {"p95 in ms": 41.237, "rows": 665276},
    "runs": {
        "ours": {"n": 5, "min": 1200.0, "median": 1250.5, "max": 1300.0},
        "reference": {"n": 5, "min": 1900.0, "median": 2000.0, "max": 2100.0},
    },
    "machine": {"cores": 2, "processor": "x86_64", "python": "3.11.7", "system": "Linux"},
}


def test_page_and_charts_are_up_to_date():
    wanted = benchmarks.files()
    stale = [p.name for p, text in wanted.items() if not p.exists() or p.read_text("utf-8") != text]
    assert not stale, "run `make docs`"
    assert set(benchmarks.CHARTS.glob("*.svg")) <= set(wanted), "run `make docs`"


def test_row_says_whether_the_goal_was_met():
    text = benchmarks.page([RESULT])
    row = (
        "| [pages](#pages) | 1,250 | 2,000 (an <empty> page) | requests per second "
        "| 0.625 | ratio >= 0.5 | yes |"
    )
    assert row in text
    assert "**does not hold**: no error" in text
    assert "- p95 in ms: 41.2" in text


def test_growth_is_drawn_by_size_and_not_listed():
    growth = [
        {"size": 10_000, "ours": 0.01, "reference": 0.002},
        {"size": 5_000_000, "ours": 1.2, "reference": 0.5},
    ]
    result = {**RESULT, "facts": {"growth": growth, "rows": 5}}
    space = "{http://www.w3.org/2000/svg}"
    root = xml.fromstring(benchmarks.growth_chart(result))
    ours, reference = root.iter(f"{space}polyline")
    assert len(ours.get("points").split()) == len(reference.get("points").split()) == 2
    assert "5,000,000" in [each.text for each in root.iter(f"{space}text")]
    assert "growth" not in benchmarks.page([result])


def test_chart_is_an_image_that_says_what_it_shows():
    root = xml.fromstring(benchmarks.chart(RESULT))
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text.startswith("pages: ours 1,250, an <empty> page 2,000")
    widths = [float(bar.get("width")) for bar in root.iter(f"{space}rect")]
    assert widths[0] / widths[1] == pytest.approx(1250.5 / 2000, rel=0.01)
