"""The index of names and codes, kept in the transaction of every write to them.

What was once indexed stays: a name that an entity leaves is a former name, and a search reads
what it has found again where a piece alone does not decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from django.db import connection

from ..models import SearchPart
from ..rules import postings
from ..rules.names import folded_all
from ..rules.postings import Ids, Postings

UNSORTED = -1
FEW = 20_000
"""Postings up to which a write is kept as it comes; a thousand names have about as many."""
MOST_UNSORTED = 200_000
MOST_UNSORTED_PARTS = 128
SLICE = 250_000
"""Names that are indexed at a time: bounds the memory at about 300 MB."""


def add(
    entity_ids: Sequence[int] | Ids, names: Sequence[str], codes: Sequence[str] | None = None
) -> None:
    """Index names and codes, the nth of each belonging to the nth entity; any number of them.

    An entity may come several times, for its other names; ``codes`` may have empty ones. To be
    called inside an action that holds the registry (``raise_version``); many at a time is faster.
    """
    ids = np.asarray(entity_ids, np.uint32)
    for start in range(0, len(ids), SLICE):
        part = slice(start, start + SLICE)
        found = postings.postings(
            ids[part], folded_all(names[part]), codes[part] if codes is not None else ()
        )
        _keep(found)


def _keep(found: Postings) -> None:
    if len(found) > FEW:
        _write(_parts(found))
    elif len(found):
        _write(iter([(UNSORTED, len(found), postings.pack(found))]))
        _settle()


def _parts(found: Postings) -> Iterator[tuple[int, int, bytes]]:
    for bucket, held in postings.by_bucket(found):
        yield bucket, len(held), postings.pack(held)


def _settle() -> None:
    """Sort what came in small writes into the buckets, once there is enough of it."""
    waiting = SearchPart.objects.filter(bucket=UNSORTED)
    sizes = list(waiting.values_list("pk", "size"))
    if len(sizes) <= MOST_UNSORTED_PARTS and sum(size for _pk, size in sizes) <= MOST_UNSORTED:
        return
    kept = [postings.unpack(bytes(data)) for data in waiting.values_list("data", flat=True)]
    waiting.filter(pk__in=[pk for pk, _size in sizes]).delete()
    _write(_parts(postings.merged(kept)))


def _write(parts: Iterator[tuple[int, int, bytes]]) -> None:
    """Write parts by the database's fastest way."""
    table = SearchPart._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = f'COPY "{table}" (bucket, size, data) FROM STDIN (FORMAT BINARY)'
            with cursor.copy(statement) as copy:
                copy.set_types(["int2", "int4", "bytea"])
                for part in parts:
                    copy.write_row(part)
        else:
            cursor.executemany(
                f'INSERT INTO "{table}" (bucket, size, data) VALUES (%s, %s, %s)',
                list(parts),
            )
