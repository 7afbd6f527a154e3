"""Order points along a Hilbert curve, so that neighbours on the ground are neighbours in memory."""

from __future__ import annotations

import numpy as np

from engines.coverage.arrays import Floats, Longs

BITS = 16


def hilbert_order(x: Floats, y: Floats) -> Longs:
    """Return the indices that sort the points along the curve; equal points keep their order."""
    if len(x) == 0:
        return np.zeros(0, np.int64)
    scale = ((1 << BITS) - 1) / max(float(np.ptp(x)), float(np.ptp(y)), 1e-9)
    column = ((x - x.min()) * scale).astype(np.int64)
    row = ((y - y.min()) * scale).astype(np.int64)
    place = np.zeros(len(x), np.int64)
    for bit in range(BITS - 1, -1, -1):
        right, top = column >> bit & 1, row >> bit & 1
        place = place << 2 | (3 * right ^ top)
        flip = -(right & (1 - top))  # all ones where the quadrant is mirrored
        column, row = column ^ flip, row ^ flip
        column, row = np.where(top == 0, row, column), np.where(top == 0, column, row)
    return np.argsort(place, kind="stable")
