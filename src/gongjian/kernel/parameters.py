"""Thresholds and deadlines: declared by the modules, set by a district, dated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from . import audit
from .actor import Actor
from .errors import DomainError, Forbidden, NotVisible
from .models import ParameterValue

Value = int | float | str | bool

SET = "parameter.set"
"""The permission to set a value; no role has it, only whoever runs the installation."""


class UnknownParameter(NotVisible):
    code = "parameter_unknown"
    message = _("There is no parameter “%(key)s”. `gongjian parameters list` names all of them.")


class WrongValue(DomainError):
    code = "parameter_value"
    field = "value"


class SourceMissing(DomainError):
    code = "parameter_source"
    message = _("Write which decision or document the value comes from.")
    field = "source"


@dataclass(frozen=True)
class Parameter:
    """One parameter: its default, the unit it is counted in, what it decides and its source."""

    key: str
    default: Value
    unit: Any
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


def read_value(parameter: Parameter, text: str) -> Value:
    """Return what is written, as the kind of value that the parameter's default is.

    Raises:
        WrongValue: it is no such value.
    """
    written = text.strip()
    if isinstance(parameter.default, bool):
        if written not in ("yes", "no"):
            raise WrongValue(_("“%(text)s” is neither yes nor no."), text=written)
        return written == "yes"
    if isinstance(parameter.default, int):
        if not (written.isascii() and written.isdigit()):
            raise WrongValue(
                _("“%(text)s” is not a whole number of %(unit)s, 0 or more."),
                text=written,
                unit=parameter.unit,
            )
        return int(written)
    if isinstance(parameter.default, float):
        return _read_decimal(parameter, written)
    return written


def _read_decimal(parameter: Parameter, written: str) -> float:
    whole, _point, part = written.partition(".")
    if not (whole + part).isascii() or not whole.isdigit() or (part and not part.isdigit()):
        raise WrongValue(
            _("“%(text)s” is not a number of %(unit)s such as 2.5."),
            text=written,
            unit=parameter.unit,
        )
    return float(written)


def set_value(
    key: str, text: str, *, from_day: date, source: str, actor: Actor, at: datetime
) -> ParameterValue:
    """Let a district's own value hold from a day on; the one before it ends on that day.

    A value entered for the same day is replaced, and one that begins later still begins then.

    Raises:
        Forbidden: setting parameters is not part of the actor's role.
        UnknownParameter: no module has declared this key.
        WrongValue: the value is of another kind than the default.
        SourceMissing: as said.
    """
    if not actor.may(SET):
        raise Forbidden
    parameter = _declared.get(key)
    if parameter is None:
        raise UnknownParameter(key=key)
    value = read_value(parameter, text)
    if not source.strip():
        raise SourceMissing
    detail = {"key": key, "value": value, "from": from_day.isoformat()}
    with audit.act(actor, "kernel.parameter.set", at=at, detail=detail) as journal:
        return _write(journal, key, value, from_day, source.strip())


def _write(
    journal: audit.Journal, key: str, value: Value, from_day: date, source: str
) -> ParameterValue:
    own = ParameterValue.objects.select_for_update().filter(key=key)
    same_day = own.filter(valid_from=from_day).first()
    if same_day is not None:
        same_day.value, same_day.source = value, source
        return journal.save(same_day, "value", "source")
    running = Q(valid_to__isnull=True) | Q(valid_to__gt=from_day)
    for before in own.filter(running, valid_from__lt=from_day):
        before.valid_to = from_day
        journal.save(before, "valid_to")
    later = own.filter(valid_from__gt=from_day).order_by("valid_from").first()
    return journal.create(
        ParameterValue(
            key=key,
            value=value,
            valid_from=from_day,
            valid_to=later.valid_from if later else None,
            source=source,
        )
    )
