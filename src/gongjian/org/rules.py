"""Pure decisions about names and trees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Endings that say which Party organisation a unit has; the unit is the same without them.
_PARTY_ENDINGS = re.compile(r"(党支部|党总支|党委|党组)$")
# Words that offices add or leave out without meaning another unit (domain 1.3).
_OPTIONAL_WORDS = ("社区", "街道", "有限公司", "股份", "人民")


def normalise(name: str) -> str:
    """Return a name without width, case, space, brackets and the Party organisation's ending."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = re.sub(r"[\s()\[\]“”\"'·,,。—-]+", "", plain)
    return _PARTY_ENDINGS.sub("", plain)


def core(name: str, places: Iterable[str] = ()) -> str:
    """Return the normalised name without the place names and optional words in it."""
    plain = normalise(name)
    for word in (*sorted(places, key=len, reverse=True), *_OPTIONAL_WORDS):
        shorter = plain.replace(word, "")
        if len(shorter) >= 2:
            plain = shorter
    return plain


def is_subsequence(short: str, long: str) -> bool:
    """Tell whether all characters of ``short`` stand in ``long`` in the same order."""
    rest = iter(long)
    return all(character in rest for character in short)


def may_be_same(one: str, other: str, places: Iterable[str] = ()) -> bool:
    """Tell whether two names may mean one unit: a question for a person, never an answer.

    True for the same core, and for a short form that keeps the order of the characters, begins
    alike and has at least half of them (北仑三院 for 北仑区第三人民医院).
    """
    a, b = core(one, places), core(other, places)
    if a == b or normalise(one) == normalise(other):
        return True
    short, long = sorted((normalise(one), normalise(other)), key=len)
    if len(short) < 3 or short[0] != long[0] or short[-1] != long[-1]:
        return False
    return len(short) * 9 >= len(long) * 4 and is_subsequence(short, long)


def path_below(parent_path: str | None, unit_id: int) -> str:
    """Return the path of a unit under a parent's path, or as a root."""
    return f"{parent_path or '/'}{unit_id}/"


def moved_path(path: str, old: str, new: str) -> str:
    """Return the path of a node below ``old`` after ``old`` has become ``new``."""
    return new + path[len(old) :]
