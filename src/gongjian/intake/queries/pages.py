"""How a roster is shown to who uploaded it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongjian.kernel import jobs
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import NotVisible
from gongjian.kernel.models import Job

from ..models import Roster, RosterRow
from ..rules import Fault
from ..terms import FORM_OF, FORMS, RosterState, RowStatus

ENTER = "roster.import"
SHOWN_DOUBTS = 200


@dataclass(frozen=True)
class Asked:
    """A question: do these two names mean one unit? ``answer`` is what was said so far."""

    key: str
    name: str
    sheet: str
    row: int
    other: str
    other_row: int | None
    is_reference: bool


@dataclass(frozen=True)
class Count:
    """How many rows of one sheet have one status."""

    form: str
    sheet: str
    status: str
    label: str
    rows: int


@dataclass(frozen=True)
class RosterPage:
    """A roster as its page shows it."""

    id: int
    name: str
    state: RosterState
    state_label: str
    refusal: str
    received_at: datetime
    entered_at: datetime | None
    faults: int
    asked: tuple[Asked, ...]
    more_asked: int
    answered: tuple[tuple[str, str], ...]
    counts: tuple[Count, ...]
    job: Job | None

    def rows_of(self, *statuses: str) -> int:
        """Return how many rows have one of these statuses."""
        return sum(count.rows for count in self.counts if count.status in statuses)


@dataclass(frozen=True)
class PreviewRow:
    """What one row would do, or did; ``changes`` are column, before, after."""

    sheet: str
    row: int
    label: str
    status: RowStatus
    changes: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True)
class Preview:
    """One page of the rows of a roster."""

    rows: tuple[PreviewRow, ...]
    total: int


def _own(roster_id: int, actor: Actor) -> Roster:
    if not actor.may(ENTER):
        raise NotVisible
    found = Roster.objects.filter(pk=roster_id, account_id=actor.account_id)
    roster = found.select_related("job").first()
    if roster is None:
        raise NotVisible
    return roster


def get_roster(roster_id: int, actor: Actor) -> RosterPage:
    """Return the actor's own roster.

    Raises:
        NotVisible: there is none, or it is another's.
    """
    return _page(_own(roster_id, actor))


def _page(roster: Roster) -> RosterPage:
    asked = tuple(
        Asked(
            key=doubt["key"],
            name=doubt["name"],
            sheet=doubt["sheet"],
            row=doubt["row"],
            other=doubt["other"],
            other_row=doubt["other_row"],
            is_reference=doubt["is_reference"],
        )
        for doubt in roster.doubts[:SHOWN_DOUBTS]
    )
    return RosterPage(
        id=roster.pk,
        name=roster.name,
        state=RosterState(roster.state),
        state_label=str(RosterState(roster.state).label),
        refusal=roster.refusal,
        received_at=roster.received_at,
        entered_at=roster.entered_at,
        faults=roster.faults,
        asked=asked,
        more_asked=max(0, len(roster.doubts) - SHOWN_DOUBTS),
        answered=tuple(roster.choices.items()),
        counts=tuple(_counts(roster.counts)),
        job=jobs.with_progress(roster.job) if roster.job else None,
    )


def _counts(counts: dict[str, dict[str, int]]) -> Iterator[Count]:
    for form in FORMS:
        for status in RowStatus:
            rows = counts.get(form.key, {}).get(status.value, 0)
            if rows:
                yield Count(form.key, form.chinese, status.value, str(status.label), rows)


def list_rosters(actor: Actor, *, most: int = 10) -> tuple[RosterPage, ...]:
    """Return the actor's latest rosters."""
    found = Roster.objects.filter(account_id=actor.account_id).select_related("job")
    return tuple(_page(roster) for roster in found.order_by("-received_at", "-pk")[:most])


def list_faults(roster_id: int, actor: Actor, *, most: int | None = None) -> tuple[Fault, ...]:
    """Return a roster's faults in the order of the file."""
    rows = _own(roster_id, actor).fault_rows.order_by("pk")[:most]
    return tuple(Fault(r.sheet, r.row, r.column, r.value, r.code, r.facts) for r in rows)


def list_preview(roster_id: int, actor: Actor, query: TableQuery) -> Preview:
    """Return one page of what the rows would do, as the filters narrow it."""
    found = RosterRow.objects.filter(roster=_own(roster_id, actor))
    if query.filters.get("sheet"):
        found = found.filter(form=query.filters["sheet"])
    if query.filters.get("status"):
        found = found.filter(status=query.filters["status"])
    if query.text:
        found = found.filter(label__icontains=query.text)
    rows = found.order_by("pk")[query.rows]
    return Preview(tuple(_preview_row(row) for row in rows), found.count())


def _preview_row(row: RosterRow) -> PreviewRow:
    form = FORM_OF[row.form]
    changes = tuple((form.column(key).chinese, was, now) for key, was, now in row.changes)
    return PreviewRow(form.chinese, row.row, row.label, RowStatus(row.status), changes)
