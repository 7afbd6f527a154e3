"""Rows of a spreadsheet too large to hold, one after the other."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine as calamine

from .reading import BrokenFile, EncryptedFile, UnfoldsTooLarge, WrongFileType, refuse_macros

MOST_UNPACKED = 2 * 1024**3
"""The most bytes that the parts of a packed file may unfold to."""

MOST_ROWS, MOST_COLUMNS = 1_048_576, 256
"""What one sheet of the format holds, and the columns that are read."""


def stream(path: Path, name: str) -> Iterator[list[Any]]:
    """Yield the rows of the first sheet of an .xlsx file, from its first row on.

    Raises:
        WrongFileType, BrokenFile, EncryptedFile, CarriesMacros, UnfoldsTooLarge.
    """
    _refuse_unsafe(path, name)
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            sheet = workbook.get_sheet_by_index(0)
            if sheet.total_width > MOST_COLUMNS:
                raise UnfoldsTooLarge(name=name, rows=MOST_ROWS, columns=MOST_COLUMNS)
            # The reader begins at the first row that holds anything.
            yield from ([] for _ in range(sheet.start[0] if sheet.start else 0))
            yield from sheet.iter_rows()
    except calamine.PasswordError as error:
        raise EncryptedFile(name=name) from error
    except (calamine.CalamineError, ValueError, OverflowError) as error:
        raise BrokenFile(name=name) from error


def _refuse_unsafe(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise BrokenFile(name=name) from error
    names = {part.filename for part in parts}
    refuse_macros(names, name)
    if "xl/workbook.xml" not in names:
        raise WrongFileType(name=name)
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnfoldsTooLarge(name=name, rows=MOST_ROWS, columns=MOST_COLUMNS)
