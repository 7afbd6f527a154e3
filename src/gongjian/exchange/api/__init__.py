"""JSON of the exchange: the same queries and actions as the pages."""

from . import reads, writes
from .root import router

__all__ = ["reads", "router", "writes"]
