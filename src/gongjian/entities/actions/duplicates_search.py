"""Finding entities that may be one, over the whole registry at once."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

import duckdb

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.org.models import Territory

from ..models import DoubtfulPair
from ..rules import codes, likeness
from .imports_cells import quoted
from .imports_compare import now_held

MOST_ALIKE = 6
"""Entities of one name in one town from which on the name says nothing (连锁便利店)."""

ALIKE = 0.85
"""Likeness of two names (Jaro-Winkler) from which on codes one character apart are a slip."""

WIDE = "".join(chr(point) for point in range(0xFF01, 0xFF5F))
NARROW = "".join(chr(point - 0xFEE0) for point in range(0xFF01, 0xFF5F))


def find(
    duck: duckdb.DuckDBPyConnection, present: Collection[str], *, actor: Actor, at: datetime
) -> int:
    """Put every pair that may be one into the queue, once; return how many were new.

    Looks at the whole registry as the stage holds it: ``existing`` and what was ``written`` since.
    Pairs that a person has decided on stay decided.
    """
    _spell(duck, present)
    known = set(DoubtfulPair.objects.values_list("first_id", "second_id"))
    fresh = [
        DoubtfulPair(first_id=first, second_id=second, reason=reason)
        for first, second, reason in _pairs(duck)
        if (first, second) not in known
    ]
    if fresh:
        with audit.act(actor, "entity.pairs", at=at, detail={"pairs": len(fresh)}) as journal:
            journal.create_many(fresh)
    return len(fresh)


def _spell(duck: duckdb.DuckDBPyConnection, present: Collection[str]) -> None:
    """Make ``spelled``: name and address as they are compared, and the name without its place."""
    held = now_held(present)
    towns = duck.execute(f"SELECT DISTINCT left(territory, 9) FROM ({held})").fetchall()
    around = {code[:size] for (code,) in towns for size in (2, 4, 6, 9)}
    names = Territory.objects.filter(pk__in=sorted(around)).values_list("name", flat=True)
    places = quoted(likeness.prefixes(names))
    duck.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE spelled AS
        SELECT id, code, name, left(territory, 9) AS town, plain, address,
               regexp_replace(plain, {places}, '') AS core
        FROM (SELECT id, code, name, territory, {_plain("name")} AS plain,
                     {_plain("address")} AS address FROM ({held}))
        """
    )


def _plain(column: str) -> str:
    """Return the SQL of ``likeness.spelled``.

    Few texts have anything to be written otherwise, and to translate costs more than to look.
    """
    old, new = WIDE + likeness.FROM, NARROW + likeness.TO
    narrow = (
        f"CASE WHEN regexp_matches({column}, {quoted(_one_of(old))}) "
        f"THEN translate({column}, {quoted(old)}, {quoted(new)}) ELSE {column} END"
    )
    return f"lower(regexp_replace({narrow}, {quoted(_one_of(likeness.LEFT_OUT))}, '', 'g'))"


def _one_of(characters: str) -> str:
    """Return the expression that matches one of these characters."""
    return f"[{re.escape(characters)}]"


def _pairs(duck: duckdb.DuckDBPyConnection) -> list[tuple[int, int, str]]:
    """Return the pairs, each with the reason that weighs most."""
    return duck.execute(
        f"""
        WITH groups AS (
            SELECT town, core FROM spelled WHERE length(core) >= 2
            GROUP BY ALL HAVING count(*) BETWEEN 2 AND {MOST_ALIKE}
        ),
        alike AS (SELECT * FROM spelled JOIN groups USING (town, core)),
        named AS (
            SELECT a.id AS first, b.id AS second,
                   CASE WHEN a.address = b.address AND a.address <> '' THEN 'same_place'
                        ELSE 'spelling' END AS reason
            FROM alike a JOIN alike b USING (town, core)
            WHERE a.id < b.id
              AND ((a.address = b.address AND a.address <> '') OR a.name <> b.name)
        ),
        wrong AS (
            SELECT id, code, plain FROM spelled WHERE length(code) = 18 AND ({_fails()})
        ),
        places AS (SELECT unnest(range(1, 19)) AS place),
        letters AS (SELECT unnest(string_split({quoted(codes.ALPHABET)}, '')) AS letter),
        slips AS (
            SELECT w.id, w.plain,
                   left(w.code, place - 1) || letter || substr(w.code, place + 1) AS code
            FROM wrong w, places, letters WHERE letter <> substr(w.code, place, 1)
        ),
        slipped AS (
            SELECT least(a.id, b.id) AS first, greatest(a.id, b.id) AS second,
                   'code_slip' AS reason
            FROM slips a JOIN spelled b USING (code)
            WHERE jaro_winkler_similarity(a.plain, b.plain) > {ALIKE}
        )
        SELECT first, second, min(reason) FROM
            (SELECT * FROM named UNION ALL SELECT * FROM slipped)
        GROUP BY first, second ORDER BY first, second
        """
    ).fetchall()


def _fails() -> str:
    """Return the SQL that tells that a code's check digit fails: one wrong character always does.

    So of two codes one character apart at least one fails, and only those are varied.
    """
    total = " + ".join(
        f"(strpos({quoted(codes.ALPHABET)}, substr(code, {place}, 1)) - 1) * {weight}"
        for place, weight in enumerate((*codes.WEIGHTS, 1), start=1)
    )
    return f"({total}) % 31 <> 0"
