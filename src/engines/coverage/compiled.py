"""Compile the inner loops with numba where it is installed.

Without numba, or with ``ENGINES_NO_NUMBA=1`` in the environment, the same functions run as plain
Python: slower, with equally good plans.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

try:
    if os.environ.get("ENGINES_NO_NUMBA") == "1":
        raise ImportError
    import numba

    COMPILED = True
except ImportError:
    COMPILED = False


def compiled(function: F) -> F:
    """Return ``function`` compiled, releasing the GIL; unchanged without numba."""
    return _compile(function, relaxed=False)


def relaxed(function: F) -> F:
    """Return ``function`` compiled such that sums of floats may be reordered (vectorised)."""
    return _compile(function, relaxed=True)


def _compile(function: F, relaxed: bool) -> F:
    if not COMPILED:
        return function
    njit: Any = numba.njit
    decorated: F = njit(nogil=True, cache=True, error_model="numpy", fastmath=relaxed)(function)
    return decorated
