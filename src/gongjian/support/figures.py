"""Figures of instructors: places without one, visits due and made, open issues; no names."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.actor import Actor
from gongjian.kernel.figures import Asked, Column, Dimension, Figure, declare
from gongjian.org.policy import on_day

from . import policy
from .models import ContactPoint, Finding, Instructor, Visit
from .queries.cadence import due_and_made, made_visits, missing_visits
from .queries.naming import kind_at, name_at
from .queries.points import without_instructor
from .terms import IssueKind, IssueState, PlaceKind

_KIND = Dimension("kind", _("Kind of place"), "kind", lambda: dict(PlaceKind.choices))

_POINT_COLUMNS = (
    Column("name", pgettext_lazy("contact point", "Place")),
    Column("kind", _("Kind of place"), choices=dict(PlaceKind.choices)),
    Column("unit__name", _("Marked by")),
    Column("valid_from", _("Since"), kind="day"),
)


def _named(rows: Any) -> Any:
    return rows.annotate(name=name_at(), kind=kind_at()).order_by("name", "pk")


POINTS = Figure(
    code="support.points",
    label=_("Contact points"),
    counts=_("Entities, venues and branches that a unit has marked as contact points."),
    unit=pgettext_lazy("contact point", "places"),
    cutoff=_("As they were marked at the end of the day asked for."),
    source=_("Records of contact points and assignments."),
    rows=lambda asked: _named(ContactPoint.objects.filter(on_day(asked.on))),
    scope=lambda actor: policy.points(actor, policy.VIEW),
    unit_paths=("unit_id",),
    columns=_POINT_COLUMNS,
    row_url="point",
    dimensions=(_KIND,),
)

VACANT = Figure(
    code="support.points_without_instructor",
    label=_("Contact points without an instructor"),
    counts=_("Contact points that nobody looks after on the day: nobody yet, or nobody any more."),
    unit=pgettext_lazy("contact point", "places"),
    cutoff=_("As assignments stood at the end of the day asked for."),
    source=_("Records of contact points and assignments."),
    rows=lambda asked: _named(without_instructor(asked.on)),
    scope=lambda actor: policy.points(actor, policy.VIEW),
    unit_paths=("unit_id",),
    columns=_POINT_COLUMNS,
    row_url="point",
    dimensions=(_KIND,),
)

INSTRUCTORS = Figure(
    code="support.instructors",
    label=_("Instructors"),
    counts=_("People on the roster of instructors, at the unit that sends them."),
    unit=_("people"),
    cutoff=_("As the roster stood at the end of the day asked for."),
    source=_("The roster of instructors."),
    rows=lambda asked: Instructor.objects.filter(on_day(asked.on)).order_by("unit__name", "pk"),
    scope=lambda actor: policy.instructors(actor, policy.VIEW),
    unit_paths=("unit_id",),
    columns=(
        Column("unit__name", _("Sent by")),
        Column("valid_from", _("Since"), kind="day"),
    ),
    row_url="instructor",
)


def _assignments(code: str, label: Any, counts: Any, rows: Any) -> Figure:
    return Figure(
        code=code,
        label=label,
        counts=counts,
        unit=pgettext_lazy("contact point", "places"),
        cutoff=_("Visits of the quarter up to the end of the day asked for."),
        source=_("Records of assignments and visit notes."),
        rows=lambda asked: rows(asked.on).order_by("place", "pk"),
        scope=lambda actor: policy.assignments(actor, policy.VIEW),
        unit_paths=("point__unit_id", "instructor__unit_id"),
        columns=(
            Column("place", pgettext_lazy("contact point", "Place")),
            Column("point__unit__name", _("Marked by")),
            Column("instructor__unit__name", _("Sent by")),
            Column("made", _("Visits this quarter"), kind="number"),
        ),
        row_url="point",
        row_key="point_id",
    )


DUE = _assignments(
    "support.visits_due",
    _("Places due a visit this quarter"),
    _("Assignments of the day: each place is due its visits in the quarter of the day."),
    due_and_made,
)
MADE = _assignments(
    "support.visits_made",
    _("Places visited as often as due"),
    _("Of the places due a visit, those that had their visits, by whichever instructor."),
    made_visits,
)
MISSING = _assignments(
    "support.visits_missing",
    _("Places not visited yet this quarter"),
    _("Of the places due a visit, those that have not had their visits yet."),
    missing_visits,
)


def _visits(asked: Asked) -> Any:
    rows = Visit.objects.filter(visited_on__year=asked.on.year, visited_on__lte=asked.on)
    return rows.annotate(place=name_at("assignment__point__")).order_by("-visited_on", "pk")


VISITS = Figure(
    code="support.visits",
    label=_("Visits of instructors"),
    counts=_("Visit notes of this year."),
    unit=_("visits"),
    cutoff=_("From the first of January to the end of the day asked for."),
    source=_("Records of assignments and visit notes."),
    rows=_visits,
    scope=lambda actor: policy.visits(actor, policy.VIEW),
    unit_paths=("assignment__point__unit_id", "assignment__instructor__unit_id"),
    columns=(
        Column("place", pgettext_lazy("contact point", "Place")),
        Column("visited_on", _("Day"), kind="day"),
        Column("assignment__instructor__unit__name", _("Sent by")),
    ),
    row_url="visit",
)


def _open(asked: Asked) -> Any:
    rows = Finding.objects.filter(state=IssueState.OPEN, visit__visited_on__lte=asked.on)
    still = rows | Finding.objects.filter(
        closed_at__gt=asked.moment, visit__visited_on__lte=asked.on
    )
    return still.annotate(place=name_at("visit__assignment__point__")).order_by(
        "visit__visited_on", "pk"
    )


def _scope_of_findings(actor: Actor) -> Any:
    return policy.findings(actor, policy.VIEW)


OPEN = Figure(
    code="support.findings_open",
    label=_("Issues found on visits and still open"),
    counts=_("Issues that instructors found and that are not done yet."),
    unit=_("issues"),
    cutoff=_("Found by the end of the day asked for, and not done by then."),
    source=_("Records of assignments and visit notes."),
    rows=_open,
    scope=_scope_of_findings,
    unit_paths=("visit__assignment__point__unit_id", "visit__assignment__instructor__unit_id"),
    columns=(
        Column("text", _("Issue")),
        Column("kind", pgettext_lazy("issue", "About"), choices=dict(IssueKind.choices)),
        Column("place", pgettext_lazy("contact point", "Place")),
        Column("visit__visited_on", _("Found on"), kind="day"),
    ),
    row_url="visit",
    row_key="visit_id",
    dimensions=(
        Dimension(
            "about", pgettext_lazy("issue", "About"), "kind", lambda: dict(IssueKind.choices)
        ),
    ),
)

declare(POINTS, VACANT, INSTRUCTORS, DUE, MADE, MISSING, VISITS, OPEN)
