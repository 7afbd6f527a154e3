"""docs/howto/parameters.md lists every declared parameter as it is declared, and no other."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from gongjian.kernel import parameters
from gongjian.kernel.parameters import Parameter
from tools.say import ROOT

PAGE = ROOT / "docs" / "howto" / "parameters.md"
ROW = re.compile(r"^\| `(?P<key>[\w.]+)` \|.*\|$", re.MULTILINE)


def documented() -> dict[str, str]:
    return {row["key"]: row[0] for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))}


def row_of(parameter: Parameter) -> str:
    with translation.override("en"):
        cells = (parameter.default, parameter.unit, parameter.purpose, parameter.source)
        return " | ".join((f"| `{parameter.key}`", *map(str, cells))) + " |"


def test_every_parameter_stands_on_the_page_as_it_is_declared():
    assert documented() == {key: row_of(one) for key, one in parameters.declared().items()}


@pytest.mark.parametrize("parameter", parameters.declared().values(), ids=lambda one: one.key)
def test_a_parameter_says_unit_purpose_and_source_in_both_languages(parameter):
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert all(map(str, (parameter.unit, parameter.purpose, parameter.source)))
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", parameter.key)
