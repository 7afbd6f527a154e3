"""The field register: why each personal field is held, on what basis and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PersonalField:
    """One personal field: ``field`` is ``app.Model.field``; ``kept`` says how long."""

    field: str
    purpose: Any
    basis: Any
    kept: Any
    sensitive: bool = False


_registered: dict[str, PersonalField] = {}


def register(*fields: PersonalField) -> None:
    """Enter fields into the register; a module does this once, in its ``terms``."""
    for field in fields:
        _registered[field.field] = field


def registered() -> dict[str, PersonalField]:
    """Return the register by field."""
    return dict(sorted(_registered.items()))
