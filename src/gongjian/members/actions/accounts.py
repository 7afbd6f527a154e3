"""Appointing people, opening their accounts, opening an installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError
from gongjian.kernel.models import Account
from gongjian.org import actions as org
from gongjian.org.catalogue import ROLES
from gongjian.org.terms import Line

from ..models import Appointment
from .people import ENTER, PersonFacts, enter_person, locked_person, require_unit


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
    require_unit(unit_id, actor, ROLES[role].given_by)
    with audit.act(actor, "members.appoint", at=at, detail={"role": role}) as journal:
        locked_person(person_id, actor)
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
        person = locked_person(person_id, actor)
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
