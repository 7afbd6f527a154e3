"""Kind, trade and soundness of the code packed in one number: all that an entity itself is."""

from __future__ import annotations

import numpy as np

from ...terms import EntityKind
from .tables import Array

KINDS = {kind: number for number, kind in enumerate(EntityKind.values)}
STEP = 2 * len(KINDS)
"""The number of one trade more."""


def pack(kind: str, is_sound: bool, trade: int) -> int:
    """Return the number of a kind, a sound code (given and not doubtful) and a trade (0: none)."""
    return trade * STEP + is_sound * len(KINDS) + KINDS[kind]


def kinds(size: int) -> Array:
    """Return by number, for so many trades, the kind as it counts in ``EntityKind``."""
    return np.arange(size * STEP, dtype=np.int32) % len(KINDS)


def sound(numbers: Array) -> Array:
    """Return which of these numbers have a sound code."""
    return numbers // len(KINDS) % 2 == 1


def trades(size: int) -> Array:
    """Return by number, for so many trades, the trade."""
    return np.arange(size * STEP, dtype=np.int32) // STEP


def with_soundness(numbers: Array, of: Array) -> Array:
    """Return the numbers, each with a code as sound as that of another number."""
    return numbers + (sound(of).astype(np.int32) - sound(numbers)) * len(KINDS)
