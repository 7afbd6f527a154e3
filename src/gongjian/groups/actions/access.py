"""Loading groups for a write, and what is refused about any of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, Forbidden
from gongjian.members.models import Person

from .. import policy
from ..models import Group


class GroupEnded(Conflict):
    code = "group_ended"
    message = _("This group has ended. Open a new one.")


class DayAhead(DomainError):
    code = "group_day_ahead"
    message = _("That day is still to come.")


def locked_group(group_id: int, permission: str, actor: Actor) -> Group:
    """Return an open group for a write; all that belongs to it waits for its row.

    Raises:
        NotVisible, Forbidden: it is out of reach.
        GroupEnded: as said.
    """
    group = fetch(
        Group.objects.all(),
        group_id,
        allowed=policy.groups(actor, permission),
        visible=policy.groups(actor, "group.view"),
        lock=True,
    )
    if group.ended_on is not None:
        raise GroupEnded
    return group


def person_of(actor: Actor) -> Person:
    """Return the person that the actor is.

    Raises:
        Forbidden: it is no person; nobody joins for somebody else.
    """
    if actor.person_id is None:
        raise Forbidden
    return Person.objects.get(pk=actor.person_id)
