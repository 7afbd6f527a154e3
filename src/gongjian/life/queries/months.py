"""A branch's page of the month: what is due, what can be left out, what has no record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from gongjian.kernel import catalogue
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.catalogue import Name
from gongjian.org.models import Unit

from .. import policy
from ..models import Meeting, PlanItem
from ..rules import Span, standing_of
from ..terms import ACTIVITIES, TEMPLATES, PlanStanding
from .meetings import MeetingRow, Taker, people_of
from .mine import study_of

RECENT = 12
"""Meetings that the page of the month shows."""


@dataclass(frozen=True)
class PlanRow:
    """Something expected of a branch, and where it stands."""

    id: int
    unit_id: int
    name: Name
    activity: str
    starts_on: date
    ends_on: date
    number: int
    is_optional: bool
    is_sample: bool
    standing: PlanStanding
    meeting_id: int | None
    why: str


@dataclass(frozen=True)
class Template:
    """A template that a plan can be drawn from."""

    code: str
    name: Name
    is_sample: bool
    note: str


@dataclass(frozen=True)
class ActivityType:
    """An activity type of a day."""

    code: str
    name: Name
    is_study: bool


@dataclass(frozen=True)
class StudyRow:
    """A member's hours of study this year."""

    name: str
    hours: Decimal


@dataclass(frozen=True)
class MonthPage:
    """A branch today; ``study`` is empty for who does not keep its records."""

    unit_id: int
    unit: str
    due: tuple[PlanRow, ...]
    missing: tuple[PlanRow, ...]
    done: tuple[PlanRow, ...]
    has_plan: bool
    templates: tuple[Template, ...]
    years: tuple[int, ...]
    meetings: tuple[MeetingRow, ...]
    study: tuple[StudyRow, ...]
    may_record: bool
    may_plan: bool


@dataclass(frozen=True)
class Recording:
    """What a record is made from: the branch, its people of today, what is open, the types."""

    unit_id: int
    unit: str
    people: tuple[Taker, ...]
    items: tuple[PlanRow, ...]
    activities: tuple[ActivityType, ...]


def get_month(unit_id: int, actor: Actor) -> MonthPage:
    """Return a branch's page of today.

    Raises:
        NotVisible: the branch is out of reach.
    """
    visible = policy.units(actor, "life.view")
    unit = fetch(Unit.objects.all(), unit_id, allowed=visible, visible=visible)
    own = Unit.objects.filter(pk=unit.pk)
    may_record = own.filter(policy.units(actor, "life.record")).exists()
    may_plan = own.filter(policy.units(actor, "life.plan")).exists()
    items = _items(unit.pk, actor.on)
    month = (actor.on.year, actor.on.month)
    return MonthPage(
        unit_id=unit.pk,
        unit=unit.name,
        due=tuple(i for i in items if i.standing == PlanStanding.DUE),
        missing=tuple(i for i in items if i.standing == PlanStanding.MISSING and not i.is_optional),
        done=tuple(
            item
            for item in items
            if item.standing in (PlanStanding.HELD, PlanStanding.SKIPPED)
            and (item.ends_on.year, item.ends_on.month) >= month
        ),
        has_plan=bool(items),
        templates=list_templates(actor.on) if may_plan else (),
        years=(actor.on.year, actor.on.year + 1),
        meetings=_recent(unit.pk),
        study=_study(unit.pk, actor.on) if may_record else (),
        may_record=may_record,
        may_plan=may_plan,
    )


def _items(unit_id: int, on: date) -> list[PlanRow]:
    rows = PlanItem.objects.filter(unit=unit_id, starts_on__year=on.year)
    return [_item(row, on) for row in rows.order_by("ends_on", "is_optional", "pk")]


def _item(row: PlanItem, on: date) -> PlanRow:
    is_held, is_skipped = row.meeting_id is not None, row.skipped_at is not None
    span = Span(row.starts_on, row.ends_on)
    return PlanRow(
        id=row.pk,
        unit_id=row.unit_id,
        name=Name(row.name_zh, row.name_en),
        activity=row.activity,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        number=row.number,
        is_optional=row.is_optional,
        is_sample=row.is_sample,
        standing=standing_of(span, is_held=is_held, is_skipped=is_skipped, on=on),
        meeting_id=row.meeting_id,
        why=row.skipped_why,
    )


def get_item(item_id: int, actor: Actor) -> PlanRow:
    """Return something expected of a branch whose records the actor keeps.

    Raises:
        NotVisible, Forbidden: the branch is out of reach, or its records are not the actor's.
    """
    row = fetch(
        PlanItem.objects.all(),
        item_id,
        allowed=policy.items(actor, "life.record"),
        visible=policy.items(actor, "life.view"),
    )
    return _item(row, actor.on)


def list_templates(on: date) -> tuple[Template, ...]:
    """Return the templates of the packs in force on a day."""
    return tuple(
        Template(code, entry.name, _flag(entry.facts, "sample"), entry.facts.get("note", ""))
        for code, entry in catalogue.current().on(TEMPLATES, on).items()
    )


def _flag(facts: Any, key: str) -> bool:
    return bool(facts.get(key, False))


def list_activities(on: date) -> tuple[ActivityType, ...]:
    """Return the activity types of the packs in force on a day."""
    return tuple(
        ActivityType(code, entry.name, _flag(entry.facts, "is_study"))
        for code, entry in catalogue.current().on(ACTIVITIES, on).items()
    )


def _recent(unit_id: int) -> tuple[MeetingRow, ...]:
    rows = Meeting.objects.filter(unit=unit_id).annotate(
        present=Count("attendances", filter=Q(attendances__is_present=True)),
        excused=Count("attendances", filter=Q(attendances__is_present=False)),
    )
    return tuple(
        MeetingRow(m.pk, m.name, m.activity, m.held_on, m.minutes, m.present, m.excused)
        for m in rows.order_by("-held_on", "-pk")[:RECENT]
    )


def _study(unit_id: int, on: date) -> tuple[StudyRow, ...]:
    people = people_of(unit_id, on)
    hours = study_of([each.id for each in people], on.year)
    return tuple(StudyRow(each.name, hours.get(each.id, Decimal(0))) for each in people)


def get_recording(unit_id: int, actor: Actor, *, meeting_id: int | None = None) -> Recording:
    """Return what a record of a branch is made from, or one of its meetings is corrected with.

    Raises:
        NotVisible, Forbidden: the branch is out of reach, or its records are not the actor's.
    """
    unit = fetch(
        Unit.objects.all(),
        unit_id,
        allowed=policy.units(actor, "life.record"),
        visible=policy.units(actor, "life.view"),
    )
    day = actor.on
    people = people_of(unit.pk, day)
    if meeting_id is not None:
        day = Meeting.objects.values_list("held_on", flat=True).get(pk=meeting_id, unit=unit)
        people = people_of(unit.pk, day)
    items = _items(unit.pk, day)
    return Recording(
        unit_id=unit.pk,
        unit=unit.name,
        people=people,
        items=tuple(
            item
            for item in items
            if _is_open(item) or (meeting_id is not None and item.meeting_id == meeting_id)
        ),
        activities=list_activities(day),
    )


def _is_open(item: PlanRow) -> bool:
    """Tell whether a record may be for this; nobody goes back for what is optional."""
    if item.standing == PlanStanding.MISSING:
        return not item.is_optional
    return item.standing in (PlanStanding.DUE, PlanStanding.SKIPPED)
