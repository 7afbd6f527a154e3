"""A district that nobody here has seen: its pack in an empty installation, and then its pages."""

from __future__ import annotations

from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from factories.formation import make_case
from factories.members import account_of, make_person
from factories.org import make_unit
from factories.packs import make_docx
from gongjian.exchange.models import Category
from gongjian.kernel import parameters
from gongjian.org.models import Unit
from gongjian.packs import queries

pytestmark = pytest.mark.django_db

PACK = """\
[pack]
code = "moon_lake"
name = { zh = "月湖里弄联心", en = "Hearts of the lanes, Moon Lake" }
version = "1.0"
valid_from = 2026-01-01

[words]
units = { zh = "里弄单位", en = "Lane units" }
zones = { zh = "联心圈", en = "Circles" }
needs = { zh = "心愿", en = "Wishes" }

[unit_types.zone]
name = { zh = "联心圈", en = "Circle" }
kind = "zone"
children = ["community", "member_unit", "authority", "organisation"]

[unit_types.tea_house]
name = { zh = "茶馆", en = "Tea house" }
kind = "member_unit"

[post_types.circle_head]
name = { zh = "圈长", en = "Head of the circle" }
role = "host"

[categories.lamps]
name = { zh = "修灯", en = "Lamps" }

[parameters."need.claim_days"]
value = 3
source = "月湖街办〔2026〕1号"

[life_templates.lanes]
name = { zh = "里弄每月两件事", en = "Two things a month" }

[[life_templates.lanes.items]]
name = { zh = "灯下夜谈", en = "Talks by lamplight" }
per = "month"

[documents."formation.proposal"]
name = { zh = "请示", en = "Request" }
file = "letter.docx"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pack.toml").write_text(PACK, encoding="utf-8")
    (tmp_path / "letter.docx").write_bytes(make_docx("月湖函：{{ name }}"))
    return tmp_path


def run(*words: str | Path) -> str:
    said = StringIO()
    with translation.override("zh-hans"):
        call_command("packs", *map(str, words), stdout=said, stderr=said)
    return said.getvalue()


def signed_in(unit: Unit, role: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(account_of(make_person(unit, role)))
    return client


def text_of(docx: bytes) -> str:
    return ZipFile(BytesIO(docx)).read("word/document.xml").decode()


def test_a_pack_that_nobody_has_seen_makes_a_working_district(folder):
    assert "没有问题" in run("check", folder)
    assert "新增“茶馆”" in run("diff", folder)
    assert "已载入 月湖里弄联心 1.0" in run("load", folder)
    assert "已经载入" in run("load", folder)
    district = make_unit("月湖区", "district", line="territorial")
    circle = make_unit("前街联心圈", "zone")
    make_unit("老茶馆", "tea_house", under=circle)
    host, officer = signed_in(circle, "host"), signed_in(district, "district_officer")

    work = host.get(reverse("work")).content.decode()
    assert "里弄单位" in work
    assert "联心圈" in work
    assert "圈长" in host.get(reverse("person", args=[_person(host)])).content.decode()
    units = host.get(reverse("unit_list")).content.decode()
    assert "茶馆" in units
    assert "驻区单位" not in units.split("<main", 1)[0]
    assert "修灯" in set(Category.objects.values_list("name", flat=True))
    assert parameters.in_force(date(2026, 11, 21)).whole("need.claim_days") == 3

    pack = officer.get(reverse("pack", args=["moon_lake"])).content.decode()
    assert "圈长" in pack
    assert "月湖街办〔2026〕1号" in pack
    branch = make_unit("老茶馆党支部", "branch", under=district, line="territorial")
    secretary, month = signed_in(branch, "branch_secretary"), f"/life/branches/{branch.pk}/"
    assert "里弄每月两件事" in secretary.get(month).content.decode()
    said = {"submission": "1", "template": "lanes", "year": 2026}
    assert secretary.post(f"{month}plan/", said).status_code == 302
    assert "灯下夜谈" in secretary.get(month).content.decode()
    case = make_case(district)
    letter = officer.get(reverse("formation_document", args=[case.pk])).content
    assert "月湖函：" in text_of(letter)
    assert case.name in text_of(letter)


def _person(client: Client) -> int:
    return client.get(reverse("work")).wsgi_request.actor.person_id or 0


def test_exporting_gives_the_folder_back(folder, tmp_path_factory):
    run("load", folder)
    out = tmp_path_factory.mktemp("out")
    run("export", "moon_lake", out)
    assert queries.read_folder(out) == queries.read_folder(folder)
    with pytest.raises(CommandError):
        run("export", "moon_lake", out)


def test_a_new_folder_loads_as_it_is(tmp_path):
    run("new", tmp_path / "our_district")
    assert "没有问题" in run("check", tmp_path / "our_district")
    assert "已载入" in run("load", tmp_path / "our_district")


def test_the_command_names_each_fault(folder):
    (folder / "pack.toml").write_text(PACK.replace('"host"', '"king"'), encoding="utf-8")
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("packs", "load", str(folder), stderr=said)
    assert "pack.toml:23: post_types.circle_head.role: “king”" in said.getvalue()
