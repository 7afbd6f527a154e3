"""Steps of the search benches (:mod:`bench.stepping`).

``prepare ROWS`` makes a city; ``measure RUNS`` asks each question by the index and by LIKE, by
turns: seconds for all questions together, a value a run.
"""

from __future__ import annotations

import time
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from gongjian.entities.models import Entity
from gongjian.entities.queries.search import search
from gongjian.entities.rules.names import folded
from gongjian.entities.rules.postings import Ids

SEED, QUESTIONS = 1, 20

LIKE = """
    SELECT id FROM entities_entity WHERE name LIKE %s
    UNION SELECT entity_id FROM entities_entityname WHERE name LIKE %s
"""


def prepare(rows: int) -> dict[str, Any]:
    """Make a city of so many entities in an empty database."""
    from gongjian.sample import city

    call_command("migrate", verbosity=0)
    city.load(rows, SEED, at=timezone.now(), say=lambda *_: None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"rows": Entity.objects.count()}


def questions() -> list[str]:
    """Return two neighbouring characters from each of some names, spread over the registry."""
    last = Entity.objects.aggregate(last=Max("pk"))["last"]
    found = []
    for number in range(QUESTIONS):
        name = folded(Entity.objects.get(pk=1 + number * (last - 1) // QUESTIONS).name)
        start = number * 3 % (len(name) - 1)
        found.append(name[start : start + 2])
    return found


def by_index(question: str) -> Ids:
    """Return the ids of the entities that a question finds, as an array: the list takes a page."""
    return search(question).among()[0]


def by_like(question: str) -> list[int]:
    """Return the same by reading every name."""
    with connection.cursor() as cursor:
        cursor.execute(LIKE, [f"%{question}%"] * 2)
        return [pk for (pk,) in cursor.fetchall()]


def measure(runs: int) -> dict[str, Any]:
    """Ask all questions both ways, once before and then a number of times by turns."""
    asked = questions()
    hits = {question: len(by_index(question)) for question in asked}
    missed = sum(len({*by_like(question)} - {*by_index(question).tolist()}) for question in asked)
    ours, like, slowest = [], [], 0.0
    for _ in range(runs):
        each = [_seconds(by_index, question) for question in asked]
        ours.append(sum(each))
        slowest = max(slowest, *each)
        like.append(sum(_seconds(by_like, question) for question in asked))
    return {
        "ours": ours,
        "like": like,
        "questions": len(asked),
        "missed": missed,
        "slowest_ms": round(slowest * 1000, 1),
        "fewest": min(hits.values()),
        "most": max(hits.values()),
    }


def _seconds(ask: Any, question: str) -> float:
    start = time.perf_counter()
    ask(question)
    return time.perf_counter() - start


STEPS = {"prepare": prepare, "measure": measure}
