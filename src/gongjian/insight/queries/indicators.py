"""The six hundred-per-cents (六个100%, Zhejiang 2011, domain 2.5) as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongjian.entities import figures as registry
from gongjian.entities.terms import Coverage
from gongjian.kernel import figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked, Figure
from gongjian.members.figures import MEMBERS, WITHOUT_BRANCH
from gongjian.org import queries as org


@dataclass(frozen=True)
class Indicator:
    """One of the six: the figure that is reached, of the sum of these; neither if none tells."""

    label: Any
    reached: Figure | None = None
    of: tuple[Figure, ...] = ()


INDICATORS = (
    Indicator(_("Base known"), registry.BASE_KNOWN, (registry.ENTITIES,)),
    Indicator(_("Members' relations known"), MEMBERS, (MEMBERS, WITHOUT_BRANCH)),
    Indicator(_("Members show who they are")),
    Indicator(_("Conditions for a branch of one's own known")),
    Indicator(_("Jointly organised"), registry.JOINED_UP, (registry.WITHOUT_OWN,)),
    Indicator(_("Reached by Party work"), registry.WORK_COVERED, (registry.ENTITIES,)),
)


@dataclass(frozen=True)
class Reading:
    """An indicator's state: so many of so many; both None where it cannot be told here."""

    indicator: Indicator
    reached: int | None = None
    of: int | None = None


def read_indicators(
    asked: Asked, actor: Actor, numbers: Mapping[str, int], base_known: int
) -> Iterator[Reading]:
    """Yield the six; ``numbers`` by coverage are those of all that is asked for.

    Members have no class, trade or venue: where the question is narrowed by one, their indicator
    cannot be told.
    """
    total = sum(numbers.values())
    known = {
        registry.ENTITIES: total,
        registry.BASE_KNOWN: base_known,
        registry.JOINED_UP: sum(numbers.get(each, 0) for each in registry.JOINED),
        registry.WITHOUT_OWN: total - numbers.get(Coverage.OWN, 0),
        registry.WORK_COVERED: total - numbers.get(Coverage.NOTHING, 0),
    }
    if not asked.filters:
        units = org.units_asked(asked)
        for figure in (MEMBERS, WITHOUT_BRANCH):
            known[figure] = int(figures.value(figure, asked, actor, units) or 0)
    for indicator in INDICATORS:
        if indicator.reached is None or indicator.reached not in known:
            yield Reading(indicator)
        else:
            of = sum(known[figure] for figure in indicator.of)
            yield Reading(indicator, known[indicator.reached], of)
