"""Files as offices send them, good and bad, made byte by byte where no library writes them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams: Mapping[str, bytes]) -> bytes:
    """Return an OLE container with these streams at its root (the shell of .xls)."""
    data, starts, chain = b"", [], []
    for content in streams.values():
        # Short streams would live in a second, smaller heap: make every one long enough.
        content = content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\0")
        starts.append((len(chain), len(content)))
        count = len(content) // SECTOR
        chain += [*range(len(chain) + 1, len(chain) + count), END]
        data += content
    entries = [_entry("Root Entry", 5, END, 0, child=1 if streams else FREE)]
    names = list(streams)
    for number, (name, (start, size)) in enumerate(zip(names, starts, strict=True), start=1):
        right = number + 1 if number < len(names) else FREE
        entries.append(_entry(name, 2, start, size, right=right))
    directory = b"".join(entries).ljust(-(-len(entries) * 128 // SECTOR) * SECTOR, b"\0")
    first = len(chain)
    count = len(directory) // SECTOR
    chain += [*range(first + 1, first + count), END]
    fat_at = len(chain)
    chain.append(FAT)
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    assert len(fat) == SECTOR, "one sector of the table must do"
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        b"\0" * 16,
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        first,
        0,
        4096,
        END,
        0,
        END,
        0,
    ) + struct.pack("<109I", fat_at, *[FREE] * 108)
    return header + data + directory + fat


def _entry(
    name: str, kind: int, start: int, size: int, *, child: int = FREE, right: int = FREE
) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16xI8x8xIII", raw, len(raw), kind, 1, FREE, right, child, 0, start, size, 0
    )


def xls(sheet: str, rows: Sequence[Sequence[str | float]]) -> bytes:
    """Return an .xls workbook (BIFF8) of one sheet."""
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                body += _record(0x0204, place + text)
            else:
                body += _record(0x0203, place + struct.pack("<d", value))
    body += _record(0x000A)
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    end = _record(0x000A)
    offset = len(start) + 4 + 6 + len(name) + len(end)
    bound = _record(0x0085, struct.pack("<IH", offset, 0) + name)
    return ole({"Workbook": start + bound + end + body})


def locked_xls() -> bytes:
    """Return an .xls workbook behind a password."""
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    locked = _record(0x002F, struct.pack("<HHHH", 0, 0, 1, 1))
    return ole({"Workbook": start + locked + _record(0x000A)})


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """Return a packed file of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_part(file: bytes, name: str, content: bytes | str) -> bytes:
    """Return a packed file with one part added or replaced."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts: dict[str, bytes | str] = {n: archive.read(n) for n in archive.namelist()}
    return packed(parts | {name: content})


def part(file: bytes, name: str) -> str:
    """Return one part of a packed file as text."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return archive.read(name).decode()


def ods(sheet: str, rows: Sequence[Sequence[str]], *, manifest: str = "") -> bytes:
    """Return an .ods workbook of one sheet of text."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p>'
            "</table:table-cell>"
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    namespaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {namespaces}>'
        f'<office:body><office:spreadsheet><table:table table:name="{sheet}">{cells}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed(
        {"mimetype": kind, "META-INF/manifest.xml": manifest or "<m/>", "content.xml": content}
    )
