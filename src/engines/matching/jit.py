"""Compile kernels with numba where it is installed, and run them as plain Python elsewhere.

``ENGINES_NO_NUMBA=1`` in the environment asks for plain Python, so that both can be tested.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, TypeVar, cast

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

COMPILED = os.environ.get("ENGINES_NO_NUMBA") != "1" and find_spec("numba") is not None


def jit(function: Kernel) -> Kernel:
    """Return ``function`` compiled without the interpreter lock, or unchanged without numba."""
    if not COMPILED:
        return function
    import numba

    return cast(Kernel, numba.njit(cache=True, nogil=True)(function))
