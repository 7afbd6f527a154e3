"""What waits for a person, by the roles that they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Window
from django.utils import timezone

from gongjian.kernel import parameters
from gongjian.kernel.actor import Actor
from gongjian.members import queries as members
from gongjian.officers import queries as officers
from gongjian.structure import queries as structure
from gongjian.structure.terms import VacancyKind

from .. import policy, rules
from ..models import Claim, Need, ServiceItem, SignUp, Training
from ..terms import ClaimState, ItemState, NeedState
from .pairings import list_dormant

MOST = 10
"""Tasks shown of one kind; the rest is counted."""

SOON = timedelta(days=5)
"""A clock that runs out within this time is shown."""


@dataclass(frozen=True)
class Task:
    """One thing that waits: ``about`` names what page it opens, ``due`` until when."""

    about: str
    id: int | str
    title: str
    unit: str = ""
    due: date | datetime | None = None
    is_late: bool = False
    asked: int = 0


@dataclass(frozen=True)
class Tasks:
    """All that waits of one kind, the most pressing first; ``total`` counts those not shown too."""

    kind: str
    tasks: tuple[Task, ...]
    total: int


@dataclass(frozen=True)
class Work:
    """What waits for the actor; kinds in which nothing waits are left out."""

    waiting: tuple[Tasks, ...]
    is_contact: bool
    is_volunteer: bool
    reads_figures: bool

    @property
    def total(self) -> int:
        return sum(each.total for each in self.waiting)


def get_work(actor: Actor, *, at: datetime) -> Work:
    """Return what waits for the actor at this moment."""
    kinds: list[tuple[str, Callable[[Actor, datetime], Iterator[Tasks]]]] = [
        ("need.verify", _of_host),
        ("item.agree", _of_contact),
        ("signup.self", _of_volunteer),
    ]
    found = [tasks for permission, of in kinds if actor.may(permission) for tasks in of(actor, at)]
    vacant = tuple(_vacancies(actor)) if actor.may("structure.edit") else ()
    waits = (
        *members.list_waiting(actor, at=at, most=MOST),
        *officers.list_waiting(actor, most=MOST),
    )
    about_members = tuple(map(_about_members, waits))
    return Work(
        waiting=vacant + about_members + tuple(tasks for tasks in found if tasks.total),
        is_contact=actor.may("need.claim"),
        is_volunteer=actor.may("signup.self"),
        reads_figures=actor.may("figures.export"),
    )


def _vacancies(actor: Actor) -> Iterator[Tasks]:
    """Yield what is vacant of responsibilities, of each kind that there is."""
    today = actor.on
    found = structure.list_vacancies(today, actor)
    for kind in VacancyKind:
        rows = [row for row in found if row.kind is kind]
        tasks = tuple(
            Task("responsibility_place", row.territory, row.place, row.unit, row.since)
            for row in rows[:MOST]
        )
        if tasks:
            yield Tasks(kind.value, tasks, len(rows))


def _about_members(waiting: members.Waiting) -> Tasks:
    tasks = tuple(
        Task(each.about, each.id, each.title, each.unit, each.due, each.is_late)
        for each in waiting.tasks
    )
    return Tasks(waiting.kind, tasks, waiting.total)


def _of_host(actor: Actor, at: datetime) -> Iterator[Tasks]:
    today = timezone.localdate(at)
    days = parameters.in_force(today).whole("need.verify_days")

    def to_verify(need: Need) -> Task:
        due = rules.add_working_days(timezone.localdate(need.raised_at), days)
        return _about_need(need, due, today)

    raised = _needs().filter(policy.needs(actor, "need.verify"), state=NeedState.RAISED)
    yield _tasks("verify", raised.order_by("raised_at", "pk"), to_verify)
    handed = policy.needs(actor, "need.hand_over")
    running_out = (
        _needs()
        .filter(
            handed,
            state=NeedState.OPEN,
            stages__ended_at__isnull=True,
            stages__due_on__lte=today + SOON,
        )
        .annotate(due_on=F("stages__due_on"))
    )
    yield _tasks(
        "clock",
        running_out.order_by("due_on", "pk"),
        lambda need: _about_need(need, need.due_on, today),
    )
    unmet = _needs().filter(handed, state__in=[NeedState.UNMET, NeedState.EXPIRED])
    yield _tasks(
        "unmet", unmet.order_by("-raised_at", "-pk"), lambda need: _about_need(need, None, today)
    )
    dormant = list_dormant(actor, most=MOST)
    yield Tasks(
        "dormant",
        tuple(
            Task("pairing", row.id, row.title, f"{row.first} · {row.second}", row.health.last_on)
            for row in dormant
        ),
        len(dormant),
    )


def _of_contact(actor: Actor, at: datetime) -> Iterator[Tasks]:
    today = timezone.localdate(at)
    proposed = Claim.objects.filter(
        policy.claims(actor, "need.claim"), state=ClaimState.PROPOSED
    ).select_related("need", "need__unit")
    yield _tasks(
        "proposals",
        proposed.order_by("claimed_at", "pk"),
        lambda claim: _about_need(claim.need, None, today),
    )
    claimed = Claim.objects.filter(
        policy.claims(actor, "item.agree"), state=ClaimState.CLAIMED, item__isnull=True
    ).select_related("need", "unit")
    yield _tasks(
        "claims",
        claimed.order_by("claimed_at", "pk"),
        lambda claim: Task("need", claim.need_id, claim.need.title, claim.unit.name),
    )
    yield from _items_of_contact(actor, today)
    asked = _needs().filter(
        policy.needs(actor, "need.edit"), state=NeedState.OPEN, asked_still_at__isnull=False
    )
    yield _tasks(
        "still", asked.order_by("asked_still_at", "pk"), lambda n: _about_need(n, None, today)
    )


def _items_of_contact(actor: Actor, today: date) -> Iterator[Tasks]:
    sides = {grant.unit_id for grant, _permission in actor.holding("item.agree")}
    ours = Q(unit_id__in=sides, drafted_by=F("need__unit_id"))
    theirs = Q(need__unit_id__in=sides, drafted_by=F("unit_id"))
    drafted = _items().filter(ours | theirs, state=ItemState.DRAFTED)
    yield _tasks("terms", drafted.order_by("starts_at", "pk"), _about_item)
    waiting = (
        _items()
        .filter(
            policy.items(actor, "item.confirm"),
            state__in=[ItemState.DELIVERED, ItemState.UNCONFIRMED],
        )
        .annotate(asked=Max("asks__number"), due_on=Max("asks__due_on"))
    )
    yield _tasks(
        "confirm",
        waiting.order_by("due_on", "pk"),
        lambda item: _about_item(item, due=item.due_on, asked=item.asked, today=today),
    )
    run = _items().filter(policy.items(actor, "item.run"))
    yield _tasks(
        "missing", run.filter(state=ItemState.MISSING).order_by("starts_at", "pk"), _about_item
    )
    yield _tasks(
        "run",
        run.filter(state__in=[ItemState.AGREED, ItemState.DELIVERING]).order_by("starts_at", "pk"),
        lambda item: _about_item(item, due=item.starts_at),
    )


def _of_volunteer(actor: Actor, at: datetime) -> Iterator[Tasks]:
    own = SignUp.objects.filter(
        policy.own_signups(actor),
        left_at__isnull=True,
        item__state__in=[ItemState.AGREED, ItemState.DELIVERING],
        item__ends_at__gt=at,
    )
    trainings = Training.objects.filter(
        item__in=own.filter(trained_at__isnull=True).values("item_id"), starts_at__gt=at
    ).select_related("item", "item__need")
    yield _tasks(
        "trainings",
        trainings.order_by("starts_at", "pk"),
        lambda training: Task(
            "shift", training.item_id, training.item.need.title, training.place, training.starts_at
        ),
    )
    yield _tasks(
        "services",
        own.select_related("item", "item__need").order_by("item__starts_at", "pk"),
        lambda signup: Task(
            "shift",
            signup.item_id,
            signup.item.need.title,
            signup.item.place,
            signup.item.starts_at,
        ),
    )


def _needs() -> QuerySet[Need]:
    return Need.objects.select_related("unit")


def _items() -> QuerySet[ServiceItem]:
    return ServiceItem.objects.select_related("need", "need__unit", "unit")


def _tasks(kind: str, found: QuerySet[Any], task: Callable[[Any], Task]) -> Tasks:
    shown = list(found.annotate(of_all=Window(Count("pk")))[:MOST])
    return Tasks(kind, tuple(map(task, shown)), shown[0].of_all if shown else 0)


def _about_need(need: Need, due: date | None, today: date) -> Task:
    is_late = due is not None and due < today
    return Task("need", need.pk, need.title, need.unit.name, due, is_late)


def _about_item(
    item: ServiceItem,
    *,
    due: date | datetime | None = None,
    asked: int = 0,
    today: date | None = None,
) -> Task:
    is_late = bool(due and today and due < today)
    units = f"{item.unit.name} · {item.need.unit.name}"
    return Task("item", item.pk, item.need.title, units, due, is_late, asked)
