"""Reading single cells the way offices write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from stdnum.cn import uscc

from ..terms import Column


class NotRight(ValueError):
    """The cell does not hold what its column wants."""


@dataclass(frozen=True)
class Lists:
    """What may be chosen: each way to write a value, folded, to its code."""

    unit_types: Mapping[str, str]
    roles: Mapping[str, str]


def fold(text: str) -> str:
    """Return a word without width, case and space, for comparing."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def plain(value: Any) -> str:
    """Return a cell as the text that a person sees in it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return re.sub(r"\s+", " ", str(value)).strip()


def read_cell(value: Any, column: Column, lists: Lists) -> Any:
    """Return what a filled cell means.

    Raises:
        NotRight: it is not what the column wants.
    """
    return _READERS[column.kind](value, column, lists)


def _text(value: Any, column: Column, lists: Lists) -> str:
    text = plain(value)
    if len(text) > column.most or any(unicodedata.category(c) == "Cc" for c in text):
        raise NotRight
    return text


def _words(value: Any, column: Column, lists: Lists) -> tuple[str, ...]:
    words = [word.strip() for word in re.split(r"[、,,;;\n]", str(value)) if word.strip()]
    if not words or any(len(word) > column.most for word in words):
        raise NotRight
    return tuple(dict.fromkeys(words))


def _day(value: Any, column: Column, lists: Lists) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = unicodedata.normalize("NFKC", plain(value)).replace(" ", "")
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text) or re.fullmatch(
        r"(\d{4})(\d\d)(\d\d)", text
    )
    if found is None:
        raise NotRight
    year, month, day = map(int, found.groups())
    if not 1900 <= year <= 2200:
        raise NotRight
    try:
        return date(year, month, day)
    except ValueError:
        raise NotRight from None


def _month(value: Any, column: Column, lists: Lists) -> date:
    """Return the first day of a month; a day stands for its month, as spreadsheets make of it."""
    text = unicodedata.normalize("NFKC", plain(value)).replace(" ", "")
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", text) or re.fullmatch(
        r"(\d{4})(\d\d)", text
    )
    if found is None or isinstance(value, date):
        return _day(value, column, lists).replace(day=1)
    if not 1 <= int(found[2]) <= 12:
        raise NotRight
    return date(int(found[1]), int(found[2]), 1)


def _year(value: Any, column: Column, lists: Lists) -> int:
    text = unicodedata.normalize("NFKC", plain(value)).removesuffix("年").strip()
    if not re.fullmatch(r"(19|20)[0-9]{2}", text):
        raise NotRight
    return int(text)


def _whole(value: Any, column: Column, lists: Lists) -> int:
    text = unicodedata.normalize("NFKC", plain(value)).removesuffix("人").removesuffix("名").strip()
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= column.most:
        raise NotRight
    return int(text)


_YES = {"是", "需要", "要", "有", "yes", "y", "true", "1", "√"}
_NO = {"否", "不", "不需要", "不要", "无", "no", "n", "false", "0", "×"}


def _yes_no(value: Any, column: Column, lists: Lists) -> bool:
    word = fold(plain(value))
    if word not in _YES | _NO:
        raise NotRight
    return word in _YES


def _mobile(value: Any, column: Column, lists: Lists) -> str:
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", plain(value)))
    digits = digits.removeprefix("+86")
    if not re.fullmatch(r"1[3-9][0-9]{9}", digits):
        raise NotRight
    return digits


def _uscc(value: Any, column: Column, lists: Lists) -> str:
    code = fold(plain(value)).upper()
    if not uscc.is_valid(code):
        raise NotRight
    return code


def _username(value: Any, column: Column, lists: Lists) -> str:
    name = unicodedata.normalize("NFKC", plain(value))
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.@_-]{2,63}", name):
        raise NotRight
    return name


def _from(choices: Mapping[str, str], value: Any) -> str:
    code = choices.get(fold(plain(value)))
    if code is None:
        raise NotRight
    return code


_READERS: dict[str, Callable[[Any, Column, Lists], Any]] = {
    "text": _text,
    "unit": _text,
    "key": _text,
    "category": _text,
    "words": _words,
    "day": _day,
    "month": _month,
    "year": _year,
    "whole": _whole,
    "yes_no": _yes_no,
    "mobile": _mobile,
    "uscc": _uscc,
    "username": _username,
    "unit_type": lambda value, column, lists: _from(lists.unit_types, value),
    "role": lambda value, column, lists: _from(lists.roles, value),
}
