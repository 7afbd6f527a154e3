"""Seats that fall vacant and heads that are too many, while others may still want them.

When an invitation is declined or a need asks for fewer heads, what falls vacant is worth what it
was worth before, until somebody who waits has had the chance to take it: his way to it is shorter
than the two ways, one to give the seat up and one to place him, would be. Until then a need keeps
its ``surplus``, and a declined seat is held by a stand-in: a row behind all needs that asks nobody
and gives way to all.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .core import Core
from .network import ALL_FETCHED, NO_CHUNK, OF_NEEDS, heap_room
from .problem import Ints, Longs
from .release import askers_of, drop_heads, vacate_all


def stand_in(core: Core, need: Ints, seats: Longs) -> None:
    """Let a stand-in for each of ``need`` hold the one of ``seats`` that the need has lost."""
    if not len(seats):
        return
    net, first = core.net, len(core.net.slot)
    rows: dict[str, Any] = {name: getattr(net, name)[need] for name in OF_NEEDS}
    rows["surplus"] = np.ones(len(need), np.int32)
    rows["missing"] = np.zeros(len(need), np.int32)
    for name in ("first_chunk", "last_chunk"):
        rows[name] = np.full(len(need), NO_CHUNK, np.int32)
    rows["ring"] = np.full(len(need), ALL_FETCHED, np.int32)
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(net, name), row]) for name, row in rows.items()
    }
    core.net = net._replace(**joined)
    core.net = core.net._replace(heap=np.empty(heap_room(core.net), np.int64))
    core.net.seat_need[seats] = np.arange(first, first + len(seats))


def let_go(core: Core) -> None:
    """Give up what nobody has taken: the seats of stand-ins, and heads that are too many."""
    net, needs = core.net, len(core.need_at)
    if net.surplus.any():
        askers = askers_of(net)
        seats = np.flatnonzero(net.seat_need >= needs)
        core.stamp = vacate_all(net, askers, seats, core.stamp, core.repeat)
        surplus = net.surplus[:needs]
        many = np.repeat(np.arange(needs, dtype=np.int32), surplus)
        surplus[:] = 0
        core.stamp = drop_heads(net, askers, many, core.stamp, core.repeat)
    if len(net.slot) > needs:
        kept: dict[str, Any] = {name: getattr(net, name)[:needs] for name in OF_NEEDS}
        core.net = net._replace(**kept)
