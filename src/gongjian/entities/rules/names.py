"""What of a name, a code or a question is compared when entities are searched."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

SHORTEST = 2
"""Characters that a question has at least."""

SHORTEST_CODE = 4
"""Characters of a code that a question has at least."""

LEFT_OUT = "".join(
    character
    for character in map(chr, range(0x2_0000))
    if unicodedata.category(character)[0] in "ZPCMS"
)
"""Blanks, brackets, points and signs: nobody remembers how a register writes them."""

_FOLDED = {ord(character): None for character in LEFT_OUT}
_FOLDED_LINES = {point: kept for point, kept in _FOLDED.items() if point != ord("\n")}


def folded(text: str) -> str:
    """Return a name without width, case, blanks and signs: what is left is compared."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED)


def folded_all(names: Sequence[str]) -> list[str]:
    """Return many names folded, much faster than one by one."""
    text = "\n".join(names)
    if text.count("\n") != len(names) - 1:
        return [folded(name) for name in names]
    return unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED_LINES).split("\n")


def is_latin(text: str) -> bool:
    """Tell whether a folded question is of letters and digits alone: initials, or a code."""
    return text.isascii()
