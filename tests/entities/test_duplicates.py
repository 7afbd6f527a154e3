"""Entities that may be one: found, decided by a person, merged and parted again."""

from __future__ import annotations

from datetime import date

import pytest

from factories.entities import (
    COMMUNITY,
    make_cover,
    make_entity,
    make_responsible,
    make_territory,
)
from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit, moment, office
from factories.registers import a_row, enter, make_pair, valid_code, wrong_code
from gongjian.entities.actions import ContactFacts, Merged, duplicates, set_contact
from gongjian.entities.models import (
    Cover,
    DoubtfulPair,
    EarlierFacts,
    Entity,
    EntityContact,
    EntityName,
    RegistryHead,
)
from gongjian.entities.queries.search import search
from gongjian.entities.rules import likeness
from gongjian.entities.terms import PairReason, PairState
from gongjian.kernel import audit
from gongjian.kernel.errors import Forbidden, NotVisible

pytestmark = pytest.mark.django_db


def merge(pair: DoubtfulPair, keep: Entity, actor=None) -> Entity:
    return duplicates.merge(pair.pk, keep.pk, actor=actor or office(), at=moment())


def undo(pair: DoubtfulPair, actor=None) -> None:
    duplicates.undo(pair.pk, actor=actor or office(), at=moment())


def apart(pair: DoubtfulPair, actor=None) -> None:
    duplicates.keep_apart(pair.pk, actor=actor or office(), at=moment())


# --- found ---------------------------------------------------------------------------------------


def found(*rows) -> list[tuple[str, str, str]]:
    """Enter rows and return the pairs found: both names and why."""
    enter(list(rows))
    pairs = DoubtfulPair.objects.select_related("first", "second").order_by("pk")
    return [(pair.first.name, pair.second.name, pair.reason) for pair in pairs]


def test_the_same_name_and_address_under_another_code():
    same = {"name": "甲乙商行", "address": "测试路8号"}
    assert found(a_row(1, **same), a_row(2, **same)) == [("甲乙商行", "甲乙商行", "same_place")]


def test_a_chain_of_one_name_at_several_addresses_is_no_pair():
    assert found(a_row(1, name="甲乙便利店"), a_row(2, name="甲乙便利店")) == []


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("甲乙（测试）商行", "甲乙(测试)商行"),
        ("甲乙發達商行", "甲乙发达商行"),
        ("測試甲乙A商行".replace("測試", ""), "甲乙Ａ商行"),
        ("鑫峯商行", "鑫峰商行"),
        ("测试街道330212008甲乙商行", "甲乙商行"),
    ],
)
def test_names_that_differ_only_in_how_they_are_written(name, other):
    assert found(a_row(1, name=name), a_row(2, name=other)) == [(name, other, "spelling")]


def test_codes_one_character_apart_with_names_alike():
    rows = a_row(1, name="甲乙丙丁商行"), a_row(2, name="甲乙丙丁商店", code=wrong_code(1))
    assert found(*rows) == [("甲乙丙丁商行", "甲乙丙丁商店", "code_slip")]


def test_codes_one_character_apart_with_other_names_are_no_pair():
    assert found(a_row(1, name="东海渔具"), a_row(2, name="西山茶庄", code=wrong_code(1))) == []


def test_one_that_has_closed_is_no_double_of_its_successor():
    same = {"name": "甲乙商行", "address": "测试路8号"}
    assert found(a_row(1, closed_on="2025-01-01", **same), a_row(2, **same)) == []


def test_a_later_file_is_compared_with_what_is_known():
    same = {"name": "甲乙商行", "address": "测试路8号"}
    assert found(a_row(1, **same)) == []
    assert found(a_row(2, **same), a_row(3)) == [("甲乙商行", "甲乙商行", "same_place")]


def test_what_was_decided_is_not_asked_again():
    same = {"name": "甲乙商行", "address": "测试路8号"}
    rows = a_row(1, **same), a_row(2, **same)
    found(*rows)
    apart(DoubtfulPair.objects.get())
    assert len(found(*rows, a_row(3))) == 1
    assert DoubtfulPair.objects.get().state == PairState.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [("ＡＢＣ超市", "abc超市"), ("國藥（集團）", "国药集團"), ("甲 乙", "甲乙"), ("堃记", "坤记")],
)
def test_spelling_leaves_width_case_brackets_and_old_characters_aside(one, other):
    assert likeness.spelled(one) == likeness.spelled(other)


# --- decided -------------------------------------------------------------------------------------


@pytest.fixture
def pair() -> DoubtfulPair:
    first = make_entity("甲乙商行", code="", founded_on=date(2021, 1, 1))
    second = make_entity("甲乙商行（个体）", code=valid_code(7), founded_on=date(2019, 1, 1))
    return make_pair(first, second)


def facts_of_everything() -> list[list[tuple]]:
    """Return all rows that a merge touches, without the version that each write stamps."""
    return [
        sorted(
            Entity.objects.values_list(
                "pk", "code", "doubtful_code", "name", "since", "closed_on", "merged_into"
            )
        ),
        sorted(Cover.objects.values_list("pk", "entity", "valid_from")),
        sorted(EarlierFacts.objects.values_list("pk", "entity", "valid_from", "valid_to")),
        sorted(EntityName.objects.values_list("entity", "name", "kind")),
        sorted(EntityContact.objects.exclude(mobile="").values_list("pk", "name", "mobile")),
    ]


