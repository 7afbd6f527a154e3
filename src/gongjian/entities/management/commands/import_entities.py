"""`gongjian import entities FILE`: check a register as a whole, then enter it or say what is wrong.

Killed in the middle and run again on the same file, it goes on where it was. Exit codes: 0
entered; 1 faults; 2 cannot be read.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copyfile
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gongjian.entities.actions import imports
from gongjian.entities.models import RegisterFile
from gongjian.entities.policy import IMPORT
from gongjian.entities.queries.imports_work import workbook_of
from gongjian.entities.terms import RegisterState
from gongjian.kernel import jobs
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.errors import DomainError
from gongjian.kernel.models import Account

FAULTY, REFUSED = 1, 2

SAID = (
    ("sound", "rows are sound"),
    ("new", "of them are new"),
    ("changed", "of them change what is known"),
    ("same", "of them say what is known already"),
    ("doubtful", "have a code whose check digit fails; they are entered and listed"),
    ("coarser", "have a trade finer than the list loaded here; its nearest heading is kept"),
)


class Command(BaseCommand):
    help = "Enter a register of market entities from a CSV file or a workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", help="act as this person, within their reach")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day of the facts")
        parser.add_argument("--whole-of", default="", help="the place that this is all of")
        parser.add_argument("--sound", action="store_true", help="leave out rows with faults")
        parser.add_argument("--faults", type=Path, help="where to write the faults")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *, file: Path, username: str | None, **options: Any) -> None:
        try:
            self._import(file, self._actor(username), options)
        except FileNotFoundError:
            raise CommandError(f"There is no file {file}.", returncode=REFUSED) from None
        except DomainError as error:
            raise CommandError(str(error), returncode=REFUSED) from None

    def _actor(self, username: str | None) -> Actor:
        if username is None:
            return system("register", timezone.localdate(), IMPORT)
        account = Account.objects.filter(username__iexact=username, is_active=True).first()
        if account is None:
            raise CommandError(f"Nobody signs in as “{username}”.", returncode=REFUSED)
        return jobs.actor_of(account.pk, timezone.now())

    def _import(self, file: Path, actor: Actor, options: dict[str, Any]) -> None:
        now = timezone.now()
        with file.open("rb") as content:
            digest = imports.digest_of(File(content))
            mine = RegisterFile.objects.filter(account_id=actor.account_id, digest=digest)
            register = mine.filter(state=RegisterState.ENTERING).first()
            if register is None:
                register = imports.receive(
                    File(content),
                    file.name,
                    as_of=options["as_of"] or actor.on,
                    whole_of=options["whole_of"],
                    actor=actor,
                    at=now,
                )
                self._check(register, actor, options)
        if options["dry_run"]:
            imports.throw_away(register.pk, actor=actor)
            self.stdout.write("Nothing was written.")
            return
        if register.state == RegisterState.CHECKED:
            register = imports.begin(register.pk, actor=actor)
        imports.enter(register, actor=actor, at=now, say=self._progress)
        self.stdout.write("Entered.")

    def _check(self, register: RegisterFile, actor: Actor, options: dict[str, Any]) -> None:
        imports.check(register, actor=actor)
        if register.state == RegisterState.REFUSED:
            raise CommandError(register.refusal, returncode=REFUSED)
        for key, words in SAID:
            if number := register.counts[key]:
                self.stdout.write(f"{number:,} {words}")
        if not register.counts["faulty"]:
            return
        target = options["faults"]
        if target is not None:
            copyfile(workbook_of(register.pk), target)
        said = f"{register.counts['faulty']:,} rows have faults"
        if not options["sound"]:
            imports.throw_away(register.pk, actor=actor)
            raise CommandError(
                f"{said}; nothing was written. --faults FILE.xlsx lists them, "
                "--sound enters the other rows.",
                returncode=FAULTY,
            )
        self.stderr.write(f"{said} and are left out.")

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"{done:,} of {total:,} rows")
