"""Columns and constraints that Django does not have on both databases."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation


class PathField(models.CharField):
    """A path of identifiers such as ``/3/17/``, compared byte by byte on every database.

    Byte order makes ``below(path)`` one range on an index.
    """

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def below(field: str, path: str) -> models.Q:
    """Return the condition that ``field`` holds this path or one that goes on from it."""
    # "0" is the character after "/": the range holds exactly what starts with the path.
    return models.Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + "0"})


class NoOverlap(Operation):
    """Forbid two rows with the same ``keys`` whose dates ``[valid_from, valid_to)`` overlap.

    A row that ends on the day it began never held, and overlaps nothing; keys that are null
    neither.

    An exclusion constraint on PostgreSQL, a pair of triggers on SQLite. Must come after every
    operation that rebuilds the table on SQLite, since that drops its triggers; a contract test
    sees to it. So it may stand in several migrations: the later one renews it.
    """

    reversible = True

    def __init__(self, model: str, keys: list[str], name: str) -> None:
        self.model, self.keys, self.name = model, keys, name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing: the rule lives in the database alone."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        table = model._meta.db_table
        columns = [model._meta.get_field(key).column for key in self.keys]
        if schema_editor.connection.vendor == "postgresql":
            same = ", ".join(f'"{column}" WITH =' for column in columns)
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
            schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{self.name}"')
            schema_editor.execute(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{self.name}" EXCLUDE USING gist '
                f"({same}, daterange(valid_from, valid_to) WITH &&)"
            )
            return
        same = " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
        for event in ("INSERT", "UPDATE"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{self.name}_{event.lower()}"')
            schema_editor.execute(
                f'CREATE TRIGGER "{self.name}_{event.lower()}" BEFORE {event} ON "{table}" '
                f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {same} AND id IS NOT NEW.id '
                "AND valid_from < COALESCE(NEW.valid_to, '9999-12-31') "
                "AND COALESCE(valid_to, '9999-12-31') > NEW.valid_from "
                "AND COALESCE(valid_to, '9999-12-31') > valid_from "
                "AND COALESCE(NEW.valid_to, '9999-12-31') > NEW.valid_from) "
                f"BEGIN SELECT RAISE(ABORT, '{self.name}: dates overlap'); END"
            )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{self.name}"')
            return
        for event in ("insert", "update"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{self.name}_{event}"')

    def describe(self) -> str:
        return f"Forbid overlapping dates in {self.model} ({self.name})"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (
            self.__class__.__qualname__,
            [],
            {"model": self.model, "keys": self.keys, "name": self.name},
        )
