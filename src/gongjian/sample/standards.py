"""The demonstration's brands and one round of peer review; everything said here is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from gongjian.exchange import actions as exchange
from gongjian.exchange.actions import PairingEntry
from gongjian.kernel import actor as actors
from gongjian.kernel.actor import Actor
from gongjian.org.terms import Line
from gongjian.standards import actions, queries
from gongjian.standards.actions import BrandEntry, Report, RoundEntry
from gongjian.standards.models import Finding, Review

from .district import POOL, SHOPS, unit_named

PERMISSIONS = ("brand.view", "brand.propose", "brand.decide", "review.view", "review.lead",
               "review.make", "review.answer", "pairing.edit", "pairing.view")  # fmt: skip


@dataclass(frozen=True)
class Idea:
    """What a branch stands for, and whose people look after it."""

    unit: str
    name: str
    duty: str
    specialty: str


IDEAS = (
    Idea(
        SHOPS,
        "商街一刻钟",
        "商业街上的服务",
        "每周三晚，党员商户值守一刻钟，听邻里和同行说一件事。",
    ),
    Idea(
        POOL, "一个不少", "没有单独支部的党员", "新店开张一个月内上门一次，把没有组织的党员接进来。"
    ),
)
ITEMS = ("组织生活按期开展，记录写得清楚", "党员知道自己这个月做什么", "有一件服务商户或居民的实事")
FOUND = "三季度有一次党课没有记录"
ANSWERED = "已补写记录，并指定一名党员专门负责"
LEARNED = "会前一周把议题发给每名党员，开会只用四十分钟。"
PARTNER = "中信银行宁波江东支行"
TOGETHER = ("一起清理背街小巷", "为独居老人送餐", "商户反诈知识宣讲")


def build_standards(at: datetime) -> None:
    """Build brands in three states, a pairing of a branch, and a round with findings."""
    shops, pool = (_propose(idea, at, days) for idea, days in zip(IDEAS, (300, 12), strict=True))
    early = at - timedelta(days=290)
    actor = _actor(early)
    actions.approve(shops, on=early.date(), actor=actor, at=early)
    actions.show(shops, on=early.date(), actor=actor, at=early)
    advice = "写明谁上门、多久一次，再报一次。"
    then = at - timedelta(days=5)
    actions.guide(pool, words=advice, actor=_actor(then), at=then)
    _pair(at)
    _review(at)


def _actor(at: datetime) -> Actor:
    return actors.system("sample", at.date(), *PERMISSIONS)


def _propose(idea: Idea, at: datetime, days: int) -> int:
    then = at - timedelta(days=days)
    unit = unit_named(idea.unit)
    owner_id = queries.list_owners(unit.pk, on=at.date())[0][0]
    entry = BrandEntry(unit.pk, idea.name, idea.duty, idea.specialty, owner_id)
    return actions.propose(entry, actor=_actor(at), at=then).pk


def _pair(at: datetime) -> None:
    """Pair the branch of the street with a bank, and let them do something each month."""
    shops, partner = unit_named(SHOPS), unit_named(PARTNER)
    start = (at - timedelta(days=280)).date()
    entry = PairingEntry(
        shops.pk, partner.pk, "街行结对", "每月一起做一件实事", start, goals=("全年十件实事",)
    )
    made = exchange.sign_pairing(entry, actor=_actor(at), at=at)
    for number, title in enumerate(TOGETHER):
        day = (at - timedelta(days=20 + 30 * number)).date()
        exchange.add_activity(made.pk, held_on=day, title=title, actor=_actor(at), at=at)


def _review(at: datetime) -> None:
    """Let the street's branches review each other: one finding done, one answered, one open."""
    start = at - timedelta(days=40)
    actor = _actor(start)
    entry = RoundEntry(
        unit_named("百丈街道").pk,
        Line.TERRITORIAL,
        f"{start.year}年下半年互查",
        start.date(),
        (at + timedelta(days=10)).date(),
        ITEMS,
    )
    made = actions.propose_round(entry, actor=actor, at=start)
    actions.confirm_round(made.pk, actor=actor, at=start)
    others = made.reviews.exclude(reviewer__name=SHOPS)
    of_shops = others.get(reviewed__name=SHOPS)
    rest = others.exclude(pk=of_shops.pk).order_by("pk")[:2]
    found = [_hand_in(review, at - timedelta(days=34)) for review in (of_shops, *rest)]
    then = at - timedelta(days=20)
    for finding in found[1:]:
        actions.answer(finding.pk, words=ANSWERED, actor=_actor(then), at=then)
    then = at - timedelta(days=15)
    actions.close(found[1].pk, words="看过了，记录齐全。", actor=_actor(then), at=then)


def _hand_in(review: Review, at: datetime) -> Finding:
    item = review.round.items.order_by("number")[0]
    report = Report(at.date(), {item.pk: FOUND}, LEARNED)
    actions.hand_in(review.pk, report, actor=_actor(at), at=at)
    return Finding.objects.get(review=review)
