"""Open work of instructors and of those who send them; nothing of it happens by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.work import Kind, Open, Task, declare

from . import policy, rules
from .models import Appraisal, Finding
from .queries.cadence import missing_visits
from .queries.naming import name_at
from .queries.points import without_instructor
from .terms import AppraisalState, IssueState


def _visits(actor: Actor, at: datetime) -> Open:
    until = rules.quarter_of(actor.on).after - timedelta(days=1)
    mine = missing_visits(actor.on).filter(policy.assignments(actor, policy.WRITE))

    def task(row: Any) -> Task:
        return Task(row.place, "visit_note", (), due=until, query=f"?place={row.point_id}")

    return Open(mine.order_by("place", "pk"), task)


def _issues(actor: Actor, at: datetime) -> Open:
    rows = Finding.objects.filter(policy.findings(actor, policy.WRITE), state=IssueState.OPEN)
    named = rows.select_related("visit").annotate(place=name_at("visit__assignment__point__"))

    def task(row: Any) -> Task:
        return Task(row.text, "visit", (row.visit_id,), row.place, since=row.visit.visited_on)

    return Open(named.order_by("visit__visited_on", "pk"), task)


def _vacant(actor: Actor, at: datetime) -> Open:
    rows = without_instructor(actor.on).filter(policy.points(actor, policy.EDIT))
    named = rows.annotate(name=name_at()).select_related("unit").order_by("valid_from", "pk")

    def task(row: Any) -> Task:
        return Task(row.name, "point", (row.pk,), row.unit.name, since=row.valid_from)

    return Open(named, task)


def _appraisals(state: AppraisalState) -> QuerySet[Any]:
    rows = Appraisal.objects.filter(state=state).select_related("instructor__person")
    return rows.order_by("given_at", "pk")


def _to_answer(actor: Actor, at: datetime) -> Open:
    rows = _appraisals(AppraisalState.OBJECTED).filter(policy.appraisals(actor, policy.APPRAISE))
    return Open(rows.exclude(given_by=actor.person_id or 0), _about)


def _to_read(actor: Actor, at: datetime) -> Open:
    rows = _appraisals(AppraisalState.GIVEN).filter(policy.appraisals(actor, policy.WRITE))
    open_still = rows.filter(final_on__gt=actor.on)
    return Open(open_still, lambda row: _about(row, due=row.final_on - timedelta(days=1)))


def _about(row: Any, **days: Any) -> Task:
    title = f"{row.instructor.person.name} {row.year}"
    return Task(title, "instructor", (row.instructor_id,), **days)


WORK = declare(
    "support",
    _("Instructors"),
    Kind("support.visits", _("Places to visit"), policy.WRITE, _visits, due=_("visit by")),
    Kind("support.issues", _("Issues that I raised"), policy.WRITE, _issues, since=_("found on")),
    Kind(
        "support.appraised",
        _("My appraisal: read it, object if it is not right"),
        policy.WRITE,
        _to_read,
        due=_("object by"),
    ),
    Kind(
        "support.vacant",
        _("Contact points without an instructor"),
        policy.EDIT,
        _vacant,
        since=_("contact point since"),
    ),
    Kind(
        "support.objections",
        _("Objections to appraisals"),
        policy.APPRAISE,
        _to_answer,
    ),
)
