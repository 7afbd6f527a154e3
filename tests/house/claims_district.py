"""A district with many open needs, made in a process of its own: `python claims_district.py N`.

Prints as JSON the key of the claiming unit's programme, the unit, and the needs.
"""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from factories.exchange import make_exchange_zone  # noqa: E402
from factories.members import actor_of  # noqa: E402
from gongjian.exchange import actions  # noqa: E402
from gongjian.kernel import audit, tokens  # noqa: E402

HEADS = 7


def main(count: int) -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    zone = make_exchange_zone()
    now = timezone.now()
    today = timezone.localdate(now)
    requester, host = actor_of(zone.requester), actor_of(zone.host)
    entries = [
        actions.NeedEntry(zone.asking.pk, f"需求{n}", "居民", HEADS, today, today)
        for n in range(count)
    ]
    needs = actions.raise_needs(entries, actor=requester, at=now)
    with audit.act(host, "test.verify", at=now):
        for need in needs:
            actions.verify_need(need.pk, actor=host, at=now)
    key = tokens.make("认领程序", actor=actor_of(zone.giver), at=now)
    print(json.dumps({"key": key, "unit": zone.giving.pk, "needs": [need.pk for need in needs]}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
