"""How a contact is shown to who has not asked to see it."""

from __future__ import annotations


def masked_mobile(number: str) -> str:
    """Return a number with its first three and last four characters, the rest as dots."""
    if len(number) <= 7:
        return "•" * len(number)
    return f"{number[:3]}{'•' * (len(number) - 7)}{number[-4:]}"


def masked_name(name: str) -> str:
    """Return a name with its first character, the rest as dots."""
    return f"{name[:1]}{'•' * (len(name) - 1)}" if name else ""
