"""The unified social credit code (GB 32100-2015): its form and its check digit."""

from __future__ import annotations

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

FORM = f"[{ALPHABET}]{{18}}"
"""What a code looks like: 18 characters, never I, O, S, V or Z."""


def tidy(code: str) -> str:
    """Return a code without width, space and case."""
    return "".join(unicodedata.normalize("NFKC", code).split()).upper()


def has_form(code: str) -> bool:
    """Tell whether these are 18 characters of the alphabet."""
    return re.fullmatch(FORM, code) is not None


def check_character(code: str) -> str:
    """Return the last character that the first 17 ask for."""
    total = sum(
        ALPHABET.index(character) * weight
        for character, weight in zip(code[:17], WEIGHTS, strict=True)
    )
    return ALPHABET[-total % 31]


def is_doubtful(code: str) -> bool:
    """Tell whether a code is there and its check digit fails."""
    return bool(code) and not (has_form(code) and check_character(code) == code[17])
