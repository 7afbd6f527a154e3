"""Writes about people: entering, appointing, accounts, consents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible
from gongjian.kernel.models import Account
from gongjian.org import actions as org
from gongjian.org import policy as org_policy
from gongjian.org.catalogue import ROLES
from gongjian.org.models import Unit
from gongjian.org.terms import Line

from . import policy, rules
from .models import Appointment, Consent, Person, PersonSkill, Skill

ENTER = "roster.import"
"""The permission to enter people, appoint them and open accounts."""


class MobileWrong(DomainError):
    code = "mobile_wrong"
    message = _("A mobile number has 11 digits and begins with 1.")
    field = "mobile"


class UnknownRole(DomainError):
    code = "unknown_role"
    message = _("“%(role)s” is no role. Choose one from the list.")


class NameTaken(DomainError):
    code = "sign_in_name_taken"
    message = _("The sign-in name “%(name)s” is taken.")


class AlreadyOpen(DomainError):
    code = "already_open"
    message = _("This installation already has accounts. Sign in with one of them.")


class WeakPassword(DomainError):
    code = "weak_password"
    message = _("Choose another password. %(why)s")
    field = "password"


@dataclass(frozen=True)
class PersonFacts:
    """What is entered about a person: no more than the field register allows."""

    name: str
    unit_id: int
    mobile: str = ""
    volunteer_since: date | None = None
    skills: tuple[str, ...] = ()


def _require_unit(unit_id: int, actor: Actor, permission: str = ENTER) -> None:
    if not Unit.objects.filter(org_policy.scope(actor, permission), pk=unit_id).exists():
        raise Forbidden


def enter_person(facts: PersonFacts, *, actor: Actor, at: datetime) -> Person:
    """Enter a person with the skills they name.

    Raises:
        MobileWrong: the number is no mobile number.
    """
    _require_unit(facts.unit_id, actor)
    if facts.mobile and not rules.is_mobile(facts.mobile):
        raise MobileWrong
    with audit.act(actor, "members.person.enter", at=at) as journal:
        person = journal.create(
            Person(
                name=facts.name,
                mobile=facts.mobile,
                unit_id=facts.unit_id,
                volunteer_since=facts.volunteer_since,
            )
        )
        skills = get_or_add_skills(facts.skills, journal)
        journal.create_many([PersonSkill(person=person, skill=skill) for skill in skills])
        return person


def get_or_add_skills(names: Iterable[str], journal: audit.Journal) -> list[Skill]:
    """Return the skills of these names, adding those that the district's list lacks."""
    wanted = list(dict.fromkeys(names))
    known = {skill.name: skill for skill in Skill.objects.filter(name__in=wanted)}
    for name in wanted:
        if name not in known:
            known[name] = journal.create(Skill(code=name, name=name))
    return [known[name] for name in wanted]


def change_person(person_id: int, facts: PersonFacts, *, actor: Actor, at: datetime) -> Person:
    """Change a person's name, number or unit."""
    _require_unit(facts.unit_id, actor)
    if facts.mobile and not rules.is_mobile(facts.mobile):
        raise MobileWrong
    with audit.act(actor, "members.person.change", at=at) as journal:
        person = _locked(person_id, actor)
        person.name, person.mobile, person.unit_id = facts.name, facts.mobile, facts.unit_id
        return journal.save(person)


def _locked(person_id: int, actor: Actor) -> Person:
    person = (
        Person.objects.select_for_update().filter(policy.scope(actor, ENTER), pk=person_id).first()
    )
    if person is None:
        raise NotVisible
    return person


def appoint(
    person_id: int, *, role: str, unit_id: int, from_day: date, actor: Actor, at: datetime
) -> Appointment:
    """Give a person a role at a unit from a day on; giving it again changes nothing.

    Raises:
        UnknownRole: the catalogue has no such role.
        Forbidden: the unit is out of reach, or the role is not the actor's to give.
    """
    if role not in ROLES:
        raise UnknownRole(role=role)
    _require_unit(unit_id, actor, ROLES[role].given_by)
    with audit.act(actor, "members.appoint", at=at, detail={"role": role}) as journal:
        _locked(person_id, actor)
        held = Appointment.objects.filter(
            person_id=person_id, unit_id=unit_id, role=role, valid_to__isnull=True
        ).first()
        if held is not None:
            return held
        return journal.create(
            Appointment(person_id=person_id, unit_id=unit_id, role=role, valid_from=from_day)
        )


