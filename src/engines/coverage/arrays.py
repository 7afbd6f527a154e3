"""Array types of the engine and the checks every problem makes of its arrays."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Ints: TypeAlias = NDArray[np.int32]
Longs: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

COORDINATE_KM = 100_000.0


class ProblemError(ValueError):
    """The problem cannot be read: ``code`` says why, ``field`` which array."""

    def __init__(self, code: str, field: str, text: str) -> None:
        super().__init__(f"{field}: {text}")
        self.code = code
        self.field = field


def as_coordinates(field: str, value: Any, size: int | None = None) -> Floats:
    """Return ``value`` as float64 km; raise on NaN, infinity or more than 100,000 km."""
    array = as_floats(field, value, size)
    if array.size and np.abs(array).max() > COORDINATE_KM:
        raise ProblemError("coordinate", field, "coordinates are in km; these are not on Earth")
    return array


def as_floats(field: str, value: Any, size: int | None = None) -> Floats:
    """Return ``value`` as a finite one-dimensional float64 array of ``size``."""
    array = _as_vector(field, value, size)
    if array.dtype.kind not in "fiu":
        raise ProblemError("dtype", field, f"numbers wanted, got {array.dtype}")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise ProblemError("not_finite", field, "holds NaN or infinity")
    return np.ascontiguousarray(array, np.float64)


def as_ints(
    field: str, value: Any, size: int | None = None, low: int = 0, high: int = 2**31 - 1
) -> Ints:
    """Return ``value`` as a one-dimensional int32 array of ``size`` within ``low..high``."""
    array = _as_vector(field, value, size)
    if array.size == 0:
        return np.zeros(0, np.int32)
    if array.dtype.kind not in "iu":
        raise ProblemError("dtype", field, f"integers wanted, got {array.dtype}")
    if array.min() < low or array.max() > high:
        raise ProblemError("range", field, f"values must lie in {low}..{high}")
    return np.ascontiguousarray(array, np.int32)


def as_bools(field: str, value: Any, size: int | None = None) -> Bools:
    """Return ``value`` as a one-dimensional bool array of ``size``."""
    array = _as_vector(field, value, size)
    if array.size and array.dtype.kind != "b":
        raise ProblemError("dtype", field, f"booleans wanted, got {array.dtype}")
    return np.ascontiguousarray(array, np.bool_)


def _as_vector(field: str, value: Any, size: int | None) -> NDArray[Any]:
    array = np.asarray(value)
    if array.ndim != 1:
        raise ProblemError("shape", field, f"one dimension wanted, got {array.ndim}")
    if size is not None and len(array) != size:
        raise ProblemError("length", field, f"{size} values wanted, got {len(array)}")
    return array
