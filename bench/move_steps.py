"""Steps of the move bench (:mod:`bench.stepping`).

``prepare ROWS`` makes a city with a branch that covers 10,000 entities; ``measure RUNS`` moves it
to another street and back, each from a later day, and asks the figures of both streets on both
days.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from gongjian.entities.actions.covers import CoverEntry, cover_many
from gongjian.entities.figures import ENTITIES
from gongjian.entities.models import Cover, Entity
from gongjian.entities.queries import recount
from gongjian.kernel import catalogue, figures
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.figures import Asked
from gongjian.org import actions as org
from gongjian.org import policy, queries
from gongjian.org.models import Placement, Unit
from gongjian.org.terms import Line
from gongjian.structure import actions
from gongjian.structure.terms import Move

SEED, COVERED = 1, 10_000
LINE = Line.TERRITORIAL.value
BRANCH = "万户联合党支部"
BEGAN = date(2020, 1, 1)
DOCUMENT = "样例〔2026〕1号"
PERMISSIONS = ("structure.edit", "roster.import", "cover.edit", "entity.view", "unit.view")


def actor() -> Actor:
    """Return who re-organises, wherever."""
    return system("bench", timezone.localdate(), *PERMISSIONS)


def streets() -> tuple[Unit, Unit]:
    """Return two streets."""
    placed = Placement.objects.filter(policy.on_day(timezone.localdate()), line=LINE)
    rows = placed.filter(unit__type="street").select_related("unit").order_by("parent_id", "pk")
    first, second = rows[:2]
    return first.unit, second.unit


def prepare(rows: int) -> dict[str, Any]:
    """Make a city in an empty database, and a branch of its first street with 10,000 entities."""
    from gongjian.sample import city

    call_command("migrate", verbosity=0)
    city.load(rows, SEED, at=timezone.now(), say=lambda *_: None)
    home, _other = streets()
    at = timezone.now()
    facts = org.UnitFacts("branch", BRANCH, territory=home.territory_id, founded_on=BEGAN)
    branch = org.enter_unit(facts, actor=actor(), at=at)
    org.place(branch.pk, line=LINE, parent_id=home.pk, from_day=BEGAN, actor=actor(), at=at)
    entries = (
        CoverEntry(branch.pk, "branch", pk, None, None, timezone.localdate() - timedelta(days=1))
        for pk in islice(_without_branch(), COVERED)
    )
    cover_many(entries, actor=actor(), at=at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"rows": Entity.objects.count()}


def _without_branch() -> Iterator[int]:
    """Yield the open entities that no branch has ever covered themselves."""
    taken = set(Cover.objects.exclude(entity=None).values_list("entity_id", flat=True))
    held = Entity.objects.filter(closed_on=None, merged_into=None).order_by("pk")
    for pk in held.values_list("pk", flat=True).iterator():
        if pk not in taken:
            yield pk


def count(unit: Unit, on: date) -> int:
    """Return how many entities stand under a unit on a day."""
    asked = Asked(LINE, on, node_id=unit.pk)
    return int(figures.value(ENTITIES, asked, actor(), queries.units_asked(asked)) or 0)


def recounted(units: tuple[Unit, Unit], on: date) -> list[int]:
    """Return the same for two units, row by row, with code that shares nothing with the columns."""
    under = [
        set(queries.units_under(unit.pk, line=LINE, on=on).values_list("unit_id", flat=True))
        for unit in units
    ]
    counts = [0, 0]
    for row in recount.on_line(LINE, on, policy.EVERYTHING):
        for number, ids in enumerate(under):
            counts[number] += row.unit_id in ids
    return counts


def measure(runs: int) -> dict[str, Any]:
    """Move the branch there and back, each time from a later day, as one re-organisation."""
    home, other = streets()
    branch = Unit.objects.get(name=BRANCH)
    today = timezone.localdate()
    count(home, today)
    seconds, answers, wrong = [], [], 0
    for run in range(runs):
        there = (other, home)[run % 2]
        left = (home, other)[run % 2]
        day = today + timedelta(days=1 + run)
        before = {unit.pk: count(unit, day) for unit in (there, left)}
        seconds.append(_move(branch, there, day))
        start = time.perf_counter()
        after = {unit.pk: count(unit, day) for unit in (there, left)}
        answers.append((time.perf_counter() - start) / 2)
        eve = {unit.pk: count(unit, day - timedelta(days=1)) for unit in (there, left)}
        wrong += eve != before
        wrong += after[there.pk] != before[there.pk] + COVERED
        wrong += after[left.pk] != before[left.pk] - COVERED
    last = today + timedelta(days=runs)
    for on in (last - timedelta(days=1), last):
        wrong += recounted((home, other), on) != [count(home, on), count(other, on)]
    return {
        "seconds": seconds,
        "answer_ms": round(1000 * statistics.median(answers), 1),
        "rehearsal_s": round(_rehearse(branch, home, last + timedelta(days=1)), 2),
        "update_s": round(_rewrite(branch), 2),
        "wrong": wrong,
        "units": Unit.objects.count(),
        "covered": Cover.objects.filter(unit=branch).count(),
    }


def _prepared(branch: Unit, there: Unit, day: date) -> int:
    facts = actions.Draft(there.pk, f"划转{day}", DOCUMENT, day)
    row = actions.draft(facts, actor=actor(), at=timezone.now())
    actions.add_change(row.pk, Move(branch.pk, LINE, there.pk), actor=actor(), at=timezone.now())
    return row.pk


def _move(branch: Unit, there: Unit, day: date) -> float:
    """Return the seconds of the transaction that moves a branch from a day on."""
    pk = _prepared(branch, there, day)
    start = time.perf_counter()
    actions.apply(pk, actor=actor(), at=timezone.now())
    return time.perf_counter() - start


def _rehearse(branch: Unit, there: Unit, day: date) -> float:
    """Return the seconds of a rehearsal: every figure at every node concerned, before and after."""
    pk = _prepared(branch, there, day)
    start = time.perf_counter()
    with catalogue.held(timezone.localdate()):
        actions.rehearse(pk, actor=actor(), at=timezone.now())
    return time.perf_counter() - start


def _rewrite(branch: Unit) -> float:
    """Return the seconds that rewriting the 10,000 entities' rows alone would take; rolled back."""
    covered = Cover.objects.filter(unit=branch).values("entity_id")
    start = time.perf_counter()
    with transaction.atomic():
        Entity.objects.filter(pk__in=covered).update(address="x")
        taken = time.perf_counter() - start
        transaction.set_rollback(True)
    return taken


STEPS = {"prepare": prepare, "measure": measure}
