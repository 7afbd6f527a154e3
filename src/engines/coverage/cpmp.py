"""Read the capacitated p-median instances of the OR-Library (Osman and Christofides 1994)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engines.coverage.arrays import ProblemError
from engines.coverage.problem import Siting


def read_cpmp(path: Path) -> Siting:
    """Read ``n p``, then ``x y capacity demand`` per point; distances are rounded down.

    Every point is an entity and a candidate. Raise ProblemError if the file is not of this form.
    """
    try:
        rows = [[float(word) for word in line.split()] for line in path.read_text().splitlines()]
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ProblemError("file", path.name, str(error)) from error
    rows = [row for row in rows if row]
    if not rows or len(rows[0]) < 2 or any(len(row) != 4 for row in rows[1:]):
        raise ProblemError("file", path.name, "first line: n p; then: x y capacity demand")
    count, medians = int(rows[0][0]), int(rows[0][1])
    if len(rows) != count + 1:
        raise ProblemError("file", path.name, f"{count} points wanted, got {len(rows) - 1}")
    points = np.array(rows[1:]).reshape(-1, 4)
    return Siting(
        x=points[:, 0],
        y=points[:, 1],
        demand=points[:, 3].astype(np.int32),
        site_x=points[:, 0],
        site_y=points[:, 1],
        capacity=points[:, 2].astype(np.int32),
        count=medians,
        scale=1.0,
    )
