"""Writes of the registry, one file a noun."""

from .head import raise_version

__all__ = ["raise_version"]
