"""What may be concluded from published totals, and what may not: pure decisions.

A number carries its unit and its qualifier wherever it goes (G15). What cannot be known is
refused by name: different units are not added, parts that may contain one another neither, and a
denominator that is only a bound gives a bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.errors import DomainError

from .terms import Breakdown, Qualifier


class DifferentUnits(DomainError):
    code = "different_units"
    message = _(
        "These are counted in different units (%(units)s): they are neither added nor compared."
    )


class NestingUnknown(DomainError):
    code = "nesting_unknown"
    message = _("One of these may contain another, so their sum would mean nothing.")


class SplitUnknown(DomainError):
    code = "split_unknown"
    message = _("How it is split is unknown: a part has no number.")


class OnlySomeParts(DomainError):
    code = "only_some_parts"
    message = _("Only some of its parts are known, so they give no total.")


class NoParts(DomainError):
    code = "no_parts"
    message = _("No parts of it are known.")


class NumberUnknown(DomainError):
    code = "number_unknown"
    message = _("The number itself or that of the whole is not known.")


class NoShare(DomainError):
    code = "no_share"
    message = _("Both numbers are bounds, and pull the share both ways: it cannot be told.")


@dataclass(frozen=True)
class Quantity:
    """A number with its unit and how exact it is; ``value`` None where nobody has said it."""

    value: Decimal | None
    unit: str
    qualifier: Qualifier = Qualifier.EXACT


_REFUSED: dict[str, type[DomainError]] = {
    Breakdown.NESTING_UNKNOWN: NestingUnknown,
    Breakdown.SPLIT_UNKNOWN: SplitUnknown,
    Breakdown.SOME: OnlySomeParts,
    Breakdown.NONE: NoParts,
}


def implied_total(parts: Sequence[Quantity], breakdown: str) -> Quantity:
    """Return the total that parts give, with the qualifier that follows from theirs (N2, N4).

    Raises:
        NoParts, OnlySomeParts, SplitUnknown, NestingUnknown, DifferentUnits: as they say.
    """
    units = list(dict.fromkeys(part.unit for part in parts))
    if len(units) > 1 or breakdown == Breakdown.DIFFERENT_UNITS:
        raise DifferentUnits(units="、".join(units))
    if refused := _REFUSED.get(breakdown):
        raise refused
    if not parts:
        raise NoParts
    values = [part.value for part in parts if part.value is not None]
    if len(values) < len(parts):
        raise SplitUnknown
    return Quantity(sum(values, Decimal()), units[0], joined(part.qualifier for part in parts))


def joined(qualifiers: Iterable[Qualifier]) -> Qualifier:
    """Return how exact a sum is: as its least exact part; bounds of both kinds make it "about"."""
    inexact = set(qualifiers) - {Qualifier.EXACT}
    if not inexact:
        return Qualifier.EXACT
    return inexact.pop() if len(inexact) == 1 else Qualifier.ABOUT


class Bound(StrEnum):
    """What kind of number a share is."""

    EXACT = "exact"
    ABOUT = "about"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True)
class Share:
    """A part's share of a whole as a fraction, and whether it is the share or only bounds it."""

    fraction: Decimal
    bound: Bound


_PULLS = {Qualifier.AT_LEAST: Bound.AT_LEAST, Qualifier.NEARLY: Bound.AT_MOST}
_OPPOSITE = {Bound.AT_LEAST: Bound.AT_MOST, Bound.AT_MOST: Bound.AT_LEAST}


def share(part: Quantity, whole: Quantity) -> Share:
    """Return what share a part is: of at least 210, ten are at most 4.8 % (N10).

    Raises:
        DifferentUnits: as said.
        NumberUnknown: one of the numbers is unknown, or the whole is nothing.
        NoShare: part and whole are bounds that leave the share open on both sides.
    """
    if part.unit != whole.unit:
        raise DifferentUnits(units=f"{part.unit}、{whole.unit}")
    if part.value is None or not whole.value:
        raise NumberUnknown
    fraction = part.value / whole.value
    if Qualifier.ABOUT in (part.qualifier, whole.qualifier):
        return Share(fraction, Bound.ABOUT)
    pulls = set()
    if part.qualifier in _PULLS:
        pulls.add(_PULLS[part.qualifier])
    if whole.qualifier in _PULLS:
        pulls.add(_OPPOSITE[_PULLS[whole.qualifier]])
    if len(pulls) > 1:
        raise NoShare
    return Share(fraction, pulls.pop() if pulls else Bound.EXACT)


def whole_of(part: Quantity, percent: Quantity) -> Quantity:
    """Return the whole of which a part is so many per cent (N2); never better than "about".

    Raises:
        NumberUnknown: one of the numbers is unknown, or the share is nothing.
    """
    if part.value is None or not percent.value:
        raise NumberUnknown
    whole = (part.value * 100 / percent.value).quantize(Decimal(1))
    exact = {part.qualifier, percent.qualifier} == {Qualifier.EXACT}
    return Quantity(whole, part.unit, Qualifier.EXACT if exact else Qualifier.ABOUT)


class Outcome(StrEnum):
    """How a published total stands beside another number."""

    AGREES = "agrees"
    WITHIN = "within"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Reconciled:
    """How two numbers stand: ``difference`` is the computed less the published one."""

    outcome: Outcome
    difference: Decimal


def reconcile(published: Quantity, computed: Decimal) -> Reconciled:
    """Compare a published number with a computed one, as exactly as the published one claims.

    "About" reaches as far as rounding does: half of the place of its last digit that is not 0.
    "Nearly" reaches one whole such place below it, "at least" any distance above.

    Raises:
        NumberUnknown: the published total has no number.
    """
    if published.value is None:
        raise NumberUnknown
    difference = computed - published.value
    if difference == 0:
        return Reconciled(Outcome.AGREES, difference)
    place = last_place(published.value)
    within = {
        Qualifier.EXACT: False,
        Qualifier.ABOUT: abs(difference) <= place / 2,
        Qualifier.AT_LEAST: difference > 0,
        Qualifier.NEARLY: -place <= difference < 0,
    }[published.qualifier]
    return Reconciled(Outcome.WITHIN if within else Outcome.DIFFERS, difference)


def last_place(value: Decimal) -> Decimal:
    """Return the place of the last digit that is not 0: 1,000 for 461,000, 0.1 for 12.5."""
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent)) if value else Decimal(1)
