"""A first partition: branches grown from neighbour to neighbour while the average cost falls."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.coverage.clusters import Array, Terms, Units, far
from engines.coverage.compiled import relaxed


@relaxed
def nearest(u: Units, t: Terms, fringe: Array, trade: int, x: float, y: float) -> Any:
    """Return what a member of the nearest unit of ``fringe`` costs from (x, y), and its place."""
    best, at = np.inf, -1
    for f in range(len(fringe)):
        j = fringe[f]
        cost = far(u.x[j] - x, u.y[j] - y)
        if u.trade[j] != trade:
            cost += t.mixed / u.members[j]
        if cost < best:
            best, at = cost, f
    return best, at


@relaxed
def grow(u: Units, t: Terms, label: Array, used: int) -> Any:
    """Give every unit with label -1 a cluster from ``used`` up; return how many there are then.

    A branch takes, of the units next to those it has, the one nearest to its centre (another
    trade counted farther), until that one costs more than a member costs on average by now.
    """
    n, k = u.near.shape
    fringe = np.empty(n, np.int32)
    seen = np.full(n, -1, np.int32)
    for start in range(n):
        if label[start] >= 0:
            continue
        trade = u.trade[start]
        members, cost = u.members[start], t.branch
        sum_x, sum_y = np.float64(u.x[start]) * members, np.float64(u.y[start]) * members
        label[start] = used
        count, newest = 0, start
        while True:
            for r in range(k):
                j = u.near[newest, r]
                if j >= 0 and label[j] < 0 and seen[j] != used:
                    seen[j] = used
                    fringe[count] = j
                    count += 1
            if count == 0:
                break
            best, at = nearest(u, t, fringe[:count], trade, sum_x / members, sum_y / members)
            newest = fringe[at]
            m = u.members[newest]
            if members + m > t.want_max:
                break
            if members >= t.want_min and best * members > cost:
                break
            count -= 1
            fringe[at] = fringe[count]
            label[newest] = used
            cost += best * m
            members += m
            sum_x += np.float64(u.x[newest]) * m
            sum_y += np.float64(u.y[newest]) * m
        used += 1
    return used
