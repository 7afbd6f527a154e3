"""An uploaded roster on its way: received, checked, decided on, entered or cancelled."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import catalogue, workbooks
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, Forbidden, NotVisible

from .. import queries
from ..models import Roster, RosterFault, RosterRow
from ..rules import Fault, Finding
from ..rules import plan as plans
from ..rules.known import Known
from ..rules.layout import read_roster
from ..rules.plan import Plan
from ..terms import ABOUT_PEOPLE, KEEP, MERGE, RosterState
from .entering import Say, enter, silent

CHUNK = 500
ENTER = "roster.import"
OVER = (RosterState.ENTERED, RosterState.CANCELLED, RosterState.ENTERING)


class RosterNotReady(Conflict):
    code = "roster_not_ready"
    message = _("The file must be checked again: it has faults or open questions.")


class RosterOver(Conflict):
    code = "roster_over"
    message = _("This file was entered or cancelled already. Choose it anew to enter it again.")


def receive(name: str, content: bytes, *, actor: Actor, at: datetime) -> Roster:
    """Keep an uploaded file for checking.

    Raises:
        Forbidden: the actor may enter no rosters.
        FileTooLarge: it is larger than any workbook that is opened.
    """
    if not actor.may(ENTER):
        raise Forbidden
    workbooks.refuse_large(len(content))
    roster = Roster(
        account_id=actor.account_id,
        name=name[-120:],
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        received_at=at,
    )
    # The stored name is ours: what people call their files is nothing for a file system.
    roster.file.save(f"{roster.digest[:16]}.bin", ContentFile(content), save=False)
    roster.save(force_insert=True)
    return roster


def check_file(
    path: Path, name: str, choices: Mapping[str, str], *, actor: Actor, today: date
) -> tuple[Plan, Known]:
    """Check a file as a whole; nothing is written.

    Raises:
        DomainError: it cannot be opened (see ``kernel.workbooks.read``).
    """
    with catalogue.held(today):
        entries, faults = read_roster(workbooks.read(path, name), queries.lists())
        known = queries.load_known(entries, actor, today=today)
        return plans.check(entries, faults, known, choices), known


def check(roster: Roster, *, actor: Actor, at: datetime, say: Say = silent) -> Plan | None:
    """Check a received roster and keep what was found; None where it cannot be opened."""
    say(0, 0)
    today = timezone.localdate(at)
    try:
        plan, _known = check_file(
            Path(roster.file.path), roster.name, roster.choices, actor=actor, today=today
        )
    except DomainError as error:
        roster.state, roster.refusal = RosterState.REFUSED, str(error)
        roster.save(update_fields=["state", "refusal"])
        _forget_file(roster)
        return None
    say(len(plan.findings), len(plan.findings))
    _keep(roster, plan)
    return plan


def _keep(roster: Roster, plan: Plan) -> None:
    """Write down what a check found, in place of what an earlier one did."""
    with transaction.atomic():
        roster.fault_rows.all().delete()
        roster.rows.all().delete()
        RosterFault.objects.bulk_create(
            [_fault_row(roster, fault) for fault in plan.faults[: plans.MOST_FAULTS]],
            batch_size=CHUNK,
        )
        RosterRow.objects.bulk_create(
            [_finding_row(roster, finding) for finding in plan.findings], batch_size=CHUNK
        )
        roster.faults = len(plan.faults)
        roster.doubts = [asdict(doubt) | {"key": doubt.key} for doubt in plan.doubts]
        roster.counts = _counts(plan.findings)
        roster.state = (
            RosterState.FAULTY
            if plan.faults
            else RosterState.DOUBTFUL
            if plan.doubts
            else RosterState.READY
        )
        roster.save(update_fields=["faults", "doubts", "counts", "state"])


def _fault_row(roster: Roster, fault: Fault) -> RosterFault:
    return RosterFault(
        roster=roster,
        sheet=fault.sheet[:120],
        row=fault.row,
        column=fault.column[:120],
        value=fault.value[:200],
        code=fault.code,
        facts=dict(fault.facts),
    )


def _finding_row(roster: Roster, finding: Finding) -> RosterRow:
    return RosterRow(
        roster=roster,
        form=finding.entry.form,
        row=finding.entry.row,
        status=finding.status,
        label=finding.label[:200],
        changes=[[key, _shown(key, was), _shown(key, now)] for key, was, now in finding.changes],
    )


def _shown(key: str, value: Any) -> Any:
    if key == "mobile":
        return f"{value[:3]}****{value[-4:]}"
    if isinstance(value, tuple):
        return "、".join(value)
    return value.isoformat() if isinstance(value, date) else value


def _counts(findings: Iterable[Finding]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for finding in findings:
        sheet = counts.setdefault(finding.entry.form, {})
        sheet[finding.status] = sheet.get(finding.status, 0) + 1
    return counts


def _own(roster_id: int, actor: Actor) -> Roster:
    roster = (
        Roster.objects.select_for_update().filter(pk=roster_id, account_id=actor.account_id).first()
    )
    if roster is None or not actor.may(ENTER):
        raise NotVisible
    return roster


def choose(roster_id: int, choices: Mapping[str, str], *, actor: Actor, at: datetime) -> Roster:
    """Answer doubts, each to merge or to keep apart, and check the roster again.

    Raises:
        NotVisible: it is another's.
        RosterOver: it was entered or cancelled.
    """
    with transaction.atomic():
        roster = _own(roster_id, actor)
        if roster.state in OVER:
            raise RosterOver
        known = {doubt["key"] for doubt in roster.doubts}
        roster.choices |= {
            key: answer
            for key, answer in choices.items()
            if key in known and answer in (MERGE, KEEP)
        }
        roster.save(update_fields=["choices"])
    check(roster, actor=actor, at=at)
    return roster


def enter_roster(roster: Roster, *, actor: Actor, at: datetime, say: Say = silent) -> None:
    """Check a roster once more and enter it, all of it or nothing; then its file is deleted.

    Raises:
        RosterNotReady: there are faults or doubts now.
    """
    today = timezone.localdate(at)
    with transaction.atomic():
        plan, known = check_file(
            Path(roster.file.path), roster.name, roster.choices, actor=actor, today=today
        )
        if plan.is_possible:
            enter(plan, known, actor=actor, at=at, say=say)
            roster.state, roster.entered_at = RosterState.ENTERED, at
            roster.save(update_fields=["state", "entered_at"])
    if not plan.is_possible:
        _keep(roster, plan)
        raise RosterNotReady
    _keep_outcome(roster, plan)
    _forget_file(roster)


def _keep_outcome(roster: Roster, plan: Plan) -> None:
    """Keep how many rows did what; of rows that name people nothing else."""
    roster.counts = _counts(plan.findings)
    roster.save(update_fields=["counts"])
    roster.rows.filter(form__in=ABOUT_PEOPLE).update(label="", changes=[])


def cancel(roster_id: int, *, actor: Actor) -> Roster:
    """Throw a received roster away; nothing of it is entered.

    Raises:
        RosterOver: it was entered, or is being entered.
    """
    with transaction.atomic():
        roster = _own(roster_id, actor)
        if roster.state in OVER:
            raise RosterOver
        throw_away(roster)
    return roster


def throw_away(roster: Roster) -> None:
    """Mark a roster as cancelled and delete all that it says; how many rows it had is kept."""
    with transaction.atomic():
        roster.state, roster.doubts, roster.choices = RosterState.CANCELLED, [], {}
        roster.save(update_fields=["state", "doubts", "choices"])
        roster.fault_rows.all().delete()
        roster.rows.all().delete()
        _forget_file(roster)


def _forget_file(roster: Roster) -> None:
    """Delete the file: it holds people's numbers, and what counts was entered."""
    storage, name = roster.file.storage, roster.file.name
    if not name:
        return
    roster.file = ""
    roster.save(update_fields=["file"])
    # Only once it is certain that the row no longer points to it.
    transaction.on_commit(lambda: storage.delete(name))
