"""Read and write problems and plans as ``.npz``: one entry per field, nested fields dotted."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

from engines.archive import ArchiveError, read_arrays
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
        entries = read_arrays(path)
    except ArchiveError as error:
        raise ProblemError("file", path.name, str(error)) from error
    stage = str(entries.pop("stage", ""))
    if stage not in kinds:
        raise ProblemError("stage", "stage", f"one of {', '.join(kinds)} wanted, got {stage!r}")
    built = _build(kinds[stage], entries, "")
    if entries:
        raise ProblemError("unknown", min(entries), "no such field")
    return built


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
    """Build ``kind`` from the entries below ``prefix``, which are used up.

    What is missing takes its default.
    """
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        name = prefix + field.name
        hint: Any = hints[field.name]
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            values[field.name] = _build(hint, entries, f"{name}.")
        elif name in entries:
            value = entries.pop(name)
            values[field.name] = _one(name, value, hint) if hint in (int, float) else value
        elif _is_required(field):
            raise ProblemError("missing", name, "is missing")
    return kind(**values)


def _one(name: str, value: NDArray[Any], kind: type[int] | type[float]) -> int | float:
    """Return the only number in ``value``. Raise ProblemError if it holds none of ``kind``."""
    if value.ndim != 0:
        raise ProblemError("shape", name, "one number wanted")
    if value.dtype.kind not in ("iu" if kind is int else "iuf"):
        raise ProblemError("dtype", name, f"{kind.__name__} wanted, got {value.dtype}")
    number: int | float = kind(value)
    return number


def _is_required(field: dataclasses.Field[Any]) -> bool:
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing
