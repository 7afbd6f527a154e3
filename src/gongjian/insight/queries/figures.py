"""One figure asked: where it was asked, its number and the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gongjian.kernel import figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.figures import Answer, Asked, Figure, Part
from gongjian.org import queries as org
from gongjian.org.queries import Node


@dataclass(frozen=True)
class Context:
    """A question made good: the zone and the way to the node, as they stood on the day.

    ``strayed`` tells that the node asked for has no place on this line on this day, so that the
    question is answered without it.
    """

    asked: Asked
    zone: Node | None
    trail: tuple[Node, ...]
    strayed: bool = False

    @property
    def node(self) -> Node | None:
        return self.trail[-1] if self.trail else None


def get_context(asked: Asked, actor: Actor) -> Context:
    """Return where a question is asked.

    Raises:
        Forbidden: the reader may not see figures.
        NotVisible: the zone is out of reach.
    """
    if not actor.may("figures.view"):
        raise Forbidden
    zone = org.get_zone(asked.zone_id, actor) if asked.zone_id is not None else None
    if asked.node_id is None:
        return Context(asked, zone, ())
    trail = org.breadcrumb(asked.node_id, line=asked.line, on=asked.on)
    if trail:
        return Context(asked, zone, trail)
    return Context(replace(asked, node_id=None, part=Part.BELOW), zone, (), strayed=True)


def get_answer(
    figure: Figure, asked: Asked, actor: Actor, *, sort: str = "", page: slice | None = None
) -> Answer:
    """Return the number, and the rows behind it or one page of them."""
    units = org.units_asked(asked)
    return figures.answer(figure, asked, actor, units, sort=sort, page=page)
