"""Made-up unified social credit codes, all different and with their check digits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
_VALUE = np.zeros(128, dtype=np.int64)
_VALUE[ALPHABET] = np.arange(31)
# In the organisation's own code (GB 11714) letters count by their place in the whole alphabet.
_LETTER = np.zeros(128, dtype=np.int64)
_LETTER[ALPHABET] = [int(chr(c), 36) for c in ALPHABET]

CODE_WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])

PREFIX = b"TC"
"""How every made-up organisation code begins: offices give out figures and “MA”, never this."""

SPREAD, POOL = 350_377_057, 31**6
"""A number without a factor in common with the pool: it takes each number to another."""


def draw(
    bodies: NDArray[Any], regions: NDArray[Any], doubtful: NDArray[np.bool_], seed: int
) -> list[str]:
    """Return a code for each entity, all different.

    ``bodies`` holds the second character (1 firm, 2 sole trader, 3 co-operative), ``regions`` six
    digits as bytes ``S6``; where ``doubtful`` is set the check digit is a wrong one.
    """
    count = len(bodies)
    signs = np.empty((count, 18), dtype=np.uint8)
    signs[:, 0] = ord("9")
    signs[:, 1] = bodies + ord("0")
    signs[:, 2:8] = np.frombuffer(regions.astype("S6").tobytes(), dtype=np.uint8).reshape(-1, 6)
    signs[:, 8:16] = _organisations(count, seed)
    check = (11 - _LETTER[signs[:, 8:16]] @ ORGANISATION_WEIGHTS % 11) % 11
    signs[:, 16] = np.where(check == 10, ord("X"), check + ord("0"))
    last = (31 - _VALUE[signs[:, :17]] @ CODE_WEIGHTS % 31) % 31
    signs[:, 17] = ALPHABET[(last + doubtful * 7) % 31]
    return [code.decode("ascii") for code in signs.reshape(-1).view("S18").tolist()]


def _organisations(count: int, seed: int) -> NDArray[np.uint8]:
    numbers = (np.arange(count, dtype=np.int64) + seed * 7919) * SPREAD % POOL
    signs = np.empty((count, 8), dtype=np.uint8)
    signs[:, :2] = np.frombuffer(PREFIX, dtype=np.uint8)
    for place in range(6):
        signs[:, 7 - place] = ALPHABET[numbers % 31]
        numbers = numbers // 31
    return signs
