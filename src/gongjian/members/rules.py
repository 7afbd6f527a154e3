"""Pure decisions about people."""

from __future__ import annotations

import re


def is_mobile(number: str) -> bool:
    """Tell whether this is a mainland mobile number: 11 digits that begin with 1."""
    return re.fullmatch(r"1[3-9]\d{9}", number) is not None


def masked(number: str) -> str:
    """Return the number as it is shown to those who need not call it: 138****5678."""
    return f"{number[:3]}****{number[-4:]}" if len(number) == 11 else "****" if number else ""
