"""Forgetting what the registry has kept long enough: registers left lying, contacts of the closed.

Runs by the clock. What it deletes is counted in an event of the audit chain; what was in it is
not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from gongjian.kernel import audit, parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.retention import FORGET, lying

from ..models import EntityContact, RegisterFault, RegisterFile
from ..queries.imports_work import folder, is_worked_on, workbook_of
from ..terms import RegisterState
from .head import raise_version
from .imports_papers import forget_file

OPEN = (RegisterState.WAITING, RegisterState.CHECKED, RegisterState.ENTERING)

BATCH = 5_000
"""Contacts forgotten in one transaction."""


@dataclass(frozen=True)
class Forgotten:
    """How many registers lost their file or their list of faults, stray files, and contacts."""

    registers: int
    files: int
    contacts: int


def forget(*, actor: Actor, at: datetime) -> Forgotten:
    """Delete registers left lying, and whom to call at entities that have closed.

    Raises:
        Forbidden: only the clock does this.
    """
    if not actor.may(FORGET):
        raise Forbidden
    values = parameters.in_force(actor.on)
    before = at - timedelta(days=values.whole("register.keep_days"))
    registers, files = _forget_registers(before, actor, at)
    closed_by = actor.on - timedelta(days=values.whole("contact.keep_days"))
    return Forgotten(registers, files, _forget_contacts(closed_by, actor, at))


def _forget_registers(before: datetime, actor: Actor, at: datetime) -> tuple[int, int]:
    """Throw away what nobody has entered, and delete all that lies beside it."""
    left = Q(state__in=OPEN) | ~Q(file="") | Q(faults__isnull=False)
    old = list(RegisterFile.objects.filter(left, received_at__lt=before).distinct())
    busy = {register.pk for register in old if is_worked_on(register.pk)}
    chosen = [register for register in old if register.pk not in busy]
    stray = list(_stray(before, busy))
    if not chosen and not stray:
        return 0, 0
    pks = [register.pk for register in chosen]
    detail = {"registers": pks, "files": len(stray)}
    with audit.act(actor, "entities.registers.forget", at=at, detail=detail):
        mine = RegisterFile.objects.filter(pk__in=pks)
        mine.filter(state__in=OPEN).update(state=RegisterState.CANCELLED)
        RegisterFault.objects.filter(register__in=chosen).delete()
        for register in chosen:
            workbook_of(register.pk).unlink(missing_ok=True)
            forget_file(register)
    for file in stray:
        file.unlink(missing_ok=True)
    return len(chosen), len(stray)


def _stray(before: datetime, busy: set[int]) -> Iterator[Path]:
    """Yield old files that no register names, and old working papers of none that is worked on."""
    named = RegisterFile.objects.exclude(file="").values_list("file", flat=True)
    uploads = Path(settings.MEDIA_ROOT) / "registers"
    yield from lying(uploads, before, {Path(name).name for name in named})
    for paper in lying(folder(), before):
        number = paper.name.partition(".")[0].partition("-")[0]
        if paper.suffix != ".lock" and number not in {str(pk) for pk in busy}:
            yield paper


def _forget_contacts(closed_by: date, actor: Actor, at: datetime) -> int:
    """Empty the contacts of entities closed by a day, batch by batch; rows are never deleted."""
    known = EntityContact.objects.exclude(name="", mobile="")
    over = known.filter(entity__closed_on__lte=closed_by).order_by("pk")
    forgotten = 0
    while pks := list(over.values_list("pk", flat=True)[:BATCH]):
        detail = {"contacts": len(pks)}
        with audit.act(actor, "entities.contacts.forget", at=at, detail=detail) as journal:
            version = raise_version()
            for start in range(0, len(pks), audit.CHUNK):
                some = EntityContact.objects.filter(pk__in=pks[start : start + audit.CHUNK])
                some.update(name="", mobile="", version=version)
            journal.wrote(EntityContact, pks)
        forgotten += len(pks)
    return forgotten
