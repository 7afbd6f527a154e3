"""What fits what, best first, each with its reasons: needs for a unit, offers for a need.

The candidates are chosen in the database, a matching skill or category first, then the newest;
``rules.fit`` scores at most ``MOST`` of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from gongjian.kernel import parameters
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.members.models import Person
from gongjian.org import policy as org_policy
from gongjian.org.models import Unit

from .. import policy, rules
from ..models import Claim, Need, NeedSkill, Resource, ResourceSkill
from ..terms import ClaimState, NeedState, ResourceState
from .entry import Choice, list_own_units
from .history import History, load_history

MOST = 500


@dataclass(frozen=True)
class NeedFit:
    """An open need and how well one of our offers answers it; ``resource`` is empty for people."""

    need_id: int
    title: str
    requester: str
    beneficiaries: str
    heads: int
    heads_taken: int
    starts_on: date
    ends_on: date
    raised_at: datetime
    unit_id: int
    unit: str
    resource_id: int | None
    resource: str
    fit: rules.Fit


@dataclass(frozen=True)
class Asked:
    """A need for which the host has proposed one of our units."""

    claim_id: int
    need_id: int
    title: str
    requester: str
    unit: str
    heads: int


@dataclass(frozen=True)
class FitPage:
    """One page of the needs that fit, and what the host has proposed."""

    rows: tuple[NeedFit, ...]
    total: int
    asked: tuple[Asked, ...] = ()
    has_resources: bool = True


@dataclass(frozen=True)
class OfferFit:
    """A unit's offer and how well it answers a need."""

    unit_id: int
    unit: str
    resource_id: int | None
    resource: str
    capacity: int
    fit: rules.Fit


@dataclass(frozen=True)
class _Source:
    """One offer that can be scored: a resource, or the volunteers of a unit without any."""

    unit_id: int
    unit: str
    resource_id: int | None
    resource: str
    skill_ids: frozenset[int]
    category_id: int | None
    offer: rules.Offer


def needs_that_fit(actor: Actor, *, rows: slice, on: date) -> FitPage:
    """Return the open needs that fit the actor's units, best first.

    Left out: needs of these units, and those that they have claimed or declined or were asked for.
    """
    units = [unit.pk for unit in list_own_units(actor, "need.claim")]
    sources = _sources(units, on)
    touched = Claim.objects.filter(unit_id__in=units).exclude(state=ClaimState.WITHDRAWN)
    open_needs = _open_needs(actor).exclude(unit_id__in=units)
    found = _ranked(open_needs.exclude(pk__in=touched.values("need_id")), sources, on)
    return FitPage(
        rows=tuple(found[rows]),
        total=len(found),
        asked=_asked(units),
        has_resources=any(source.resource_id for source in sources),
    )


def needs_for_resource(resource_id: int, actor: Actor, *, rows: slice, on: date) -> FitPage:
    """Return the open needs that one resource could answer, best first.

    Raises:
        NotVisible: there is no such resource in sight.
    """
    seen = policy.resources(actor, "resource.view")
    resource = fetch(_resources(), resource_id, allowed=seen, visible=seen)
    touched = Claim.objects.filter(unit_id=resource.unit_id).exclude(state=ClaimState.WITHDRAWN)
    open_needs = _open_needs(actor).exclude(unit_id=resource.unit_id)
    candidates = open_needs.exclude(pk__in=touched.values("need_id"))
    found = _ranked(candidates, [_source_of(resource)], on)
    return FitPage(rows=tuple(found[rows]), total=len(found))


