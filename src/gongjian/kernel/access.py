"""One way to fetch a row for an actor: out of sight is 404, in sight and not allowed is 403."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from .errors import Forbidden, NotVisible

M = TypeVar("M", bound=Model)


def fetch(rows: QuerySet[M], pk: Any, *, allowed: Q, visible: Q, lock: bool = False) -> M:
    """Return the row that ``allowed`` admits, locked for writing if asked.

    Raises:
        NotVisible: there is none, or the actor may not see it.
        Forbidden: the actor sees it and may not do this to it.
    """
    found = rows.select_for_update(of=("self",)) if lock else rows
    row = found.filter(allowed, pk=pk).first()
    if row is not None:
        return row
    raise Forbidden if rows.filter(visible, pk=pk).exists() else NotVisible
