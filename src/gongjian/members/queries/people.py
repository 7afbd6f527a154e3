"""One person's page, and people as those who work with them see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.org import policy as org_policy
from gongjian.org.catalogue import ROLES
from gongjian.org.policy import on_day

from .. import policy, rules
from ..models import Appointment, Consent, Person
from ..terms import Purpose, SignIn
from .sign_ins import given_by, keeps_sign_in, roles_to_give, sign_in_of


def mobiles_for_roster(person_ids: Iterable[int], actor: Actor) -> dict[int, str]:
    """Return each person's mobile number as somebody who serves with them may read it.

    In full with the person's consent or where the actor may contact the person; else masked.
    """
    people = Person.objects.filter(pk__in=list(person_ids))
    reached = set(people.filter(policy.scope(actor, "people.contact")).values_list("pk", flat=True))
    shared = set(
        Consent.objects.filter(
            person__in=people, purpose=Purpose.CONTACT_SHARED, withdrawn_at__isnull=True
        ).values_list("person_id", flat=True)
    )
    return {
        pk: mobile if pk in reached or pk in shared else rules.masked(mobile)
        for pk, mobile in people.values_list("pk", "mobile")
    }


def list_people_of(unit_ids: Iterable[int]) -> list[Person]:
    """Return the people of some units by name, to choose a liaison from."""
    found = Person.objects.filter(unit_id__in=list(unit_ids)).select_related("unit")
    return list(found.order_by("unit__name", "name", "pk"))


@dataclass(frozen=True)
class Contact:
    """Somebody who speaks for a unit; how to reach them stands on the person's own page."""

    person_id: int
    name: str
    role: str


def contacts_of(unit_id: int, actor: Actor, *, on: date) -> tuple[Contact, ...]:
    """Return who holds an office at a unit on a day, as far as the actor may see the people."""
    held = (
        Appointment.objects.filter(on_day(on), unit_id=unit_id)
        .exclude(role="volunteer")
        .filter(person__in=Person.objects.filter(policy.scope(actor, "people.view")))
        .select_related("person")
        .order_by("role", "person__name")
    )
    return tuple(Contact(a.person_id, a.person.name, a.role) for a in held)


@dataclass(frozen=True)
class Held:
    """A role that a person holds or held at a unit; ``ending`` is its key if one may end it."""

    role: str
    unit_id: int
    unit: str
    valid_from: date
    valid_to: date | None
    ending: int


@dataclass(frozen=True)
class Viewer:
    """A role through which people see somebody: at which unit, and whether the number too."""

    role: str
    unit: str
    sees_mobile: bool


@dataclass(frozen=True)
class PersonPage:
    """What this actor may see of a person; ``mobile`` is masked here for everybody."""

    id: int
    name: str
    unit_id: int
    unit: str
    mobile: str
    volunteer_since: date | None
    skills: tuple[str, ...]
    appointments: tuple[Held, ...]
    viewers: tuple[Viewer, ...]
    may_reveal: bool
    may_give_roles: bool
    keeps_sign_in: bool
    sign_in: SignIn
    username: str
    is_self: bool


def get_person(person_id: int, actor: Actor) -> PersonPage:
    """Return a person within the actor's reach.

    Raises:
        NotVisible: there is none, or the actor may not see them.
    """
    visible = policy.scope(actor, "people.view")
    people = Person.objects.select_related("unit", "account")
    person = fetch(people, person_id, allowed=visible, visible=visible)
    keeps = keeps_sign_in(person, actor)
    may_call = Person.objects.filter(policy.scope(actor, "people.contact"), pk=person_id).exists()
    return PersonPage(
        id=person.pk,
        name=person.name,
        unit_id=person.unit_id,
        unit=person.unit.name,
        mobile=rules.masked(person.mobile),
        volunteer_since=person.volunteer_since,
        skills=tuple(person.skills.order_by("skill__name").values_list("skill__name", flat=True)),
        appointments=_held(person, actor),
        viewers=list_viewers(person.unit_id, on=actor.on),
        may_reveal=may_call and bool(person.mobile),
        may_give_roles=bool(roles_to_give(actor)),
        keeps_sign_in=keeps,
        sign_in=sign_in_of(person),
        username=person.account.username if keeps and person.account else "",
        is_self=person.pk == actor.person_id,
    )


def _held(person: Person, actor: Actor) -> tuple[Held, ...]:
    found = person.appointments.select_related("unit").order_by("-valid_from", "role")
    mine = person.appointments.filter(given_by(actor), valid_to__isnull=True)
    ending = set(mine.values_list("pk", flat=True))
    return tuple(
        Held(
            role=each.role,
            unit_id=each.unit_id,
            unit=each.unit.name,
            valid_from=each.valid_from,
            valid_to=each.valid_to,
            ending=each.pk if each.pk in ending else 0,
        )
        for each in found
    )


def list_viewers(unit_id: int, *, on: date) -> tuple[Viewer, ...]:
    """Return through which roles the people of a unit are seen on a day.

    Read from the catalogue and the policy that decide it, so that it cannot say anything else.
    """
    held = Appointment.objects.filter(on_day(on))
    seen: dict[tuple[str, str], bool] = {}
    for code in ("people.view", "people.contact"):
        reaching = held.filter(reaching_unit(code, unit_id, on)).order_by("unit__name")
        for role, unit in reaching.values_list("role", "unit__name"):
            seen[role, unit] = code == "people.contact"
    order = list(ROLES)
    found = sorted(seen.items(), key=lambda item: order.index(item[0][0]))
    return tuple(Viewer(role, unit, mobile) for (role, unit), mobile in found)


def reaching_unit(code: str, unit_id: int, on: date) -> Q:
    """Return the condition on appointments whose role reaches a unit by this permission."""
    found = org_policy.NOTHING
    for role in ROLES.values():
        for permission in role.permissions:
            if permission.code == code:
                found |= Q(role=role.code) & org_policy.holders(permission, unit_id, on)
    return found
