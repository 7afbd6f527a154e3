"""Taking comparisons out of the system: two lines, published totals beside figures (G14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden
from gongjian.org import queries as org
from gongjian.structure import queries as structure

from .. import queries
from ..queries import PublishedRow, Reconciliation
from .exports import OutOfReach, ReasonMissing


@dataclass(frozen=True)
class LinesExport:
    """Every figure on two lines on a day, and the mark that goes with it."""

    totals: tuple[structure.Totals, ...]
    lines: tuple[str, str]
    on: date
    who: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class PublishedExport:
    """Every published total beside its figure, and the mark that goes with it."""

    rows: tuple[tuple[PublishedRow, Reconciliation], ...]
    who: str
    at: datetime
    reason: str


def export_lines(
    lines: tuple[str, str], on: date, reason: str, *, actor: Actor, at: datetime
) -> LinesExport:
    """Give out what two lines tell; who took it and why stays in the audit chain.

    Raises:
        Forbidden: exporting is not part of the actor's role.
        OutOfReach: some units counted are those that the actor may look at and not export.
        ReasonMissing: as said.
    """
    reason = _require(actor, reason)
    reach = org.list_units(actor, "figures.export").order_by().values("pk")
    if org.list_units(actor, "figures.view").exclude(pk__in=reach).exists():
        raise OutOfReach
    totals = structure.get_totals(actor, lines, on)
    detail = {"lines": list(lines), "on": on.isoformat(), "rows": len(totals), "reason": reason}
    with audit.act(actor, "insight.lines.export", at=at, detail=detail):
        return LinesExport(totals, lines, on, actor.label, at, reason)


def export_published(reason: str, *, actor: Actor, at: datetime) -> PublishedExport:
    """Give out the published totals beside the figures, as ``export_lines`` does.

    A total is compared only where the actor sees every row behind the figure.

    Raises:
        Forbidden, ReasonMissing: as there.
    """
    reason = _require(actor, reason)
    rows = queries.list_compared(actor)
    with audit.act(
        actor, "insight.published.export", at=at, detail={"rows": len(rows), "reason": reason}
    ):
        return PublishedExport(rows, actor.label, at, reason)


def _require(actor: Actor, reason: str) -> str:
    if not actor.may("figures.export"):
        raise Forbidden
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
