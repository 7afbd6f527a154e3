"""Write docs/benchmarks.md and its charts from bench/results/*.json, and from nothing else."""

from __future__ import annotations

import json
import sys
from html import escape
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

from tools.say import ROOT, say

RESULTS = ROOT / "bench" / "results"
PAGE = ROOT / "docs" / "benchmarks.md"
CHARTS = ROOT / "docs" / "benchmarks"

Result = dict[str, Any]

WIDTH, LABEL, BAR, ROW = 640, 190, 330, 30
OURS, REFERENCE, INK = "#a4262c", "#8a8f98", "#5b6069"

HEAD = """\
# Benchmarks

Made by `make docs` from `bench/results/*.json`, which `make bench` writes. Ours and the reference
are measured in the same run on the same machine, and what counts is their ratio: seconds of one
machine say little about another. Values are medians of the runs.
"""


def results() -> list[Result]:
    """Return every stored result, by name."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json"))]


def number(value: float) -> str:
    """Return a number with three digits that matter, and commas in thousands."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def chart(result: Result) -> str:
    """Return an SVG of two bars, ours and the reference, each with the span of its runs."""
    bars = [("ours", OURS), ("reference", REFERENCE)]
    most = max(result["runs"][key]["max"] for key, _ in bars) or 1
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {2 * ROW + 34}" role="img" '
        f'font-family="sans-serif" font-size="13" fill="{INK}">',
        f"<title>{escape(result['name'])}: ours {number(result['ours'])}, "
        f"{escape(result['reference_is'])} {number(result['reference'])} "
        f"{escape(result['unit'])}</title>",
    ]
    for index, (key, colour) in enumerate(bars):
        y = 8 + index * ROW
        label = "ours" if key == "ours" else str(result["reference_is"])
        runs = result["runs"][key]
        width, low, high = (round(BAR * runs[part] / most, 1) for part in ("median", "min", "max"))
        lines += [
            f'<text x="{LABEL - 10}" y="{y + 15}" text-anchor="end">{escape(label)}</text>',
            f'<rect x="{LABEL}" y="{y}" width="{width}" height="20" fill="{colour}"/>',
            f'<path d="M{LABEL + low} {y + 10}H{LABEL + high}" stroke="{INK}" stroke-width="2"/>',
            f'<text x="{LABEL + high + 8}" y="{y + 15}">{number(runs["median"])}</text>',
        ]
    foot = f"{result['unit']}; line: lowest to highest of {result['runs']['ours']['n']} runs"
    lines += [f'<text x="{LABEL}" y="{2 * ROW + 24}">{escape(foot)}</text>', "</svg>", ""]
    return "\n".join(lines)


GROWTH = "growth"
"""The fact that holds a list of sizes, each with the seconds of ours and of the reference."""


def growth_chart(result: Result) -> str:
    """Return an SVG of ours and the reference as they grow, both scales logarithmic."""
    rows = result["facts"][GROWTH]
    left, right, top, bottom = 80, WIDTH - 80, 20, 220
    sizes = [log10(row["size"]) for row in rows]
    times = [log10(row[key]) for row in rows for key in ("ours", "reference")]
    low, high = floor(min(times)), ceil(max(times))

    def x(size: float) -> float:
        return round(left + (right - left) * (size - sizes[0]) / (sizes[-1] - sizes[0]), 1)

    def y(seconds: float) -> float:
        return round(bottom - (bottom - top) * (log10(seconds) - low) / (high - low), 1)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 50}" role="img" '
        f'font-family="sans-serif" font-size="13" fill="{INK}">',
        f"<title>{escape(result['name'])}: ours and {escape(result['reference_is'])} by size; "
        "both scales are logarithmic</title>",
    ]
    for power in range(low, high + 1):
        at = y(10.0**power)
        lines += [
            f'<path d="M{left} {at}H{right}" stroke="{INK}" stroke-opacity="0.25"/>',
            f'<text x="{left - 10}" y="{at + 4}" text-anchor="end">{10.0**power:g} s</text>',
        ]
    for size, row in zip(sizes, rows, strict=True):
        lines.append(
            f'<text x="{x(size)}" y="{bottom + 20}" text-anchor="middle">{row["size"]:,}</text>'
        )
    for key, colour in (("ours", OURS), ("reference", REFERENCE)):
        points = [(x(size), y(row[key])) for size, row in zip(sizes, rows, strict=True)]
        path = " ".join(f"{across},{up}" for across, up in points)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines += [f'<circle cx="{a}" cy="{b}" r="4" fill="{colour}"/>' for a, b in points]
        lines.append(f'<text x="{right + 8}" y="{points[-1][1] + 4}" fill="{colour}">{key}</text>')
    lines += [f'<text x="{left}" y="{bottom + 42}">entities; both scales logarithmic</text>']
    return "\n".join([*lines, "</svg>", ""])


def _row(result: Result) -> str:
    name = result["name"]
    met = "yes" if result["met"] else "**no**"
    return (
        f"| [{name}](#{name.replace('.', '').lower()}) | {number(result['ours'])} "
        f"| {number(result['reference'])} ({result['reference_is']}) | {result['unit']} "
        f"| {number(result['ratio'])} | {result['goal']} | {met} |"
    )


def _details(result: Result) -> str:
    name = result["name"]
    machine = result["machine"]
    lines = [
        f"## {name}",
        "",
        f"![{name}: ours beside {result['reference_is']}](benchmarks/{name}.svg)",
        "",
        f"`make bench ONLY={name}` · ratio = {result['ratio_is']} · {machine['cores']} cores, "
        f"{machine['processor']}, Python {machine['python']}, {machine['system']}",
    ]
    held = [f"- {'holds' if ok else '**does not hold**'}: {what}" for what, ok in _pairs(result)]
    facts = [
        f"- {what}: {_fact(value)}"
        for what, value in result.get("facts", {}).items()
        if what != GROWTH
    ]
    return "\n".join([*lines, *([""] if held or facts else []), *held, *facts, ""])


def _grows(result: Result) -> bool:
    return GROWTH in result.get("facts", {})


def _pairs(result: Result) -> list[tuple[str, bool]]:
    return list(result.get("checks", {}).items())


def _fact(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)


def page(found: list[Result]) -> str:
    """Return the text of docs/benchmarks.md."""
    if not found:
        return HEAD + "\nNothing has been measured yet.\n"
    table = [
        "| name | ours | reference | unit | ratio | goal | met |",
        "|---|---:|---:|---|---:|---|---|",
        *map(_row, found),
    ]
    return "\n".join([HEAD, *table, "", *map(_details, found)])


def files() -> dict[Path, str]:
    """Return every file that this page consists of, with its text."""
    found = results()
    charts = {
        CHARTS / f"{result['name']}.svg": (growth_chart if _grows(result) else chart)(result)
        for result in found
    }
    return {PAGE: page(found), **charts}


def main() -> int:
    wanted = files()
    for old in set(CHARTS.glob("*.svg")) - set(wanted):
        old.unlink()
    CHARTS.mkdir(exist_ok=True)
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    say(f"Wrote {PAGE.relative_to(ROOT)} and {len(wanted) - 1} charts.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
