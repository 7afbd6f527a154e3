"""Sign-ins: a link with which somebody chooses a password, closing a sign-in, opening it again."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.errors import Conflict, Forbidden
from gongjian.kernel.models import Account, ApiToken
from gongjian.org import policy as org_policy
from gongjian.org.catalogue import ROLES

from .. import policy, queries
from ..models import Appointment, Person
from .posts import end_post


class NoSignIn(Conflict):
    code = "no_sign_in"
    message = _("This person has no open sign-in. Open one first.")


class LastOfficer(Conflict):
    code = "last_officer"
    message = _("Nobody else could give roles then. Give somebody else this role first.")


def _managed(person_id: int, actor: Actor) -> Person:
    """Return a person whose sign-in the actor keeps, locked.

    Raises:
        NotVisible: there is none, or the actor may not see them.
        Forbidden: somebody who may give all roles that this person holds keeps it.
    """
    person = fetch(
        Person.objects.all(),
        person_id,
        allowed=policy.scope(actor, "people.view"),
        visible=policy.scope(actor, "people.view"),
        lock=True,
    )
    if not queries.keeps_sign_in(person, actor):
        raise Forbidden
    return person


def invite(person_id: int, *, actor: Actor, at: datetime) -> tuple[str, str]:
    """Return what a link is made of with which a person chooses a password: who, and the key.

    The key is good once and for ``PASSWORD_RESET_TIMEOUT`` seconds; nothing keeps it.

    Raises:
        NoSignIn: there is no open sign-in.
    """
    with audit.act(actor, "members.account.invite", at=at, detail={"person": person_id}):
        account = _open_account(_managed(person_id, actor))
        key = default_token_generator.make_token(account)
        return urlsafe_base64_encode(force_bytes(account.pk)), key


def choose_password(account_id: int, password: str, *, at: datetime) -> Account:
    """Set the password that somebody chose by their link; older links open nothing any more."""
    actor = system("invitation", at.date())
    detail = {"account": account_id}
    with audit.act(actor, "members.account.password", at=at, detail=detail) as journal:
        account = Account.objects.select_for_update().get(pk=account_id, is_active=True)
        account.password = make_password(password)
        return journal.save(account, "password")


def close_account(person_id: int, *, actor: Actor, at: datetime) -> None:
    """Close a sign-in: no page and no key opens with it any more; records stay.

    Raises:
        NoSignIn: there is no open sign-in.
    """
    with audit.act(actor, "members.account.close", at=at) as journal:
        _close(_open_account(_managed(person_id, actor)), at, journal)


def close_own_account(*, actor: Actor, at: datetime) -> None:
    """Close one's own sign-in; the office can open it again.

    Raises:
        LastOfficer: nobody else could give roles then.
    """
    if actor.person_id is None:
        raise Forbidden
    with audit.act(actor, "members.account.close", at=at) as journal:
        person = Person.objects.select_for_update().get(pk=actor.person_id)
        posts = Appointment.objects.filter(person=person, valid_to__isnull=True)
        for post in posts:
            _require_another(post)
        _close(_open_account(person), at, journal)


def reopen_account(person_id: int, *, actor: Actor, at: datetime) -> None:
    """Open a closed sign-in again; its keys for programmes stay revoked."""
    with audit.act(actor, "members.account.reopen", at=at) as journal:
        account = _managed(person_id, actor).account
        if account is None:
            raise NoSignIn
        if not account.is_active:
            account.is_active = True
            journal.save(account, "is_active")


def end_role(appointment_id: int, *, on: date, actor: Actor, at: datetime) -> Appointment:
    """End a role on a day; whoever may give it may end it.

    Raises:
        NotVisible: there is none in sight, or it has ended.
        Forbidden: the role is not the actor's to give.
        LastOfficer: nobody else could give roles then.
    """
    with audit.act(actor, "members.role.end", at=at) as journal:
        people = Person.objects.filter(policy.scope(actor, "people.view"))
        seen = Appointment.objects.filter(valid_to__isnull=True, person__in=people)
        allowed, visible = queries.given_by(actor), org_policy.EVERYTHING
        post = fetch(seen, appointment_id, allowed=allowed, visible=visible, lock=True)
        _require_another(post)
        end_post(post, on, journal)
        return post


def _require_another(post: Appointment) -> None:
    """Refuse to end the last role with which roles are given: nobody could come back in."""
    giving = [role.code for role in ROLES.values() if "roles.give" in _codes(role.code)]
    if post.role not in giving:
        return
    others = Appointment.objects.filter(
        role__in=giving, valid_to__isnull=True, person__account__is_active=True
    ).exclude(person_id=post.person_id)
    if not others.exists():
        raise LastOfficer


def _codes(role: str) -> set[str]:
    return {permission.code for permission in ROLES[role].permissions}


def _open_account(person: Person) -> Account:
    if person.account is None or not person.account.is_active:
        raise NoSignIn
    return person.account


def _close(account: Account, at: datetime, journal: audit.Journal) -> None:
    account.is_active = False
    journal.save(account, "is_active")
    for token in ApiToken.objects.select_for_update().filter(account=account, revoked_at=None):
        token.revoked_at = at
        journal.save(token, "revoked_at")
