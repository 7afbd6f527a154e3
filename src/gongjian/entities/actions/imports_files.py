"""From any file that offices send to a table of text that DuckDB holds, row by row as it is.

A clean CSV file in UTF-8 is read by DuckDB itself. All else (GB 18030, workbooks, rows that are
too long or too short, empty lines between) is first written anew as such a file, each row with
the number that a spreadsheet shows beside it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import workbooks
from gongjian.kernel.errors import DomainError

from ..rules.rows import Heading, read_heading

MOST_BYTES = 1024**3
"""The largest register that is read."""

SURPLUS = "_surplus"
"""The column of what stands to the right of the last heading."""

HEAD = 64 * 1024
PIECE = 1024 * 1024


class RegisterTooLarge(DomainError):
    code = "register_too_large"
    message = _("The file has %(has)s MB; at most %(most)s MB can be read. Split it by place.")
    status = 413
    field = "file"


class WrongColumns(DomainError):
    """The heading has columns that are unknown, missing or there twice; it names them."""

    code = "wrong_columns"
    field = "file"


class EmptyRegister(DomainError):
    code = "empty_register"
    message = _("The file has a heading and no rows. Choose the one that is filled in.")
    field = "file"


@dataclass(frozen=True)
class Loaded:
    """What was loaded: the key of each column in the file's order."""

    keys: tuple[str, ...]


def refuse_large(size: int) -> None:
    """Refuse a register of so many bytes before anything of it is read.

    Raises:
        RegisterTooLarge: it has more than MOST_BYTES.
    """
    if size > MOST_BYTES:
        raise RegisterTooLarge(has=-(-size // 1024**2), most=MOST_BYTES // 1024**2)


def load(path: Path, name: str, duck: duckdb.DuckDBPyConnection, scratch: Path) -> Loaded:
    """Make the view ``source`` of a file: ``row`` and one text column a known heading.

    Raises:
        WrongColumns: a heading is unknown, missing or there twice.
        EmptyRegister: there are no rows.
        WrongFileType, BrokenFile, EncryptedFile, CarriesMacros: see ``kernel.workbooks``.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"PK"):
        heading = _load_rows(workbooks.stream(path, name), duck, scratch)
    elif Path(name).suffix.casefold() not in {".csv", ".txt"} or b"\0" in head:
        raise workbooks.WrongFileType(name=name)
    else:
        heading = _load_text(path, name, head, duck, scratch)
    if not duck.execute("SELECT 1 FROM raw LIMIT 1").fetchall():
        raise EmptyRegister
    return Loaded(heading.keys)


def _load_text(
    path: Path, name: str, head: bytes, duck: duckdb.DuckDBPyConnection, scratch: Path
) -> Heading:
    encoding = _encoding(head, name)
    first = head.decode(encoding, errors="ignore").splitlines()[:1]
    separator = max(",;\t", key=(first or [""])[0].count)
    cells = next(csv.reader(first, delimiter=separator), [])
    heading = _sound(read_heading(cells))
    if encoding == "utf-8-sig" and len(cells) == len(heading.keys) and _has_no_gap(path, head):
        try:
            _read_directly(path, separator, heading.keys, duck)
            return heading
        except duckdb.Error:
            # Something in it is odd; the slow way says what, and in which row.
            duck.execute("DROP TABLE IF EXISTS raw")
    # A byte that is no text becomes a mark that the checks find.
    with path.open(encoding=encoding, errors="replace", newline="") as lines:
        return _load_rows(_csv_rows(lines, separator, name), duck, scratch)


def _encoding(head: bytes, name: str) -> str:
    """Return how the heading is written: UTF-8, or as offices' older programs do."""
    first = head.split(b"\n", 1)[0]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            first.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise workbooks.WrongFileType(name=name)


def _has_no_gap(path: Path, head: bytes) -> bool:
    """Tell whether no line is empty: DuckDB leaves those out, and the row numbers would slip."""
    if head.lstrip(b"\xef\xbb\xbf")[:1] in {b"\n", b"\r"}:
        return False
    before = b""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            seam = before + piece[:2]
            if any(gap in piece or gap in seam for gap in (b"\n\n", b"\n\r\n")):
                return False
            before = piece[-2:]
    return True


def _read_directly(
    path: Path, separator: str, keys: Sequence[str], duck: duckdb.DuckDBPyConnection
) -> None:
    columns = ", ".join(f"'{key}': 'VARCHAR'" for key in keys)
    duck.execute(
        "CREATE TABLE raw AS SELECT * FROM read_csv(?, header = true, auto_detect = false, "
        f"delim = ?, quote = '\"', escape = '\"', columns = {{{columns}}})",
        [str(path), separator],
    )
    # Rows lie in the file's order (preserve_insertion_order), below one row of headings.
    duck.execute('CREATE VIEW source AS SELECT rowid + 2 AS "row", * FROM raw')


def _csv_rows(lines: Iterator[str], separator: str, name: str) -> Iterator[list[str]]:
    csv.field_size_limit(1024 * 1024)
    try:
        yield from csv.reader(lines, delimiter=separator)
    except csv.Error as error:
        raise workbooks.BrokenFile(name=name) from error


def _load_rows(
    rows: Iterator[Sequence[Any]], duck: duckdb.DuckDBPyConnection, scratch: Path
) -> Heading:
    """Write the rows anew as clean CSV, each with its number, and load that."""
    numbered = enumerate(rows, start=1)
    heading = Heading((), (), (), ())
    for _number, cells in numbered:
        if any(map(_plain, cells)):
            heading = _sound(read_heading([_plain(cell) for cell in cells]))
            break
    else:
        raise EmptyRegister
    width, clean = len(heading.keys), scratch / "clean.csv"
    with clean.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        for number, cells in numbered:
            texts = [_plain(cell) for cell in cells]
            if any(texts):
                texts += [""] * (width - len(texts))
                writer.writerow([number, *texts[:width], "".join(texts[width:])])
    columns = ", ".join(f"'{key}': 'VARCHAR'" for key in (*heading.keys, SURPLUS))
    duck.execute(
        "CREATE TABLE raw AS SELECT * FROM read_csv(?, header = false, auto_detect = false, "
        f"quote = '\"', escape = '\"', columns = {{'row': 'BIGINT', {columns}}})",
        [str(clean)],
    )
    clean.unlink()
    duck.execute("CREATE VIEW source AS SELECT * FROM raw")
    return heading


def _plain(value: Any) -> str:
    """Return a cell as the text that a person sees in it."""
    if isinstance(value, str):
        return value.replace("\0", "\x01")
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _sound(heading: Heading) -> Heading:
    """Return the heading.

    Raises:
        WrongColumns: it has unknown, missing or doubled columns.
    """
    if heading.is_sound:
        return heading
    said = []
    if heading.unknown:
        names = "、".join(heading.unknown)
        said.append(
            _("Unknown columns: %(names)s. Delete them, or use the headings of the template.")
            % {"names": names}
        )
    if heading.twice:
        said.append(
            _("These columns are there twice: %(names)s.") % {"names": "、".join(heading.twice)}
        )
    if heading.missing:
        said.append(
            _("These columns are missing: %(names)s.") % {"names": "、".join(heading.missing)}
        )
    raise WrongColumns(" ".join(map(str, said)))
