"""Floating members: report in with the least, be welcomed, take part, return or be transferred."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from gongjian.kernel.states import StepNotPossible, require_step
from gongjian.org import policy as org_policy
from gongjian.org.models import Unit

from .. import policy, rules
from ..models import FloatingMember, ParticipationRelation, Person
from ..terms import OPEN_FLOATING, Channel, FloatingState, ParticipationKind
from .access import branch, locked_member, locked_stay, today
from .people import MobileWrong, require_unit
from .relations import end, open_relation, participate

LINK_SALT = "floating members report in"


class AlreadyTaken(Conflict):
    code = "already_taken"
    message = _("“%(branch)s” has taken this member in already.")


class LinkWrong(NotVisible):
    code = "link_wrong"
    message = _("This code is of no station here. Ask at the desk.")


class AwayAlready(Conflict):
    code = "away_already"
    message = _("This member is entered as away already.")


class ContactInFuture(DomainError):
    code = "contact_in_future"
    message = _("Enter the day of the contact; it cannot be in the future.")
    field = "on"


@dataclass(frozen=True)
class Report:
    """What a floating member says first: the least with which somebody can call back."""

    name: str
    mobile: str
    home: str = ""


def link_of(station_id: int) -> str:
    """Return the signed end of a station's address, to be printed as a QR code."""
    return signing.Signer(salt=LINK_SALT).sign(str(station_id)).replace(":", "~")


def station_of(link: str) -> Unit:
    """Return the station that a signed link belongs to.

    Raises:
        LinkWrong: the link is not one of ours, or the station is closed.
    """
    try:
        signed = signing.Signer(salt=LINK_SALT).unsign(link.replace("~", ":"))
    except signing.BadSignature:
        raise LinkWrong from None
    station = Unit.objects.filter(pk=int(signed), closed_on__isnull=True).first()
    if station is None:
        raise LinkWrong
    return station


def report_by_link(link: str, report: Report, *, actor: Actor, at: datetime) -> None:
    """Report in by a station's code, without a sign-in; the answer tells nothing about anybody.

    Raises:
        LinkWrong, MobileWrong: as said.
    """
    _report(report, station_of(link).pk, Channel.QR, actor, at)


def report_in(
    report: Report, *, station_id: int, channel: Channel, actor: Actor, at: datetime
) -> FloatingMember:
    """Report somebody in who came to the desk or called; reporting twice is once.

    Raises:
        MobileWrong: the number is no mobile number.
    """
    require_unit(station_id, actor, "floating.receive")
    return _report(report, station_id, channel, actor, at)


def _report(
    report: Report, station_id: int, channel: Channel, actor: Actor, at: datetime
) -> FloatingMember:
    if not rules.is_mobile(report.mobile):
        raise MobileWrong
    with audit.act(actor, "members.floating.report", at=at) as journal:
        open_ones = FloatingMember.objects.select_for_update(of=("self",)).filter(
            state__in=OPEN_FLOATING
        )
        known = Q(name=report.name, mobile=report.mobile) | Q(
            person__name=report.name, person__mobile=report.mobile
        )
        stay = open_ones.filter(known).first()
        if stay is None:
            stay = FloatingMember(name=report.name, mobile=report.mobile, home=report.home)
        elif stay.state != FloatingState.LEFT:
            return stay
        stay.state, stay.station_id, stay.channel = FloatingState.REPORTED, station_id, channel
        stay.reported_at = at
        return journal.create(stay) if stay.pk is None else journal.save(stay)


def report_out(person_id: int, *, actor: Actor, at: datetime) -> FloatingMember:
    """Note that a member of one's branch has gone away for long, so that nobody loses them.

    Raises:
        AwayAlready: as said.
    """
    with audit.act(actor, "members.floating.out", at=at) as journal:
        member = locked_member(person_id, actor, "member.edit")
        if FloatingMember.objects.filter(person=member, state__in=OPEN_FLOATING).exists():
            raise AwayAlready
        held = open_relation(member.pk)
        return journal.create(
            FloatingMember(
                person=member,
                home=held.unit.name if held else "",
                home_unit_id=held.unit_id if held else None,
                state=FloatingState.LEFT,
                channel=Channel.HOME,
                left_at=at,
                last_contact_on=today(at),
                told_home_at=at,
            )
        )


