"""Read and write problems and plans as ``.npz``: one entry per field, nested fields dotted."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import numpy as np

from engines.coverage import plan as plans
from engines.coverage import problem as problems
from engines.coverage.arrays import ProblemError

T = TypeVar("T")

PROBLEMS: dict[str, type[problems.Problem]] = {
    kind.stage: kind
    for kind in (
        problems.Formation,
        problems.Attachment,
        problems.City,
        problems.Siting,
        problems.Rounds,
    )
}
PLANS: dict[str, type[plans.Plan]] = {
    kind.stage: kind
    for kind in (
        plans.FormationPlan,
        plans.AttachmentPlan,
        plans.CityPlan,
        plans.SitingPlan,
        plans.RoundsPlan,
    )
}


def save(path: Path, thing: problems.Problem | plans.Plan) -> None:
    """Write a problem or a plan to ``path``."""
    stage = thing.stage
    with path.open("wb") as file:
        np.savez(file, stage=np.array(stage), **_flat(thing))


def load_problem(path: Path) -> problems.Problem:
    """Read a problem. Raise ProblemError if ``path`` holds none."""
    return _load(path, PROBLEMS)


def load_plan(path: Path) -> plans.Plan:
    """Read a plan. Raise ProblemError if ``path`` holds none."""
    return _load(path, PLANS)


def _load(path: Path, kinds: dict[str, type[T]]) -> T:
    try:
        with np.load(path, allow_pickle=False) as file:
            entries = {name: file[name] for name in file.files}
    except (OSError, ValueError) as error:
        raise ProblemError("file", path.name, f"not a readable .npz: {error}") from error
    stage = str(entries.pop("stage", ""))
    if stage not in kinds:
        raise ProblemError("stage", "stage", f"one of {', '.join(kinds)} wanted, got {stage!r}")
    return _build(kinds[stage], entries, "")


def _flat(thing: Any) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for field in dataclasses.fields(thing):
        value = getattr(thing, field.name)
        if dataclasses.is_dataclass(value):
            flat |= {f"{field.name}.{name}": part for name, part in _flat(value).items()}
        else:
            flat[field.name] = np.asarray(value)
    return flat


def _build(kind: type[T], entries: dict[str, Any], prefix: str) -> T:
    """Build ``kind`` from the entries below ``prefix``; what is missing takes its default."""
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        name = prefix + field.name
        if dataclasses.is_dataclass(hints[field.name]):
            nested: Any = hints[field.name]
            values[field.name] = _build(nested, entries, f"{name}.")
        elif name in entries:
            value = entries[name]
            values[field.name] = value.item() if value.ndim == 0 else value
        elif _is_required(field):
            raise ProblemError("missing", name, "is missing")
    return kind(**values)


def _is_required(field: dataclasses.Field[Any]) -> bool:
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing
