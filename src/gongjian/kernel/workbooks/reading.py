"""Open .xlsx, .xls, .ods and .csv as tables, and refuse what is unsafe before it is unfolded."""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import olefile
import python_calamine as calamine
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.errors import DomainError

MOST_BYTES = 20 * 1024 * 1024
"""The largest file that is opened."""

MOST_UNPACKED_BYTES = 400 * 1024 * 1024
"""The most that the parts of a packed file may unfold to."""

MOST_ROWS, MOST_COLUMNS = 100_000, 256
"""The most rows and columns of one sheet."""

CHUNK = 1024 * 1024


class FileTooLarge(DomainError):
    code = "file_too_large"
    message = _(
        "The file has %(has)s MB; at most %(most)s MB can be read. "
        "Delete pictures and unused sheets, or split it into several files."
    )
    status = 413
    field = "file"


class WrongFileType(DomainError):
    code = "wrong_file_type"
    message = _("“%(name)s” is no spreadsheet. Save it as .xlsx, .xls, .ods or .csv.")
    field = "file"


class BrokenFile(DomainError):
    code = "broken_file"
    message = _("“%(name)s” is damaged and cannot be opened. Open it yourself and save it again.")
    field = "file"


class EncryptedFile(DomainError):
    code = "encrypted_file"
    message = _("“%(name)s” is protected by a password. Save it without one.")
    field = "file"


class CarriesMacros(DomainError):
    code = "carries_macros"
    message = _("“%(name)s” carries macros, which are never opened here. Save it as plain .xlsx.")
    field = "file"


class UnfoldsTooLarge(DomainError):
    code = "unfolds_too_large"
    message = _(
        "“%(name)s” unfolds to more than can be read: at most %(rows)s rows and "
        "%(columns)s columns in a sheet. Split it, or copy the rows into a new file."
    )
    status = 413
    field = "file"


@dataclass(frozen=True)
class Line:
    """One row as the file has it: its number as the spreadsheet shows it, and its cells."""

    number: int
    cells: tuple[Any, ...]

    def cell(self, index: int) -> Any:
        """Return the cell of a column, counted from 0; empty beyond the end of the row."""
        return self.cells[index] if index < len(self.cells) else ""


@dataclass(frozen=True)
class Sheet:
    """A named table: the first row that holds anything is its heading; empty rows are left out."""

    name: str
    heading: Line | None
    lines: tuple[Line, ...]


def letter(index: int) -> str:
    """Return the letters of a column counted from 0: A, B ... Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def refuse_large(size: int) -> None:
    """Refuse a file of so many bytes before anything of it is read.

    Raises:
        FileTooLarge: it has more than MOST_BYTES.
    """
    if size > MOST_BYTES:
        raise FileTooLarge(has=-(-size // 1024**2), most=MOST_BYTES // 1024**2)


def read(path: Path, name: str = "") -> list[Sheet]:
    """Return the sheets of a file, told apart by content; ``name`` is what people call the file.

    A .csv file is one sheet with the file's name.

    Raises:
        FileTooLarge, WrongFileType, BrokenFile, EncryptedFile, CarriesMacros, UnfoldsTooLarge.
    """
    name = name or path.name
    refuse_large(path.stat().st_size)
    content = path.read_bytes()
    if content.startswith(olefile.MAGIC):
        _refuse_unsafe_container(content, name)
    elif content.startswith(b"PK"):
        _refuse_unsafe_archive(content, name)
    elif Path(name).suffix.casefold() in {".csv", ".txt"} and b"\0" not in content:
        return [_sheet(Path(name).stem, _csv_rows(content, name))]
    else:
        raise WrongFileType(name=name)
    return _calamine_sheets(content, name)


def _refuse_unsafe_container(content: bytes, name: str) -> None:
    """Refuse an OLE file (.xls, or the shell of an encrypted .xlsx) that must not be opened."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            entries = {part.casefold() for entry in container.listdir() for part in entry}
            stream = next((n for n in ("Workbook", "Book") if container.exists(n)), None)
            is_locked = stream is not None and _is_locked(container.openstream(stream).read())
    except (OSError, IndexError, ValueError) as error:
        raise BrokenFile(name=name) from error
    if is_locked or "encryptedpackage" in entries:
        raise EncryptedFile(name=name)
    if entries & {"vba", "_vba_project_cur", "_vba_project", "macros"}:
        raise CarriesMacros(name=name)
    if not entries & {"workbook", "book"}:
        raise WrongFileType(name=name)


_END_OF_GLOBALS, _FILE_PASS = 0x0A, 0x2F


def _is_locked(stream: bytes) -> bool:
    """Tell whether an .xls stream says at its beginning that the rest needs a password."""
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind in (_FILE_PASS, _END_OF_GLOBALS):
            return bool(kind == _FILE_PASS)
        place += 4 + size
    return False


