"""Covers: one of them, and those of a unit."""

from __future__ import annotations

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.org import queries as org

from .. import policy
from ..models import Cover
from .entities_page import CoverRow, cover_rows


def get_cover(cover_id: int, actor: Actor) -> tuple[CoverRow, bool]:
    """Return a cover within reach, and whether the actor may end it.

    Raises:
        NotVisible: there is none, it never held, or it is out of reach.
    """
    visible = policy.covers(actor, "entity.view")
    fetch(Cover.objects.filter(policy.held()), cover_id, allowed=visible, visible=visible)
    (row,) = cover_rows(Cover.objects.filter(pk=cover_id))
    may_end = Cover.objects.filter(policy.covers(actor, "cover.edit"), pk=cover_id).exists()
    return row, may_end and actor.may("cover.edit")


def find_covers(unit_id: int, query: TableQuery, actor: Actor) -> tuple[tuple[CoverRow, ...], int]:
    """Return one page of what a unit within reach covers and covered, and how much that is.

    Raises:
        NotVisible: there is no such unit, or it is out of reach.
    """
    org.get_unit(unit_id, actor, "entity.view")
    rows = Cover.objects.filter(policy.held(), unit_id=unit_id).order_by("-valid_from", "-pk")
    return tuple(cover_rows(rows[query.rows])), rows.count()
