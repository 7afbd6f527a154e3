"""What lies between units, as the ranking uses it: of units, never of persons (G6, G12)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Q

from .. import rules
from ..models import Claim, Need, ServiceItem
from ..terms import ClaimState, DeclineReason, ItemState


@dataclass
class History:
    """What lies between units, read once for a page: confirmed services and refusals."""

    services: Counter[tuple[int, int]] = field(default_factory=Counter)
    delivered: Counter[int] = field(default_factory=Counter)
    declined: dict[tuple[int, int | None], Counter[DeclineReason]] = field(
        default_factory=lambda: defaultdict(Counter)
    )

    def past(self, giver: int, need: Need) -> rules.Past:
        return rules.Past(
            given=self.services[giver, need.unit_id],
            got=self.services[need.unit_id, giver],
            delivered=self.delivered[giver],
            declined=self.declined.get((giver, need.category_id), {}),
        )


def load_history(unit_ids: Iterable[int]) -> History:
    """Return the confirmed services and the refusals of these units, in two queries."""
    units = list(unit_ids)
    history = History()
    confirmed = ServiceItem.objects.filter(state=ItemState.CONFIRMED).filter(
        Q(unit_id__in=units) | Q(need__unit_id__in=units)
    )
    for giver, requester, n in confirmed.values_list("unit_id", "need__unit_id").annotate(
        n=Count("pk")
    ):
        history.services[giver, requester] += n
        history.delivered[giver] += n
    # Only what the unit itself declined: a requester's refusal says nothing about its wishes.
    declined = Claim.objects.filter(
        unit_id__in=units, state=ClaimState.DECLINED, answered_by__unit_id=F("unit_id")
    )
    for unit_id, category, reason, n in declined.values_list(
        "unit_id", "need__category_id", "decline_reason"
    ).annotate(n=Count("pk")):
        history.declined[unit_id, category][DeclineReason(reason)] += n
    return history
