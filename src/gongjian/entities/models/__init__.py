"""The registry's tables, one file a noun."""

from .registry import (
    Cover,
    EarlierFacts,
    Entity,
    EntityContact,
    EntityName,
    RegistryHead,
    Trade,
    Venue,
)

__all__ = [
    "Cover",
    "EarlierFacts",
    "Entity",
    "EntityContact",
    "EntityName",
    "RegistryHead",
    "Trade",
    "Venue",
]
