"""A register on its way in: received, checked, entered in batches, or thrown away.

What the database remembers is enough to go on after the worker was killed: each batch is one
transaction with its audit event, and before going on the file is compared with the registry
anew, so that nothing is written twice and nothing left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from gongjian.org.models import Territory

from .. import policy
from ..models import MissingEntity, RegisterFault, RegisterFile
from ..policy import IMPORT
from ..queries.imports_work import folder, workbook_of
from ..terms import RegisterState
from . import duplicates_search, imports_faults
from . import imports_stage as stage
from .head import raise_version
from .imports_compare import compare, count
from .imports_files import refuse_large
from .imports_locks import one_at_a_time, working_on
from .imports_papers import forget_file, remove_stage, stage_of
from .imports_stage import Reach, Say
from .imports_writing import Batch

BATCH = 64 * 1024
"""Rows of a register that one transaction writes: 64 blocks of seals, about three seconds."""

MOST_SHOWN = 200
"""Faults that the page shows; the workbook has them all."""

CHUNK = 500


class RegisterNotReady(Conflict):
    code = "register_not_ready"
    message = _("This register is not ready to be entered: look at it again.")


class RegisterOver(Conflict):
    code = "register_over"
    message = _("This register was entered or thrown away already. Choose the file anew.")


class NothingSound(DomainError):
    code = "nothing_sound"
    message = _("No row of this register can be entered. Put its faults right first.")


class DayNotReached(DomainError):
    code = "register_of_the_future"
    message = _("The facts of a register cannot be of a day that has not come yet.")
    field = "as_of"


class PlaceOutOfReach(DomainError):
    code = "register_place"
    message = _("There is no such place within your reach. Give its code, such as 330106.")
    field = "whole_of"


class _Moved(Exception):
    """Somebody else wrote to the registry since the comparison."""


def silent(done: int, total: int) -> None:
    """Say nothing about progress."""


def reach_of(actor: Actor) -> Reach:
    """Return the places that an actor may import into."""
    held = policy.reach(actor, IMPORT)
    return Reach(held.everything, held.places)


def receive(
    content: File[bytes],
    name: str,
    *,
    as_of: date,
    whole_of: str = "",
    actor: Actor,
    at: datetime,
) -> RegisterFile:
    """Keep a register for checking; ``whole_of`` is the place that it is the whole register of.

    Raises:
        Forbidden: the actor may import nothing.
        RegisterTooLarge: the file is larger than any that is read.
        DayNotReached: its day lies ahead.
        PlaceOutOfReach: ``whole_of`` is no place that the actor may import into.
    """
    if not actor.may(IMPORT):
        raise Forbidden
    refuse_large(content.size)
    if as_of > actor.on:
        raise DayNotReached
    register = RegisterFile(
        account_id=actor.account_id,
        name=name[-120:],
        digest=digest_of(content),
        size=content.size,
        as_of=as_of,
        whole_of=_place(whole_of, actor),
        received_at=at,
    )
    # The stored name is ours: what people call their files is nothing for a file system.
    register.file.save(f"{register.digest[:16]}.bin", content, save=False)
    register.save(force_insert=True)
    return register


def digest_of(content: File[bytes]) -> str:
    """Return the SHA-256 of a file, which is left at its beginning."""
    digest = hashlib.sha256()
    for piece in content.chunks():
        digest.update(piece)
    content.seek(0)
    return digest.hexdigest()


def _place(code: str, actor: Actor) -> Territory | None:
    if not code:
        return None
    reach = reach_of(actor)
    place = Territory.objects.filter(pk=code).first()
    if place is None or not (reach.everywhere or code.startswith(reach.places or ("-",))):
        raise PlaceOutOfReach
    return place


def check(register: RegisterFile, *, actor: Actor, say: Say = silent) -> None:
    """Read and check a received register as a whole; nothing is written to the registry."""
    with working_on(register.pk):
        try:
            _check(register, actor, say)
        except DomainError as error:
            register.state, register.refusal = RegisterState.REFUSED, str(error)[:400]
            register.save(update_fields=["state", "refusal"])
            forget_file(register)


def _check(register: RegisterFile, actor: Actor, say: Say) -> None:
    path = stage_of(register)
    remove_stage(register)
    with stage.opened(path) as duck:
        _read(register, duck, actor, say)
        imports_faults.keep(duck, register, most=MOST_SHOWN)
    register.state = RegisterState.CHECKED
    register.save(update_fields=["state", "columns", "counts"])


def _read(register: RegisterFile, duck: duckdb.DuckDBPyConnection, actor: Actor, say: Say) -> None:
    reach = reach_of(actor)
    register.columns = list(
        stage.check(
            duck,
            Path(register.file.path),
            register.name,
            as_of=register.as_of,
            reach=reach,
            say=say,
        )
    )
    compare(duck, register.columns, reach=reach, scratch=folder())
    register.counts = count(duck, register.columns)
    say(4, 4)


def begin(register_id: int, *, actor: Actor) -> RegisterFile:
    """Mark a checked register as being entered: once, however often it is asked for.

    Raises:
        NotVisible: it is another's.
        RegisterNotReady: it is not checked, or is being entered.
        NothingSound: none of its rows can be entered.
    """
    register = own(register_id, actor)
    if register.state == RegisterState.CHECKED and not register.counts.get("sound"):
        raise NothingSound
    ready = RegisterFile.objects.filter(pk=register_id, state=RegisterState.CHECKED)
    if not ready.update(state=RegisterState.ENTERING):
        raise RegisterNotReady
    register.state = RegisterState.ENTERING
    return register


def own(register_id: int, actor: Actor) -> RegisterFile:
    """Return the actor's own register.

    Raises:
        NotVisible: there is none, it is another's, or the actor may import nothing.
    """
    register = (
        RegisterFile.objects.select_related("job")
        .filter(pk=register_id, account_id=actor.account_id)
        .first()
    )
    if register is None or not actor.may(IMPORT):
        raise NotVisible
    return register


def enter(register: RegisterFile, *, actor: Actor, at: datetime, say: Say = silent) -> None:
    """Enter what a register would change, or go on where an earlier run ended.

    Registers are entered one at a time; another waits here.

    Raises:
        RegisterAtWork: another process is at work on this one.
        Forbidden: the actor may no longer import.
    """
    if not actor.may(IMPORT):
        raise Forbidden
    with working_on(register.pk), one_at_a_time(lambda: say(0, register.counts["sound"])):
        register.refresh_from_db()
        if register.state != RegisterState.ENTERING:
            return
        with stage.opened(stage_of(register)) as duck:
            if not stage.is_complete(duck, reach_of(actor)):
                _read(register, duck, actor, say)
            duck.execute("SET VARIABLE as_of = ?::DATE", [register.as_of])
            _write_batches(register, duck, actor, at, say)
            _list_missing(register, duck)
            if register.counts.get("written"):
                duplicates_search.find(duck, register.columns, actor=actor, at=at)
        _finish(register, at)


def _write_batches(
    register: RegisterFile,
    duck: duckdb.DuckDBPyConnection,
    actor: Actor,
    at: datetime,
    say: Say,
) -> None:
    """Write batch after batch; compare anew whenever somebody else wrote in between."""
    done = register.counts.get("written", 0)
    total = register.counts["new"] + register.counts["changed"]
    while True:
        seen = compare(duck, register.columns, reach=reach_of(actor), scratch=folder())
        try:
            for rows, size in _batches(duck):
                say(min(done, total), total)
                _write_batch(register, duck, rows, seen, actor, at)
                seen, done = seen + 1, done + size
        except _Moved:
            continue
        return


def _batches(duck: duckdb.DuckDBPyConnection) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the first and last row of each batch, and how many of its rows are written."""
    found = duck.execute(
        'SELECT min("row"), max("row"), count(*) FROM '
        f'(SELECT "row", (row_number() OVER (ORDER BY "row") - 1) // {BATCH} AS batch '
        "FROM changes) GROUP BY batch ORDER BY batch"
    ).fetchall()
    yield from (((first, last), size) for first, last, size in found)


