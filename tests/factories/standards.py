"""Branches of a street with brands, and rounds in which they review each other."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta

from factories.members import actor_of, make_person
from factories.memberships import make_branch, make_member
from factories.org import FOUNDED, TODAY, make_unit, moment, office
from gongjian.kernel.actor import Actor
from gongjian.org.models import Unit
from gongjian.standards import actions
from gongjian.standards.actions import BrandEntry, Report, RoundEntry
from gongjian.standards.models import Brand, Finding, Review, Round

_numbers = itertools.count(1)

ITEMS = ("组织生活是否按期", "阵地是否常开", "记录是否齐全")


@dataclass(frozen=True)
class Street:
    """A street under a district with branches, each with its secretary; an officer of each."""

    district: Unit
    street: Unit
    branches: tuple[Unit, ...]
    secretaries: tuple[Actor, ...]
    officer: Actor
    near: Actor


def make_street(branches: int = 3) -> Street:
    """Return a street with so many branches; ``near`` is the street's officer."""
    district = make_unit("测试区", "district", line="territorial")
    street = make_unit("测试街道", "street", under=district, line="territorial")
    below = tuple(make_branch(street, f"第{n}党支部") for n in range(1, branches + 1))
    return Street(
        district,
        street,
        below,
        tuple(actor_of(make_person(each, "branch_secretary")) for each in below),
        officer=actor_of(make_person(district, "district_officer")),
        near=actor_of(make_person(street, "district_officer")),
    )


def entry_for(unit: Unit, owner_id: int | None = None, name: str = "红邻驿站") -> BrandEntry:
    """Return what a unit proposes; its owner is somebody of it, entered if nobody is named."""
    if owner_id is None:
        owner_id = (make_member if unit.type == "branch" else make_person)(unit).pk
    return BrandEntry(unit.pk, name, "商圈服务", "把服务送到店门口", owner_id)


def make_brand(unit: Unit, *, on: date = FOUNDED) -> Brand:
    """Propose a brand of a unit."""
    return actions.propose(entry_for(unit), actor=office(on), at=moment(on))


def make_running(unit: Unit, *, on: date = FOUNDED, shown: bool = False) -> Brand:
    """Let a brand of a unit run since a day, and be shown if asked."""
    brand = make_brand(unit, on=on)
    actions.approve(brand.pk, on=on, actor=office(on), at=moment(on))
    if shown:
        actions.show(brand.pk, on=on, actor=office(on), at=moment(on))
    brand.refresh_from_db()
    return brand


def make_round(superior: Unit, *, on: date = TODAY, line: str = "territorial") -> Round:
    """Propose a round among the branches of a unit."""
    entry = RoundEntry(
        superior.pk, line, f"第{next(_numbers)}轮互查", on, on + timedelta(days=30), ITEMS
    )
    return actions.propose_round(entry, actor=office(on), at=moment(on))


def make_review(superior: Unit, *, on: date = TODAY) -> Review:
    """Return the first review of a confirmed round among the branches of a unit."""
    found = make_round(superior, on=on)
    actions.confirm_round(found.pk, actor=office(on), at=moment(on))
    return found.reviews.order_by("reviewer__name", "pk")[0]


def make_finding(review: Review, *, on: date = TODAY) -> Finding:
    """Hand a review in with one finding, at the first item."""
    item = review.round.items.order_by("number")[0]
    report = Report(on, {item.pk: "十月没有记录"}, "“十分钟议事”值得学")
    actions.hand_in(review.pk, report, actor=office(on), at=moment(on))
    return Finding.objects.get(review=review)


def street_of_reviews(above: Unit) -> Unit:
    """Return a street with three branches below a unit, made if there is none."""
    name = f"{above.name}互查街道"
    found = Unit.objects.filter(name=name).first()
    if found is None:
        found = make_unit(name, "street", under=above, line="territorial")
        for number in range(3):
            make_branch(found, f"{name}第{number}支部")
    return found


def some_brand(above: Unit) -> Brand:
    """Return a proposed brand of a branch below a unit, made if there is none."""
    street = street_of_reviews(above)
    found = Brand.objects.filter(state="proposed").first()
    return found or make_brand(make_branch(street))


def some_round(above: Unit) -> Round:
    """Return a proposed round below a unit, made if there is none."""
    return Round.objects.filter(state="proposed").first() or make_round(street_of_reviews(above))


def some_review(above: Unit) -> Review:
    """Return a review below a unit that is not handed in, made if there is none."""
    waiting = Review.objects.filter(round__state="running", state="assigned")
    return waiting.order_by("pk").first() or make_review(street_of_reviews(above))


def some_finding(above: Unit) -> Finding:
    """Return an open finding below a unit, made if there is none."""
    return Finding.objects.first() or make_finding(some_review(above))


def add_standards(above: Unit) -> None:
    """Add below a unit a branch with a shown brand, and to its street a round with a finding."""
    street = street_of_reviews(above)
    make_running(make_branch(street), shown=True)
    make_finding(make_review(street))
