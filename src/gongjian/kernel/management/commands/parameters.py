"""Deadlines and thresholds: `gongjian parameters list`, `gongjian parameters set KEY VALUE`."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.kernel import parameters
from gongjian.kernel.actor import system
from gongjian.kernel.errors import DomainError


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2026-12-01") from None


class Command(BaseCommand):
    """Show what is in force today, or let a value hold from a day on."""

    help = "List the district's deadlines and thresholds, or set one from a date on."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("list", help="what is in force today")
        setting = steps.add_parser("set", help="let a value hold from a day on")
        setting.add_argument("key")
        setting.add_argument("value")
        setting.add_argument("--from", dest="from_day", type=_day, required=True, metavar="DATE")
        setting.add_argument("--source", required=True, help="the decision or document behind it")

    def handle(self, *, step: str, **options: Any) -> None:
        if step == "list":
            self._list()
        else:
            self._set(options["key"], options["value"], options["from_day"], options["source"])

    def _list(self) -> None:
        values = parameters.in_force(timezone.localdate()).values
        for key, parameter in parameters.declared().items():
            standard = _("default %(value)s") % {"value": parameter.default}
            own = "" if values[key] == parameter.default else f" ({standard})"
            self.stdout.write(f"{key} = {values[key]} {parameter.unit}{own}: {parameter.purpose}")

    def _set(self, key: str, text: str, from_day: date, source: str) -> None:
        now = timezone.now()
        actor = system("parameters", timezone.localdate(now), parameters.SET)
        try:
            made = parameters.set_value(
                key, text, from_day=from_day, source=source, actor=actor, at=now
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{key} = {made.value} from {made.valid_from} on. Source: {made.source}")
