"""The uncovered finder: where entities are that nobody covers, and which branch is near."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongjian.entities.figures import UNCOVERED
from gongjian.entities.queries.entities import EntityRow, rows_of
from gongjian.entities.queries.uncovered import (
    SAMPLE,
    Nearby,
    nearest_branches,
    nearest_of_each,
)
from gongjian.kernel import figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked
from gongjian.org import queries as org

from .figures import Context, Share, get_context, split_figure

EACH = "entity"
"""Not grouped: one by one."""
FINDINGS = ("street", "community", "venue", "section", EACH)
"""The ways to look for those who are not covered."""
CHOSEN = ("street", "community", "venue")
"""What is small enough for a branch to be near."""


@dataclass(frozen=True)
class Uncovered:
    """All that the finder shows: groups, with the most uncovered first, or a page of entities.

    ``nearest`` names the branch nearest to an entity by its id; ``nearby`` those near the street,
    community or venue that is chosen.
    """

    context: Context
    by: str
    total: int
    groups: tuple[Share, ...]
    entities: tuple[EntityRow, ...]
    nearest: Mapping[int, Nearby]
    nearby: tuple[Nearby, ...]

    @property
    def asked(self) -> Asked:
        return self.context.asked

    @property
    def is_chosen(self) -> bool:
        return bool(self.asked.filters.keys() & set(CHOSEN))


def find_uncovered(asked: Asked, by: str, actor: Actor, page: slice) -> Uncovered:
    """Return those who are not covered by a way of looking, and the branches near.

    Raises:
        Forbidden: the reader may not see figures.
    """
    context = get_context(asked, actor)
    asked = context.asked
    groups: tuple[Share, ...] = ()
    entities: tuple[EntityRow, ...] = ()
    nearest: Mapping[int, Nearby] = {}
    if by == EACH:
        total = int(figures.value(UNCOVERED, asked, actor, org.units_asked(asked)) or 0)
        ids = _ids(asked, actor, page)
        entities, nearest = rows_of(ids, asked.on), nearest_of_each(ids, asked, actor)
    else:
        shares = split_figure(UNCOVERED, asked, actor, by)
        groups = tuple(sorted(shares, key=lambda share: (-share.value, share.label)))
        total = sum(int(share.value) for share in groups)
    found = Uncovered(context, by, total, groups, entities, nearest, ())
    if not found.is_chosen:
        return found
    nearby = nearest_branches(_ids(asked, actor, slice(SAMPLE)), asked, actor)
    return Uncovered(context, by, total, groups, entities, nearest, nearby)


def _ids(asked: Asked, actor: Actor, page: slice) -> list[int]:
    assert UNCOVERED.counted is not None  # it is counted in columns
    return list(UNCOVERED.counted.keys(asked, actor, org.units_asked(asked), page))
