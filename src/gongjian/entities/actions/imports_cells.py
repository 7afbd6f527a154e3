"""What each column of a register means, and what is wrong with a cell, as SQL over all rows.

``text_of`` gives the SQL of a cell's text, ``VALUES`` what it means as a typed value, ``FAULTS``
the conditions of each fault in the order in which they are told. Rows are never looked at one by
one in Python: a city's register has a million of them.
"""

from __future__ import annotations

from collections.abc import Collection

from ..rules import codes
from ..rules.rows import EAST, LONGEST, MOST_STAFF, NORTH, SOUTH, WEST
from ..terms import KIND_WORDS

WIDE = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＴＵＷＸＹ－／．（）＋"
NARROW = "0123456789ABCDEFGHJKLMNPQRTUWXY-/.()+"
BLANKS = " \t\r\n\u00a0\u3000\ufeff"


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _literal(text: str) -> str:
    """Return a text with unprintable characters as an SQL expression."""
    return " || ".join(
        f"chr({ord(character)})"
        if ord(character) <= 32 or ord(character) > 126
        else quoted(character)
        for character in text
    )


_BLANKS = f"({_literal(BLANKS)})"
_BLANK_POINTS = ", ".join(str(ord(character)) for character in BLANKS)
IN_DIGITS = ("code", "trade", "territory", "longitude", "latitude", "founded_on", "closed_on")
"""Columns where width is only a way to write: full-width digits and letters are read."""


def text_of(key: str, present: Collection[str]) -> str:
    """Return the SQL of a cell's text: without space around it, empty if the column is absent."""
    if key not in present:
        return "''"
    # Few cells need it, and each of these functions costs as much as all the rest of a check.
    plain = (
        f"CASE WHEN ascii({key}) IN ({_BLANK_POINTS}) OR ascii(right({key}, 1)) "
        f"IN ({_BLANK_POINTS}) THEN trim({key}, {_BLANKS}) ELSE coalesce({key}, '') END"
    )
    if key in (*IN_DIGITS, "staff", "contact_mobile"):
        narrow = f"translate(trim({key}, {_BLANKS}), '{WIDE}', '{NARROW}')"
        plain = f"CASE WHEN strlen({key}) <> length({key}) THEN {narrow} ELSE {plain} END"
    if key == "code":
        plain = f"upper(replace({plain}, ' ', ''))"
    return plain


def _day(key: str) -> str:
    """Return the SQL of a date as offices write it: 2020-01-02, 2020/1/2, 2020年1月2日, serial."""
    text = f"t_{key}"
    spelled = (
        f"regexp_replace({text}, '^(\\d{{4}})[-/.年](\\d{{1,2}})[-/.月](\\d{{1,2}})日?"
        "( 0?0:00(:00)?)?$', '\\1-\\2-\\3')"
    )
    return (
        f"CASE WHEN {text} = '' THEN NULL "
        f"WHEN length({text}) = 10 AND {text}[5] = '-' THEN try_cast({text} AS DATE) "
        f"WHEN regexp_full_match({text}, '(19|20)\\d{{6}}') "
        f"THEN try_strptime({text}, '%Y%m%d')::DATE "
        f"WHEN regexp_full_match({text}, '[1-6]\\d{{4}}(\\.0)?') "
        f"THEN DATE '1899-12-30' + try_cast(left({text}, 5) AS INTEGER) "
        f"ELSE try_cast({spelled} AS DATE) END"
    )


def _kind() -> str:
    cases = " ".join(
        f"WHEN t_kind IN ({', '.join(map(quoted, (*words, kind.value)))}) THEN {quoted(kind.value)}"
        for kind, words in KIND_WORDS.items()
    )
    return f"CASE {cases} END"


def _doubtful() -> str:
    """Return the SQL that tells whether a code of the right form fails its check digit."""
    alphabet = quoted(codes.ALPHABET)
    total = " + ".join(
        f"(strpos({alphabet}, t_code[{place}]) - 1) * {weight}"
        for place, weight in enumerate((*codes.WEIGHTS, 1), start=1)
    )
    return f"(t_code <> '' AND ({total}) % 31 <> 0)"


