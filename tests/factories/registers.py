"""Registers as offices send them, made up row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from random import Random
from typing import Any

from django.core.files.base import ContentFile

from factories.entities import (
    COMMUNITY,
    OTHER_COMMUNITY,
    make_cover,
    make_entity,
    make_responsible,
    make_territory,
)
from factories.members import actor_of
from factories.org import TODAY, moment, office
from gongjian.entities.actions import imports
from gongjian.entities.models import DoubtfulPair, Entity, RegisterFile
from gongjian.entities.rules import codes
from gongjian.entities.terms import REGISTER_COLUMNS, PairReason, RegisterState
from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.members.models import Person
from gongjian.org.models import Responsibility, Unit

Row = dict[str, Any]


def valid_code(number: int) -> str:
    """Return the valid code of the nth entity of a register."""
    body = f"92330212MA{number:07d}"
    return body + codes.check_character(body)


def wrong_code(number: int) -> str:
    """Return a code of the right form whose check digit fails."""
    code = valid_code(number)
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def a_row(number: int = 1, **cells: Any) -> Row:
    """Return a sound row; other cells as given."""
    return {
        "code": valid_code(number),
        "name": f"测试商行{number}",
        "kind": "个体工商户",
        "trade": "52",
        "territory": COMMUNITY,
        "address": f"测试路{number}号",
        "longitude": "121.55",
        "latitude": "29.87",
        "founded_on": "2020-01-02",
        "closed_on": "",
        "staff": "3",
        "contact_name": "某某",
        "contact_mobile": f"139{number:08d}",
        "aliases": "",
    } | cells


def many_rows(count: int, seed: int = 1) -> list[Row]:
    """Return so many different sound rows."""
    rng = Random(seed)
    kinds = ("小微企业", "个体工商户", "专业市场", "其他")
    return [
        a_row(
            number,
            kind=rng.choice(kinds),
            trade=rng.choice(("51", "F", "62", "")),
            territory=rng.choice((COMMUNITY, OTHER_COMMUNITY)),
            staff=str(rng.randrange(1, 50)),
            founded_on=f"20{rng.randrange(10, 26)}/{rng.randrange(1, 13)}/{rng.randrange(1, 29)}",
            closed_on=rng.choice(("", "", "2026-05-01")),
        )
        for number in range(1, count + 1)
    ]


def as_csv(rows: Iterable[Mapping[str, Any]], keys: Iterable[str] = ()) -> str:
    """Return rows as the text of a register, with these columns or those of the first row."""
    rows = list(rows)
    keys = list(keys or rows[0])
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(REGISTER_COLUMNS[key] for key in keys)
    writer.writerows([row.get(key, "") for key in keys] for row in rows)
    return text.getvalue()


def receive(
    content: bytes | str | list[Row],
    name: str = "register.csv",
    *,
    as_of: date = TODAY,
    whole_of: str = "",
    actor: Actor | None = None,
) -> RegisterFile:
    """Send a register and let it be checked."""
    make_territory(COMMUNITY)
    make_territory(OTHER_COMMUNITY)
    if isinstance(content, list):
        content = as_csv(content)
    if isinstance(content, str):
        content = content.encode()
    actor = actor or office()
    register = imports.receive(
        ContentFile(content), name, as_of=as_of, whole_of=whole_of, actor=actor, at=moment()
    )
    imports.check(register, actor=actor)
    register.refresh_from_db()
    return register


def enter(
    content: bytes | str | list[Row], name: str = "register.csv", **options: Any
) -> RegisterFile:
    """Send a register, let it be checked and enter what is sound of it."""
    register = receive(content, name, **options)
    assert register.state == RegisterState.CHECKED, register.refusal
    actor = options.get("actor") or office()
    register = imports.begin(register.pk, actor=actor)
    imports.enter(register, actor=actor, at=moment())
    register.refresh_from_db()
    return register


def make_pair(
    first: Entity, second: Entity, reason: PairReason = PairReason.SPELLING
) -> DoubtfulPair:
    """Put two entities into the queue of those that may be one."""
    one, other = sorted((first, second), key=lambda entity: entity.pk)
    with audit.act(office(), "entity.pairs", at=moment()) as journal:
        return journal.create(DoubtfulPair(first=one, second=other, reason=reason))


def a_pair(unit: Unit) -> DoubtfulPair:
    """Return a pair of two entities that a unit covers; made once."""
    known = DoubtfulPair.objects.first()
    if known is not None:
        return known
    first, second = make_entity("甲乙商行"), make_entity("甲乙商行（个体）")
    for entity in (first, second):
        make_cover(unit, entity)
    return make_pair(first, second)


def a_register(person: Person) -> RegisterFile:
    """Return a checked register of a person, with a sound row and one with a fault; made once."""
    known = RegisterFile.objects.filter(account_id=person.account_id).first()
    if known is not None:
        return known
    if not Responsibility.objects.filter(unit=person.unit).exists():
        make_responsible(person.unit)
    return receive([a_row(1), a_row(2, kind="不明")], actor=actor_of(person))


def add_register_and_pair(person: Person) -> None:
    """Let every list of registers have one row more: one file, one pair, one code to correct."""
    make_pair(make_entity(), make_entity())
    make_entity(code=wrong_code(Entity.objects.count()))
    imports.receive(
        ContentFile(b"x"), "register.csv", as_of=TODAY, actor=actor_of(person), at=moment()
    )
