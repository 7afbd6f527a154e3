"""Pure decisions about packs: reading their files, checking them, telling versions apart."""

from .checking import Known, check
from .differences import Change, differences
from .entries import entries_of
from .reading import MAIN, Fault, Files, Pack, digest, read
from .sentences import section_label, sentence
from .starter import starter

__all__ = [
    "MAIN",
    "Change",
    "Fault",
    "Files",
    "Known",
    "Pack",
    "check",
    "differences",
    "digest",
    "entries_of",
    "read",
    "section_label",
    "sentence",
    "starter",
]
