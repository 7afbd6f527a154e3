"""Small problems for the tests of the coverage engine."""

from __future__ import annotations

import numpy as np

from engines.coverage.problem import Attachment, Formation, Rounds, Siting


def formation(count: int = 120, towns: int = 3, seed: int = 0, **more: object) -> Formation:
    rng = np.random.default_rng(seed)
    members = rng.integers(0, 3, count)
    values: dict[str, object] = {
        "x": rng.uniform(0, 5, count),
        "y": rng.uniform(0, 5, count),
        "town": rng.integers(0, towns, count),
        "trade": rng.integers(0, 4, count),
        "members": members,
        "formal": members,
    }
    return Formation(**(values | more))  # type: ignore[arg-type]


def attachment(
    entities: int = 60, hosts: int = 6, towns: int = 2, capacity: int = 12, seed: int = 0
) -> Attachment:
    rng = np.random.default_rng(seed)
    return Attachment(
        x=rng.uniform(0, 5, entities),
        y=rng.uniform(0, 5, entities),
        town=rng.integers(0, towns, entities),
        host_x=rng.uniform(0, 5, hosts),
        host_y=rng.uniform(0, 5, hosts),
        host_town=rng.integers(0, towns, hosts),
        capacity=rng.integers(0, capacity + 1, hosts),
    )


def siting(entities: int = 12, candidates: int = 6, count: int = 2, seed: int = 0) -> Siting:
    rng = np.random.default_rng(seed)
    return Siting(
        x=rng.uniform(0, 5, entities),
        y=rng.uniform(0, 5, entities),
        demand=rng.integers(1, 4, entities),
        site_x=rng.uniform(0, 5, candidates),
        site_y=rng.uniform(0, 5, candidates),
        capacity=rng.integers(14, 22, candidates),
        count=count,
    )


def rounds(visits: int = 12, seed: int = 0) -> Rounds:
    rng = np.random.default_rng(seed)
    return Rounds(
        x=rng.uniform(0, 5, visits),
        y=rng.uniform(0, 5, visits),
        due=rng.integers(1, 11, visits),
        minutes=np.full(visits, 40),
        days=np.array([1, 3, 5, 8, 10]),
        home_x=2.5,
        home_y=2.5,
    )
