"""Loading members, transfers and stays for a write: in scope, and locked in one order."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError, NotVisible
from gongjian.org.catalogue import ORGANISATION, UNIT_TYPES
from gongjian.org.models import Unit

from .. import policy
from ..models import FloatingMember, Person, Transfer


class NotABranch(DomainError):
    code = "not_a_branch"
    message = _("“%(unit)s” is no Party organisation. Choose a branch.")
    field = "unit_id"


class BranchClosed(DomainError):
    code = "branch_closed"
    message = _("“%(unit)s” is closed. Choose the branch that has taken over its members.")
    field = "unit_id"


def today(at: datetime) -> date:
    """Return the local day of a moment."""
    return timezone.localdate(at)


def branch(unit_id: int) -> Unit:
    """Return an organisation that can hold members.

    Raises:
        NotVisible: there is no such unit.
        NotABranch, BranchClosed: it holds no members.
    """
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise NotVisible
    if UNIT_TYPES[unit.type].kind.code != ORGANISATION.code:
        raise NotABranch(unit=unit.name)
    if unit.closed_on is not None:
        raise BranchClosed(unit=unit.name)
    return unit


def locked_member(person_id: int, actor: Actor, permission: str) -> Person:
    """Return a member for a write; the person's row orders all writes about them."""
    return fetch(
        Person.objects.all(),
        person_id,
        allowed=policy.members(actor, permission),
        visible=policy.members(actor, "member.view"),
        lock=True,
    )


def locked_transfer(transfer_id: int, actor: Actor, permission: str) -> Transfer:
    """Return a transfer for a write, its person locked before it."""
    list(Person.objects.select_for_update().filter(transfers=transfer_id).values_list("pk"))
    return fetch(
        Transfer.objects.select_related("person", "from_unit", "to_unit"),
        transfer_id,
        allowed=policy.transfers(actor, permission),
        visible=policy.transfers(actor, "transfer.view"),
        lock=True,
    )


def locked_stay(stay_id: int, actor: Actor, permission: str) -> FloatingMember:
    """Return a floating member for a write, the person, if known, locked before."""
    list(Person.objects.select_for_update().filter(floating=stay_id).values_list("pk"))
    return fetch(
        FloatingMember.objects.all(),
        stay_id,
        allowed=policy.floating(actor, permission),
        visible=policy.floating(actor, "floating.view"),
        lock=True,
    )