def offers_for_need(need_id: int, actor: Actor, *, most: int, on: date) -> tuple[OfferFit, ...]:
    """Return the units that could answer a need, each with its best offer, best first.

    Raises:
        Forbidden: proposing a match for it is not the actor's.
    """
    need = fetch(
        Need.objects.select_related("category").prefetch_related(_SKILLS),
        need_id,
        allowed=policy.needs(actor, "need.propose"),
        visible=policy.needs(actor, "need.view"),
    )
    touched = Claim.objects.filter(need=need).exclude(state=ClaimState.WITHDRAWN)
    units = (
        Unit.objects.filter(org_policy.scope(actor, "need.propose"))
        .exclude(pk=need.unit_id)
        .exclude(pk__in=touched.values("unit_id"))
        .order_by("pk")
    )
    unit_ids = list(units.values_list("pk", flat=True)[:MOST])
    sources = _sources(unit_ids, on)
    history = load_history(unit_ids)
    best: dict[int, OfferFit] = {}
    fresh_days = _fresh_days(on)
    for source in sources:
        if not source.offer.capacity:
            continue  # A unit without an offer or volunteers has nothing to be asked for.
        scored = _score(need, source, history, on, fresh_days)
        known = best.get(source.unit_id)
        if known is None or scored.score > known.fit.score:
            best[source.unit_id] = OfferFit(
                unit_id=source.unit_id,
                unit=source.unit,
                resource_id=source.resource_id,
                resource=source.resource,
                capacity=source.offer.capacity,
                fit=scored,
            )
    ranked = sorted(best.values(), key=lambda each: (-each.fit.score, each.unit_id))
    return tuple(ranked[:most])


def fits_of_need(need_id: int, actor: Actor, *, on: date) -> tuple[NeedFit, ...]:
    """Return how well each of the actor's units answers one open need, best first."""
    units = [unit.pk for unit in list_own_units(actor, "need.claim")]
    sources = _sources(units, on)
    needs = _open_needs(actor).filter(pk=need_id).exclude(unit_id__in=units)
    touched = Claim.objects.filter(unit_id__in=units, need_id=need_id)
    busy = set(
        touched.filter(state__in=[ClaimState.CLAIMED, ClaimState.AGREED]).values_list(
            "unit_id", flat=True
        )
    )
    history, fresh_days = load_history(units), _fresh_days(on)
    free = [source for source in sources if source.unit_id not in busy]
    scored = [
        _need_fit(need, source, _score(need, source, history, on, fresh_days))
        for need in _with_facts(needs)
        for source in free
    ]
    return tuple(sorted(scored, key=lambda each: -each.fit.score))


def own_sources(actor: Actor, *, on: date) -> tuple[Choice, ...]:
    """Return with what the actor could claim: the offers of each of the actor's units."""
    units = [unit.pk for unit in list_own_units(actor, "need.claim")]
    return tuple(
        source_choice(source.unit_id, source.unit, source.resource_id, source.resource)
        for source in _sources(units, on)
    )


def source_choice(unit_id: int, unit: str, resource_id: int | None, resource: str) -> Choice:
    """Return an offer as a choice: its unit, and its resource if any."""
    return Choice(f"{unit_id}-{resource_id or ''}", " · ".join(filter(None, (unit, resource))))


_SKILLS = Prefetch("skills", queryset=NeedSkill.objects.select_related("skill"))


def _open_needs(actor: Actor) -> QuerySet[Need]:
    return Need.objects.filter(
        policy.needs(actor, "need.view"), state=NeedState.OPEN, heads_taken__lt=F("heads")
    )


def _with_facts(needs: QuerySet[Need]) -> QuerySet[Need]:
    return needs.select_related("unit", "category").prefetch_related(_SKILLS)


def _fresh_days(on: date) -> int:
    return parameters.in_force(on).whole("need.fresh_days")


def _ranked(needs: QuerySet[Need], sources: Sequence[_Source], on: date) -> list[NeedFit]:
    """Score the likeliest needs against each offer and keep the best offer of each."""
    if not sources:
        return []
    fresh_days = _fresh_days(on)
    history = load_history({source.unit_id for source in sources})
    found = []
    for need in _likeliest(needs, sources):
        scored = [(_score(need, source, history, on, fresh_days), source) for source in sources]
        best, source = max(scored, key=lambda pair: pair[0].score)
        found.append(_need_fit(need, source, best))
    return sorted(found, key=lambda each: (-each.fit.score, -each.raised_at.timestamp()))


def _likeliest(needs: QuerySet[Need], sources: Iterable[_Source]) -> QuerySet[Need]:
    skills = {pk for source in sources for pk in source.skill_ids}
    categories = {source.category_id for source in sources if source.category_id}
    matching = Q(category_id__in=categories) | Q(
        pk__in=NeedSkill.objects.filter(skill_id__in=skills).values("need_id")
    )
    likely = Case(When(matching, then=Value(1)), default=Value(0))
    return _with_facts(needs.annotate(likely=likely).order_by("-likely", "-raised_at"))[:MOST]


