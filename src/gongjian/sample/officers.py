"""The demonstration's officers: one branch whose term ends soon, one that is about to elect.

The street branch of ten needs a committee and has none yet; the pool's secretary is in the last
months of a term.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from gongjian.kernel import actor as actors
from gongjian.members.models import FormalRelation
from gongjian.officers import actions
from gongjian.officers.actions import Entry, Plan
from gongjian.officers.terms import Post
from gongjian.org.models import Unit

from .district import POOL, SHOPS, unit_named

PERMISSIONS = ("office.view", "election.run", "election.decide", "unit.view")
DOCUMENT = "百丈街道党工委〔2024〕6号"


def build_officers(at: datetime) -> None:
    """Enter the pool's term, and plan the election of the street branch's first committee."""
    actor = actors.system("sample", at.date(), *PERMISSIONS)
    pool, shops = unit_named(POOL), unit_named(SHOPS)
    began = at.date() - timedelta(days=3 * 365 - 100)
    term = actions.enter_term(pool.pk, from_day=began, document=DOCUMENT, actor=actor, at=at)
    secretary = Entry(_people(pool, at)[0], Post.SECRETARY, began, DOCUMENT)
    actions.fill_post(term.pk, secretary, actor=actor, at=at)
    plan = Plan(at.date(), 3, tuple(_people(shops, at)[:4]))
    actions.plan_election(shops.pk, plan, actor=actor, at=at)


def _people(unit: Unit, at: datetime) -> list[int]:
    """Return the formal members of a branch, the longest there first."""
    held = FormalRelation.objects.filter(
        unit=unit, valid_to__isnull=True, person__membership__formal_since__lte=at.date()
    )
    return list(held.order_by("pk").values_list("person_id", flat=True))
