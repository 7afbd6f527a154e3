"""Places are read from files as a whole or not at all, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from gongjian.org import territory_file
from gongjian.org.models import Territory

ROWS = {
    "provinces.csv": ["33,浙江省"],
    "cities.csv": ["3302,宁波市"],
    "areas.csv": ["330206,北仑区", "330212,鄞州区"],
    "streets.csv": ["330212008,百丈街道"],
    "villages.csv": ["330212008001,划船社区居委会", "330212008002,“七塔”社区居委会"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, rows in ROWS.items():
        text = "\n".join(["code,name,parentCode", *(f"{row},x" for row in rows)])
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    return tmp_path


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def indexes() -> set[str]:
    listed = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = %s",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE tablename = %s",
    }
    with connection.cursor() as cursor:
        cursor.execute(listed[connection.vendor], [Territory._meta.db_table])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_loads_every_level_and_links_each_place_to_the_one_above(folder):
    assert territory_file.load(folder, "test") == {1: 1, 2: 1, 3: 2, 4: 1, 5: 2}
    community = Territory.objects.get(code="330212008001")
    assert (community.name, community.system) == ("划船社区居委会", "test")
    above = []
    while community.parent:
        community = community.parent
        above.append(community.name)
    assert above == ["百丈街道", "鄞州区", "宁波市", "浙江省"]


@pytest.mark.django_db
def test_loading_again_renews_names_and_adds_nothing_twice(folder):
    before = indexes()
    territory_file.load(folder, "2023")
    write(folder / "areas.csv", "code,name", "330206,北仑区", "330212,鄞州新区")
    assert territory_file.load(folder, "2024") == {1: 1, 2: 1, 3: 2, 4: 1, 5: 2}
    renewed = Territory.objects.get(code="330212")
    assert (renewed.name, renewed.system) == ("鄞州新区", "2024")
    assert indexes() == before


@pytest.mark.django_db
def test_one_file_adds_a_districts_own_places(folder):
    territory_file.load(folder, "stats")
    ours = write(folder / "ours.csv", "code,name", "330206990,大港工业社区")
    territory_file.load(ours, "local")
    place = Territory.objects.get(code="330206990")
    assert (place.parent.name, place.system) == ("北仑区", "local")


@pytest.mark.django_db(transaction=True)
def test_place_in_an_unknown_place_is_refused_and_nothing_is_written(folder):
    territory_file.load(folder, "stats")
    ours = write(folder / "ours.csv", "code,name", "330206990,大港工业社区", "330299001,何处街道")
    with pytest.raises(territory_file.UnknownPlaceAbove):
        territory_file.load(ours, "local")
    assert not Territory.objects.filter(system="local").exists()


FAULTS = {
    "no head": (("330206,北仑区",), "does not begin with the columns"),
    "empty": (("",), "does not begin with the columns"),
    "short code": (("code,name", "33,浙江省", "330,中间"), "line 3: “330,中间”"),
    "no name": (("code,name", "33,"), "line 2"),
    "one column": (("code,name", "33"), "line 2"),
    "strange code": (("code,name", "3 ,浙江省"), "line 2"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", FAULTS)
def test_fault_names_file_and_line(name, tmp_path):
    lines, sentence = FAULTS[name]
    file = write(tmp_path / "ours.csv", *lines)
    with pytest.raises(territory_file.NotTerritories, match=sentence) as fault:
        territory_file.load(file, "local")
    assert "ours.csv" in str(fault.value)
    assert not Territory.objects.exists()


@pytest.mark.django_db
def test_command_says_what_the_table_holds_and_what_is_missing(folder, capsys):
    call_command("load", "territories", str(folder))
    assert "Places now: 1 province, 1 city, 2 county, 1 town, 2 community." in (
        capsys.readouterr().out
    )
    (folder / "streets.csv").unlink()
    with pytest.raises(CommandError, match="There is no"):
        call_command("load", "territories", str(folder))
