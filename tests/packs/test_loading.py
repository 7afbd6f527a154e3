"""Loading packs: what holds on which day, versions, one pack on another."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from factories.org import TODAY, moment, office
from factories.packs import load_pack, make_docx, make_files
from gongjian.exchange.models import Category
from gongjian.formation.terms import PROPOSAL
from gongjian.kernel import audit, catalogue, documents, parameters, words
from gongjian.kernel.catalogue import Layer
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.models import CatalogueEntry
from gongjian.members.models import Skill
from gongjian.org import actions as org
from gongjian.org.actions import UnitFacts
from gongjian.org.catalogue import LINES, ROLES, UNIT_TYPES, types_on
from gongjian.packs import actions, queries
from gongjian.packs.actions import PackFaulty
from gongjian.packs.models import PackVersion
from gongjian.packs.rules import Files

pytestmark = pytest.mark.django_db

JUNE, DECEMBER = date(2026, 6, 1), date(2026, 12, 1)

HALL = """
[unit_types.hall]
name = { zh = "议事厅", en = "Hall" }
kind = "organisation"
"""
WORD = '[words]\nunits = { zh = "%s", en = "Houses" }\n'
CLAIM = '[parameters."need.claim_days"]\nvalue = %d\nsource = "区委办〔2026〕7号"\n'


def claim_days(day: date) -> int:
    return parameters.in_force(day).whole("need.claim_days")


def spoken(key: str, day: date) -> str:
    with catalogue.held(day):
        return str(words.word(key))


def test_what_a_pack_declares_holds_from_its_day():
    load_pack(make_files(HALL + WORD % "家" + CLAIM % 7, day="2026-06-01"))
    assert "hall" in types_on(JUNE)
    assert "hall" not in types_on(date(2026, 5, 31))
    assert (spoken("units", date(2026, 5, 31)), spoken("units", JUNE)) == ("单位", "家")
    assert (claim_days(date(2026, 5, 31)), claim_days(JUNE)) == (10, 7)
    assert str(UNIT_TYPES["hall"].label) == "议事厅"


def test_the_same_again_does_nothing():
    files = make_files(HALL)
    first = load_pack(files)
    again = load_pack(files)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.version == first.version
    assert CatalogueEntry.objects.count() == 1


def test_other_content_needs_another_version():
    load_pack(make_files(HALL))
    with pytest.raises(PackFaulty) as refused:
        load_pack(make_files(HALL + WORD % "家"))
    assert [(f.line, f.key) for f in refused.value.faults] == [(4, "pack.version")]


def test_a_pack_with_faults_writes_nothing():
    with pytest.raises(PackFaulty):
        load_pack(make_files(HALL + "[colours.red]\n"))
    assert not PackVersion.objects.exists()
    assert not CatalogueEntry.objects.exists()


def test_a_later_version_ends_the_one_before_and_keeps_it():
    load_pack(make_files(HALL + CLAIM % 7))
    changed = load_pack(make_files(WORD % "家", version="2.0", day="2026-12-01"))
    assert "hall" in types_on(TODAY)
    assert "hall" not in types_on(DECEMBER)
    assert "hall" in UNIT_TYPES, "units that have it keep their label"
    assert (claim_days(TODAY), claim_days(DECEMBER)) == (7, 10)
    assert [v.version for v in queries.list_versions()] == ["2.0", "1.0"]
    said = {(c.what, c.section, c.code) for c in changed.changes}
    assert said == {
        ("changed", "pack", "river"),
        ("dropped", "unit_types", "hall"),
        ("dropped", "parameters", "need.claim_days"),
        ("added", "words", "units"),
    }


def test_an_earlier_version_loaded_later_ends_where_the_later_one_begins():
    load_pack(make_files(WORD % "家", version="2.0", day="2026-12-01"))
    load_pack(make_files(WORD % "户"))
    assert (spoken("units", TODAY), spoken("units", DECEMBER)) == ("户", "家")


def test_a_second_version_of_a_day_replaces_the_first():
    load_pack(make_files(WORD % "家"))
    load_pack(make_files(WORD % "户", version="1.1"))
    assert spoken("units", TODAY) == "户"


def test_a_pack_comes_before_the_one_that_it_builds_on():
    load_pack(make_files(HALL + WORD % "家" + CLAIM % 7, code="city", name="江州市"))
    county = WORD % "户" + CLAIM % 5 + '[remove]\nunit_types = ["hall", "bank"]\n'
    load_pack(make_files(county, builds_on="city"))
    assert (spoken("units", TODAY), claim_days(TODAY)) == ("户", 5)
    assert not {"hall", "bank"} & set(types_on(TODAY))
    with pytest.raises(org.UnknownUnitType):
        org.enter_unit(UnitFacts("bank", "江边银行"), actor=office(), at=moment())


def test_a_new_version_of_the_lower_pack_does_not_override_the_higher():
    load_pack(make_files(CLAIM % 7, code="city", name="江州市"))
    load_pack(make_files(CLAIM % 5, builds_on="city"))
    load_pack(make_files(CLAIM % 9, code="city", name="江州市", version="2.0", day="2026-12-01"))
    assert claim_days(DECEMBER) == 5


def test_the_lower_value_holds_again_where_the_higher_pack_leaves_it():
    load_pack(make_files(CLAIM % 7, code="city", name="江州市"))
    load_pack(make_files(CLAIM % 5, builds_on="city"))
    load_pack(make_files(version="2.0", day="2026-12-01", builds_on="city"))
    assert (claim_days(TODAY), claim_days(DECEMBER)) == (5, 7)


def keys_refused(files: Files) -> list[str]:
    with pytest.raises(PackFaulty) as refused:
        load_pack(files)
    return [fault.key for fault in refused.value.faults]


def test_what_it_builds_on_must_be_loaded_first_and_stays():
    assert keys_refused(make_files(builds_on="city")) == ["pack.builds_on"]
    load_pack(make_files(code="city", name="江州市", day="2026-06-01"))
    assert keys_refused(make_files(builds_on="city")) == ["pack.valid_from"]
    load_pack(make_files(builds_on="city", day="2026-06-01"))
    assert keys_refused(make_files(version="2.0", day="2026-12-01")) == ["pack.builds_on"]


def test_two_packs_side_by_side_may_not_declare_the_same():
    load_pack(make_files(HALL, code="hill", name="山边区"))
    assert keys_refused(make_files(HALL)) == ["unit_types.hall"]
    load_pack(make_files(HALL.replace("unit_types.hall", "unit_types.house")))


def test_lines_posts_categories_and_skills_reach_their_modules():
    load_pack(
        make_files(
            '[lines.river]\nname = { zh = "江线", en = "River line" }\n'
            '[post_types.keeper]\nname = { zh = "江边管家", en = "Keeper" }\nrole = "contact"\n'
            '[categories.fish]\nname = { zh = "护鱼", en = "Fish" }\n'
            '[skills.row]\nname = { zh = "划船", en = "Rowing" }\n'
        )
    )
    assert str(LINES["river"]) == "江线"
    with catalogue.held(TODAY):
        assert str(ROLES["contact"].label) == "江边管家"
        assert str(ROLES["host"].label) == str(ROLES["host"].name)
    assert Category.objects.filter(name="护鱼").exists()
    assert Skill.objects.filter(name="划船").exists()
    unit = org.enter_unit(UnitFacts("firm", "渔行"), actor=office(), at=moment())
    placed = org.place(
        unit.pk, line="river", parent_id=None, from_day=TODAY, actor=office(), at=moment()
    )
    assert placed.line == "river"


def test_a_document_is_filled_in_from_the_districts_template():
    name = '[documents."formation.proposal"]\nname = { zh = "便函", en = "Note" }\n'
    files = make_files(name + 'file = "note.docx"\n', day="2026-06-01")
    load_pack({**files, "note.docx": make_docx("江边函 {{ day }}")})
    facts = {**dict.fromkeys(PROPOSAL.fields, ""), "name": "渔行党支部", "day": "<今天>"}

    def text(day: date) -> str:
        filled = documents.fill(PROPOSAL, facts, on=day)
        return "".join(p.text for p in Document(BytesIO(filled)).paragraphs)

    assert "渔行党支部" in text(date(2026, 5, 31))
    assert text(JUNE) == "江边函 <今天>"


def test_a_document_gets_the_facts_that_are_declared():
    with pytest.raises(ValueError, match="fields"):
        documents.fill(PROPOSAL, {"day": "今天"}, on=TODAY)


def test_only_who_runs_the_installation_loads():
    with pytest.raises(Forbidden):
        actions.load(make_files(), actor=office(), at=moment())
    with pytest.raises(Forbidden):
        catalogue.declare(Layer("river", 0), [], from_day=TODAY, actor=office(), at=moment())


def test_a_load_is_one_event_and_the_chain_holds():
    load_pack(make_files(HALL + WORD % "家" + CLAIM % 7))
    assert list(audit.verify()) == []


def load_shipped(code: str) -> PackVersion:
    """Load a shipped pack after those that it builds on."""
    pack, _faults = queries.examine(queries.shipped(code))
    assert pack is not None
    if pack.meta.builds_on:
        load_shipped(pack.meta.builds_on)
    return load_pack(queries.shipped(code)).version


@pytest.mark.parametrize("code", queries.list_shipped())
def test_a_shipped_pack_loads_after_what_it_builds_on(code):
    loaded = load_shipped(code)
    assert loaded.rank == PackVersion.objects.count() - 1
    assert queries.files_of(loaded) == queries.shipped(code)
