"""Thresholds and deadlines: declared by the modules, set by a district, dated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from .models import ParameterValue

Value = int | float | str | bool


@dataclass(frozen=True)
class Parameter:
    """One parameter: its default, the unit it is counted in, what it decides and its source."""

    key: str
    default: Value
    unit: str
    purpose: Any
    source: str


_declared: dict[str, Parameter] = {}


def declare(*parameters: Parameter) -> tuple[Parameter, ...]:
    """Register parameters; a module does this once, in its ``terms``."""
    for parameter in parameters:
        if _declared.setdefault(parameter.key, parameter) is not parameter:
            raise ValueError(f"parameter {parameter.key} is declared twice")
    return parameters


def declared() -> Mapping[str, Parameter]:
    """Return every declared parameter by key."""
    return dict(sorted(_declared.items()))


@dataclass(frozen=True)
class Parameters:
    """The values in force on one day."""

    on: date
    values: Mapping[str, Value]

    def whole(self, key: str) -> int:
        """Return a whole number: days, heads, points."""
        return int(self.values[key])


def in_force(on: date) -> Parameters:
    """Return the values in force on a day: the district's own, else the defaults."""
    values: dict[str, Value] = {key: p.default for key, p in _declared.items()}
    own = ParameterValue.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on
    )
    values.update(own.order_by("valid_from").values_list("key", "value"))
    return Parameters(on=on, values=values)
