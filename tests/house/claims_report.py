"""What a district's database holds of its claims, as JSON; run in a process of its own."""

import json

import django

django.setup()

from claims_district import HEADS  # noqa: E402

from gongjian.exchange.models import Claim, Need, NeedSpan  # noqa: E402
from gongjian.kernel import audit  # noqa: E402


def is_whole(need: Need) -> bool:
    """Tell whether a need is either untouched or claimed in every one of its tables."""
    claims = list(Claim.objects.filter(need=need).values_list("heads", "state"))
    span = NeedSpan.objects.get(need=need, to_at__isnull=True)
    if not claims:
        return (need.state, need.heads_taken, span.state) == ("open", 0, "open")
    expected = ([(HEADS, "claimed")], "claimed", HEADS, "claimed")
    return (claims, need.state, need.heads_taken, span.state) == expected


print(
    json.dumps(
        {
            "faults": list(audit.verify()),
            "halves": [need.pk for need in Need.objects.all() if not is_whole(need)],
            "claimed": list(Claim.objects.values_list("need_id", flat=True)),
        }
    )
)