def welcome(stay_id: int, *, actor: Actor, at: datetime) -> FloatingMember:
    """Note that somebody called back and welcomed a floating member."""
    with audit.act(actor, "members.floating.welcome", at=at) as journal:
        stay = _at_step(stay_id, actor, "welcome")
        stay.state, stay.welcomed_at = FloatingState.WELCOMED, at
        stay.last_contact_on = today(at)
        return journal.save(stay, "state", "welcomed_at", "last_contact_on")


def dismiss(stay_id: int, *, actor: Actor, at: datetime) -> FloatingMember:
    """Take a report off the list that is nobody's; name and number are removed at once."""
    with audit.act(actor, "members.floating.dismiss", at=at) as journal:
        stay = _at_step(stay_id, actor, "dismiss")
        stay.name = stay.mobile = stay.home = ""
        stay.state, stay.ended_at = FloatingState.DISMISSED, at
        return journal.save(stay)


def attach(stay_id: int, *, branch_id: int, actor: Actor, at: datetime) -> FloatingMember:
    """Let a floating member take part in a branch: claimed by it, or brought there by the station.

    They do not vote there; the branch that holds the relation is told.

    Raises:
        AlreadyTaken: another branch was first.
        Forbidden: the branch is not the actor's to take somebody in for.
    """
    with audit.act(actor, "members.floating.attach", at=at) as journal:
        stay = _locked_for_a_branch(stay_id, actor)
        unit = branch(branch_id)
        _require_for(stay, unit.pk, actor)
        if stay.state == FloatingState.ATTACHED:
            raise AlreadyTaken(branch=stay.branch.name if stay.branch else "")
        require_step(rules.FLOATING_EDGES, stay.state, stay.get_state_display(), "attach")
        person = stay.person or _person(stay, unit.pk, journal)
        held = open_relation(person.pk)
        if held is not None:
            stay.home_unit_id, stay.home = held.unit_id, held.unit.name
        stay.person, stay.name, stay.mobile = person, "", ""
        stay.branch, stay.state, stay.attached_at = unit, FloatingState.ATTACHED, at
        stay.last_contact_on, stay.told_home_at = today(at), None
        journal.save(stay)
        participate(journal, person.pk, unit.pk, ParticipationKind.FLOATING, today(at))
        return stay


def _locked_for_a_branch(stay_id: int, actor: Actor) -> FloatingMember:
    """Return the stay for whoever could take the member in, also when somebody else just did."""
    around = org_policy.units(actor, "floating.view", "station_id")
    allowed = policy.floating(actor, "floating.receive")
    if actor.may("floating.claim"):
        allowed |= around | policy.floating(actor, "floating.claim")
    list(Person.objects.select_for_update().filter(floating=stay_id).values_list("pk"))
    return fetch(
        FloatingMember.objects.select_related("person", "branch"),
        stay_id,
        allowed=allowed,
        visible=policy.floating(actor, "floating.view"),
        lock=True,
    )


def _require_for(stay: FloatingMember, branch_id: int, actor: Actor) -> None:
    """Refuse a branch that the actor neither speaks for nor finds around their station."""
    speaks_for = Unit.objects.filter(org_policy.scope(actor, "floating.claim"), pk=branch_id)
    if speaks_for.exists():
        return
    receives = Unit.objects.filter(
        org_policy.scope(actor, "floating.receive"), pk=stay.station_id or 0
    )
    around = Unit.objects.filter(org_policy.scope(actor, "unit.view"), pk=branch_id)
    if not (receives.exists() and around.exists()):
        raise Forbidden


def _person(stay: FloatingMember, unit_id: int, journal: audit.Journal) -> Person:
    """Return the person who reported in, entered now if nobody knew them."""
    known = Person.objects.select_for_update().filter(name=stay.name, mobile=stay.mobile).first()
    if known is None:
        return journal.create(Person(name=stay.name, mobile=stay.mobile, unit_id=unit_id))
    if FloatingMember.objects.filter(person=known, state__in=OPEN_FLOATING).exists():
        raise StepNotPossible(state=FloatingState.ATTACHED.label)
    return known


