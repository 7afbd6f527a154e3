"""A brand's life: proposed, guided, approved from a day, shown, renewed or ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit, parameters
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, Forbidden
from gongjian.kernel.states import require_step
from gongjian.org import policy as org_policy
from gongjian.org.models import Unit

from .. import policy, queries, rules
from ..models import Brand, BrandStep
from ..terms import IN_FORCE, UNDECIDED, BrandState
from .said import required

NO_DAYS: Mapping[str, date] = {}


class UndecidedAlready(Conflict):
    code = "brand_undecided"
    message = _("A brand of this unit is being prepared already. Go on with that one.")


class InForceAlready(Conflict):
    code = "brand_in_force"
    message = _("“%(name)s” is in force. End it first: a unit has one brand.")


class OwnerElsewhere(DomainError):
    code = "brand_owner"
    message = _("Choose somebody of this unit to look after the brand.")
    field = "owner_id"


class DayNotPossible(DomainError):
    code = "brand_day"
    message = _("Choose a day from %(first)s to %(last)s.")
    field = "on"


class NotDecidedHere(Forbidden):
    code = "brand_decided_nearer"
    message = _("A unit nearer to the branch decides about its brand.")


@dataclass(frozen=True)
class BrandEntry:
    """What a unit proposes: its duty, the specialty that grows from it, the brand, its owner."""

    unit_id: int
    name: str
    duty: str
    specialty: str
    owner_id: int


@dataclass(frozen=True)
class _Said:
    """A step to take: what happens, from which day, and the words that go with it."""

    event: str
    on: date
    words: str = ""


def propose(entry: BrandEntry, *, actor: Actor, at: datetime) -> Brand:
    """Propose a unit's specialty and brand to the unit above it.

    Raises:
        NotVisible, Forbidden: the unit is out of reach.
        UndecidedAlready: one is being prepared.
        OwnerElsewhere: the owner is nobody of the unit.
    """
    with audit.act(actor, "standards.brand.propose", at=at) as journal:
        unit = fetch(
            queries.branded_units(),
            entry.unit_id,
            allowed=org_policy.scope(actor, "brand.propose"),
            visible=org_policy.scope(actor, "brand.view"),
            lock=True,
        )
        if Brand.objects.filter(unit=unit, state__in=UNDECIDED).exists():
            raise UndecidedAlready
        brand = Brand(unit=unit)
        _describe(brand, entry, at)
        journal.create(brand)
        _note(journal, brand, _Said("propose", _today(at)), actor, at)
        return brand


def _describe(brand: Brand, entry: BrandEntry, at: datetime) -> None:
    owners = queries.list_owners(brand.unit_id, on=_today(at))
    if entry.owner_id not in dict(owners):
        raise OwnerElsewhere
    brand.name, brand.duty, brand.specialty = entry.name, entry.duty, entry.specialty
    brand.owner_id = entry.owner_id


def guide(brand_id: int, *, words: str, actor: Actor, at: datetime) -> Brand:
    """Advise the branch in words; it then reworks its proposal."""
    return _decide(brand_id, _Said("guide", _today(at), required(words)), actor, at)


def rework(brand_id: int, entry: BrandEntry, *, actor: Actor, at: datetime) -> Brand:
    """Propose again what was reworked after advice; the unit stays the same.

    Raises:
        OwnerElsewhere: the owner is nobody of the unit.
    """
    with audit.act(actor, "standards.brand.rework", at=at) as journal:
        brand = _locked(brand_id, "rework", actor)
        _describe(brand, entry, at)
        return _take(journal, brand, _Said("rework", _today(at)), actor, at)


def approve(brand_id: int, *, on: date, actor: Actor, at: datetime) -> Brand:
    """Let a brand run from a day on; when to renew it follows from the parameter of that day.

    Raises:
        InForceAlready: another brand of the unit is in force.
        DayNotPossible: the day is before the proposal or ahead.
    """
    running = {"running_from": on, "review_on": _review_on(on)}
    return _decide(brand_id, _Said("approve", on), actor, at, running)


def show(brand_id: int, *, on: date, actor: Actor, at: datetime) -> Brand:
    """Show a running brand in the matrix, to every branch."""
    return _decide(brand_id, _Said("show", on), actor, at)


def take_down(brand_id: int, *, on: date, words: str, actor: Actor, at: datetime) -> Brand:
    """Show a brand no longer, with the reason; it goes on running."""
    return _decide(brand_id, _Said("take down", on, required(words)), actor, at)


def renew(brand_id: int, *, on: date, words: str, actor: Actor, at: datetime) -> Brand:
    """Renew a brand in force from a day on, with the reason."""
    said = _Said("renew", on, required(words))
    return _decide(brand_id, said, actor, at, {"review_on": _review_on(on)})


def end(brand_id: int, *, on: date, words: str, actor: Actor, at: datetime) -> Brand:
    """End a brand in force on a day, with the reason; its record stays."""
    said = _Said("end", on, required(words))
    return _decide(brand_id, said, actor, at, {"ended_on": on})


def withdraw(brand_id: int, *, actor: Actor, at: datetime) -> Brand:
    """Withdraw a proposal; its record stays and has no effect on anything (G12)."""
    with audit.act(actor, "standards.brand.withdraw", at=at) as journal:
        brand = _locked(brand_id, "withdraw", actor)
        return _take(journal, brand, _Said("withdraw", _today(at)), actor, at)


def _decide(
    brand_id: int,
    said: _Said,
    actor: Actor,
    at: datetime,
    days: Mapping[str, date] = NO_DAYS,
) -> Brand:
    """Take a step that is the superior's to decide; ``days`` are what it sets.

    Raises:
        NotDecidedHere: the actor stands too far above, or is the unit itself.
    """
    name = said.event.replace(" ", "_")
    with audit.act(actor, f"standards.brand.{name}", at=at) as journal:
        brand = _locked(brand_id, said.event, actor)
        if not queries.decides_about(brand.unit_id, actor):
            raise NotDecidedHere
        for field, day in days.items():
            setattr(brand, field, day)
        return _take(journal, brand, said, actor, at)


def _locked(brand_id: int, event: str, actor: Actor) -> Brand:
    """Return a brand for a step, its unit locked before: the unit orders all its brands."""
    unit = Brand.objects.filter(pk=brand_id).values("unit_id")
    list(Unit.objects.select_for_update().filter(pk__in=unit))
    permission = next(e.permission for e in rules.BRAND_EDGES if e.event == event)
    brand = fetch(
        Brand.objects.all(),
        brand_id,
        allowed=policy.brands(actor, permission),
        visible=policy.brands(actor, "brand.view"),
        lock=True,
    )
    require_step(rules.BRAND_EDGES, brand.state, brand.get_state_display(), event)
    return brand


def _take(journal: audit.Journal, brand: Brand, said: _Said, actor: Actor, at: datetime) -> Brand:
    """Bring a brand to the state after a step, on a day that fits, and keep the step."""
    last = brand.steps.aggregate(last=Max("on"))["last"]
    if not last <= said.on <= _today(at):
        raise DayNotPossible(first=last.isoformat(), last=_today(at).isoformat())
    brand.state = BrandState(rules.edge_of(rules.BRAND_EDGES, brand.state, said.event).after)
    if brand.state == BrandState.RUNNING:
        _require_none_in_force(brand)
    journal.save(brand)
    _note(journal, brand, said, actor, at)
    return brand


def _require_none_in_force(brand: Brand) -> None:
    others = Brand.objects.filter(unit=brand.unit_id, state__in=IN_FORCE).exclude(pk=brand.pk)
    name = others.values_list("name", flat=True).first()
    if name is not None:
        raise InForceAlready(name=name)


def _note(journal: audit.Journal, brand: Brand, said: _Said, actor: Actor, at: datetime) -> None:
    journal.create(
        BrandStep(
            brand=brand,
            event=said.event,
            state=brand.state,
            on=said.on,
            words=said.words,
            by_id=actor.person_id,
            at=at,
        )
    )


def _review_on(on: date) -> date:
    months = parameters.in_force(on).whole("brand.review_months")
    return rules.months_after(on, months)


def _today(at: datetime) -> date:
    return timezone.localdate(at)
