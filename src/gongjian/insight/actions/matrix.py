"""Taking the brand matrix out of the system: with a reason, on the record (G14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.figures import Asked

from ..queries.matrix import MatrixPage, get_matrix
from .exports import ReasonMissing, asked_as_kept

MOST = 100_000
"""Branches in one workbook: more than a province has."""


@dataclass(frozen=True)
class MatrixExport:
    """The matrix with all its branches, and the mark that goes with it: who, when, what for."""

    page: MatrixPage
    who: str
    at: datetime
    reason: str


def export_matrix(asked: Asked, reason: str, *, actor: Actor, at: datetime) -> MatrixExport:
    """Give out the matrix of the branches that the actor may export; no person is named.

    Raises:
        Forbidden: exporting is not part of the actor's role.
        ReasonMissing: as said.
    """
    if not actor.may("figures.export"):
        raise Forbidden
    if not reason.strip():
        raise ReasonMissing
    page = get_matrix(asked, actor, TableQuery(per_page=MOST), reach="figures.export")
    detail = {
        **asked_as_kept(page.context.asked),
        "rows": page.total,
        "reason": reason.strip(),
    }
    with audit.act(actor, "insight.matrix.export", at=at, detail=detail):
        return MatrixExport(page, actor.label, at, reason.strip())
