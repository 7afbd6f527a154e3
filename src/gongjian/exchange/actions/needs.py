"""Raising, verifying, withdrawing and handing over needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit, parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError
from gongjian.kernel.states import StepNotPossible, require_step
from gongjian.members import actions as members
from gongjian.members import queries as people
from gongjian.org import queries as org
from gongjian.org.terms import Line

from .. import rules
from ..models import Claim, Need, NeedSkill, NeedSpan, Pairing, Stage
from ..terms import Audience, ClaimState, NeedState, PairingState
from .access import (
    locked_need,
    require_unit,
    set_state,
    today,
)


class NotInZone(DomainError):
    code = "not_in_zone"
    message = _("“%(unit)s” is in no zone, so nobody can be asked. The zone's host can add it.")


class NeedInPast(DomainError):
    code = "need_in_past"
    message = _("The last day lies in the past. Enter a day from today on.")
    field = "ends_on"


class DatesCrossed(DomainError):
    code = "dates_crossed"
    message = _("The last day is before the first.")
    field = "ends_on"


class AlreadyUnderWay(Conflict):
    code = "need_under_way"
    message = _("Units have taken this on, or it is over. Agree on changes with them.")


@dataclass(frozen=True)
class NeedEntry:
    """What is entered about a need. ``skills`` are names; ``territory`` a code."""

    unit_id: int
    title: str
    beneficiaries: str
    heads: int
    starts_on: date
    ends_on: date
    skills: tuple[str, ...] = ()
    category_id: int | None = None
    territory: str | None = None
    room_id: int | None = None
    place: str = ""
    training_required: bool = False
    note: str = ""
    source_key: str = ""


def raise_need(entry: NeedEntry, *, actor: Actor, at: datetime) -> Need:
    """Raise a need for a unit; the zone's host verifies it before it is open.

    Raises:
        Forbidden: the actor does not speak for the unit.
        NotInZone: the unit stands in no zone.
        DatesCrossed, NeedInPast: the dates make no sense.
    """
    unit = require_unit(actor, "need.raise", entry.unit_id)
    check_dates(entry, at)
    zone = org.zone_of(unit.pk, on=today(at))
    if zone is None:
        raise NotInZone(unit=unit.name)
    with audit.act(actor, "exchange.need.raise", at=at) as journal:
        need = journal.create(
            Need(
                zone=zone,
                unit=unit,
                raised_by_id=actor.person_id,
                title=entry.title,
                beneficiaries=entry.beneficiaries,
                category_id=entry.category_id,
                heads=entry.heads,
                territory_id=entry.territory or unit.territory_id,
                room_id=entry.room_id,
                place=entry.place,
                starts_on=entry.starts_on,
                ends_on=entry.ends_on,
                training_required=entry.training_required,
                note=entry.note,
                raised_at=at,
                source_key=entry.source_key,
            )
        )
        journal.create(NeedSpan(need=need, state=NeedState.RAISED, from_at=at))
        skills = members.get_or_add_skills(entry.skills, journal)
        journal.create_many([NeedSkill(need=need, skill=skill) for skill in skills])
        return need


def raise_needs(entries: Sequence[NeedEntry], *, actor: Actor, at: datetime) -> list[Need]:
    """Raise several needs in one go, as in a meeting: all of them or none."""
    with audit.act(actor, "exchange.need.raise", at=at, detail={"needs": len(entries)}):
        return [raise_need(entry, actor=actor, at=at) for entry in entries]


def edit_need(need_id: int, entry: NeedEntry, *, actor: Actor, at: datetime) -> Need:
    """Change what a need asks, as long as nobody has taken a part of it.

    Raises:
        AlreadyUnderWay: units have claimed it, or it is over.
        DatesCrossed, NeedInPast: the dates make no sense.
    """
    check_dates(entry, at)
    with audit.act(actor, "exchange.need.edit", at=at, detail={"need": need_id}) as journal:
        need = locked_need(need_id, actor, "need.edit")
        return write_entry(need, entry, journal)


def write_entry(need: Need, entry: NeedEntry, journal: audit.Journal) -> Need:
    """Write an entry over a need that is still to be changed."""
    if not rules.may_edit(NeedState(need.state), need.heads_taken):
        raise AlreadyUnderWay
    need.title, need.beneficiaries, need.heads = entry.title, entry.beneficiaries, entry.heads
    need.category_id, need.room_id, need.place = entry.category_id, entry.room_id, entry.place
    need.territory_id = entry.territory or need.territory_id
    need.starts_on, need.ends_on = entry.starts_on, entry.ends_on
    need.training_required, need.note = entry.training_required, entry.note
    journal.save(need)
    wanted = {skill.pk: skill for skill in members.get_or_add_skills(entry.skills, journal)}
    for held in NeedSkill.objects.filter(need=need):
        if wanted.pop(held.skill_id, None) is None:
            journal.delete(held)
    journal.create_many([NeedSkill(need=need, skill=skill) for skill in wanted.values()])
    return need


def check_dates(entry: NeedEntry, at: datetime) -> None:
    if entry.ends_on < entry.starts_on:
        raise DatesCrossed
    if entry.ends_on < today(at):
        raise NeedInPast


def verify_need(need_id: int, *, actor: Actor, at: datetime) -> Need:
    """Open a raised need; its claim clock starts with the paired unit, if there is one."""
    with audit.act(actor, "exchange.need.verify", at=at, detail={"need": need_id}) as journal:
        need = locked_need(need_id, actor, "need.verify")
        require_step(rules.NEED_EDGES, need.state, need.get_state_display(), "verify")
        paired = _paired_unit(need.unit_id)
        need.audience = Audience.PAIR if paired else Audience.ZONE
        need.verified_at = at
        journal.save(need, "audience", "verified_at")
        _open_stage(need, paired, at, journal)
        set_state(need, NeedState.OPEN, at, journal)
        return need


def _paired_unit(unit_id: int) -> int | None:
    pairing = Pairing.objects.filter(
        Q(first_id=unit_id) | Q(second_id=unit_id), state=PairingState.ACTIVE
    ).first()
    if pairing is None:
        return None
    return pairing.second_id if pairing.first_id == unit_id else pairing.first_id


def _open_stage(need: Need, paired: int | None, at: datetime, journal: audit.Journal) -> None:
    """Start a step of the claim clock, with the person who answers for it."""
    day = today(at)
    unit_id, role = need.zone_id, "host"
    if need.audience == Audience.PAIR and paired:
        unit_id, role = paired, "contact"
    elif need.audience == Audience.WIDER:
        unit_id, role = _district_over(need.zone_id, day), "district_officer"
    days = parameters.in_force(day).whole("need.claim_days")
    journal.create(
        Stage(
            need=need,
            audience=need.audience,
            accountable=people.holder_of(role, unit_id, on=day),
            accountable_unit_id=unit_id,
            since=at,
            due_on=rules.add_working_days(day, days),
        )
    )


def _district_over(zone_id: int, day: date) -> int:
    """Return the nearest unit above the zone with a district officer, else the zone itself."""
    above = org.breadcrumb(zone_id, line=Line.TERRITORIAL, on=day)
    for node in reversed(above):
        if people.holder_of("district_officer", node.id, on=day):
            return node.id
    return zone_id


def hand_over(need_id: int, *, actor: Actor, at: datetime) -> Need:
    """Offer an unclaimed need to the next wider audience; after the last it is unmet.

    The step before ends, the next one names who answers for it and until when.
    """
    with audit.act(actor, "exchange.need.hand_over", at=at, detail={"need": need_id}) as journal:
        need = locked_need(need_id, actor, "need.hand_over")
        require_step(rules.NEED_EDGES, need.state, need.get_state_display(), "no answer")
        _end_stages(need, at, journal)
        wider = rules.next_audience(Audience(need.audience))
        if wider is None:
            set_state(need, NeedState.UNMET, at, journal)
            return need
        need.audience = wider
        journal.save(need, "audience")
        _open_stage(need, None, at, journal)
        return need


def _end_stages(need: Need, at: datetime, journal: audit.Journal) -> None:
    for stage in Stage.objects.filter(need=need, ended_at__isnull=True):
        stage.ended_at = at
        journal.save(stage, "ended_at")


def withdraw_need(need_id: int, *, actor: Actor, at: datetime) -> Need:
    """Withdraw a need that nobody has taken on yet.

    Raises:
        StepNotPossible: units have claimed it; agree with them first.
    """
    with audit.act(actor, "exchange.need.withdraw", at=at, detail={"need": need_id}) as journal:
        need = locked_need(need_id, actor, "need.edit")
        require_step(rules.NEED_EDGES, need.state, need.get_state_display(), "withdraw")
        if need.heads_taken:
            raise DomainError(_("Units have claimed a part of it. Decline their claims first."))
        for claim in Claim.objects.filter(need=need, state=ClaimState.PROPOSED):
            claim.state, claim.answered_at = ClaimState.WITHDRAWN, at
            journal.save(claim, "state", "answered_at")
        _end_stages(need, at, journal)
        set_state(need, NeedState.WITHDRAWN, at, journal)
        return need


def still_needed(need_id: int, *, actor: Actor, at: datetime) -> Need:
    """Answer that an open need is still needed; the question comes again after the same time."""
    with audit.act(actor, "exchange.need.still", at=at, detail={"need": need_id}) as journal:
        need = locked_need(need_id, actor, "need.edit")
        if need.state != NeedState.OPEN:
            raise StepNotPossible(state=need.get_state_display())
        need.asked_still_at, need.still_needed_at = None, at
        return journal.save(need, "asked_still_at", "still_needed_at")


def offer_again(
    need_id: int, *, starts_on: date, ends_on: date, actor: Actor, at: datetime
) -> Need:
    """Offer an unmet or expired need again, with new dates, to the audience it had last."""
    with audit.act(actor, "exchange.need.offer_again", at=at, detail={"need": need_id}) as journal:
        need = locked_need(need_id, actor, "need.edit")
        require_step(rules.NEED_EDGES, need.state, need.get_state_display(), "offer again")
        if ends_on < starts_on:
            raise DatesCrossed
        if ends_on < today(at):
            raise NeedInPast
        need.starts_on, need.ends_on = starts_on, ends_on
        need.asked_still_at, need.still_needed_at = None, at
        journal.save(need, "starts_on", "ends_on", "asked_still_at", "still_needed_at")
        _restart_stage(need, at, journal)
        set_state(need, NeedState.OPEN, at, journal)
        return need


def _restart_stage(need: Need, at: datetime, journal: audit.Journal) -> None:
    last = Stage.objects.filter(need=need, audience=need.audience).first()
    if last is None:
        _open_stage(need, None, at, journal)
        return
    days = parameters.in_force(today(at)).whole("need.claim_days")
    last.ended_at, last.due_on = None, rules.add_working_days(today(at), days)
    journal.save(last, "ended_at", "due_on")


def expire(need: Need, *, at: datetime, journal: audit.Journal) -> None:
    """End the offer of a need that nobody has answered for too long."""
    _end_stages(need, at, journal)
    set_state(need, NeedState.EXPIRED, at, journal)
