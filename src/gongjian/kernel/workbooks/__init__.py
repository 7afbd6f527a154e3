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
from .writing import Choices, NewColumn, NewSheet, write

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
    "write",
]
