"""Trades of GB/T 4754-2017: what ships, and finer codes that an office brings."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gongjian.entities.models import Trade

pytestmark = pytest.mark.django_db


def write(folder: Path, *lines: str) -> Path:
    file = folder / "trades.csv"
    file.write_text("\n".join(("code,name,section", *lines)), encoding="utf-8")
    return file


def test_20_sections_and_97_divisions_ship() -> None:
    codes = list(Trade.objects.values_list("code", flat=True))
    assert sum(len(code) == 1 for code in codes) == 20
    assert sum(len(code) == 2 for code in codes) == 97


def test_finer_codes_take_the_section_of_their_division_and_come_once(tmp_path: Path) -> None:
    file = write(tmp_path, "621,正餐服务,", "6210,正餐服务,H")
    for _twice in range(2):
        call_command("trades", "load", file, verbosity=0)
    assert Trade.objects.get(pk="621").section == "H"
    assert Trade.objects.filter(code__startswith="621").count() == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("62100,太细,H", "3"),
        ("622,快餐服务,F", "3"),
        ("623,,H", "3"),
    ],
)
def test_a_line_that_is_no_trade_refuses_the_file(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("trades", "load", write(tmp_path, "621,正餐服务,H", line), verbosity=0)
    assert said in str(refused.value)
    assert not Trade.objects.filter(pk="621").exists()
