"""What the documents say in numbers, entered as published totals (domain 1.2, N1 to N12)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import translation

from gongjian.insight import actions
from gongjian.insight.actions import PublishedEntry
from gongjian.kernel import figures
from gongjian.kernel.actor import system

from .district import unit_named

SOURCE = Path(__file__).with_name("totals.toml")
DISTRICT = Path(__file__).with_name("totals_district.toml")
"""What is said about the demonstration itself: made up, to stand beside its figures."""

Stated = dict[str, Any]

SHARED = ("unit", "as_of", "days_ago", "publication")
"""What parts take from their whole."""


def read(source: Path = SOURCE) -> Iterator[Stated]:
    """Yield each stated total, wholes before their parts, which take day and source from them."""
    for total in tomllib.loads(source.read_text(encoding="utf-8"))["total"]:
        parts = total.pop("parts", [])
        yield total
        shared = {name: total[name] for name in SHARED if name in total}
        for part in parts:
            inferred = total.get("inferred", False)
            yield shared | {"inferred": inferred, "whole": total["key"]} | part


def enter(at: datetime, source: Path = SOURCE) -> dict[str, int]:
    """Enter all that is stated there; return the keys of the rows by their names here.

    Units and figures that a total speaks of are found by name and code.
    """
    actor = system("sample", at.date(), "published.edit", "figures.view")
    made: dict[str, int] = {}
    for stated in read(source):
        entry = _entry(stated, made, at)
        made[stated["key"]] = actions.enter_total(entry, actor=actor, at=at).pk
    return made


def _unit(stated: Stated) -> str:
    """Return the unit of the number: as stated, or what the figure beside it counts in."""
    if "unit" in stated:
        return str(stated["unit"])
    with translation.override("zh-hans"):
        return str(figures.declared()[stated["figure"]].unit)


def _as_of(stated: Stated, at: datetime) -> date:
    known: date | None = stated.get("as_of")
    return known or at.date() - timedelta(days=stated["days_ago"])


def _entry(stated: Stated, made: dict[str, int], at: datetime) -> PublishedEntry:
    value, percent = stated.get("value"), stated.get("percent")
    return PublishedEntry(
        subject=stated["subject"],
        value=Decimal(value) if value is not None else None,
        unit=_unit(stated),
        qualifier=stated.get("qualifier", "exact"),
        as_of=_as_of(stated, at),
        as_of_inferred=stated.get("inferred", False),
        publication=stated["publication"],
        quote=stated.get("quote", ""),
        whole_id=made[stated["whole"]] if "whole" in stated else None,
        percent=Decimal(percent) if percent is not None else None,
        percent_qualifier=stated.get("percent_qualifier", "exact"),
        breakdown=stated.get("breakdown", "none"),
        unit_at_id=unit_named(stated["unit_at"]).pk if "unit_at" in stated else None,
        line=stated.get("line", "territorial"),
        figure=stated.get("figure", ""),
        filters=stated.get("filters", {}),
    )