def test_a_merge_moves_code_covers_and_names_and_counts_once(pair):
    branch = make_unit("甲乙支部", "branch", line="territorial")
    cover = make_cover(branch, pair.second)
    kept = merge(pair, pair.first)
    pair.refresh_from_db()
    gone = Entity.objects.get(pk=pair.second_id)
    assert (kept.code, gone.code, gone.merged_into_id) == (valid_code(7), "", kept.pk)
    assert kept.since == date(2019, 1, 1)
    cover.refresh_from_db()
    assert cover.entity_id == kept.pk
    assert EntityName.objects.get(entity=kept).name == "甲乙商行（个体）"
    assert kept.pk in search("甲乙商行（个体）").ids
    assert (pair.state, pair.merged["kept"]) == ("same", kept.pk)
    assert {gone.version, cover.version} == {RegistryHead.objects.get().version}
    assert list(audit.verify()) == []


def test_a_cover_that_overlaps_stays_with_the_one_that_went(pair):
    covers = [
        make_cover(make_unit(f"支部{n}", "branch", line="territorial"), entity)
        for n, entity in enumerate((pair.first, pair.second))
    ]
    merge(pair, pair.first)
    assert [*Cover.objects.order_by("pk").values_list("entity", flat=True)] == [
        covers[0].entity_id,
        covers[1].entity_id,
    ]


def call(entity: Entity, name: str, mobile: str) -> None:
    facts = ContactFacts(name, mobile)
    set_contact(entity.pk, facts, actor=office(), at=moment())


def called_at(entity_id: int) -> tuple[str, str]:
    found = EntityContact.objects.filter(pk=entity_id).values_list("name", "mobile")
    return found.first() or ("", "")


def test_whom_to_call_comes_along_if_the_one_that_stays_has_nobody(pair):
    call(pair.second, "乙老板", "13900000002")
    merge(pair, pair.first)
    assert called_at(pair.first_id) == ("乙老板", "13900000002")
    assert called_at(pair.second_id) == ("", "")
    assert list(audit.verify()) == []


def test_whom_to_call_stays_where_the_one_that_stays_has_somebody(pair):
    call(pair.first, "甲老板", "13900000001")
    call(pair.second, "乙老板", "13900000002")
    merge(pair, pair.first)
    assert called_at(pair.first_id) == ("甲老板", "13900000001")
    assert called_at(pair.second_id) == ("乙老板", "13900000002")


@pytest.mark.parametrize("which", ["first", "second"])
def test_a_merge_taken_back_leaves_everything_as_it_was(pair, which):
    make_cover(make_unit("甲乙支部", "branch", line="territorial"), pair.second)
    call(pair.second, "乙老板", "13900000002")
    before = facts_of_everything()
    merge(pair, getattr(pair, which))
    undo(pair)
    pair.refresh_from_db()
    assert facts_of_everything() == before
    assert (pair.state, pair.merged) == ("open", {})
    assert list(audit.verify()) == []


def test_two_that_stay_two_can_be_asked_about_again(pair):
    apart(pair)
    with pytest.raises(duplicates.PairDecided):
        apart(pair)
    undo(pair)
    pair.refresh_from_db()
    assert pair.state == PairState.OPEN
    with pytest.raises(duplicates.PairNotDecided):
        undo(pair)


def test_a_pair_is_decided_once(pair):
    merge(pair, pair.first)
    with pytest.raises(duplicates.PairDecided):
        merge(pair, pair.second)
    with pytest.raises(duplicates.PairDecided):
        apart(pair)


def test_one_that_went_into_another_is_merged_no_further(pair):
    third = make_entity("甲乙商行三")
    further = make_pair(pair.second, third, PairReason.SAME_PLACE)
    merge(pair, pair.first)
    with pytest.raises(Merged):
        merge(further, third)


def test_a_merge_is_taken_back_only_after_the_one_that_followed_it(pair):
    third = make_entity("甲乙商行三")
    further = make_pair(pair.first, third)
    merge(pair, pair.first)
    merge(further, third)
    with pytest.raises(duplicates.MergedSince):
        undo(pair)
    undo(further)
    undo(pair)
    assert not Entity.objects.filter(merged_into__isnull=False).exists()


def test_a_third_entity_is_none_to_keep(pair):
    with pytest.raises(NotVisible):
        merge(pair, make_entity())


def test_only_who_reaches_both_and_may_edit_decides(pair):
    street = make_unit("测试街道办", "street", line="territorial")
    make_responsible(street)
    officer = actor_of(make_person(street, "district_officer"))
    elsewhere = make_unit("别处街道办", "street", line="territorial")
    make_territory("330206003")
    make_responsible(elsewhere, "330206003")
    stranger = actor_of(make_person(elsewhere, "district_officer"))
    member = actor_of(make_person(make_unit("社区", "community"), "contact"))
    for other in (stranger, member):
        for act in (apart, undo, lambda pair, actor: merge(pair, pair.first, actor)):
            with pytest.raises((NotVisible, Forbidden)):
                act(pair, other)
    merge(pair, pair.first, officer)


def test_a_file_that_has_the_one_that_went_changes_nothing(pair):
    """Its code went to the one that stays; by its name and place it is known as merged."""
    merge(pair, pair.first)
    count = Entity.objects.count()
    enter([a_row(7, name="甲乙商行")])
    assert Entity.objects.count() == count
    kept = Entity.objects.get(pk=pair.first_id)
    assert (kept.code, kept.territory_id) == (valid_code(7), COMMUNITY)
    assert kept.since <= TODAY