def _score(need: Need, source: _Source, history: History, on: date, fresh_days: int) -> rules.Fit:
    facts = rules.NeedFacts(
        skills=frozenset(held.skill.name for held in need.skills.all()),
        category=need.category.code if need.category else "",
        territory=need.territory_id or "",
        starts_on=need.starts_on,
        ends_on=need.ends_on,
        heads_left=need.heads_left,
        raised_on=timezone.localdate(need.still_needed_at or need.raised_at),
    )
    past = history.past(source.unit_id, need)
    return rules.fit(facts, source.offer, past, on=on, fresh_days=fresh_days)


def _need_fit(need: Need, source: _Source, scored: rules.Fit) -> NeedFit:
    return NeedFit(
        need_id=need.pk,
        title=need.title,
        requester=need.unit.name,
        beneficiaries=need.beneficiaries,
        heads=need.heads,
        heads_taken=need.heads_taken,
        starts_on=need.starts_on,
        ends_on=need.ends_on,
        raised_at=need.raised_at,
        unit_id=source.unit_id,
        unit=source.unit,
        resource_id=source.resource_id,
        resource=source.resource,
        fit=scored,
    )


def _resources() -> QuerySet[Resource]:
    skills = Prefetch("skills", queryset=ResourceSkill.objects.select_related("skill"))
    return Resource.objects.select_related("unit", "category").prefetch_related(skills)


def _sources(unit_ids: Iterable[int], on: date) -> list[_Source]:
    """Return the offers of these units: what they have entered, else their volunteers."""
    units = set(unit_ids)
    offered = _resources().filter(unit_id__in=units, state=ResourceState.AVAILABLE)
    current = offered.filter(Q(available_to__isnull=True) | Q(available_to__gte=on))
    sources = [_source_of(resource) for resource in current.order_by("pk")[:MOST]]
    without = units - {source.unit_id for source in sources}
    return sources + _volunteers_of(without, on)


def _source_of(resource: Resource) -> _Source:
    held = list(resource.skills.all())
    return _Source(
        unit_id=resource.unit_id,
        unit=resource.unit.name,
        resource_id=resource.pk,
        resource=resource.title,
        skill_ids=frozenset(each.skill_id for each in held),
        category_id=resource.category_id,
        offer=rules.Offer(
            skills=frozenset(each.skill.name for each in held),
            category=resource.category.code if resource.category else "",
            territory=resource.territory_id or "",
            capacity=resource.capacity,
            available_from=resource.available_from,
            available_to=resource.available_to,
        ),
    )


def _volunteers_of(units: Iterable[int], on: date) -> list[_Source]:
    wanted = list(units)
    heads: dict[int, int] = defaultdict(int)
    skills: dict[int, dict[int, str]] = defaultdict(dict)
    volunteers = Person.objects.filter(unit_id__in=wanted, volunteer_since__isnull=False)
    for unit_id, n in volunteers.values_list("unit_id").annotate(n=Count("pk")):
        heads[unit_id] = n
    known = volunteers.filter(skills__isnull=False)
    for unit_id, pk, name in known.values_list(
        "unit_id", "skills__skill_id", "skills__skill__name"
    ).distinct():
        skills[unit_id][pk] = name
    return [
        _Source(
            unit_id=unit.pk,
            unit=unit.name,
            resource_id=None,
            resource="",
            skill_ids=frozenset(skills[unit.pk]),
            category_id=None,
            offer=rules.Offer(
                skills=frozenset(skills[unit.pk].values()),
                category="",
                territory=unit.territory_id or "",
                capacity=heads[unit.pk],
                available_from=on,
                available_to=None,
            ),
        )
        for unit in Unit.objects.filter(pk__in=wanted).order_by("pk")
    ]


def _asked(units: Iterable[int]) -> tuple[Asked, ...]:
    proposed = Claim.objects.filter(unit_id__in=list(units), state=ClaimState.PROPOSED)
    return tuple(
        Asked(
            claim_id=claim.pk,
            need_id=claim.need_id,
            title=claim.need.title,
            requester=claim.need.unit.name,
            unit=claim.unit.name,
            heads=claim.heads,
        )
        for claim in proposed.select_related("need__unit", "unit").order_by("claimed_at")[:50]
    )
