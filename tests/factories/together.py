"""Several acts at the same moment, each with a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from gongjian.kernel.errors import DomainError


def all_at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run the acts at the same moment; return what each gave or how it was refused."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return act()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(acts)) as threads:
        return list(threads.map(run, acts))
