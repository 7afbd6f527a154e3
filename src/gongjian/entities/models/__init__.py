"""The registry's tables, one file a noun."""

from .imports import DoubtfulPair, MissingEntity, RegisterFault, RegisterFile
from .registry import (
    Cover,
    EarlierFacts,
    Entity,
    EntityContact,
    EntityName,
    RegistryHead,
    RegistryVersion,
    Trade,
    Venue,
)
from .search import SearchPart

__all__ = [
    "Cover",
    "DoubtfulPair",
    "EarlierFacts",
    "Entity",
    "EntityContact",
    "EntityName",
    "MissingEntity",
    "RegisterFault",
    "RegisterFile",
    "RegistryHead",
    "RegistryVersion",
    "SearchPart",
    "Trade",
    "Venue",
]
