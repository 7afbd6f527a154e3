"""Whether this server is ready for requests."""

from __future__ import annotations

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


class NotReady(Exception):
    """The database stands on an older structure than the code."""


@cache
def _migrated() -> None:
    """Check once per process that every migration is applied: reading them all takes 0.1 s.

    Raises:
        NotReady: some are not. (An exception is not cached, so the question is asked again.)
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("migrations are not applied")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and is migrated, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _migrated()
    except NotReady as error:
        return JsonResponse({"status": "starting", "reason": str(error)}, status=503)
    except DatabaseError:
        # What exactly is wrong with the database is for the log, not for a visitor.
        return JsonResponse({"status": "down", "reason": "database"}, status=503)
    return JsonResponse({"status": "ok"})
