"""What the documents say in numbers, entered as published totals (domain 1.2, N1 to N12)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from gongjian.insight import actions
from gongjian.insight.actions import PublishedEntry
from gongjian.kernel.actor import system

SOURCE = Path(__file__).with_name("totals.toml")

Stated = dict[str, Any]


def read(source: Path = SOURCE) -> Iterator[Stated]:
    """Yield each stated total, wholes before their parts, which take day and source from them."""
    for total in tomllib.loads(source.read_text(encoding="utf-8"))["total"]:
        parts = total.pop("parts", [])
        yield total
        shared = {name: total[name] for name in ("unit", "as_of", "publication")}
        for part in parts:
            inferred = total.get("inferred", False)
            yield shared | {"inferred": inferred, "whole": total["key"]} | part


def enter(at: datetime) -> dict[str, int]:
    """Enter all that the documents state; return the keys of the rows by their names here."""
    actor = system("sample", at.date(), "published.edit", "figures.view")
    made: dict[str, int] = {}
    for stated in read():
        entry = _entry(stated, made)
        made[stated["key"]] = actions.enter_total(entry, actor=actor, at=at).pk
    return made


def _entry(stated: Stated, made: dict[str, int]) -> PublishedEntry:
    value, percent = stated.get("value"), stated.get("percent")
    return PublishedEntry(
        subject=stated["subject"],
        value=Decimal(value) if value is not None else None,
        unit=stated["unit"],
        qualifier=stated.get("qualifier", "exact"),
        as_of=stated["as_of"],
        as_of_inferred=stated.get("inferred", False),
        publication=stated["publication"],
        quote=stated.get("quote", ""),
        whole_id=made[stated["whole"]] if "whole" in stated else None,
        percent=Decimal(percent) if percent is not None else None,
        percent_qualifier=stated.get("percent_qualifier", "exact"),
        breakdown=stated.get("breakdown", "none"),
    )
