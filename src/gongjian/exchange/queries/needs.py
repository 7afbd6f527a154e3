"""Reads about needs: the list, one need with its history, and what a new one is entered with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from gongjian.kernel import parameters
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.components import TableQuery
from gongjian.org import policy as org_policy
from gongjian.org.models import Unit

from .. import policy, rules
from ..models import Claim, Need, NeedSpan, Stage
from ..terms import Audience, ClaimState, DeclineReason, ItemState, NeedState
from .entry import Choice, list_categories

NEED_SORTS = {"title": "title", "unit": "unit__name", "raised": "raised_at", "starts": "starts_on"}


@dataclass(frozen=True)
class Clock:
    """The step of the claim clock that runs: offered to whom, until when, who answers for it."""

    audience: Audience
    due_on: date
    accountable: str
    accountable_unit: str


@dataclass(frozen=True)
class NeedRow:
    """A need as a list shows it. ``verify_by`` is set while it waits for the host."""

    id: int
    title: str
    beneficiaries: str
    unit: str
    category: str
    heads: int
    heads_taken: int
    starts_on: date
    ends_on: date
    state: NeedState
    raised_at: datetime
    verify_by: date | None
    clock: Clock | None


@dataclass(frozen=True)
class NeedList:
    """One page of needs, and how many there are on all pages."""

    rows: tuple[NeedRow, ...]
    total: int


@dataclass(frozen=True)
class NeedFilters:
    """What the needs in sight can be narrowed by."""

    units: tuple[Choice, ...]
    categories: tuple[Choice, ...]


def need_filters(actor: Actor) -> NeedFilters:
    """Return the units and categories of the needs in sight."""
    seen = Need.objects.filter(policy.needs(actor, "need.view"))
    units = Unit.objects.filter(pk__in=seen.values("unit_id")).order_by("name")
    return NeedFilters(
        units=tuple(Choice(str(pk), name) for pk, name in units.values_list("pk", "name")),
        categories=list_categories(),
    )


def list_needs(actor: Actor, query: TableQuery, *, on: date) -> NeedList:
    """Return a page of the needs in sight, narrowed and sorted as asked."""
    verify_days = parameters.in_force(on).whole("need.verify_days")
    found = _narrowed(
        Need.objects.filter(policy.needs(actor, "need.view")), query, actor, on, verify_days
    )
    order = F(NEED_SORTS[query.sort_key])
    ordered = found.order_by(order.desc() if query.descending else order.asc(), "-pk")
    rows = ordered.select_related("unit", "category").prefetch_related(_running_stage())
    return NeedList(
        rows=tuple(_row(need, verify_days) for need in rows[query.rows]), total=found.count()
    )


def _narrowed(
    needs: QuerySet[Need], query: TableQuery, actor: Actor, on: date, verify_days: int
) -> QuerySet[Need]:
    wanted = query.filters
    if state := wanted.get("state"):
        needs = needs.filter(state=state)
    if category := wanted.get("category"):
        needs = needs.filter(category_id=int(category))
    if unit := wanted.get("unit"):
        needs = needs.filter(unit_id=int(unit))
    if wanted.get("mine"):
        needs = needs.filter(org_policy.units(actor, "need.raise", "unit_id"))
    if wanted.get("overdue"):
        needs = needs.filter(state=NeedState.RAISED, raised_at__lt=_late(on, verify_days))
    if query.text:
        needs = needs.filter(
            Q(title__icontains=query.text)
            | Q(beneficiaries__icontains=query.text)
            | Q(unit__name__icontains=query.text)
        )
    return needs


def _late(on: date, days: int) -> datetime:
    """Return the moment before which a need was raised whose verification is overdue."""
    day = rules.last_overdue_day(on, days) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time.min))


def _running_stage() -> Prefetch[str]:
    running = Stage.objects.filter(ended_at__isnull=True)
    return Prefetch(
        "stages",
        queryset=running.select_related("accountable", "accountable_unit"),
        to_attr="running_stages",
    )


def _row(need: Need, verify_days: int) -> NeedRow:
    waiting = need.state == NeedState.RAISED
    raised_on = timezone.localdate(need.raised_at)
    return NeedRow(
        id=need.pk,
        title=need.title,
        beneficiaries=need.beneficiaries,
        unit=need.unit.name,
        category=need.category.name if need.category else "",
        heads=need.heads,
        heads_taken=need.heads_taken,
        starts_on=need.starts_on,
        ends_on=need.ends_on,
        state=NeedState(need.state),
        raised_at=need.raised_at,
        verify_by=rules.add_working_days(raised_on, verify_days) if waiting else None,
        clock=_clock(need),
    )


def _clock(need: Need) -> Clock | None:
    stages: list[Stage] = need.running_stages  # type: ignore[attr-defined]
    if not stages or need.state != NeedState.OPEN:
        return None
    stage = stages[0]
    return Clock(
        audience=Audience(stage.audience),
        due_on=stage.due_on,
        accountable=stage.accountable.name if stage.accountable else "",
        accountable_unit=stage.accountable_unit.name,
    )


@dataclass(frozen=True)
class StageLine:
    """One step of the claim clock as it was: from a moment on, until it ended or is due."""

    audience: Audience
    since: datetime
    due_on: date
    ended_at: datetime | None
    accountable: str
    accountable_unit: str


@dataclass(frozen=True)
class ClaimLine:
    """One unit's part of a need with its answer and what this actor may do with it."""

    id: int
    unit_id: int
    unit: str
    resource: str
    heads: int
    state: ClaimState
    by: str
    at: datetime
    answered_by: str
    answered_at: datetime | None
    reason: DeclineReason | None
    note: str
    item_id: int | None
    item_state: ItemState | None
    agreed_at: datetime | None
    delivered_at: datetime | None
    confirmed_at: datetime | None
    gives: bool
    asks: bool


