"""The check of a plan finds what was tampered with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matching_cases import small

from engines.matching.problem import Links
from engines.matching.solve import solve
from engines.matching.verify import verify

PROBLEM = small(3, needs=20, providers=30)
PLAN = solve(PROBLEM)
ROWS = ("need", "provider", "cost", "why")


def test_the_plan_itself_is_faultless() -> None:
    assert verify(PROBLEM, PLAN).ok


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"objective": PLAN.objective - 1}, "wrong-objective"),
        ({"bound": PLAN.bound + 1}, "unproved-bound"),
        ({"provider_price": PLAN.provider_price * 0}, "unproved-bound"),
        ({"cost": PLAN.cost - 1}, "wrong-cost"),
        ({"provider": np.roll(PLAN.provider, 1)}, "not-eligible"),
        ({"provider": PLAN.provider + 1_000}, "row-outside"),
        ({"need_price": PLAN.need_price[:-1]}, "wrong-shape"),
        ({"unmet_heads": PLAN.unmet_heads + 1}, "unmet-miscounted"),
        (
            {name: np.repeat(getattr(PLAN, name), 2) for name in ROWS},
            "invited-twice",
        ),
    ],
)
def test_tampering_is_found(change: dict[str, object], fault: str) -> None:
    assert fault in verify(PROBLEM, replace(PLAN, **change)).faults  # type: ignore[arg-type]


def test_a_refused_pair_is_not_eligible() -> None:
    refused = replace(PROBLEM, refused=Links.of(PLAN.need[:1], PLAN.provider[:1]))
    assert "not-eligible" in verify(refused, PLAN).faults


def test_a_confirmed_pair_must_stand() -> None:
    unwanted = replace(PROBLEM, confirmed=Links.of([0], [29]))
    assert "confirmed-left-out" in verify(unwanted, PLAN).faults
