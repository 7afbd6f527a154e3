"""No programme's name stands in Python: what a district calls things is data."""

from __future__ import annotations

import re
from pathlib import Path

from gongjian.packs import queries
from gongjian.packs.rules import read
from tools.say import ROOT

PROGRAMMES = (
    # 小个专 alone is the national word for small firms, traders and markets, and no programme.
    "个私党旗红",
    "薪火点",
    "三必访",
    "星期六雇员",
    "锋领",
    "六个一",
    "四聚焦",
    "七彩",
    "三亮",
    "六化",
    "双强学堂",
    "初心讲堂",
    "银剪刀",
    "红色代办",
    "Six ones",
    "Seven-colour",
)
PRODUCT = [ROOT / "src" / name for name in ("gongjian", "engines")]
MADE_UP = ROOT / "src" / "gongjian" / "sample"
"""The demonstration is a district: its people speak of their programmes."""


def texts() -> list[tuple[str, str]]:
    found = (path for folder in PRODUCT for path in sorted(folder.rglob("*")))
    kept = (path for path in found if path.suffix in {".py", ".html", ".js", ".css"})
    return [(_where(path), path.read_text("utf-8")) for path in kept if _is_product(path)]


def _is_product(path: Path) -> bool:
    return MADE_UP not in path.parents and "build" not in path.parts


def _where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def names_of_packs() -> set[str]:
    packs = [read(queries.shipped(code)).pack for code in queries.list_shipped()]
    return {code for code in queries.list_shipped()} | {p.meta.name.zh for p in packs if p}


def test_no_name_of_a_programme_stands_in_the_product():
    pattern = re.compile("|".join(map(re.escape, (*PROGRAMMES, *sorted(names_of_packs())))))
    guilty = [f"{where}: {hit}" for where, text in texts() for hit in pattern.findall(text)]
    assert guilty == []
