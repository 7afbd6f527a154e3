"""Faults and values in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..terms import FAULT_WORDS, FORM_OF


def fault_words(code: str, facts: Mapping[str, Any]) -> str:
    """Return what is wrong and what would be right, in the reader's language."""
    values = dict(facts)
    if "right_of" in values:
        form, key = values.pop("right_of")
        values["right"] = right_words(form, key)
    text = str(FAULT_WORDS[code])
    return text % values if values else text


def right_words(form: str, key: str) -> str:
    """Return what would be right in a column."""
    column = FORM_OF[form].column(key)
    return str(column.right) % {"most": column.most}