def open_account(
    person_id: int, *, username: str, password: str | None, actor: Actor, at: datetime
) -> Account:
    """Open a sign-in for a person; without a password nobody can use it until one is set.

    Raises:
        NameTaken: another account has this name.
    """
    with audit.act(actor, "members.account.open", at=at) as journal:
        person = _locked(person_id, actor)
        if Account.objects.filter(username__iexact=username).exists():
            raise NameTaken(name=username)
        account = journal.create(Account(username=username, password=make_password(password)))
        person.account = account
        journal.save(person, "account")
        return account


FIRST_ROLE = "district_officer"
"""What the first person of an installation is: the officer of the authority that operates it."""

OPEN_PERMISSIONS = (ENTER, ROLES[FIRST_ROLE].given_by)
"""What the system's actor needs for :func:`open_installation`."""


@dataclass(frozen=True)
class Opening:
    """Which authority operates an installation, and the first person who signs in."""

    authority: str
    unit_type: str
    person: str
    username: str
    password: str


def open_installation(opening: Opening, *, actor: Actor, at: datetime) -> Account:
    """Enter the operating authority at the root of the territorial line, and its first officer.

    Raises:
        AlreadyOpen: there is an account.
        WeakPassword: the password is easy to guess.
    """
    if Account.objects.exists():
        raise AlreadyOpen
    try:
        validate_password(opening.password, Account(username=opening.username))
    except ValidationError as error:
        raise WeakPassword(why=" ".join(error.messages)) from None
    day = timezone.localdate(at)
    with audit.act(actor, "members.installation.open", at=at):
        facts = org.UnitFacts(type=opening.unit_type, name=opening.authority)
        unit = org.enter_unit(facts, actor=actor, at=at)
        org.place(unit.pk, line=Line.TERRITORIAL, parent_id=None, from_day=day, actor=actor, at=at)
        person = enter_person(PersonFacts(opening.person, unit.pk), actor=actor, at=at)
        appoint(person.pk, role=FIRST_ROLE, unit_id=unit.pk, from_day=day, actor=actor, at=at)
        return open_account(
            person.pk, username=opening.username, password=opening.password, actor=actor, at=at
        )


def give_consent(purpose: str, *, actor: Actor, at: datetime) -> None:
    """Record the person's own consent for one purpose; giving it again changes nothing."""
    person_id = _require_person(actor)
    with audit.act(actor, "members.consent.give", at=at) as journal:
        open_one = Consent.objects.filter(
            person_id=person_id, purpose=purpose, withdrawn_at__isnull=True
        )
        if not open_one.exists():
            journal.create(Consent(person_id=person_id, purpose=purpose, given_at=at))


def withdraw_consent(purpose: str, *, actor: Actor, at: datetime) -> None:
    """Record that the person withdraws a consent; what it allowed ends at once."""
    person_id = _require_person(actor)
    with audit.act(actor, "members.consent.withdraw", at=at) as journal:
        consents = Consent.objects.select_for_update().filter(
            person_id=person_id, purpose=purpose, withdrawn_at__isnull=True
        )
        for consent in consents:
            consent.withdrawn_at = at
            journal.save(consent, "withdrawn_at")


def _require_person(actor: Actor) -> int:
    if actor.person_id is None:
        raise Forbidden
    return actor.person_id


def reveal_mobile(person_id: int, *, actor: Actor, at: datetime) -> str:
    """Return a person's mobile number, and note in the audit trail who looked at it.

    Raises:
        NotVisible: the actor may not see the person.
        Forbidden: the actor sees the person and may not contact them.
    """
    with audit.act(actor, "members.mobile.reveal", at=at, detail={"person": person_id}):
        person = fetch(
            Person.objects.all(),
            person_id,
            allowed=policy.scope(actor, "people.contact"),
            visible=policy.scope(actor, "people.view"),
        )
        return person.mobile
