"""Which rows of the facts an actor reaches: ``policy.reach`` applied to the columns."""

from __future__ import annotations

from datetime import date

import numpy as np

from ...policy import Reach
from .copies import Copy
from .days import holds
from .tables import Array


def within(copy: Copy, places: tuple[str, ...]) -> Array:
    """Return by territory of the copy's list whether it is one of these places or lies in one."""
    inside = [code.startswith(places) for code in copy.territories] if places else []
    return np.array(inside or [False] * max(1, len(copy.territories)), bool)


def reached(copy: Copy, held: Reach, on: date) -> Array | None:
    """Return which rows are in reach, None for all: by what their entity is now.

    The same condition as ``policy.scope``, on the day of the request.
    """
    if held.everything:
        return None
    spots = within(copy, held.places)[copy.spot_places]
    if spots.all():
        return None
    covers = copy.covers
    own = holds(covers, on) & _among(covers["unit"], held.units)
    of_place = covers["territory"][own & (covers["territory"] >= 0)]
    covered = tuple(copy.territories[number] for number in of_place.tolist())
    spots |= within(copy, covered)[copy.spot_places]
    spots |= _among(copy.spot_venues, covers["venue"][own & (covers["venue"] > 0)].tolist())
    found = spots[copy.facts["spot"]]
    found[copy.covered[own & (copy.covered >= 0)]] = True
    found[: len(copy.homes)] = found[copy.homes]
    return found


def _among(ids: Array, wanted: frozenset[int] | list[int]) -> Array:
    """Return which of these small ids are wanted."""
    is_wanted = np.zeros(int(ids.max(initial=0)) + 1, bool)
    is_wanted[[each for each in wanted if each < len(is_wanted)]] = True
    return is_wanted[ids]
