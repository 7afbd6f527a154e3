"""Pinyin initials of names, by a table of characters: a character may have two."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

SYMBOLS = 64
OTHER = 37
"""The number of what has no initial: a rare character."""

READINGS = 2


def symbol(character: str) -> int:
    """Return the number of a letter or digit as an initial: from 1 on; 0 is after the end."""
    if "a" <= character <= "z":
        return ord(character) - ord("a") + 1
    if "0" <= character <= "9":
        return ord(character) - ord("0") + 27
    return OTHER


@cache
def tables() -> tuple[NDArray[np.uint32], ...]:
    """Return for each 16-bit code point its initial, and its other one or 0.

    Letters and digits stand for themselves. Shape (65536,) each.
    """
    first, second = np.full(1 << 16, OTHER, np.uint32), np.zeros(1 << 16, np.uint32)
    for character in "abcdefghijklmnopqrstuvwxyz0123456789":
        first[ord(character)] = symbol(character)
    text = (files(__package__.rpartition(".")[0]) / "data" / "initials.txt").read_text("utf-8")
    for line in text.splitlines():
        number = symbol(line[0])
        for character in line[2:]:
            point = ord(character)
            (second if first[point] != OTHER else first)[point] = number
    first[ord("\n")] = 0
    return first, second


def has_initials(question: str, name: str) -> bool:
    """Tell whether neighbouring characters of a folded name have these initials."""
    wanted = [symbol(character) for character in question]
    tried = tables()
    known = [{int(table[min(ord(character), 0xFFFF)]) for table in tried} for character in name]
    return any(
        all(number in known[start + place] for place, number in enumerate(wanted))
        for start in range(len(name) - len(wanted) + 1)
    )
