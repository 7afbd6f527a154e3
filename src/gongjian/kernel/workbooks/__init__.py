"""Spreadsheets of the whole house: read as tables with true row numbers, written as .xlsx."""

from .reading import (
    MOST_BYTES,
    BrokenFile,
    CarriesMacros,
    EncryptedFile,
    FileTooLarge,
    Line,
    Sheet,
    UnfoldsTooLarge,
    WrongFileType,
    letter,
    read,
    refuse_large,
)
from .streaming import stream
from .writing import Choices, NewColumn, NewSheet, write, write_to

__all__ = [
    "MOST_BYTES",
    "BrokenFile",
    "CarriesMacros",
    "Choices",
    "EncryptedFile",
    "FileTooLarge",
    "Line",
    "NewColumn",
    "NewSheet",
    "Sheet",
    "UnfoldsTooLarge",
    "WrongFileType",
    "letter",
    "read",
    "refuse_large",
    "stream",
    "write",
    "write_to",
]
