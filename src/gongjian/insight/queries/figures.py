"""One figure asked: where it was asked, its number and the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible
from gongjian.kernel.figures import NONE_GIVEN, Answer, Asked, Figure, Part, Value
from gongjian.org import queries as org
from gongjian.org.queries import Node


class CannotBeSplit(DomainError):
    code = "cannot_be_split"
    message = _("A median cannot be split: the medians of parts do not make that of the whole.")


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


def list_figures(actor: Actor) -> tuple[Figure, ...]:
    """Return the figures that there are.

    Raises:
        Forbidden: the reader may not see figures.
    """
    if not actor.may("figures.view"):
        raise Forbidden
    return tuple(figures.declared().values())


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


@dataclass(frozen=True)
class Share:
    """A part of a figure by one value of a dimension; without a label nothing was given."""

    label: str
    asked: Asked
    value: Value


def split_figure(figure: Figure, asked: Asked, actor: Actor, by: str) -> tuple[Share, ...]:
    """Return the parts of a number by the values of a dimension that occur, in their order.

    Raises:
        NotVisible: the figure has no such dimension.
        CannotBeSplit: the figure is a median.
    """
    dimension = next((each for each in figure.dimensions if each.code == by), None)
    if dimension is None:
        raise NotVisible
    if not figure.measure.adds_up:
        raise CannotBeSplit
    found = figures.split(figure, asked, actor, org.units_asked(asked), by)
    labels = dimension.names(found)
    unlisted = sorted(found.keys() - {*labels, NONE_GIVEN})
    names = {**labels, **{code: code for code in unlisted}, NONE_GIVEN: ""}
    return tuple(
        Share(str(label), replace(asked, filters={**asked.filters, by: code}), found[code])
        for code, label in names.items()
        if code in found
    )
