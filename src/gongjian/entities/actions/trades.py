"""Loading trades: the official list, or finer codes of it that an office brings."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.errors import DomainError

from ..models import Trade


class TradesUnreadable(DomainError):
    code = "trades_unreadable"
    message = _("Line %(line)d: %(why)s The file has the columns code, name and section.")


COLUMNS = ("code", "name", "section")


def load_trades(file: Path) -> int:
    """Load trades from a CSV of code, name and section; loading it again changes nothing.

    Reference data, as places are: known codes take the file's names, and none goes away. Returns
    how many lines were read.

    Raises:
        TradesUnreadable: a line is no trade of GB/T 4754; nothing is loaded then.
    """
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(_read(csv.DictReader(lines)))
    Trade.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["name", "section"]
    )
    return len(rows)


def _read(rows: Iterable[Mapping[str, str | None]]) -> Iterable[Trade]:
    sections = dict(Trade.objects.values_list("code", "section"))
    for line, row in enumerate(rows, start=2):
        code, name, section = ((row.get(key) or "").strip() for key in COLUMNS)
        if not name or len(name) > 60:
            raise TradesUnreadable(line=line, why=_("The name is missing or too long."))
        if len(code) == 1:
            section = section or code
        elif not (code.isascii() and code.isdigit() and 2 <= len(code) <= 4):
            raise TradesUnreadable(line=line, why=_("A code has two to four digits."))
        known = sections.get(code[:2]) or section
        if len(known) != 1 or not "A" <= known <= "T" or (section and section != known):
            raise TradesUnreadable(line=line, why=_("The section does not fit the division."))
        sections[code] = known
        yield Trade(code=code, name=name, section=known)
