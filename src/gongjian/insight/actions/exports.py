"""Taking a figure's rows out of the system: with a reason, on the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongjian.entities.figures import ENTITIES
from gongjian.kernel import audit, figures
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError, Forbidden
from gongjian.kernel.figures import Answer, Asked
from gongjian.org import queries as org

from .. import queries
from ..queries.coverage import Board, BoardQuestion, get_board


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Write what the export is for.")
    field = "reason"


class OutOfReach(Forbidden):
    code = "export_out_of_reach"
    message = _("Some of these rows are outside what you may export. Choose a zone or a place.")


@dataclass(frozen=True)
class Export:
    """A figure with all its rows, and the mark that goes with it: who, when and what for."""

    answer: Answer
    context: queries.Context
    who: str
    at: datetime
    reason: str


def export_figure(code: str, asked: Asked, reason: str, *, actor: Actor, at: datetime) -> Export:
    """Give out all rows of a figure; who took them and why stays in the audit chain (G14).

    Raises:
        NotVisible: there is no such figure, or the zone is out of reach.
        Forbidden: exporting is not part of the actor's role.
        OutOfReach: some rows stand where the actor may look and not export.
        ReasonMissing: as said.
    """
    figure = figures.get(code, actor)
    if not actor.may("figures.export"):
        raise Forbidden
    if not reason.strip():
        raise ReasonMissing
    context = queries.get_context(asked, actor)
    asked = context.asked
    answer = queries.get_answer(figure, asked, actor)
    reach = org.list_units(actor, "figures.export").order_by().values("pk")
    units = org.units_asked(asked)
    if figures.count_exportable(figure, asked, actor, units, reach) != answer.total:
        raise OutOfReach
    detail = {
        "figure": code,
        **asked_as_kept(asked),
        "rows": answer.total,
        "reason": reason.strip(),
    }
    with audit.act(actor, "insight.figure.export", at=at, detail=detail):
        return Export(answer, context, actor.label, at, reason.strip())


def asked_as_kept(asked: Asked) -> dict[str, Any]:
    """Return a question as the record keeps it."""
    return {
        "line": asked.line,
        "on": asked.on.isoformat(),
        "node": asked.node_id,
        "zone": asked.zone_id,
        "part": asked.part.value,
        "filters": dict(asked.filters),
    }


@dataclass(frozen=True)
class BoardExport:
    """The coverage board, and the mark that goes with it: who, when and what for."""

    board: Board
    who: str
    at: datetime
    reason: str


def export_board(
    question: BoardQuestion, reason: str, *, actor: Actor, at: datetime
) -> BoardExport:
    """Give out the coverage board; who took it and why stays in the audit chain (G14).

    Raises:
        NotVisible: the zone is out of reach.
        Forbidden: exporting is not part of the actor's role.
        OutOfReach: some of the entities counted stand where the actor may look and not export.
        ReasonMissing: as said.
    """
    if not actor.may("figures.export"):
        raise Forbidden
    if not reason.strip():
        raise ReasonMissing
    board = get_board(question, actor)
    asked = board.asked
    reach = org.list_units(actor, "figures.export").order_by().values("pk")
    units = org.units_asked(asked)
    if figures.count_exportable(ENTITIES, asked, actor, units, reach) != board.whole.total:
        raise OutOfReach
    detail = {
        **asked_as_kept(asked),
        "by": question.by,
        "further": question.further,
        "across": question.across,
        "since": question.since.isoformat() if question.since else None,
        "rows": len(board.rows),
        "reason": reason.strip(),
    }
    with audit.act(actor, "insight.board.export", at=at, detail=detail):
        return BoardExport(board, actor.label, at, reason.strip())