def _write_batch(
    register: RegisterFile,
    duck: duckdb.DuckDBPyConnection,
    rows: tuple[int, int],
    seen: int,
    actor: Actor,
    at: datetime,
) -> None:
    batch = Batch(duck, register.columns, folder(), rows)
    detail = {"register": register.pk, "digest": register.digest, "rows": list(rows)}
    with audit.act(actor, IMPORT, at=at, detail=detail) as journal:
        version = raise_version()
        if version != seen + 1:
            raise _Moved
        written = batch.write(journal, version)
        counts = register.counts | {
            "written": register.counts.get("written", 0) + len(written),
        }
        batches = register.batches + 1
        RegisterFile.objects.filter(pk=register.pk).update(counts=counts, batches=batches)
    register.counts, register.batches = counts, batches


def _list_missing(register: RegisterFile, duck: duckdb.DuckDBPyConnection) -> None:
    """List what the whole register of a place does not have; a person decides on each."""
    if register.whole_of_id is None:
        return
    missing = duck.execute(
        "SELECT id FROM existing ANTI JOIN sound USING (key) "
        "WHERE merged_into IS NULL AND closed_on IS NULL AND starts_with(territory, ?)",
        [register.whole_of_id],
    ).fetchall()
    with transaction.atomic():
        register.missing.all().delete()
        MissingEntity.objects.bulk_create(
            [MissingEntity(register=register, entity_id=pk) for (pk,) in missing],
            batch_size=CHUNK,
        )
    register.counts["missing"] = len(missing)


def _finish(register: RegisterFile, at: datetime) -> None:
    register.state, register.entered_at = RegisterState.ENTERED, at
    register.save(update_fields=["state", "entered_at", "counts"])
    forget_file(register)


def stop(register: RegisterFile) -> None:
    """Leave a register where its work was cancelled.

    What was entered of it stays, and it can go on; one that was still being checked is thrown
    away.
    """
    mine = RegisterFile.objects.filter(pk=register.pk)
    mine.filter(state=RegisterState.ENTERING).update(state=RegisterState.CHECKED)
    if mine.filter(state=RegisterState.WAITING).update(state=RegisterState.CANCELLED):
        forget_file(register)


def throw_away(register_id: int, *, actor: Actor) -> None:
    """Throw a register away: nothing more of it is entered.

    Raises:
        NotVisible: it is another's.
        RegisterOver: it was entered, or is being entered.
    """
    register = own(register_id, actor)
    open_states = (RegisterState.WAITING, RegisterState.CHECKED)
    mine = RegisterFile.objects.filter(pk=register_id, state__in=open_states)
    if not mine.update(state=RegisterState.CANCELLED):
        raise RegisterOver
    RegisterFault.objects.filter(register=register).delete()
    workbook_of(register.pk).unlink(missing_ok=True)
    forget_file(register)
