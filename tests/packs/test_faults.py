"""Every fault of a pack names file, line, key and reason, and all are found at once."""

from __future__ import annotations

import tomllib

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from factories.packs import make_docx, make_files, make_meta
from gongjian.packs import queries
from gongjian.packs.rules import Fault, Files, starter
from gongjian.packs.rules.lines import Lines

pytestmark = pytest.mark.django_db


def faults_of(files: Files) -> list[tuple[str, int, str]]:
    with translation.override("en"):
        return [(f.file, f.line, f.key) for f in queries.examine(files)[1]]


def reasons(files: Files) -> str:
    with translation.override("en"):
        return "\n".join(str(fault) for fault in queries.examine(files)[1])


UNIT = '[unit_types.hall]\nname = { zh = "大厅", en = "Hall" }\n'
NAME = 'name = { zh = "一", en = "One" }\n'
DOCUMENT = f'[documents."formation.proposal"]\n{NAME}file = "note.docx"\n'
LIFE = f"[life_templates.all]\n{NAME}[[life_templates.all.items]]\n{NAME}"

# The [pack] table has five lines; the section begins at line 6.
FAULTS = (
    ("[unit_type.hall]\n", 6, "unit_type", "Did you mean “unit_types”"),
    (UNIT, 6, "unit_types.hall.kind", "is missing"),
    (UNIT + 'kind = "palace"\n', 8, "unit_types.hall.kind", "is none of"),
    (UNIT + 'kind = "organisation"\nchilds = []\n', 9, "unit_types.hall.childs", "children"),
    (
        UNIT + 'kind = "zone"\nchildren = [\n "organisation",\n "palace",\n]\n',
        9,
        "unit_types.hall.children[1]",
        "none of",
    ),
    (f'[unit_types.zone]\n{NAME}kind = "community"\n', 8, "unit_types.zone.kind", "stays so"),
    (f"[unit_types.Hall]\n{NAME}kind = 'zone'\n", 6, "unit_types.Hall", "small letters"),
    (f'[post_types.boss]\n{NAME}role = "king"\n', 8, "post_types.boss.role", "is none of"),
    (f"[lines.a_line_with_a_long_code]\n{NAME}", 6, "lines.a_line_with_a_long_code", "longer"),
    ("[words]\nunits = 'x'\n", 7, "words.units", "must be a table"),
    (
        '[words]\nunitz = { zh = "单位", en = "Units" }\n',
        7,
        "words.unitz",
        "is none of",
    ),
    ('[words]\nunits = { zh = "单位" }\n', 7, "words.units.en", "is missing"),
    (
        '[parameters."need.claim_dayz"]\nvalue = 3\nsource = "x"\n',
        6,
        'parameters."need.claim_dayz"',
        "is none of",
    ),
    (
        '[parameters."need.claim_days"]\nvalue = "3"\nsource = "x"\n',
        7,
        'parameters."need.claim_days".value',
        "kind of the default",
    ),
    (f"[skills.s]\n{NAME}", 6, "skills.s", "small letters"),
    (f"[skills.sing]\n{NAME}sample = true\n", 6, "skills.sing", "say in “note”"),
    (f'[skills.sing]\n{NAME}sample = "yes"\n', 8, "skills.sing.sample", "true or false"),
    (LIFE + 'per = "week"\n', 10, "life_templates.all.items[0].per", "must be one of"),
    (
        LIFE + 'per = "month"\nactivity = "dance"\n',
        11,
        "life_templates.all.items[0].activity",
        "no activity type",
    ),
    (
        LIFE + f'per = "month"\n[[life_templates.all.items]]\n{NAME}per = "year"\ntimes = 0\n',
        14,
        "life_templates.all.items[1].times",
        "from 1 to 60",
    ),
    ('[remove]\nunit_types = ["palace"]\n', 7, "remove.unit_types[0]", "no “palace”"),
    ('[remove]\nunit_types = ["zone"]\n', 7, "remove.unit_types[0]", "relies on"),
    ('[remove]\nskills = ["sing"]\n', 7, "remove.skills", "not known"),
    (
        f'[documents."formation.proposal"]\n{NAME}file = "note.docx"\n',
        8,
        'documents."formation.proposal".file',
        "no file note.docx",
    ),
)


@pytest.mark.parametrize(("body", "line", "key", "reason"), FAULTS, ids=[f[2] for f in FAULTS])
def test_a_fault_names_file_line_key_and_reason(body, line, key, reason):
    assert faults_of(make_files(body)) == [("pack.toml", line, key)]
    assert reason in reasons(make_files(body))


