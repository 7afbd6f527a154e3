"""Words that a district may call its own way: declared in a module's ``terms``, given by a pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .catalogue import label

SECTION = "words"

_declared: dict[str, Any] = {}


def declare(words: Mapping[str, Any]) -> None:
    """Register words by key, with what they are where no pack gives another."""
    for key, default in words.items():
        if _declared.setdefault(key, default) is not default:
            raise ValueError(f"word {key} is declared twice")


def word(key: str, default: Any = None) -> Any:
    """Return lazily what a pack calls a thing; else ``default``, or what was declared."""
    return label(SECTION, key, default or _declared[key])


def declared() -> Mapping[str, Any]:
    """Return every word that packs may give, by key, with what it is without one."""
    return dict(sorted(_declared.items()))
