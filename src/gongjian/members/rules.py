"""Pure decisions about people: numbers, steps of transfers and stays, duties of branches."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.states import Edge, edges

from .terms import FloatingState, Relation, RequestState, TransferState


def is_mobile(number: str) -> bool:
    """Tell whether this is a mainland mobile number: 11 digits that begin with 1."""
    return re.fullmatch(r"1[3-9]\d{9}", number) is not None


def masked(number: str) -> str:
    """Return the number as it is shown to those who need not call it: 138****5678."""
    return f"{number[:3]}****{number[-4:]}" if len(number) == 11 else "****" if number else ""


T, F, R = TransferState, FloatingState, RequestState

TRANSFER_EDGES = edges(
    (T.REQUESTED, T.ISSUED, "issue", "transfer.decide"),
    (T.REQUESTED, T.REFUSED, "refuse", "transfer.decide"),
    (T.REQUESTED, T.WITHDRAWN, "withdraw", "transfer.request"),
    (T.ISSUED, T.RECEIVED, "receive", "transfer.receive"),
    (T.ISSUED, T.REFUSED, "refuse", "transfer.receive"),
    (T.ISSUED, T.WITHDRAWN, "withdraw", "transfer.decide"),
    (T.ISSUED, T.EXPIRED, "expire", "transfer.expire"),
    (T.EXPIRED, T.ISSUED, "issue", "transfer.decide"),
    (T.EXPIRED, T.WITHDRAWN, "withdraw", "transfer.decide"),
    (T.RECEIVED, T.ISSUED, "undo", "transfer.receive"),
)
"""``undo`` is possible on the day of the receipt alone; ``expire`` is the clock's."""

FLOATING_EDGES = edges(
    (F.LEFT, F.REPORTED, "report in", "floating.receive"),
    (F.LEFT, F.RETURNED, "return", "member.edit"),
    (F.REPORTED, F.WELCOMED, "welcome", "floating.receive"),
    (F.REPORTED, F.DISMISSED, "dismiss", "floating.receive"),
    (F.REPORTED, F.ATTACHED, "attach", "floating.claim"),
    (F.WELCOMED, F.ATTACHED, "attach", "floating.claim"),
    (F.WELCOMED, F.RETURNED, "return", "floating.receive"),
    (F.ATTACHED, F.RETURNED, "return", "floating.claim"),
    (F.ATTACHED, F.WELCOMED, "hand back", "floating.claim"),
    (F.ATTACHED, F.TRANSFERRED, "transfer", "transfer.receive"),
)
"""No edge follows from silence: lost contact is an alert to people, never a state (G4)."""

REQUEST_EDGES = edges(
    (R.OPEN, R.DONE, "do", "data.answer"),
    (R.OPEN, R.DECLINED, "decline", "data.answer"),
    (R.OPEN, R.WITHDRAWN, "withdraw", "data.ask"),
)
"""``data.ask`` is everybody's, about themselves; nobody answers a request of their own."""

APPLIED = {"members.Person.name": "name", "members.Person.mobile": "mobile"}
"""Registered fields that are set to what was asked for as soon as the request is done."""


def permission_of(table: Iterable[Edge], before: str, event: str) -> str:
    """Return the permission that a step takes; empty when there is no such step."""
    return next((e.permission for e in table if (e.before, e.event) == (before, event)), "")


def due_on(issued: date, valid_days: int) -> date:
    """Return the last day of a letter."""
    return issued + timedelta(days=valid_days)


def letter_number(issued: date, transfer_id: int) -> str:
    """Return the number of a letter of transfer: its year and the transfer's own number."""
    return f"{issued.year}-{transfer_id:06d}"


@dataclass(frozen=True)
class Alert:
    """That there was no contact for long: first or second alert. Advice to people, no state."""

    days: int
    is_second: bool


def lost_alert(last_contact: date, on: date, first: int, second: int) -> Alert | None:
    """Return the alert that is due after so many days without contact; None before the first.

    党员教育管理工作条例: what follows from lost contact is for the branch meeting and its superior.
    """
    days = (on - last_contact).days
    return Alert(days, days >= second) if days >= first else None


@dataclass(frozen=True)
class Duty:
    """One duty of the dual management: what, and whose it is."""

    what: Any
    by: Relation


DUTIES = (
    Duty(_("Holds the relation and its papers; counts the member"), Relation.FORMAL),
    Duty(_("Votes, elections, the yearly appraisal"), Relation.FORMAL),
    Duty(_("Dues, certificates, transfers"), Relation.FORMAL),
    Duty(_("Contact at least once a half-year with who is away"), Relation.FORMAL),
    Duty(_("Daily activities, study and tasks in the line"), Relation.LINE),
    Duty(_("Welcome, contact and organisational life on the spot; no vote"), Relation.FLOATING),
    Duty(_("The task for which the branch was formed; no vote"), Relation.TASK),
)
"""Who does what for a member (001-05, rules 2.4): one belonging, several organisational lives."""


def duties_of(relation: Relation) -> tuple[Any, ...]:
    """Return what a branch in this relation does for the member."""
    return tuple(duty.what for duty in DUTIES if duty.by == relation)
