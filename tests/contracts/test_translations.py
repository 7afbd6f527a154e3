"""Every message that a person can see has its Chinese, and nothing is left over."""

from __future__ import annotations

import re

import pytest

from tools import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif](?!\w)|\{\w*\}")
AREAS = messages.areas()


def forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, (tuple, list)) else (str(text),)


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
def test_every_message_is_translated_and_no_entry_is_left_over(area):
    used = {(message.id, message.context) for message in messages.extracted(area) if message.id}
    stored = {(one.id, one.context): one for one in messages.stored(area) if one.id}

    missing = [key for key in used if key not in stored]
    assert not missing, "run `make messages`, then translate"
    assert not [key for key in stored if key not in used], "unused: run `make messages`"
    assert not [key for key, one in stored.items() if not messages.is_translated(one)]
    assert not [key for key, one in stored.items() if one.fuzzy]


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
def test_translations_have_the_placeholders_of_the_message(area):
    wrong = []
    for message in messages.stored(area):
        if not message.id:
            continue
        # Chinese has one form for all numbers; it stands for the plural.
        expected = sorted(PLACEHOLDER.findall(forms(message.id)[-1]))
        for translation in forms(message.string):
            if translation and sorted(PLACEHOLDER.findall(translation)) != expected:
                wrong.append((message.id, translation))
    assert not wrong


def test_one_message_has_one_chinese_in_all_catalogues():
    """All catalogues become one where they are read: the last one loaded would win."""
    said: dict[tuple[tuple[str, ...], str | None], dict[str, list[str]]] = {}
    for area in AREAS:
        for message in messages.stored(area):
            if message.id and messages.is_translated(message):
                key = forms(message.id)[:1], message.context
                chinese = "|".join(forms(message.string))
                said.setdefault(key, {}).setdefault(chinese, []).append(area.name)
    clashes = {key: chinese for key, chinese in said.items() if len(chinese) > 1}
    assert not clashes, "agree on one Chinese, or give one of them a context (pgettext)"


def test_message_keeps_its_translation_when_it_is_extracted_again(tmp_path, monkeypatch):
    (tmp_path / "page.html").write_text(
        '{% load i18n %}{% translate "Need" %}'
        "{% blocktranslate count n=many %}one{% plural %}{{ n }} of them{% endblocktranslate %}",
        encoding="utf-8",
    )
    (tmp_path / "rules.py").write_text('x = pgettext("verb", "Claim")\n', encoding="utf-8")
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    area = messages.Area("house", (tmp_path,), tmp_path / "locale")
    area.po.parent.mkdir(parents=True)
    area.po.write_text('msgid "Need"\nmsgstr "需求"\n\nmsgid "Gone"\nmsgstr "没有了"\n', "utf-8")

    merged = messages.merged(area)

    assert merged.get("Need").string == "需求"
    assert merged.get("Gone") is None
    assert merged.get("Claim", context="verb") is not None
    assert ("one", "%(n)s of them") in [message.id for message in merged]
    area.po.write_bytes(messages.as_po(merged))
    assert messages.as_po(messages.merged(area)) == area.po.read_bytes()


def test_chinese_is_shown_and_an_untranslated_message_stays_english(tmp_path, monkeypatch):
    import gettext

    area = messages.Area("house", (tmp_path,), tmp_path / "locale")
    area.po.parent.mkdir(parents=True)
    area.po.write_text('msgid "Need"\nmsgstr "需求"\n\nmsgid "New"\nmsgstr ""\n', "utf-8")
    monkeypatch.setattr(messages, "areas", lambda: [area])
    messages.compile_all()
    with area.mo.open("rb") as file:
        catalog = gettext.GNUTranslations(file)
    assert catalog.gettext("Need") == "需求"
    assert catalog.gettext("New") == "New"
