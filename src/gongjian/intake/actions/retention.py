"""Forgetting rosters left lying; runs by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from gongjian.kernel import audit, parameters
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.retention import FORGET, lying

from ..models import Roster
from ..terms import RosterState
from .rosters import throw_away

OVER = (RosterState.ENTERED, RosterState.CANCELLED, RosterState.REFUSED)


def forget(*, actor: Actor, at: datetime) -> int:
    """Throw away rosters that nobody has entered in time, with their files; return how many.

    Files that no roster names are deleted too.

    Raises:
        Forbidden: only the clock does this.
    """
    if not actor.may(FORGET):
        raise Forbidden
    days = parameters.in_force(actor.on).whole("roster.keep_days")
    before = at - timedelta(days=days)
    left = ~Q(state__in=OVER) | ~Q(file="")
    rosters = list(Roster.objects.filter(left, received_at__lt=before).order_by("pk"))
    named = Roster.objects.exclude(file="").values_list("file", flat=True)
    uploads = Path(settings.MEDIA_ROOT) / "rosters"
    stray = list(lying(uploads, before, {Path(name).name for name in named}))
    if not rosters and not stray:
        return 0
    detail = {"rosters": [roster.pk for roster in rosters], "files": len(stray)}
    with audit.act(actor, "intake.rosters.forget", at=at, detail=detail):
        for roster in rosters:
            throw_away(roster)
    for file in stray:
        file.unlink(missing_ok=True)
    return len(rosters)
