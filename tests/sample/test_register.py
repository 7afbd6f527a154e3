"""The made-up city's register: real proportions, valid codes, nobody's name, the same again."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from pathlib import Path

import pytest
from stdnum.cn import uscc

from gongjian.entities.terms import REGISTER_COLUMNS
from gongjian.org.models import Territory
from gongjian.sample.city import enter_places, ground, venue_entries, write_register
from gongjian.sample.city.words import CONTACTS

pytestmark = pytest.mark.django_db

SIZE = 3_000


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        names = {header: name for name, header in REGISTER_COLUMNS.items()}
        return [{names[h]: value for h, value in row.items()} for row in csv.DictReader(file)]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_same_seed_gives_the_same_file_and_another_seed_another(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one.csv", "again.csv", "other.csv")]
    for file, seed in zip(files, (1, 1, 2), strict=True):
        write_register(file, SIZE, seed)
    one, again, other = map(_digest, files)
    assert one == again != other


def test_the_register_has_the_proportions_of_the_documents(tmp_path: Path) -> None:
    write_register(tmp_path / "r.csv", SIZE, 1)
    rows = _rows(tmp_path / "r.csv")
    kinds = Counter(row["kind"] for row in rows)
    assert len(rows) == SIZE
    assert kinds["小微企业"] / kinds["个体工商户"] == pytest.approx(461 / 692, rel=0.002)
    assert (kinds["小微企业"] + kinds["个体工商户"]) / SIZE == pytest.approx(0.96, abs=0.001)
    assert kinds["专业市场"] > 0
    assert sum(bool(row["venue"]) for row in rows) / SIZE == pytest.approx(0.3, abs=0.04)
    trades = Counter(row["trade"] for row in rows)
    assert {code for code, _ in trades.most_common(2)} == {"51", "52"}


def test_codes_are_valid_but_for_a_few_and_all_different(tmp_path: Path) -> None:
    write_register(tmp_path / "r.csv", SIZE, 1)
    codes = [row["code"] for row in _rows(tmp_path / "r.csv") if row["code"]]
    doubtful = [code for code in codes if not uscc.is_valid(code)]
    assert len(set(codes)) == len(codes) > SIZE * 0.98
    assert 0 < len(doubtful) < SIZE * 0.01


def test_contacts_are_nobody(tmp_path: Path) -> None:
    write_register(tmp_path / "r.csv", SIZE, 1)
    rows = [row for row in _rows(tmp_path / "r.csv") if row["contact_name"]]
    assert {row["contact_name"] for row in rows} <= set(CONTACTS)
    assert all(row["contact_mobile"].startswith("154") for row in rows)
    assert len({row["contact_mobile"] for row in rows}) == len(rows)


def test_every_place_and_venue_that_the_register_names_is_there(tmp_path: Path) -> None:
    city = write_register(tmp_path / "r.csv", SIZE, 1)
    enter_places(city.ground)
    venues = {(venue.territory_id, venue.name) for venue in venue_entries(city)}
    codes = set(Territory.objects.values_list("code", flat=True))
    assert len({(code[:9], name) for code, name in venues}) == len(venues)
    for row in _rows(tmp_path / "r.csv"):
        assert row["territory"] in codes
        assert not row["venue"] or (row["territory"], row["venue"]) in venues


def test_places_are_entered_once() -> None:
    laid = ground.lay(SIZE, 1)
    assert enter_places(laid) > 0
    assert enter_places(ground.lay(SIZE, 1)) == 0
    assert ground.lay(SIZE, 1).communities == laid.communities
