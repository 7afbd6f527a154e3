"""What the matching engine is asked: needs, providers, and the rules between them.

All places are metres in one projected plane, all times are minutes from any one moment, all costs
are whole metres ("cost units"). ``n`` needs and ``m`` providers are known by their row numbers.

The file form (``.npz``) holds one array for each field, named ``needs.x``, ``providers.load``,
``refused.need``, ``radius`` and so on; what has a default may be left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self, get_type_hints

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engines.archive import ArchiveError, read_arrays

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Masks = NDArray[np.uint64]
Metres = NDArray[np.float64]

MOST_SLOTS = 64
MOST_COST = 2**30
MOST_METRES = 100_000_000  # more is not on Earth


class ProblemError(ValueError):
    """The input cannot be read as a problem. ``code`` is stable, ``field`` names the array."""

    def __init__(self, code: str, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.code = code
        self.field = field


def column(field: str, values: ArrayLike, dtype: type[np.generic], length: int) -> Any:
    """Return ``values`` as a ``(length,)`` array of ``dtype``; one value fills the whole column.

    Raise :class:`ProblemError` with code ``shape``, ``dtype``, ``not-finite`` or ``range``.
    """
    given = np.asarray(values)
    if given.ndim == 0:
        given = np.full(length, given)
    if given.shape != (length,):
        raise ProblemError("shape", field, f"expected ({length},), got {given.shape}")
    if np.issubdtype(dtype, np.floating):
        return _real_column(field, given, dtype)
    if given.size and not np.issubdtype(given.dtype, np.integer):
        raise ProblemError("dtype", field, f"expected whole numbers, got {given.dtype}")
    limits = np.iinfo(dtype)  # type: ignore[type-var]
    if given.size and (int(given.min()) < limits.min or int(given.max()) > limits.max):
        raise ProblemError("range", field, f"does not fit {np.dtype(dtype).name}")
    return given.astype(dtype)


def _real_column(field: str, given: NDArray[Any], dtype: type[np.generic]) -> NDArray[Any]:
    if not np.issubdtype(given.dtype, np.number) or np.issubdtype(given.dtype, np.complexfloating):
        raise ProblemError("dtype", field, f"expected numbers, got {given.dtype}")
    if not np.isfinite(given).all():
        raise ProblemError("not-finite", field, "holds NaN or infinity")
    if given.size and np.abs(given).max() > MOST_METRES:
        raise ProblemError("range", field, "places are in metres; these are not on Earth")
    return given.astype(dtype)


def _within(field: str, values: NDArray[Any], low: int, high: int) -> None:
    if values.size and (int(values.min()) < low or int(values.max()) > high):
        raise ProblemError("range", field, f"must lie between {low} and {high}")


@dataclass(frozen=True)
class Needs:
    """What is asked for, one row a need.

    ``skills`` and ``gate`` are sets of bits that a provider must hold in full (``gate``: finished
    trainings). ``slot`` is the time slot it takes place in. ``heads`` people are asked for; with
    fewer than ``minimum`` nobody comes. ``unfilled`` is the cost of each head that stays empty:
    the priority of the need.
    """

    x: Metres
    y: Metres
    skills: Masks
    gate: Masks
    slot: Ints
    heads: Ints
    minimum: Ints
    unfilled: Ints

    @classmethod
    def at(
        cls,
        x: ArrayLike,
        y: ArrayLike,
        *,
        skills: ArrayLike = 0,
        gate: ArrayLike = 0,
        slot: ArrayLike = 0,
        heads: ArrayLike = 1,
        minimum: ArrayLike = 0,
        unfilled: ArrayLike = 100_000,
    ) -> Self:
        """Check the columns and bring them to their dtypes. Raise :class:`ProblemError`."""
        n = np.asarray(x).shape[0] if np.ndim(x) else 1
        made = cls(
            column("needs.x", x, np.float64, n),
            column("needs.y", y, np.float64, n),
            column("needs.skills", skills, np.uint64, n),
            column("needs.gate", gate, np.uint64, n),
            column("needs.slot", slot, np.int32, n),
            column("needs.heads", heads, np.int32, n),
            column("needs.minimum", minimum, np.int32, n),
            column("needs.unfilled", unfilled, np.int32, n),
        )
        _within("needs.slot", made.slot, 0, MOST_SLOTS - 1)
        _within("needs.heads", made.heads, 0, 2**20)
        _within("needs.minimum", made.minimum, 0, 2**20)
        _within("needs.unfilled", made.unfilled, 0, MOST_COST)
        return made

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class Providers:
    """Who can be invited, one row a volunteer or resource.

    ``skills`` and ``trained`` are sets of bits, ``slots`` the set of time slots in which the
    provider is free. ``capacity`` is the largest number of assignments in this plan, ``load`` the
    number of recent ones. ``team`` is a number shared by those who serve together or not at all,
    -1 for one who serves alone.
    """

    x: Metres
    y: Metres
    skills: Masks
    trained: Masks
    slots: Masks
    capacity: Ints
    load: Ints
    team: Ints

    @classmethod
    def at(
        cls,
        x: ArrayLike,
        y: ArrayLike,
        *,
        skills: ArrayLike = 0,
        trained: ArrayLike = 0,
        slots: ArrayLike = 1,
        capacity: ArrayLike = 1,
        load: ArrayLike = 0,
        team: ArrayLike = -1,
    ) -> Self:
        """Check the columns and bring them to their dtypes. Raise :class:`ProblemError`."""
        m = np.asarray(x).shape[0] if np.ndim(x) else 1
        made = cls(
            column("providers.x", x, np.float64, m),
            column("providers.y", y, np.float64, m),
            column("providers.skills", skills, np.uint64, m),
            column("providers.trained", trained, np.uint64, m),
            column("providers.slots", slots, np.uint64, m),
            column("providers.capacity", capacity, np.int32, m),
            column("providers.load", load, np.int32, m),
            column("providers.team", team, np.int32, m),
        )
        _within("providers.capacity", made.capacity, 0, MOST_SLOTS)
        _within("providers.load", made.load, 0, 2**15)
        _within("providers.team", made.team, -1, 2**31 - 1)
        return made

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class Links:
    """Pairs of a need and a provider, by row number."""

    need: Ints
    provider: Ints

    @classmethod
    def of(cls, need: ArrayLike = (), provider: ArrayLike = ()) -> Self:
        """Check the columns and bring them to ``int32``. Raise :class:`ProblemError`."""
        length = len(np.atleast_1d(need))
        return cls(
            column("pair.need", need, np.int32, length),
            column("pair.provider", provider, np.int32, length),
        )

    def __len__(self) -> int:
        return len(self.need)


@dataclass(frozen=True)
class Pairs(Links):
    """The eligible pairs, each with its cost, where the caller knows them better than the map."""

    cost: Ints

    @classmethod
    def costing(cls, need: ArrayLike, provider: ArrayLike, cost: ArrayLike) -> Self:
        """Check the columns and bring them to ``int32``. Raise :class:`ProblemError`."""
        links = Links.of(need, provider)
        made = cls(links.need, links.provider, column("pairs.cost", cost, np.int32, len(links)))
        _within("pairs.cost", made.cost, 0, MOST_COST)
        return made


@dataclass(frozen=True)
class Slots:
    """The time slots: ``start`` and ``end`` in minutes, ``(s,)`` int64, at most 64 of them."""

    start: Longs
    end: Longs

    @classmethod
    def between(cls, start: ArrayLike = (), end: ArrayLike = ()) -> Self:
        """Check the columns. Raise :class:`ProblemError`, code ``range`` if one ends too early."""
        count = len(np.atleast_1d(start))
        made = cls(
            column("times.start", start, np.int64, count),
            column("times.end", end, np.int64, count),
        )
        if count > MOST_SLOTS or (made.end <= made.start).any():
            raise ProblemError("range", "times", "at most 64 slots, each ending after its start")
        return made

    def __len__(self) -> int:
        return len(self.start)


NO_LINKS = Links.of()
NO_TIMES = Slots.between()


@dataclass(frozen=True)
class Problem:
    """Who is wanted where, who could go, and what binds them.

    A provider is eligible for a need if skills, gate and slot fit, the distance in whole metres
    is less than ``radius``, and the pair is not in ``refused``. The cost of an invitation is the
    distance plus ``load_cost`` for each recent assignment, plus ``repeat_cost`` for each other
    assignment of the provider in this plan. ``pairs``, if given, lists the eligible pairs and
    their costs instead. Nobody serves twice in one slot, nor in two slots of ``times`` that
    overlap, or that lie too close for the way between the needs at ``speed`` metres a minute (0:
    the way takes no time). Without ``times`` all slots lie apart. ``confirmed`` pairs stand: they
    fill heads and take capacity.
    """

    needs: Needs
    providers: Providers
    radius: int = 10_000
    load_cost: int = 50
    repeat_cost: int = 0
    speed: int = 0
    pairs: Pairs | None = None
    refused: Links = NO_LINKS
    confirmed: Links = NO_LINKS
    times: Slots = NO_TIMES

    def __post_init__(self) -> None:
        for name in ("radius", "load_cost", "repeat_cost", "speed"):
            if not 0 <= getattr(self, name) <= MOST_COST // 2**6:
                raise ProblemError("range", name, "must not be negative or over 16 million")
        if len(self.times) and len(self.needs) and int(self.needs.slot.max()) >= len(self.times):
            raise ProblemError("range", "needs.slot", "names a slot that times does not hold")
        if self.pairs is not None and (self.providers.team >= 0).any():
            raise ProblemError("teams-need-map", "pairs", "teams cannot be given listed pairs")
        for field, links in (
            ("pairs", self.pairs),
            ("refused", self.refused),
            ("confirmed", self.confirmed),
        ):
            if links is not None:
                _within(f"{field}.need", links.need, 0, len(self.needs) - 1)
                _within(f"{field}.provider", links.provider, 0, len(self.providers) - 1)


def pair_costs(problem: Problem, need: Ints, provider: Ints) -> Longs:
    """Return the cost of each pair by the map: whole metres and recent load, ``(k,)`` int64."""
    dx = problem.needs.x[need] - problem.providers.x[provider]
    dy = problem.needs.y[need] - problem.providers.y[provider]
    metres = np.sqrt(dx * dx + dy * dy).astype(np.int64)
    return metres + problem.load_cost * problem.providers.load[provider].astype(np.int64)


def columns_of(problem: Problem) -> dict[str, NDArray[Any]]:
    """Return the file form of ``problem``: the name and the array of each field."""
    found: dict[str, NDArray[Any]] = {}
    for field in fields(problem):
        value = getattr(problem, field.name)
        if isinstance(value, int):
            found[field.name] = np.array(value)
        elif value is not None:
            for part in fields(value):
                found[f"{field.name}.{part.name}"] = getattr(value, part.name)
    return found


MAKERS = {
    "needs": Needs.at,
    "providers": Providers.at,
    "pairs": Pairs.costing,
    "refused": Links.of,
    "confirmed": Links.of,
    "times": Slots.between,
}


def problem_of(columns: Mapping[str, NDArray[Any]]) -> Problem:
    """Return the problem in ``columns``, the file form.

    Raise :class:`ProblemError`: code ``missing`` or ``unknown`` for a name, or as the columns.
    """
    known = get_type_hints(Problem)
    groups: dict[str, dict[str, NDArray[Any]]] = {}
    given: dict[str, Any] = {}
    for name, values in columns.items():
        group, _, part = name.partition(".")
        if group not in known or (group in MAKERS) != bool(part):
            raise ProblemError("unknown", name, "no such field")
        if part:
            groups.setdefault(group, {})[part] = values
        elif values.shape != () or not np.issubdtype(values.dtype, np.integer):
            raise ProblemError("dtype", name, "expected one whole number")
        else:
            given[name] = int(values)
    for group, parts in groups.items():
        try:
            given[group] = MAKERS[group](**parts)  # type: ignore[operator]
        except TypeError as error:
            raise ProblemError("unknown", group, str(error)) from error
    if not {"needs", "providers"} <= given.keys():
        raise ProblemError("missing", "needs, providers", "both are wanted")
    return Problem(**given)


def save_problem(problem: Problem, path: Path) -> None:
    """Write the file form of ``problem`` to ``path``."""
    np.savez_compressed(path, **columns_of(problem))  # type: ignore[arg-type]


def load_problem(path: Path) -> Problem:
    """Return the problem in the file at ``path``. Raise :class:`ProblemError`."""
    return problem_of(read_columns(path))


def read_columns(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays in the file at ``path``. Raise :class:`ProblemError`, code ``file``."""
    try:
        return read_arrays(path)
    except ArchiveError as error:
        raise ProblemError("file", "file", str(error)) from error
