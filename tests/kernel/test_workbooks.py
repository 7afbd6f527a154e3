"""Spreadsheets: what is read, what is refused, what is written."""

from datetime import date
from pathlib import Path

import pytest

from factories import files
from gongjian.kernel import workbooks
from gongjian.kernel.errors import DomainError
from gongjian.kernel.workbooks import Choices, NewColumn, NewSheet

ROWS = [("编号", "需要人数"), ("X-01", "20"), ("X-02", "3")]


def xlsx(rows=ROWS, name="需求") -> bytes:
    heading, *rest = rows
    return workbooks.write([NewSheet(name, [NewColumn(title) for title in heading], rest)])


def read(tmp_path: Path, content: bytes, name: str = "roster.xlsx") -> list[workbooks.Sheet]:
    path = tmp_path / "upload.bin"
    path.write_bytes(content)
    return workbooks.read(path, name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (xlsx(), "名册.xlsx"),
        (files.xls("需求", ROWS), "名册.xls"),
        (files.ods("需求", ROWS), "名册.ods"),
        ("编号,需要人数\r\nX-01,20\r\nX-02,3\r\n".encode("utf-8-sig"), "需求.csv"),
        ("编号,需要人数\nX-01,20\nX-02,3".encode(), "需求.csv"),
        ("编号;需要人数\nX-01;20\nX-02;3".encode("gb18030"), "需求.csv"),
    ],
    ids=["xlsx", "xls", "ods", "csv with mark", "csv", "csv of an older program"],
)
def test_every_format_gives_the_same_table(tmp_path, content, name):
    [sheet] = read(tmp_path, content, name)
    assert sheet.name == "需求"
    assert sheet.heading.cells == ("编号", "需要人数")
    assert [(line.number, line.cells) for line in sheet.lines] == [
        (2, ("X-01", "20")),
        (3, ("X-02", "3")),
    ]


def test_rows_keep_their_numbers_when_others_are_empty(tmp_path):
    [sheet] = read(tmp_path, xlsx([("编号",), ("",), ("",), ("X-01",)]))
    assert [line.number for line in sheet.lines] == [4]
    [sheet] = read(tmp_path, "\n\n编号\n\nX-01".encode(), "需求.csv")
    assert (sheet.heading.number, sheet.lines[0].number) == (3, 5)


def far_cell() -> bytes:
    book = xlsx()
    part = "xl/worksheets/sheet1.xml"
    return files.with_part(book, part, files.part(book, part).replace('r="B3"', 'r="XFD1048576"'))


def wide_document() -> bytes:
    book = files.ods("需求", ROWS)
    text = files.part(book, "content.xml")
    many = '<table:table-cell table:number-columns-repeated="16000" '
    return files.with_part(book, "content.xml", text.replace("<table:table-cell ", many, 1))


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (xlsx()[:900], "a.xlsx", "broken_file"),
        (xlsx().replace(b"PK\x01\x02", b"PK\x09\x09"), "a.xlsx", "broken_file"),
        (files.with_part(xlsx(), "xl/workbook.xml", "<workbook"), "a.xlsx", "broken_file"),
        (files.ole({})[:600], "a.xls", "broken_file"),
        (files.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "a.xlsx", "encrypted_file"),
        (files.locked_xls(), "a.xls", "encrypted_file"),
        (files.ods("a", ROWS, manifest="<x encryption-data/>"), "a.ods", "encrypted_file"),
        (files.with_part(xlsx(), "xl/vbaProject.bin", b"x"), "a.xlsx", "carries_macros"),
        (files.ole({"Workbook": b"x", "_VBA_PROJECT_CUR": b"y"}), "a.xls", "carries_macros"),
        (files.with_part(files.ods("a", ROWS), "Basic/a.xml", "x"), "a.ods", "carries_macros"),
        (files.packed({"word/document.xml": "x"}), "a.docx", "wrong_file_type"),
        (files.ole({"WordDocument": b"x"}), "a.xls", "wrong_file_type"),
        (b"%PDF-1.7", "a.pdf", "wrong_file_type"),
        (b"\xff\xfe\x00a", "a.csv", "wrong_file_type"),
        (b"", "a.xlsx", "wrong_file_type"),
        (far_cell(), "a.xlsx", "unfolds_too_large"),
        (wide_document(), "a.ods", "unfolds_too_large"),
        (b"a\n" * 100_001, "a.csv", "unfolds_too_large"),
        (b"," * 300, "a.csv", "unfolds_too_large"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_own_code(tmp_path, content, name, code):
    with pytest.raises(DomainError) as refusal:
        read(tmp_path, content, name)
    assert refusal.value.code == code
    assert str(refusal.value)


def test_a_bomb_is_refused_before_it_unfolds(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks.reading, "MOST_UNPACKED_BYTES", 1_000_000)
    bomb = files.with_part(xlsx(), "xl/worksheets/sheet1.xml", b" " * 2_000_000)
    assert len(bomb) < 20_000
    with pytest.raises(workbooks.UnfoldsTooLarge):
        read(tmp_path, bomb)


def test_a_file_of_200_mb_is_refused_unread(tmp_path):
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(workbooks.FileTooLarge) as refusal:
        workbooks.read(path)
    assert "200" in str(refusal.value)


def test_text_is_never_written_as_a_formula(tmp_path):
    book = xlsx([("名称",), ("=1+1",), ("@SUM(A1)",), ("-2",), ("http://example.org",)])
    sheet = files.part(book, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    [read_back] = read(tmp_path, book)
    assert [line.cells[0] for line in read_back.lines] == [
        "=1+1",
        "@SUM(A1)",
        "-2",
        "http://example.org",
    ]


def test_days_numbers_choices_and_notes_are_written(tmp_path):
    columns = [NewColumn("日期", note="如 2026-12-01"), NewColumn("是否", choices=Choices(("是",)))]
    book = workbooks.write([NewSheet("表", columns, [(date(2026, 12, 1), 20)])])
    assert "dataValidation" in files.part(book, "xl/worksheets/sheet1.xml")
    assert "如 2026-12-01" in files.part(book, "xl/comments1.xml")
    [sheet] = read(tmp_path, book)
    assert sheet.lines[0].cells == (date(2026, 12, 1), 20.0)


def test_columns_have_their_letters():
    assert [workbooks.letter(n) for n in (0, 25, 26, 255)] == ["A", "Z", "AA", "IV"]


def test_rows_are_streamed_with_the_empty_ones_before_them(tmp_path):
    path = tmp_path / "upload.bin"
    path.write_bytes(xlsx([("编号",), ("X-01",), ("X-02",)]))
    assert list(workbooks.stream(path, "名册.xlsx")) == [["编号"], ["X-01"], ["X-02"]]
    path.write_bytes(b"PK nothing")
    with pytest.raises(workbooks.BrokenFile):
        list(workbooks.stream(path, "名册.xlsx"))


def test_a_workbook_written_row_by_row_reads_the_same(tmp_path):
    path = tmp_path / "long.xlsx"
    workbooks.write_to(path, [NewSheet("需求", [NewColumn("编号")], iter([("=1",), ("X",)]))])
    [sheet] = workbooks.read(path)
    assert [line.cells for line in sheet.lines] == [("=1",), ("X",)]
