"""The registry counted in columns: ``find`` a page of ids, ``count`` by up to three dimensions.

See docs/adr/0007-registry-in-columns.md for how, ``asking`` for what can be asked.
"""

from .asking import PARTS, Chosen, Counts, choose, count, find

__all__ = ["PARTS", "Chosen", "Counts", "choose", "count", "find"]
