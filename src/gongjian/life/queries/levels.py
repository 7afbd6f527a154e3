"""How complete the records are at each level of a line, on any day."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked
from gongjian.org import queries as org
from gongjian.org.queries import Node

from .. import policy
from .expected import expected, is_held


@dataclass(frozen=True)
class LevelRow:
    """One part of the line with the question about it alone; ``node`` None: not placed there."""

    asked: Asked
    node: Node | None
    expected: int
    held: int


@dataclass(frozen=True)
class LevelPage:
    """Where on the line the question is asked, and its parts in the order of their names."""

    trail: tuple[Node, ...]
    rows: tuple[LevelRow, ...]


def get_level(asked: Asked, actor: Actor) -> LevelPage:
    """Return the parts of a node of a line that expect any record, in the actor's reach."""
    items = expected(asked.on, asked.moment).filter(
        policy.items(actor, "life.view"), starts_on__year=asked.on.year
    )
    counted = items.order_by().values("unit_id").annotate(
        due=Count("pk"), held=Count("pk", filter=is_held(asked.moment))
    )  # fmt: skip
    by_unit = {row["unit_id"]: (row["due"], row["held"]) for row in counted}
    parting = org.part_units(asked)
    rows = []
    for branch in parting.branches:
        found = [by_unit[pk] for pk in branch.unit_ids if pk in by_unit]
        if found:
            due, held = (sum(numbers) for numbers in zip(*found, strict=True))
            rows.append(LevelRow(branch.asked, branch.node, due, held))
    return LevelPage(parting.trail, tuple(rows))
