"""The uncovered finder: where entities are that nobody covers, and which branch is near."""

from __future__ import annotations

from dataclasses import dataclass

from gongjian.entities.figures import UNCOVERED
from gongjian.entities.queries.uncovered import SAMPLE, Nearby, nearest_branches
from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked
from gongjian.org import queries as org

from .figures import Context, Share, get_context, split_figure

FINDINGS = ("street", "community", "venue", "section")
"""The ways to group those who are not covered."""


@dataclass(frozen=True)
class Uncovered:
    """All that the finder shows; ``groups`` with the most uncovered first.

    ``nearby`` is given when a place, a venue or a trade is chosen.
    """

    context: Context
    by: str
    total: int
    groups: tuple[Share, ...]
    nearby: tuple[Nearby, ...]

    @property
    def asked(self) -> Asked:
        return self.context.asked


def find_uncovered(asked: Asked, by: str, actor: Actor) -> Uncovered:
    """Return those who are not covered by a grouping, and the branches near what is chosen.

    Raises:
        Forbidden: the reader may not see figures.
    """
    context = get_context(asked, actor)
    asked = context.asked
    shares = split_figure(UNCOVERED, asked, actor, by)
    groups = tuple(sorted(shares, key=lambda share: (-share.value, share.label)))
    nearby: tuple[Nearby, ...] = ()
    if asked.filters.keys() & {"street", "community", "venue"} and UNCOVERED.counted is not None:
        units = org.units_asked(asked)
        ids = UNCOVERED.counted.keys(asked, actor, units, slice(SAMPLE))
        nearby = nearest_branches(list(ids), asked, actor)
    total = sum(int(share.value) for share in groups)
    return Uncovered(context, by, total, groups, nearby)
