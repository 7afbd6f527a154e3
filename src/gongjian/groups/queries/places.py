"""Places, venues and trades as people write them."""

from __future__ import annotations

import re

from django.db.models import Q

from gongjian.entities.models import Trade, Venue
from gongjian.org import queries as org
from gongjian.org.models import Territory


def find_place(words: str) -> Territory | None:
    """Return the place of this code, or the one place of this name; None if none or several."""
    text = words.strip()
    return org.get_territory(text) if text.isdecimal() else org.territory_named(text)


def find_venue(name: str) -> Venue | None:
    """Return the open venue of exactly this name; None if there is none or several."""
    found = Venue.objects.filter(name=name.strip(), closed_on__isnull=True).order_by("pk")[:2]
    return found[0] if len(found) == 1 else None


def find_trades(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return codes of the trades written as codes or names, and the words that are neither."""
    wanted = [part for part in re.split(r"[、,,;；\s]+", words) if part]
    rows = Trade.objects.filter(Q(pk__in=wanted) | Q(name__in=wanted)).order_by("-pk")
    known: dict[str, str] = {}
    for code, name in rows.values_list("pk", "name"):
        known[name] = known[code] = code
    codes = dict.fromkeys(known[word] for word in wanted if word in known)
    return tuple(codes), tuple(word for word in wanted if word not in known)
