"""A made-up city of up to millions of market entities, the same for the same seed.

Its registers are for benches and demonstrations. Names of firms are put together from made-up
brands, contacts have surnames and numbers that nobody bears, and no code can be a real firm's.
"""

from .draw import City, parts
from .ground import enter as enter_places
from .load import load
from .register import venue_entries, write_register

__all__ = [
    "City",
    "enter_places",
    "load",
    "parts",
    "venue_entries",
    "write_register",
]