def hand_back(stay_id: int, *, actor: Actor, at: datetime) -> FloatingMember:
    """Give a floating member back to the station: another branch is better for them."""
    with audit.act(actor, "members.floating.hand_back", at=at) as journal:
        stay = _at_step(stay_id, actor, "hand back")
        _end_part(journal, stay, at)
        stay.state, stay.branch, stay.attached_at = FloatingState.WELCOMED, None, None
        stay.welcomed_at = stay.welcomed_at or at
        return journal.save(stay)


def return_home(stay_id: int, *, actor: Actor, at: datetime) -> FloatingMember:
    """Note that a floating member has gone home or moved on; the stay ends."""
    with audit.act(actor, "members.floating.return", at=at) as journal:
        stay = _at_step(stay_id, actor, "return")
        return _end(journal, stay, FloatingState.RETURNED, at)


def end_stay(journal: audit.Journal, person_id: int, at: datetime) -> None:
    """End the stay of somebody whose relation has come or gone with a letter."""
    rows = FloatingMember.objects.select_for_update().filter(
        person_id=person_id, state__in=OPEN_FLOATING
    )
    for stay in rows:
        _end(journal, stay, FloatingState.TRANSFERRED, at)


def _end(
    journal: audit.Journal, stay: FloatingMember, state: FloatingState, at: datetime
) -> FloatingMember:
    _end_part(journal, stay, at)
    stay.name = stay.mobile = ""
    stay.state, stay.ended_at = state, at
    return journal.save(stay, "state", "ended_at", "name", "mobile")


def _end_part(journal: audit.Journal, stay: FloatingMember, at: datetime) -> None:
    if stay.person_id is None or stay.branch_id is None:
        return
    rows = ParticipationRelation.objects.select_for_update().filter(
        person_id=stay.person_id,
        unit_id=stay.branch_id,
        kind=ParticipationKind.FLOATING,
        valid_to__isnull=True,
    )
    for row in rows:
        end(journal, row, today(at))


def note_contact(stay_id: int, *, on: date, actor: Actor, at: datetime) -> FloatingMember:
    """Note on which day the branch was last in contact with a floating member.

    Raises:
        ContactInFuture: as said.
    """
    if on > today(at):
        raise ContactInFuture
    with audit.act(actor, "members.floating.contact", at=at) as journal:
        stay = locked_stay(stay_id, actor, "floating.claim")
        stay.last_contact_on = max(on, stay.last_contact_on or on)
        return journal.save(stay, "last_contact_on")


def tell_home(stay_id: int, *, actor: Actor, at: datetime) -> FloatingMember:
    """Note that the branch of the relation knows: it says so itself, or the letter is sent."""
    with audit.act(actor, "members.floating.tell_home", at=at) as journal:
        knows = FloatingMember.objects.filter(policy.floating(actor, "member.edit"), pk=stay_id)
        stay = locked_stay(stay_id, actor, "member.edit" if knows.exists() else "floating.claim")
        stay.told_home_at = stay.told_home_at or at
        return journal.save(stay, "told_home_at")


def reveal_stay_mobile(stay_id: int, *, actor: Actor, at: datetime) -> str:
    """Return the number of a floating member to call back; the audit trail keeps who looked."""
    with audit.act(actor, "members.floating.reveal", at=at, detail={"floating": stay_id}):
        at_branch = org_policy.units(actor, "floating.claim", "branch_id")
        stay = fetch(
            FloatingMember.objects.select_related("person"),
            stay_id,
            allowed=policy.floating(actor, "floating.receive") | at_branch,
            visible=policy.floating(actor, "floating.view"),
        )
        return stay.person.mobile if stay.person else stay.mobile


def _at_step(stay_id: int, actor: Actor, event: str) -> FloatingMember:
    """Return the stay locked, for an event that its state has and the actor may take."""
    state = FloatingMember.objects.filter(pk=stay_id).values_list("state", flat=True).first()
    permission = rules.permission_of(rules.FLOATING_EDGES, state or "", event)
    stay = locked_stay(stay_id, actor, permission or "floating.view")
    # What the permission was chosen for must still hold now that the row is locked.
    if stay.state != state or not permission:
        raise StepNotPossible(state=stay.get_state_display())
    return stay
