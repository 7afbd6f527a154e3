"""Writes to published totals: entering, correcting, withdrawing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit, figures
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, Forbidden
from gongjian.kernel.figures import NONE_GIVEN, Figure
from gongjian.org.catalogue import LINES
from gongjian.org.models import Territory, Unit
from gongjian.org.policy import units

from .. import policy
from ..models import PublishedTotal
from ..terms import Breakdown, Qualifier

MOST_SHOWN = 12
"""Filters named in one refusal."""


class SubjectMissing(DomainError):
    code = "published_subject_missing"
    message = _("Write what the number counts.")
    field = "subject"


class UnitMissing(DomainError):
    code = "published_unit_missing"
    message = _("Write the unit of the number, such as households or people.")
    field = "unit"


class SourceMissing(DomainError):
    code = "published_source_missing"
    message = _("Name the publication that says so.")
    field = "publication"


class PublishedLater(DomainError):
    code = "published_as_of_later"
    message = _("The number is for %(day)s, which has not come yet. Choose today or earlier.")
    field = "as_of"


class NegativeNumber(DomainError):
    code = "published_negative"
    message = _("A published total is 0 or more.")
    field = "value"


class PartOfItself(DomainError):
    code = "published_part_of_itself"
    message = _("This total is a part of the one that you chose, or that one itself.")
    field = "whole"


class PercentOfNothing(DomainError):
    code = "published_percent_of_nothing"
    message = _("Choose the total of which it is so many per cent, and write more than 0.")
    field = "percent"


class UnknownFigure(DomainError):
    code = "published_figure_unknown"
    message = _("There is no such figure. Choose one from the list, or none.")
    field = "figure"


class UnknownFilter(DomainError):
    code = "published_filter_unknown"
    message = _("“%(filter)s” does not fit this figure. Write one of: %(known)s.")
    field = "filters"


class UnknownPublishedPlace(DomainError):
    code = "published_place_unknown"
    message = _("There is no place with the code %(code)s.")
    field = "territory"


class WithdrawnAlready(Conflict):
    code = "published_withdrawn"
    message = _("This total was withdrawn on %(day)s.")


class StillAWhole(Conflict):
    code = "published_has_parts"
    message = _("“%(part)s” is a part of it. Withdraw that one first, or give it another whole.")


class NotWithdrawn(Conflict):
    code = "published_not_withdrawn"
    message = _("This total is not withdrawn.")


class WholeIsWithdrawn(Conflict):
    code = "published_whole_withdrawn"
    message = _("“%(whole)s”, of which it is a part, is withdrawn. Take that back first.")


class WithdrawalReasonMissing(DomainError):
    code = "published_reason_missing"
    message = _("Write why it is withdrawn.")
    field = "reason"


@dataclass(frozen=True)
class PublishedEntry:
    """What is entered about a published total; ``value`` None where its number is not said."""

    subject: str
    value: Decimal | None
    unit: str
    as_of: date
    publication: str
    qualifier: str = Qualifier.EXACT
    as_of_inferred: bool = False
    published_on: date | None = None
    quote: str = ""
    whole_id: int | None = None
    percent: Decimal | None = None
    percent_qualifier: str = Qualifier.EXACT
    breakdown: str = Breakdown.NONE
    territory: str | None = None
    unit_at_id: int | None = None
    line: str = "territorial"
    figure: str = ""
    filters: dict[str, str] = field(default_factory=dict)


def enter_total(entry: PublishedEntry, *, actor: Actor, at: datetime) -> PublishedTotal:
    """Enter what somebody has published.

    Raises:
        Forbidden: it is not part of the actor's role, or the unit is out of reach.
        DomainError: what is entered is incomplete or contradicts itself.
    """
    if not actor.may(policy.EDIT):
        raise Forbidden
    with audit.act(actor, "insight.published.enter", at=at) as journal:
        return journal.create(_with_entry(PublishedTotal(), entry, actor))


def change_total(
    total_id: int, entry: PublishedEntry, *, actor: Actor, at: datetime
) -> PublishedTotal:
    """Correct what was entered about a published total.

    Raises:
        NotVisible, Forbidden: it is out of the actor's sight or reach.
        WithdrawnAlready: as said.
    """
    with audit.act(actor, "insight.published.change", at=at) as journal:
        return journal.save(_with_entry(_open(total_id, actor), entry, actor))


def withdraw_total(total_id: int, reason: str, *, actor: Actor, at: datetime) -> PublishedTotal:
    """Withdraw a total that was entered wrongly or taken back by who published it; it stays.

    Raises:
        NotVisible, Forbidden: it is out of the actor's sight or reach.
        WithdrawnAlready, StillAWhole, WithdrawalReasonMissing: as they say.
    """
    if not reason.strip():
        raise WithdrawalReasonMissing
    with audit.act(actor, "insight.published.withdraw", at=at) as journal:
        total = _open(total_id, actor)
        part = total.parts.filter(withdrawn_on__isnull=True).first()
        if part is not None:
            raise StillAWhole(part=part.subject)
        total.withdrawn_on, total.withdrawn_for = actor.on, reason.strip()
        return journal.save(total, "withdrawn_on", "withdrawn_for")


def restore_total(total_id: int, *, actor: Actor, at: datetime) -> PublishedTotal:
    """Take back the withdrawal of a total.

    Raises:
        NotVisible, Forbidden: it is out of the actor's sight or reach.
        NotWithdrawn, WholeIsWithdrawn: as they say.
    """
    with audit.act(actor, "insight.published.restore", at=at) as journal:
        total = _locked(total_id, actor)
        if total.withdrawn_on is None:
            raise NotWithdrawn
        whole = PublishedTotal.objects.filter(parts=total, withdrawn_on__isnull=False).first()
        if whole is not None:
            raise WholeIsWithdrawn(whole=whole.subject)
        total.withdrawn_on, total.withdrawn_for = None, ""
        return journal.save(total, "withdrawn_on", "withdrawn_for")


def _locked(total_id: int, actor: Actor) -> PublishedTotal:
    return fetch(
        PublishedTotal.objects.all(),
        total_id,
        allowed=policy.scope(actor, policy.EDIT),
        visible=policy.scope(actor, "figures.view"),
        lock=True,
    )


def _open(total_id: int, actor: Actor) -> PublishedTotal:
    total = _locked(total_id, actor)
    if total.withdrawn_on is not None:
        raise WithdrawnAlready(day=total.withdrawn_on.isoformat())
    return total


def _with_entry(total: PublishedTotal, entry: PublishedEntry, actor: Actor) -> PublishedTotal:
    _check_words(entry, actor.on)
    _check_whole(total.pk, entry)
    _check_place(entry, actor)
    _check_figure(entry)
    values: dict[str, Any] = vars(entry) | {
        "subject": entry.subject.strip(),
        "unit": entry.unit.strip(),
        "publication": entry.publication.strip(),
        "qualifier": Qualifier(entry.qualifier).value,
        "percent_qualifier": Qualifier(entry.percent_qualifier).value,
        "breakdown": Breakdown(entry.breakdown).value,
        "territory_id": entry.territory or None,
    }
    del values["territory"]
    for name, value in values.items():
        setattr(total, name, value)
    return total


def _check_words(entry: PublishedEntry, today: date) -> None:
    if not entry.subject.strip():
        raise SubjectMissing
    if not entry.unit.strip():
        raise UnitMissing
    if not entry.publication.strip():
        raise SourceMissing
    if entry.as_of > today:
        raise PublishedLater(day=entry.as_of.isoformat())
    if entry.value is not None and entry.value < 0:
        raise NegativeNumber


def _check_whole(own_id: int | None, entry: PublishedEntry) -> None:
    if entry.percent is not None and (entry.whole_id is None or entry.percent <= 0):
        raise PercentOfNothing
    above, seen = entry.whole_id, set()
    while above is not None:
        if above == own_id or above in seen:
            raise PartOfItself
        seen.add(above)
        row = PublishedTotal.objects.filter(pk=above).values_list("whole_id", "withdrawn_on")
        found = row.first()
        if found is None or (above == entry.whole_id and found[1] is not None):
            raise PartOfItself
        above = found[0]


def _check_place(entry: PublishedEntry, actor: Actor) -> None:
    if entry.territory and not Territory.objects.filter(pk=entry.territory).exists():
        raise UnknownPublishedPlace(code=entry.territory)
    if entry.line not in LINES:
        raise Forbidden
    if entry.unit_at_id is not None:
        reached = Unit.objects.filter(units(actor, policy.EDIT), pk=entry.unit_at_id)
        if not reached.exists():
            raise Forbidden


def _check_figure(entry: PublishedEntry) -> None:
    if not entry.figure:
        if entry.filters:
            raise UnknownFigure
        return
    figure = figures.declared().get(entry.figure)
    if figure is None:
        raise UnknownFigure
    dimensions = {dimension.code: dimension for dimension in figure.dimensions}
    for code, value in entry.filters.items():
        dimension = dimensions.get(code)
        if dimension is None or not (value == NONE_GIVEN or dimension.names([value])):
            raise UnknownFilter(filter=f"{code}={value}", known=_known_filters(figure))


def _known_filters(figure: Figure) -> str:
    """Return some filters of a figure as they are written."""
    known = [
        f"{dimension.code}={value}"
        for dimension in figure.dimensions
        for value in dimension.labels() or ("…",)
    ]
    return "、".join(known[:MOST_SHOWN])
