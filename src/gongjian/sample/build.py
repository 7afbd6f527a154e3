"""The order in which the demonstration is built."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from . import district as places
from . import (
    entities,
    formation,
    groups,
    life,
    members,
    officers,
    roster,
    standards,
    story,
    structure,
    support,
    totals,
)


def district(now: datetime) -> bool:
    """Build the demonstration in one transaction; False where it was built before."""
    now = timezone.localtime(now)  # its days are the district's, not those of Greenwich
    if places.is_built():
        return False
    with transaction.atomic():
        places.build_authorities(now)
        places.build_categories(now)
        roster.load(now)
        places.build_people(now)
        members.build_members(now)
        officers.build_officers(now)
        life.build_life(now)
        entities.build_entities(now)
        structure.build_structure(now)
        formation.build_formation(now)
        groups.build_groups(now)
        support.build_support(now)
        places.build_pairings(now)
        story.play_all(now)
        standards.build_standards(now)
        totals.enter(now)
        totals.enter(now, totals.DISTRICT)
    return True