@dataclass(frozen=True)
class NeedPage:
    """A need with all that belongs to it. ``may`` holds the permissions of this actor on it."""

    id: int
    title: str
    beneficiaries: str
    unit_id: int
    unit: str
    zone: str
    category: str
    skills: tuple[str, ...]
    heads: int
    heads_taken: int
    where: str
    starts_on: date
    ends_on: date
    training_required: bool
    note: str
    state: NeedState
    audience: Audience
    raised_by: str
    raised_at: datetime
    verified_at: datetime | None
    confirmed_at: datetime | None
    verify_by: date
    asked_still: bool
    entered: tuple[tuple[NeedState, datetime], ...]
    stages: tuple[StageLine, ...]
    claims: tuple[ClaimLine, ...]
    may: frozenset[str]

    @property
    def heads_left(self) -> int:
        return self.heads - self.heads_taken

    @property
    def clock(self) -> StageLine | None:
        """The step of the claim clock that runs, while the need is open."""
        if self.state != NeedState.OPEN:
            return None
        return next((stage for stage in self.stages if stage.ended_at is None), None)


STEPS = ("need.verify", "need.edit", "need.propose", "need.hand_over")


def get_need(need_id: int, actor: Actor, *, on: date) -> NeedPage:
    """Return a need within sight.

    Raises:
        NotVisible: there is none, or it is out of sight.
    """
    seen = policy.needs(actor, "need.view")
    rows = Need.objects.select_related("unit", "zone", "category", "territory", "room", "raised_by")
    need = fetch(rows, need_id, allowed=seen, visible=seen)
    verify_days = parameters.in_force(on).whole("need.verify_days")
    return NeedPage(
        id=need.pk,
        title=need.title,
        beneficiaries=need.beneficiaries,
        unit_id=need.unit_id,
        unit=need.unit.name,
        zone=need.zone.name,
        category=need.category.name if need.category else "",
        skills=tuple(need.skills.order_by("pk").values_list("skill__name", flat=True)),
        heads=need.heads,
        heads_taken=need.heads_taken,
        where=" · ".join(filter(None, _where(need))),
        starts_on=need.starts_on,
        ends_on=need.ends_on,
        training_required=need.training_required,
        note=need.note,
        state=NeedState(need.state),
        audience=Audience(need.audience),
        raised_by=need.raised_by.name if need.raised_by else "",
        raised_at=need.raised_at,
        verified_at=need.verified_at,
        confirmed_at=need.confirmed_at,
        verify_by=rules.add_working_days(timezone.localdate(need.raised_at), verify_days),
        asked_still=need.asked_still_at is not None,
        entered=_entered(need),
        stages=_stages(need),
        claims=_claims(need, actor),
        may=_permitted(need, actor),
    )


def _where(need: Need) -> Iterable[str]:
    yield need.territory.name if need.territory else ""
    yield need.room.name if need.room else ""
    yield need.place


def _entered(need: Need) -> tuple[tuple[NeedState, datetime], ...]:
    spans = NeedSpan.objects.filter(need=need).order_by("from_at", "pk")
    return tuple((NeedState(state), at) for state, at in spans.values_list("state", "from_at"))


def _stages(need: Need) -> tuple[StageLine, ...]:
    stages = Stage.objects.filter(need=need).select_related("accountable", "accountable_unit")
    return tuple(
        StageLine(
            audience=Audience(stage.audience),
            since=stage.since,
            due_on=stage.due_on,
            ended_at=stage.ended_at,
            accountable=stage.accountable.name if stage.accountable else "",
            accountable_unit=stage.accountable_unit.name,
        )
        for stage in stages.order_by("since", "pk")
    )


def _claims(need: Need, actor: Actor) -> tuple[ClaimLine, ...]:
    claims = Claim.objects.filter(policy.claims(actor, "claim.view"), need=need)
    rows = claims.select_related("unit", "resource", "claimed_by", "answered_by", "item")
    gives = set(claims.filter(policy.claims(actor, "need.claim")).values_list("pk", flat=True))
    asks = set(claims.filter(policy.claims(actor, "item.agree")).values_list("pk", flat=True))
    return tuple(
        _claim_line(row, gives=row.pk in gives, asks=row.pk in asks)
        for row in rows.order_by("claimed_at", "pk")
    )


def _claim_line(claim: Claim, *, gives: bool, asks: bool) -> ClaimLine:
    item = getattr(claim, "item", None)
    return ClaimLine(
        id=claim.pk,
        unit_id=claim.unit_id,
        unit=claim.unit.name,
        resource=claim.resource.title if claim.resource else "",
        heads=claim.heads,
        state=ClaimState(claim.state),
        by=claim.claimed_by.name if claim.claimed_by else "",
        at=claim.claimed_at,
        answered_by=claim.answered_by.name if claim.answered_by else "",
        answered_at=claim.answered_at,
        reason=DeclineReason(claim.decline_reason) if claim.decline_reason else None,
        note=claim.decline_note,
        item_id=item.pk if item else None,
        item_state=ItemState(item.state) if item else None,
        agreed_at=item.agreed_at if item else None,
        delivered_at=item.delivered_at if item else None,
        confirmed_at=item.confirmed_at if item else None,
        gives=gives,
        asks=asks,
    )


def _permitted(need: Need, actor: Actor) -> frozenset[str]:
    return frozenset(
        step
        for step in STEPS
        if actor.may(step) and Need.objects.filter(policy.needs(actor, step), pk=need.pk).exists()
    )
