"""`gongjian import roster FILE`: check a roster as a whole, then enter it or say what is wrong.

Exit codes: 0 entered, or nothing to do; 1 faults; 2 cannot be opened; 3 open questions.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import load_command_class
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gongjian.intake import actions, queries
from gongjian.intake.rules.plan import Plan
from gongjian.intake.terms import FORMS, KEEP, MERGE, RowStatus
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.errors import DomainError
from gongjian.kernel.models import Account
from gongjian.members import queries as members

FAULTY, REFUSED, DOUBTFUL = 1, 2, 3


class Command(BaseCommand):
    help = "Enter a roster of units, or a register of market entities, from a file."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True)
        roster = kinds.add_parser("roster", help="units, contacts, needs and resources")
        roster.add_argument("file", type=Path)
        roster.add_argument("--as", dest="username", help="act as this person, within their reach")
        roster.add_argument("--merge", action="append", default=[], metavar="NAME=UNIT")
        roster.add_argument("--keep", action="append", default=[], metavar="NAME=UNIT")
        roster.add_argument("--dry-run", action="store_true", help="only say what would be done")
        # Every other kind is a command of the module that it belongs to.
        entities = load_command_class("gongjian.entities", "import_entities")
        entities.add_arguments(kinds.add_parser("entities", help=entities.help))

    def handle(self, *, what: str, **options: Any) -> None:
        if what == "entities":
            load_command_class("gongjian.entities", "import_entities").execute(**options)
        else:
            self._import_roster(**options)

    def _import_roster(
        self,
        *,
        file: Path,
        username: str | None,
        merge: list[str],
        keep: list[str],
        dry_run: bool,
        **options: Any,
    ) -> None:
        now = timezone.now()
        actor = self._actor(username)
        choices = dict.fromkeys(merge, MERGE) | dict.fromkeys(keep, KEEP)
        try:
            plan, known = actions.check_file(file, file.name, choices, actor=actor, today=actor.on)
            self._say(plan)
            if not dry_run:
                actions.enter(plan, known, actor=actor, at=now, say=self._progress)
        except FileNotFoundError:
            raise CommandError(f"There is no file {file}.", returncode=REFUSED) from None
        except DomainError as error:
            raise CommandError(str(error), returncode=REFUSED) from None
        self.stdout.write("Nothing was written." if dry_run else "Entered.")

    def _actor(self, username: str | None) -> Actor:
        today = timezone.localdate()
        if username is None:
            return system("roster", today, "roster.import", "roles.give", "member.edit")
        account = Account.objects.filter(username__iexact=username, is_active=True).first()
        if account is None:
            raise CommandError(f"Nobody signs in as “{username}”.", returncode=REFUSED)
        actor = members.get_actor(account.pk, on=today)
        if not actor.may("roster.import"):
            raise CommandError(f"“{username}” may enter no rosters.", returncode=REFUSED)
        return actor

    def _progress(self, done: int, total: int) -> None:
        if total > 1000:
            self.stdout.write(f"{done:,} of {total:,} rows")

    def _say(self, plan: Plan) -> None:
        """Print faults or questions and stop, or print what each sheet would do."""
        for fault in plan.faults:
            where = " ".join(str(part) for part in (fault.sheet, fault.row, fault.column) if part)
            value = f" “{fault.value}”" if fault.value else ""
            words = queries.fault_words(fault.code, fault.facts)
            self.stderr.write(f"{where}:{value} {words}")
        if plan.faults:
            raise CommandError(
                f"{len(plan.faults)} faults; nothing was written.", returncode=FAULTY
            )
        for doubt in plan.doubts:
            self.stderr.write(
                f"{doubt.sheet} {doubt.row}: is “{doubt.name}” the unit “{doubt.other}”? "
                f'Answer with --merge "{doubt.key}" or --keep "{doubt.key}".'
            )
        if plan.doubts:
            raise CommandError(
                f"{len(plan.doubts)} open questions; nothing was written.", returncode=DOUBTFUL
            )
        self._say_counts(plan)

    def _say_counts(self, plan: Plan) -> None:
        for form in FORMS:
            statuses = [f.status for f in plan.findings if f.entry.form == form.key]
            words = [
                f"{statuses.count(status)} {status.value.replace('_', ' ')}"
                for status in RowStatus
                if status in statuses
            ]
            if words:
                self.stdout.write(f"{form.english}: {', '.join(words)}")
