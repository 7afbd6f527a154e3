"""What is found is what a look at every name would find, on both databases alike."""

from __future__ import annotations

import random

import pytest

from factories.entities import make_entity
from factories.org import moment, office
from gongjian.entities import actions
from gongjian.entities.actions import search_index
from gongjian.entities.models import Entity, EntityName, SearchPart
from gongjian.entities.queries.search import search
from gongjian.entities.rules import codes, postings
from gongjian.entities.rules.names import folded, is_latin
from gongjian.entities.rules.pinyin import has_initials

pytestmark = pytest.mark.django_db

WORDS = "鄞州长乐重庆单厦国兴超市百丈路便利店阿婆面馆五金建材ktv七天酒店(老)·"


def find(question: str) -> list[str]:
    found, is_all = search(question).among()
    ids = found.tolist()
    assert is_all
    return list(Entity.objects.filter(pk__in=ids).order_by("pk").values_list("name", flat=True))


@pytest.fixture
def shops() -> None:
    for name in (
        "国兴超市",
        "长乐面馆",
        "宁波市鄞州区百丈街道兴国五金店",
        "星光KTV(百丈店)",
        "7天酒店",
    ):
        make_entity(name)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("国兴", ["国兴超市"]),
        ("兴国", ["宁波市鄞州区百丈街道兴国五金店"]),
        ("百丈", ["宁波市鄞州区百丈街道兴国五金店", "星光KTV(百丈店)"]),
        ("百丈街道兴国", ["宁波市鄞州区百丈街道兴国五金店"]),
        ("gxcs", ["国兴超市"]),
        ("GX", ["国兴超市"]),
        ("clmg", ["长乐面馆"]),
        ("zlmg", ["长乐面馆"]),
        ("zymg", ["长乐面馆"]),
        ("yzq", ["宁波市鄞州区百丈街道兴国五金店"]),
        ("ktv", ["星光KTV(百丈店)"]),
        ("KTV百丈", ["星光KTV(百丈店)"]),
        ("光KTV（百丈", ["星光KTV(百丈店)"]),
        ("7天", ["7天酒店"]),
        ("７天 酒店", ["7天酒店"]),
        ("超市国兴", []),
        ("国", []),
        ("", []),
        ("百丈五金", []),
    ],
)
def test_names_and_initials(shops, question, names):
    assert find(question) == names


def test_alias_and_former_name_find_too():
    shop = make_entity("老名字面馆")
    actions.rename(shop.pk, "新招牌面馆", actor=office(), at=moment())
    actions.add_alias(shop.pk, "转角阿婆面", actor=office(), at=moment())
    for question in ("老名", "新招牌", "转角", "lmz", "zjap", "老名字面馆"):
        assert find(question) == ["新招牌面馆"]


def test_a_code_or_a_part_of_it_finds():
    shop = make_entity("有码的店", code="92330212MA2E0K7Q1A")
    make_entity("别的店")
    for question in (
        "92330212MA2E0K7Q1A",
        "92330212ma2e0k7q1a",
        "MA2E",
        "0K7Q1A",
        "2MA2E0",
        "K7Q1",
    ):
        assert find(question) == ["有码的店"]
    assert find("K7Q9") == []
    assert shop.doubtful_code


def test_a_corrected_code_is_found_no_more_by_the_old_one():
    shop = make_entity("有码的店", code="92330212MA2E0K7Q1A")
    facts = actions.EntityFacts(shop.name, shop.kind, shop.territory_id, "92330212MA2E0K7Q2A")
    actions.change(shop.pk, facts, from_day=shop.since, actor=office(), at=moment())
    assert find("K7Q1") == []
    assert find("K7Q2") == ["有码的店"]


def brute_force(question: str) -> list[str]:
    asked, code = folded(question), codes.tidy(question)
    names = dict(Entity.objects.values_list("pk", "name"))
    spelt = {pk: [name] for pk, name in names.items()}
    for pk, name in EntityName.objects.values_list("entity_id", "name"):
        spelt[pk].append(name)
    kept = dict(Entity.objects.values_list("pk", "code"))

    def fits(pk: int) -> bool:
        if is_latin(asked):
            return any(has_initials(asked, folded(name)) for name in spelt[pk]) or (
                len(code) >= 4 and code in kept[pk][8:]
            )
        return any(asked in folded(name) for name in spelt[pk])

    return [names[pk] for pk in sorted(names) if fits(pk)]


def a_name(dice: random.Random) -> str:
    return "".join(dice.choice(WORDS) for _ in range(dice.randint(2, 9)))


def test_random_names_agree_with_a_look_at_every_name(monkeypatch):
    monkeypatch.setattr(search_index, "MOST_UNSORTED_PARTS", 10)
    dice = random.Random(7)
    base = make_entity("零号店")
    rows = [
        Entity(
            name=a_name(dice),
            kind=base.kind,
            territory_id=base.territory_id,
            since=base.since,
            version=1,
        )
        for _ in range(200)
    ]
    Entity.objects.bulk_create(rows)
    for start in range(0, 200, 13):
        part = rows[start : start + 13]
        search_index.add([row.pk for row in part], [row.name for row in part])
    assert SearchPart.objects.filter(bucket__gte=0).exists()
    assert SearchPart.objects.filter(bucket=-1).count() <= 11
    letters = "cjlyzdqgxsbmwkt"
    for _ in range(120):
        size = dice.randint(2, 4)
        question = "".join(dice.choice(dice.choice((WORDS, letters))) for _ in range(size))
        if len(folded(question)) >= 2:
            assert find(question) == brute_force(question), question


def test_many_names_go_into_buckets_at_once(monkeypatch):
    monkeypatch.setattr(search_index, "FEW", 5)
    shop = make_entity("国兴超市连锁")
    assert not SearchPart.objects.filter(bucket=-1).exists()
    assert find("兴超") == [shop.name]
    assert find("xcs") == [shop.name]


def test_packed_postings_come_back_as_they_were():
    import numpy as np

    found = postings.postings(
        np.array([3, 9, 9], np.uint32), ["国兴超市", "国兴", "兴国"], ["", "92330212MA2E0K7Q1A"]
    )
    assert (postings.unpack(postings.pack(found)) == found).all()
    again = [part for _bucket, part in postings.by_bucket(found)]
    assert (np.concatenate(again) == found).all()
    piece = postings.pieces_of_name("国兴")[0]
    assert postings.entities_of(postings.pack(found), piece).tolist() == [3, 9]
