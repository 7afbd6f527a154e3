"""Finding entities by a piece of a name, an alias, a former name, its initials, or a code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
from django.db import connection
from django.db.models import Q
from psycopg.pq import Format

from ..models import Entity, EntityName, SearchPart
from ..rules import codes, postings
from ..rules.names import SHORTEST, SHORTEST_CODE, folded, folded_all, is_latin
from ..rules.pinyin import has_initials
from ..rules.postings import Ids

UNSORTED = -1
CHUNK = 5_000
MOST = 20_000
"""Entities read one by one to make sure of a find; a question that more pieces fit is too wide."""

Fits = Callable[[str, str], bool]


@dataclass(frozen=True, eq=False)
class Found:
    """The entities that a question may mean, by id: all of them, or more than will be told.

    Where the pieces alone do not decide, ``fits`` says of a folded name and a code whether the
    question is in them.
    """

    ids: Ids
    fits: Fits | None = None

    def among(self, ids: Ids | None = None) -> tuple[Ids, bool]:
        """Return the entities found, of ``ids`` where given, and whether these are all.

        Both are in order. Merged entities are left out by those who ask for ``ids``.
        """
        chosen = self.ids if ids is None else postings.intersection([self.ids, ids])
        if self.fits is None:
            return chosen, True
        first = chosen[:MOST].tolist()
        fitting = np.fromiter(_fitting(first, self.fits), np.uint32)
        return fitting, len(chosen) <= MOST


def is_too_short(question: str) -> bool:
    """Tell whether a question has too few characters to be looked for."""
    return len(folded(question)) < SHORTEST


def search(question: str) -> Found:
    """Return the entities that have a question in a name, its initials or a code.

    A question of letters and digits is of initials, and from four characters on also of a code
    (after its registering office); any other is of a name. None is found for one that is too short.
    """
    asked = folded(question)
    if len(asked) < SHORTEST:
        return Found(np.empty(0, np.uint32))
    if not is_latin(asked):
        pieces = postings.pieces_of_name(asked)
        lists = _lists([[piece] for piece in pieces])
        sure = len(pieces) == 1 and ord(max(asked)) < 0xD800
        return Found(postings.intersection(lists), None if sure else lambda n, c: asked in n)
    return _by_letters(asked, codes.tidy(question))


def _by_letters(asked: str, code: str) -> Found:
    named = postings.intersection(_lists(postings.pieces_of_initials(asked)))
    last = postings.code_piece(code[-postings.CODE_PIECE :]) if len(code) >= SHORTEST_CODE else None
    if last is None:
        sure = len(asked) <= 3
        return Found(named, None if sure else lambda n, c: has_initials(asked, n))
    (coded,) = _lists([[last]])
    return Found(postings.union([named, coded]), lambda n, c: code in c or has_initials(asked, n))


def _lists(wanted: list[list[int]]) -> list[Ids]:
    """Return for each list of pieces the entities that have one of them, in one query."""
    buckets = {postings.bucket_of(piece) for pieces in wanted for piece in pieces}
    packed: dict[int, list[bytes]] = defaultdict(list)
    for bucket, data in _parts([*buckets, UNSORTED]):
        packed[bucket].append(data)
    return [
        postings.union(
            [
                postings.entities_of(part, piece)
                for piece in pieces
                for part in (*packed[postings.bucket_of(piece)], *packed[UNSORTED])
            ]
        )
        for pieces in wanted
    ]


def _parts(buckets: list[int]) -> list[tuple[int, bytes]]:
    """Fetch the parts of some buckets."""
    parts = SearchPart.objects.filter(bucket__in=buckets).order_by("pk")
    statement, values = parts.values_list("bucket", "data").query.sql_with_params()
    with _cursor() as cursor:
        cursor.execute(statement, values)
        return [(bucket, bytes(data)) for bucket, data in cursor.fetchall()]


def _cursor() -> Any:
    """Return a cursor that brings bytes as they are: Django's asks PostgreSQL for text of them."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    cursor: Any = psycopg.Cursor(connection.connection)
    cursor.format = Format.BINARY
    return wrap(cursor)


def _fitting(ids: list[int], fits: Fits) -> Iterator[int]:
    """Yield those of some entities whose names or code fit, in order."""
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        fitting = set(_check(part, fits))
        yield from (pk for pk in part if pk in fitting)


def _check(ids: list[int], fits: Fits) -> Iterable[int]:
    rows = list(Entity.objects.filter(_among(ids)).values_list("pk", "name", "code"))
    missing = []
    for name, (pk, _name, code) in zip(folded_all([row[1] for row in rows]), rows, strict=True):
        if fits(name, code):
            yield pk
        else:
            missing.append(pk)
    others = EntityName.objects.filter(_among(missing, "entity_id"))
    for pk, name in others.values_list("entity_id", "name"):
        if fits(folded(name), ""):
            yield pk


def _among(ids: list[int], field: str = "pk") -> Q:
    return Q(**{f"{field}__in": ids})
