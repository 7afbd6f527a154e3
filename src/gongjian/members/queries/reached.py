"""People and members within an actor's reach, for modules above that choose or check some."""

from __future__ import annotations

from django.db.models import QuerySet

from gongjian.kernel.actor import Actor

from .. import policy
from ..models import Person


def reached_people(actor: Actor, permission: str = "people.view") -> QuerySet[Person]:
    """Return the people whose record a permission reaches, and oneself."""
    return Person.objects.filter(policy.scope(actor, permission))


def reached_members(actor: Actor, permission: str = "member.view") -> QuerySet[Person]:
    """Return the members whose record a permission reaches."""
    return Person.objects.filter(policy.members(actor, permission))