def _refuse_unsafe_archive(content: bytes, name: str) -> None:
    """Refuse a packed file (.xlsx, .ods) that must not be unfolded."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {info.filename for info in archive.infolist()}
            if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise _unfolds_too_large(name)
            refuse_macros(parts, name)
            if "xl/workbook.xml" in parts:
                _refuse_wide_sheets(archive, parts, name)
            elif "content.xml" in parts:
                _refuse_wide_document(archive, name)
            elif not any(part.startswith("xl/") for part in parts):
                raise WrongFileType(name=name)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise BrokenFile(name=name) from error
    except RuntimeError as error:
        # The archive module's word for a part that is locked by a password.
        raise EncryptedFile(name=name) from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise BrokenFile(name=name) from error


def refuse_macros(parts: set[str], name: str) -> None:
    """Refuse a packed file one of whose parts is a macro.

    Raises:
        CarriesMacros: as said.
    """
    if any(part.casefold().endswith("vbaproject.bin") for part in parts):
        raise CarriesMacros(name=name)
    if any(part.startswith(("Basic/", "Scripts/")) for part in parts):
        raise CarriesMacros(name=name)


def _unfolds_too_large(name: str) -> UnfoldsTooLarge:
    return UnfoldsTooLarge(name=name, rows=MOST_ROWS, columns=MOST_COLUMNS)


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield a part piece by piece; each piece repeats the end of the one before."""
    unfolded, tail = 0, b""
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK):
            unfolded += len(piece)
            if unfolded > MOST_UNPACKED_BYTES:
                raise _unfolds_too_large(part)
            yield tail + piece
            tail = piece[-200:]


_CELL = re.compile(rb'\br="([A-Z]{1,4})(\d{1,10})"')


def _refuse_wide_sheets(archive: zipfile.ZipFile, parts: set[str], name: str) -> None:
    """Refuse cells far out: the reader would make room for everything between."""
    for part in parts:
        if not part.startswith("xl/worksheets/") or not part.endswith(".xml"):
            continue
        for piece in _pieces(archive, part):
            for column, row in _CELL.findall(piece):
                if int(row) > MOST_ROWS or _index(column) >= MOST_COLUMNS:
                    raise _unfolds_too_large(name)


def _index(letters: bytes) -> int:
    number = 0
    for character in letters:
        number = number * 26 + character - 64
    return number - 1


_REPEATED = re.compile(rb'number-(rows|columns)-repeated="(\d{1,10})"[^>]*?(/?)>')
_LOCKED = b"encryption-data"


def _refuse_wide_document(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a locked .ods, and one that repeats full cells without end."""
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and any(_LOCKED in p for p in _pieces(archive, manifest)):
        raise EncryptedFile(name=name)
    for piece in _pieces(archive, "content.xml"):
        for kind, times, closed in _REPEATED.findall(piece):
            # Empty cells closed at once are how the format fills a sheet; they cost nothing.
            most = MOST_ROWS if kind == b"rows" else MOST_COLUMNS
            if int(times) > most and kind == b"columns" and not closed:
                raise _unfolds_too_large(name)


def _calamine_sheets(content: bytes, name: str) -> list[Sheet]:
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            return [_calamine_sheet(workbook, title, name) for title in _titles(workbook)]
    except calamine.PasswordError as error:
        raise EncryptedFile(name=name) from error
    except (calamine.CalamineError, ValueError, OverflowError) as error:
        raise BrokenFile(name=name) from error


def _titles(workbook: Any) -> list[str]:
    return [
        each.name
        for each in workbook.sheets_metadata
        if each.typ == calamine.SheetTypeEnum.WorkSheet
    ]


def _calamine_sheet(workbook: Any, title: str, name: str) -> Sheet:
    sheet = workbook.get_sheet_by_name(title)
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise _unfolds_too_large(name)
    return _sheet(title, sheet.to_python(skip_empty_area=False))


def _csv_rows(content: bytes, name: str) -> list[list[str]]:
    text = _text(content, name)
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise BrokenFile(name=name) from error
    if len(rows) > MOST_ROWS or max(map(len, rows), default=0) > MOST_COLUMNS:
        raise _unfolds_too_large(name)
    return rows


def _text(content: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, or as offices' older programs write it (GB 18030)."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongFileType(name=name)


def _sheet(name: str, rows: list[list[Any]]) -> Sheet:
    lines = [
        Line(number, tuple(cells))
        for number, cells in enumerate(rows, start=1)
        if any(cell is not None and str(cell).strip() for cell in cells)
    ]
    return Sheet(name.strip(), lines[0] if lines else None, tuple(lines[1:]))
