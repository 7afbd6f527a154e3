"""How a register on its way in is shown to who sent it, and codes that want correcting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from gongjian.kernel import jobs
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.models import Job

from .. import policy
from ..models import Entity, RegisterFile
from ..policy import IMPORT
from ..terms import REGISTER_COLUMNS, RegisterState
from .imports_words import fault_words
from .imports_work import is_worked_on, workbook_of

LATEST = 10
MOST_MISSING = 100


@dataclass(frozen=True)
class FaultRow:
    """A fault as its page shows it: where it stands, why it is one, what to do."""

    row: int
    column: str
    value: str
    reason: str
    suggestion: str


@dataclass(frozen=True)
class RegisterPage:
    """A register as its page shows it; ``counts`` as in ``RegisterFile``.

    ``has_stopped`` tells that its worker ended before its end, so that it can go on. ``missing``
    are key and name of the first entities that a whole register of its place does not have.
    """

    id: int
    name: str
    state: RegisterState
    refusal: str
    as_of: date
    whole_of: str
    columns: tuple[str, ...]
    missing_columns: tuple[str, ...]
    counts: dict[str, int]
    received_at: datetime
    entered_at: datetime | None
    job: Job | None
    has_stopped: bool = False
    faults: tuple[FaultRow, ...] = ()
    missing: tuple[tuple[int, str], ...] = ()

    @property
    def is_at_work(self) -> bool:
        """Tell whether its job is under way."""
        open_states = (Job.State.WAITING, Job.State.RUNNING)
        return self.job is not None and self.job.state in open_states and not self.has_stopped


@dataclass(frozen=True)
class DoubtfulCode:
    """An entity whose code's check digit fails."""

    id: int
    name: str
    code: str
    place: str


@dataclass(frozen=True)
class DoubtfulCodes:
    """One page of the entities whose code wants correcting."""

    rows: tuple[DoubtfulCode, ...]
    total: int


def _own(register_id: int, actor: Actor) -> RegisterFile:
    if not actor.may(IMPORT):
        raise Forbidden
    found = RegisterFile.objects.filter(pk=register_id, account_id=actor.account_id)
    register = found.select_related("job", "whole_of").first()
    if register is None:
        raise NotVisible
    return register


def get_register(register_id: int, actor: Actor) -> RegisterPage:
    """Return the actor's own register with its first faults.

    Raises:
        Forbidden: the actor may import nothing.
        NotVisible: there is none, or it is another's.
    """
    register = _own(register_id, actor)
    found = register.faults.order_by("row", "pk")
    faults = tuple(
        FaultRow(f.row, REGISTER_COLUMNS.get(f.column, ""), f.value, *fault_words(f.code, f.hint))
        for f in found
    )
    missing = register.missing.order_by("entity_id").values_list("entity_id", "entity__name")
    return replace(_page(register), faults=faults, missing=tuple(missing[:MOST_MISSING]))


def list_registers(actor: Actor) -> tuple[RegisterPage, ...]:
    """Return the actor's latest registers.

    Raises:
        Forbidden: the actor may import nothing.
    """
    if not actor.may(IMPORT):
        raise Forbidden
    found = RegisterFile.objects.filter(account_id=actor.account_id)
    latest = found.select_related("job", "whole_of").order_by("-received_at", "-pk")[:LATEST]
    return tuple(_page(register) for register in latest)


def _page(register: RegisterFile) -> RegisterPage:
    job = jobs.with_progress(register.job) if register.job else None
    return RegisterPage(
        id=register.pk,
        name=register.name,
        state=RegisterState(register.state),
        refusal=register.refusal,
        as_of=register.as_of,
        whole_of=register.whole_of.name if register.whole_of else "",
        columns=tuple(REGISTER_COLUMNS[key] for key in register.columns),
        missing_columns=tuple(
            header for key, header in REGISTER_COLUMNS.items() if key not in register.columns
        ),
        counts=register.counts,
        received_at=register.received_at,
        entered_at=register.entered_at,
        job=job,
        has_stopped=_has_stopped(register, job),
    )


def _has_stopped(register: RegisterFile, job: Job | None) -> bool:
    """Tell whether work that is not done is done by nobody: its worker was killed."""
    if register.state not in (RegisterState.WAITING, RegisterState.ENTERING):
        return False
    is_queued = job is not None and job.state == Job.State.WAITING
    return not is_queued and not is_worked_on(register.pk)


def faults_workbook(register_id: int, actor: Actor) -> Path:
    """Return the workbook of a register's faults.

    Raises:
        NotVisible: it has none, or it is another's.
    """
    path = workbook_of(_own(register_id, actor).pk)
    if not path.exists():
        raise NotVisible
    return path


def list_doubtful_codes(actor: Actor, query: TableQuery) -> DoubtfulCodes:
    """Return one page of the entities within reach whose code's check digit fails.

    Raises:
        Forbidden: the actor may edit no entity.
    """
    if not actor.may("entity.edit"):
        raise Forbidden
    found = Entity.objects.filter(
        policy.scope(actor, "entity.edit"), doubtful_code=True, merged_into__isnull=True
    )
    rows = found.select_related("territory").order_by("pk")[query.rows]
    return DoubtfulCodes(
        tuple(DoubtfulCode(e.pk, e.name, e.code, e.territory.name) for e in rows), found.count()
    )