def test_all_faults_of_all_files_are_found_at_once():
    files = {
        "pack.toml": make_meta(builds_on="nobody").encode(),
        "a.toml": f'[post_types.boss]\n{NAME}role = "king"\n'.encode(),
        "b.toml": f'[post_types.boss]\n{NAME}role = "host"\nrank = 1\n'.encode(),
        "c.toml": b"[words\n",
        "d.toml": b"# \xff\n",
        "e.txt": b"",
    }
    assert faults_of(files) == [
        ("a.toml", 3, "post_types.boss.role"),
        ("b.toml", 1, "post_types.boss"),
        ("c.toml", 1, ""),
        ("d.toml", 1, ""),
        ("e.txt", 0, ""),
        ("pack.toml", 6, "pack.builds_on"),
    ]


@pytest.mark.parametrize(
    ("line", "wrong", "key"),
    [
        (2, 'code = "River"', "pack.code"),
        (3, 'name = "江边区"', "pack.name"),
        (4, 'version = "one"', "pack.version"),
        (5, 'valid_from = "2026-01-01"', "pack.valid_from"),
        (6, 'colour = "red"', "pack.colour"),
    ],
)
def test_faults_of_the_pack_itself(line, wrong, key):
    lines = make_meta().splitlines()
    lines[line - 1 : line] = [wrong]
    assert faults_of({"pack.toml": "\n".join(lines).encode()}) == [("pack.toml", line, key)]


def test_a_section_is_a_table_of_entries():
    files = {**make_files(), "a.toml": b"unit_types = 3\n"}
    assert faults_of(files) == [("a.toml", 1, "unit_types")]


def test_a_folder_without_a_pack_says_so():
    assert faults_of({}) == [("pack.toml", 0, "pack")]


def test_a_document_may_ask_only_for_its_fields():
    files = {**make_files(DOCUMENT), "note.docx": make_docx("{{ day }} {{ salary }}")}
    assert faults_of(files) == [("pack.toml", 8, 'documents."formation.proposal".file')]
    assert "“salary”" in reasons(files)


@pytest.mark.parametrize("content", [b"no zip at all", make_docx("{{ day ")])
def test_a_document_that_is_no_template_is_a_fault(content):
    files = {**make_files(DOCUMENT), "note.docx": content}
    assert faults_of(files) == [("pack.toml", 8, 'documents."formation.proposal".file')]


def test_a_document_is_one_that_the_product_makes():
    body = f'[documents.poem]\n{NAME}file = "note.docx"\n'
    files = {**make_files(body), "note.docx": make_docx("{{ day }}")}
    assert faults_of(files) == [("pack.toml", 6, "documents.poem")]
    assert "formation.proposal" in reasons(files)


@pytest.mark.parametrize("folder", ["river", "我们区", "1", "A b"])
def test_the_starter_has_no_faults(folder):
    from datetime import date

    assert queries.examine(starter(folder, date(2026, 11, 21)))[1] == ()


@pytest.mark.parametrize("code", queries.list_shipped())
def test_a_shipped_pack_has_no_faults_and_bears_its_folders_name(code):
    beside = {other: queries.shipped(other) for other in queries.list_shipped()}
    pack, faults = queries.examine(queries.shipped(code), beside=beside)
    assert faults == ()
    assert pack is not None
    assert pack.meta.code == code
    assert pack.meta.sample


KEYS = st.text("abcdefgh", min_size=1, max_size=4)
VALUES = st.recursive(
    st.integers() | st.booleans() | st.text("ab\"'\\#[]={}\n一", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[\n" + "".join(f"  {written(one)}, # ]\n" for one in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {written(one)}" for key, one in value.items()) + " }"
    if isinstance(value, str):
        for sign, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
            value = value.replace(sign, escaped)
        return f'"{value}"'
    return str(value)


@given(st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=4), max_size=4))
def test_the_line_of_every_key_of_any_file_is_that_where_it_stands(tables):
    lines, where = [], {}
    for table, keys in tables.items():
        lines += ["", f"[ {table} ] # [no]"]
        where[(table,)] = len(lines)
        for key, value in keys.items():
            statement = f"{key} = {written(value)}".split("\n")
            where[table, key] = len(lines) + 1
            lines += statement
    text = "\n".join(lines)
    assert tomllib.loads(text) == tables
    found = Lines(text)
    assert {path: found.of(path) for path in where} == where


def test_a_fault_in_words():
    fault = Fault("pack.toml", 6, "words.units", "is missing")
    assert str(fault) == "pack.toml:6: words.units: is missing"
