"""Roles that follow from another act: units are re-organised, somebody is sent or recalled."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor

from ..models import Appointment


def transfer_posts(
    from_unit: int, to_unit: int | None, *, on: date, document: str, actor: Actor, at: datetime
) -> int:
    """Let the roles held at one unit be held at another from a day on; return how many went.

    ``to_unit`` None ends them. For a composed act that has checked the reach of both units: it
    asks no permission. Somebody who has the role there already keeps it once.
    """
    detail = {"from": from_unit, "to": to_unit, "document": document}
    with audit.act(actor, "members.posts.transfer", at=at, detail=detail) as journal:
        running = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
        held = list(
            Appointment.objects.select_for_update()
            .filter(running, unit_id=from_unit)
            .order_by("pk")
        )
        for post in held:
            start, until = max(post.valid_from, on), post.valid_to
            end_post(post, on, journal)
            if to_unit is None:
                continue
            same = Appointment.objects.filter(
                running, person_id=post.person_id, role=post.role, unit_id=to_unit
            )
            if not same.exists():
                journal.create(
                    Appointment(
                        person_id=post.person_id,
                        unit_id=to_unit,
                        role=post.role,
                        valid_from=start,
                        valid_to=until,
                    )
                )
        return len(held)


def let_serve(
    person_id: int, role: str, unit_id: int, *, from_day: date, actor: Actor, at: datetime
) -> None:
    """Give somebody a role at a unit from a day on, unless they have it.

    For a composed act that has checked what it takes: it asks no permission.
    """
    with audit.act(actor, "members.posts.serve", at=at, detail={"role": role}) as journal:
        held = Appointment.objects.filter(
            person_id=person_id, unit_id=unit_id, role=role, valid_to__isnull=True
        )
        if not held.exists():
            journal.create(
                Appointment(person_id=person_id, unit_id=unit_id, role=role, valid_from=from_day)
            )


def let_go(
    person_id: int, role: str, unit_id: int, *, on: date, actor: Actor, at: datetime
) -> None:
    """End a role that somebody has at a unit on a day; asks no permission, as :func:`let_serve`."""
    with audit.act(actor, "members.posts.end", at=at, detail={"role": role}) as journal:
        held = Appointment.objects.select_for_update().filter(
            person_id=person_id, unit_id=unit_id, role=role, valid_to__isnull=True
        )
        for post in held:
            end_post(post, on, journal)


def end_post(post: Appointment, on: date, journal: audit.Journal) -> None:
    """End a role on a day; one that began on that day never was."""
    if post.valid_from >= on:
        journal.delete(post)
        return
    post.valid_to = on
    journal.save(post, "valid_to")
