"""Pure decisions about a roster: reading its cells, finding its faults, comparing it."""

from .cells import Lists, NotRight, read_cell
from .findings import Doubt, Entry, Fault, Finding
from .layout import read_roster

__all__ = ["Doubt", "Entry", "Fault", "Finding", "Lists", "NotRight", "read_cell", "read_roster"]
