"""The registry counted in columns: ``find`` a page of ids, ``count`` by up to three dimensions.

See docs/adr/0007-registry-in-columns.md for how, ``asking`` for what can be asked.
"""

from .asking import PARTS, Counts, count, find

__all__ = ["PARTS", "Counts", "count", "find"]
