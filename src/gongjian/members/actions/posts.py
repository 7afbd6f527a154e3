"""Who serves at a unit goes to another one, or their roles end, when units are re-organised."""

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
            _end(post, on, journal)
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


def _end(post: Appointment, on: date, journal: audit.Journal) -> None:
    if post.valid_from >= on:
        journal.delete(post)
        return
    post.valid_to = on
    journal.save(post, "valid_to")