def _degrees(key: str) -> str:
    return f"try_cast(t_{key} AS DOUBLE)"


VALUES = {
    "code": "t_code",
    "doubtful_code": _doubtful(),
    "name": "t_name",
    "kind": _kind(),
    "address": "t_address",
    "longitude": _degrees("longitude"),
    "latitude": _degrees("latitude"),
    "founded_on": _day("founded_on"),
    "closed_on": _day("closed_on"),
    "staff": "try_cast(rtrim(rtrim(t_staff, '人'), '名') AS INTEGER)",
    "contact_name": "t_contact_name",
    "contact_mobile": "replace(replace(t_contact_mobile, ' ', ''), '-', '')",
    "aliases": "t_aliases",
}
"""The typed value of each column, over its texts ``t_KEY``."""

_UNREADABLE = "[\\x00-\\x1f\\x7f\\x{fffd}]"


def _texts(key: str) -> list[tuple[str, str]]:
    text = f"t_{key}"
    return [
        ("unreadable", f"regexp_matches({text}, '{_UNREADABLE}')"),
        ("too_long", f"length({text}) > {LONGEST[key]}"),
    ]


def _between(key: str, low: float, high: float) -> list[tuple[str, str]]:
    value, other = VALUES[key], "latitude" if key == "longitude" else "longitude"
    return [
        ("no_degrees", f"t_{key} <> '' AND coalesce({value} NOT BETWEEN {low} AND {high}, true)"),
        ("half_a_point", f"t_{key} = '' AND t_{other} <> ''"),
    ]


FAULTS: dict[str, list[tuple[str, str]]] = {
    "code": [
        ("code_form", f"t_code <> '' AND NOT regexp_full_match(t_code, '{codes.FORM}')"),
    ],
    "name": [("empty", "t_name = ''"), *_texts("name")],
    "kind": [("empty", "t_kind = ''"), ("unknown_kind", f"({_kind()}) IS NULL")],
    "address": _texts("address"),
    "venue": _texts("venue"),
    "longitude": _between("longitude", WEST, EAST),
    "latitude": _between("latitude", SOUTH, NORTH),
    "founded_on": [
        ("no_day", f"t_founded_on <> '' AND ({_day('founded_on')}) IS NULL"),
        ("later_than_file", f"({_day('founded_on')}) > getvariable('as_of')"),
        ("no_day", f"({_day('founded_on')}) < DATE '1900-01-01'"),
    ],
    "closed_on": [
        ("no_day", f"t_closed_on <> '' AND ({_day('closed_on')}) IS NULL"),
        ("later_than_file", f"({_day('closed_on')}) > getvariable('as_of')"),
        ("closed_before", f"({_day('closed_on')}) < ({_day('founded_on')})"),
        ("no_day", f"({_day('closed_on')}) < DATE '1900-01-01'"),
    ],
    "staff": [
        (
            "no_number",
            f"t_staff <> '' AND NOT coalesce(regexp_full_match(t_staff, '\\d+[人名]?') "
            f"AND {VALUES['staff']} <= {MOST_STAFF}, false)",
        )
    ],
    "contact_name": _texts("contact_name"),
    "contact_mobile": [
        (
            "no_telephone",
            "t_contact_mobile <> '' "
            "AND NOT regexp_full_match(t_contact_mobile, '\\+?[0-9][0-9 ()-]{4,18}')",
        )
    ],
    "aliases": _texts("aliases"),
}
"""Each fault of a cell by itself: its code and its condition over the texts."""

_USES = {"longitude": ("latitude",), "latitude": ("longitude",), "closed_on": ("founded_on",)}


def faults_query(key: str, present: Collection[str]) -> str:
    """Return the SQL of a column's faults: row, column, what stands there, code."""
    texts = ", ".join(
        f"{text_of(each, present)} AS t_{each}" for each in (key, *_USES.get(key, ()))
    )
    cases = " ".join(f"WHEN {condition} THEN '{code}'" for code, condition in FAULTS[key])
    return (
        f'SELECT "row", \'{key}\' AS "column", t_{key} AS "value", CASE {cases} END AS code '
        f'FROM (SELECT "row", {texts} FROM source) WHERE code IS NOT NULL'
    )
