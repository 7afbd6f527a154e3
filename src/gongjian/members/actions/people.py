"""Entering people, changing them, and looking at their numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible
from gongjian.org import policy as org_policy
from gongjian.org.models import Unit

from .. import policy, rules
from ..models import Person, PersonSkill, Skill

ENTER = "roster.import"
"""The permission to enter people, appoint them and open accounts."""


class MobileWrong(DomainError):
    code = "mobile_wrong"
    message = _("A mobile number has 11 digits and begins with 1.")
    field = "mobile"


@dataclass(frozen=True)
class PersonFacts:
    """What is entered about a person: no more than the field register allows."""

    name: str
    unit_id: int
    mobile: str = ""
    volunteer_since: date | None = None
    skills: tuple[str, ...] = ()


def require_unit(unit_id: int, actor: Actor, permission: str = ENTER) -> None:
    """Raise Forbidden when the unit is out of the actor's reach."""
    if not Unit.objects.filter(org_policy.scope(actor, permission), pk=unit_id).exists():
        raise Forbidden


def enter_person(facts: PersonFacts, *, actor: Actor, at: datetime) -> Person:
    """Enter a person with the skills they name.

    Raises:
        MobileWrong: the number is no mobile number.
    """
    require_unit(facts.unit_id, actor)
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
    require_unit(facts.unit_id, actor)
    if facts.mobile and not rules.is_mobile(facts.mobile):
        raise MobileWrong
    with audit.act(actor, "members.person.change", at=at) as journal:
        person = locked_person(person_id, actor)
        person.name, person.mobile, person.unit_id = facts.name, facts.mobile, facts.unit_id
        return journal.save(person)


def locked_person(person_id: int, actor: Actor) -> Person:
    """Return a person that the actor may enter, locked for writing."""
    person = (
        Person.objects.select_for_update().filter(policy.scope(actor, ENTER), pk=person_id).first()
    )
    if person is None:
        raise NotVisible
    return person


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
