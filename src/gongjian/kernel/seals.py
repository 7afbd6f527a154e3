"""Audit of tables with a million rows: one digest a block of rows, instead of one a row.

A sealed table's rows fall into blocks of neighbouring keys. The action that writes rows renews
the seals of their blocks, and a seal is an ordinary audited record: so a row changed behind the
system's back no longer matches its block's seal, and the chain of events proves the seals. See
docs/adr/0007-registry-in-columns.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache

from django.apps import apps
from django.db import connection
from django.db.models import Max, Min

from .models import Seal, Sealed

BLOCK = 1024
"""Keys in a block: few enough to read again after one change, many enough to keep seals few."""


def blocks_of(pks: Iterable[int]) -> set[int]:
    """Return the blocks that these keys fall into."""
    return {pk // BLOCK for pk in pks}


def renew(model: type[Sealed], blocks: Iterable[int], salt: str) -> tuple[list[Seal], list[Seal]]:
    """Return the seals of these blocks as they must now be: those to create, those to change."""
    wanted = sorted(blocks)
    known = {seal.block: seal for seal in _seals(model, wanted)}
    fresh, changed = [], []
    for block in wanted:
        rows, digest = _digest(model, block, salt)
        seal = known.get(block)
        if seal is None:
            fresh.append(Seal(model=model._meta.label, block=block, rows=rows, digest=digest))
        elif (seal.rows, seal.digest) != (rows, digest):
            seal.rows, seal.digest = rows, digest
            changed.append(seal)
    return fresh, changed


def _seals(model: type[Sealed], wanted: list[int]) -> Iterator[Seal]:
    if wanted:
        found = Seal.objects.select_for_update().filter(model=model._meta.label)
        chosen = set(wanted)
        in_range = found.filter(block__gte=wanted[0], block__lte=wanted[-1])
        yield from (seal for seal in in_range if seal.block in chosen)


PLAIN = {"DateField": "text", "BooleanField": "integer"}
"""What values of these fields are read as, so that they are alike on every database."""


@cache
def _statement(model: type[Sealed]) -> str:
    """Return the query of one block's rows."""
    quote = connection.ops.quote_name
    columns = []
    for field in model._meta.concrete_fields:
        plain = PLAIN.get(field.get_internal_type())
        column = quote(str(field.column))
        columns.append(f"CAST({column} AS {plain})" if plain else column)
    key = quote(str(model._meta.pk.column))
    return (
        f"SELECT {', '.join(columns)} FROM {quote(model._meta.db_table)} "
        f"WHERE {key} >= %s AND {key} < %s ORDER BY {key}"
    )


def _digest(model: type[Sealed], block: int, salt: str) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(_statement(model), [block * BLOCK, (block + 1) * BLOCK])
        rows = cursor.fetchall()
    body = json.dumps([salt, model._meta.label, rows], ensure_ascii=False, separators=(",", ":"))
    return len(rows), hashlib.sha256(body.encode()).hexdigest()


def sealed_models() -> list[type[Sealed]]:
    """Return every model whose rows are sealed by blocks."""
    return [model for model in apps.get_models() if issubclass(model, Sealed)]


def verify(salt: str) -> Iterator[str]:
    """Yield each block that does not match its seal, in words."""
    for model in sealed_models():
        seals = {s.block: s for s in Seal.objects.filter(model=model._meta.label)}
        ends = model._default_manager.aggregate(first=Min("pk"), last=Max("pk"))
        present = set()
        if ends["first"] is not None:
            present = set(range(ends["first"] // BLOCK, ends["last"] // BLOCK + 1))
        for block in sorted(present | seals.keys()):
            yield from _faults(model, block, seals.get(block), salt)


def _faults(model: type[Sealed], block: int, seal: Seal | None, salt: str) -> Iterator[str]:
    rows, digest = _digest(model, block, salt)
    where = f"{model._meta.label} {block * BLOCK} to {(block + 1) * BLOCK - 1}"
    if seal is None:
        if rows:
            yield f"{where}: {rows} rows written without an action"
    elif (seal.rows, seal.digest) != (rows, digest):
        yield f"{where}: {rows} rows, sealed were {seal.rows}; changed behind the system's back"
