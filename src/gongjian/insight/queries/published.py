"""Published totals: the list, and one beside the computed figure, its parts and its whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import translation

from gongjian.kernel import figures
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.components import TableQuery
from gongjian.kernel.errors import DomainError, Forbidden
from gongjian.kernel.figures import Asked, Figure, Part
from gongjian.org import queries as org
from gongjian.org.catalogue import permission_codes

from .. import policy, rules
from ..models import PublishedTotal
from ..rules import Quantity, Reconciled, Share
from ..terms import Breakdown, Qualifier

VIEW = "figures.view"
DEPTH = 4
"""How deep parts are followed: a total, its parts, and theirs."""


class Conclusion(StrEnum):
    """How a published total stands beside the computed figure, or why it cannot be compared."""

    AGREES = "agrees"
    WITHIN = "within"
    DIFFERS = "differs"
    NO_NUMBER = "no_number"
    NO_FIGURE = "no_figure"
    FIGURE_GONE = "figure_gone"
    OTHER_UNIT = "other_unit"
    NOT_PLACED = "not_placed"
    NOT_YET = "not_yet"
    OUT_OF_REACH = "out_of_reach"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Reconciliation:
    """A published total beside the computed figure; without one, ``standing`` says why.

    ``asked`` is the question whose rows are behind ``computed``; ``difference`` is the computed
    number less the published one.
    """

    standing: Conclusion
    figure: Figure | None = None
    asked: Asked | None = None
    computed: Decimal | None = None
    difference: Decimal | None = None


@dataclass(frozen=True)
class PublishedRow:
    """A published total as it is listed.

    ``place`` names what it speaks of, ``whole`` the total that it is a part of; ``parts`` counts
    its own.
    """

    id: int
    subject: str
    quantity: Quantity
    as_of: date
    as_of_inferred: bool
    publication: str
    place: str
    line: str
    whole: str
    parts: int
    figure: str
    withdrawn: bool


@dataclass(frozen=True)
class PublishedRows:
    """One page of published totals; ``total`` counts all that fit."""

    rows: tuple[PublishedRow, ...]
    total: int


@dataclass(frozen=True)
class PartRow:
    """A part of a total: its share of the whole or why there is none, and the share published."""

    row: PublishedRow
    known: Quantity
    share: Share | None
    no_share: DomainError | None
    percent: Decimal | None
    percent_qualifier: Qualifier


@dataclass(frozen=True)
class PublishedPage:
    """One published total with all that can be said of it.

    ``implied`` is what its parts add up to, or None with ``no_sum`` saying why they are not
    added; ``sum_stands`` compares the two. ``derived`` is what a part and its published
    percentage say about a total without a number.
    """

    total: PublishedTotal
    row: PublishedRow
    whole: PublishedRow | None
    parts: tuple[PartRow, ...]
    reconciliation: Reconciliation
    implied: Quantity | None
    no_sum: DomainError | None
    sum_stands: Reconciled | None
    derived: Quantity | None
    may_edit: bool


def list_published(actor: Actor, query: TableQuery) -> PublishedRows:
    """Return published totals, the latest first; withdrawn ones only where asked for.

    Parts of others are left out unless they are asked for or searched for.

    Raises:
        Forbidden: the reader may not see figures.
    """
    if not actor.may(VIEW):
        raise Forbidden
    found = PublishedTotal.objects.filter(policy.scope(actor, VIEW))
    if query.text:
        found = found.filter(
            Q(subject__icontains=query.text) | Q(publication__icontains=query.text)
        )
    elif query.filters.get("parts") != "yes":
        found = found.filter(whole__isnull=True)
    found = found.filter(withdrawn_on__isnull=query.filters.get("state") != "withdrawn")
    if query.filters.get("compared") == "yes":
        found = found.exclude(figure="")
    if source := query.filters.get("source"):
        found = found.filter(publication=source)
    page = _named(found).order_by(query.sort or "-as_of", "pk")[query.rows]
    return PublishedRows(tuple(map(_row, page)), found.count())


def list_sources(actor: Actor) -> tuple[tuple[str, int], ...]:
    """Return the publications with how many of their totals stand, in order of name."""
    found = PublishedTotal.objects.filter(policy.scope(actor, VIEW), withdrawn_on__isnull=True)
    counted = found.values("publication").annotate(totals=Count("pk")).order_by("publication")
    return tuple(counted.values_list("publication", "totals"))


def totals_of_figure(figure: Figure, asked: Asked, actor: Actor) -> tuple[PublishedRow, ...]:
    """Return what was published about exactly this figure, place and filters, latest first.

    Nothing for a zone's rows or for a part of a node: published totals speak of whole places.
    """
    if asked.zone_id is not None or asked.part != Part.BELOW:
        return ()
    found = PublishedTotal.objects.filter(
        policy.scope(actor, VIEW),
        figure=figure.code,
        unit_at_id=asked.node_id,
        withdrawn_on__isnull=True,
        as_of__lte=asked.on,
    )
    if asked.node_id is not None:
        found = found.filter(line=asked.line)
    rows = _named(found).order_by("-as_of", "pk")
    return tuple(_row(each) for each in rows if each.filters == dict(asked.filters))


def get_published(total_id: int, actor: Actor) -> PublishedPage:
    """Return one published total beside the computed figure, with its parts and its whole.

    Raises:
        NotVisible: there is none, or the reader may not see figures.
    """
    visible = policy.scope(actor, VIEW)
    total = fetch(_named(PublishedTotal.objects.all()), total_id, allowed=visible, visible=visible)
    tree = _tree(total)
    parts = tree.get(total.pk, [])
    whole = _named(PublishedTotal.objects.filter(parts=total)).first()
    quantities = [known(each, tree) for each in parts]
    implied, no_sum = _implied(quantities, total.breakdown) if parts else (None, None)
    own = known(total, tree)
    return PublishedPage(
        total=total,
        row=_row(total),
        whole=_row(whole) if whole else None,
        parts=tuple(_part(each, own, tree) for each in parts),
        reconciliation=reconcile_total(total, actor),
        implied=implied,
        no_sum=no_sum,
        sum_stands=_sum_stands(total, implied),
        derived=_derived(total, parts, tree),
        may_edit=PublishedTotal.objects.filter(
            policy.scope(actor, policy.EDIT), pk=total_id
        ).exists(),
    )


def list_wholes(actor: Actor, but: int | None = None) -> tuple[tuple[int, str], ...]:
    """Return the totals that another can be a part of: key and name."""
    found = PublishedTotal.objects.filter(policy.scope(actor, VIEW), withdrawn_on__isnull=True)
    return tuple(found.exclude(pk=but or 0).order_by("subject").values_list("pk", "subject"))


def _named(rows: QuerySet[PublishedTotal]) -> QuerySet[PublishedTotal]:
    standing = Count("parts", filter=Q(parts__withdrawn_on__isnull=True))
    return rows.select_related("unit_at", "territory", "whole").annotate(standing_parts=standing)


def quantity(total: PublishedTotal) -> Quantity:
    """Return a total's number with its unit and qualifier."""
    return Quantity(total.value, total.unit, Qualifier(total.qualifier))


def _row(total: PublishedTotal) -> PublishedRow:
    place = total.unit_at or total.territory
    return PublishedRow(
        id=total.pk,
        subject=total.subject,
        quantity=quantity(total),
        as_of=total.as_of,
        as_of_inferred=total.as_of_inferred,
        publication=total.publication,
        place=place.name if place else "",
        line=total.line if total.unit_at else "",
        whole=total.whole.subject if total.whole else "",
        parts=getattr(total, "standing_parts", 0),
        figure=total.figure,
        withdrawn=total.withdrawn_on is not None,
    )


Tree = dict[int, list[PublishedTotal]]
"""The parts of totals by the key of the whole."""


def _tree(total: PublishedTotal) -> Tree:
    """Return the total's parts and theirs, one query a level."""
    tree: Tree = {}
    wholes = [total.pk]
    for _ in range(DEPTH):
        parts = PublishedTotal.objects.filter(whole_id__in=wholes, withdrawn_on__isnull=True)
        wholes = []
        for part in _named(parts).order_by("pk"):
            tree.setdefault(part.whole_id or 0, []).append(part)
            wholes.append(part.pk)
        if not wholes:
            break
    return tree


def known(total: PublishedTotal, tree: Tree) -> Quantity:
    """Return a total's number, or the one that its parts give where none was published."""
    if total.value is not None:
        return quantity(total)
    parts = tree.get(total.pk, [])
    implied, _ = _implied([known(each, tree) for each in parts], total.breakdown)
    return implied or quantity(total)


def _implied(parts: list[Quantity], breakdown: str) -> tuple[Quantity | None, DomainError | None]:
    try:
        return rules.implied_total(parts, breakdown), None
    except DomainError as refused:
        return None, refused


def _part(part: PublishedTotal, whole: Quantity, tree: Tree) -> PartRow:
    own, share, refused = known(part, tree), None, None
    try:
        share = rules.share(own, whole)
    except DomainError as error:
        refused = error
    qualifier = Qualifier(part.percent_qualifier)
    return PartRow(_row(part), own, share, refused, part.percent, qualifier)


def _sum_stands(total: PublishedTotal, implied: Quantity | None) -> Reconciled | None:
    if total.value is None or implied is None or implied.value is None:
        return None
    return rules.reconcile(quantity(total), implied.value)


def _derived(total: PublishedTotal, parts: list[PublishedTotal], tree: Tree) -> Quantity | None:
    """Return the whole that a part and its percentage give where no number was published (N2)."""
    if total.value is not None:
        return None
    for part in parts:
        if part.percent is None or part.unit != total.unit:
            continue
        own = known(part, tree)
        if own.value is not None:
            percent = Quantity(part.percent, "%", Qualifier(part.percent_qualifier))
            return rules.whole_of(own, percent)
    return None


def list_compared(actor: Actor) -> tuple[tuple[PublishedRow, Reconciliation], ...]:
    """Return every published total that stands, parts too, beside the computed figure.

    Raises:
        Forbidden: the reader may not see figures.
    """
    if not actor.may(VIEW):
        raise Forbidden
    found = PublishedTotal.objects.filter(policy.scope(actor, VIEW), withdrawn_on__isnull=True)
    rows = _named(found).order_by("-as_of", "pk")
    return tuple((_row(total), reconcile_total(total, actor)) for total in rows)


def reconcile_total(total: PublishedTotal, actor: Actor) -> Reconciliation:
    """Compare a published total with the computed figure on its as-of date."""
    figure = figures.declared().get(total.figure)
    if (refused := _incomparable(total, figure, actor.on)) is not None or figure is None:
        return Reconciliation(refused or Conclusion.FIGURE_GONE)
    asked = Asked(
        line=total.line, on=total.as_of, node_id=total.unit_at_id, filters=dict(total.filters)
    )
    if asked.node_id is not None and not org.breadcrumb(
        asked.node_id, line=asked.line, on=asked.on
    ):
        return Reconciliation(Conclusion.NOT_PLACED, figure)
    units = org.units_asked(asked)
    value = figures.value(figure, asked, actor, units)
    if value != figures.value(figure, asked, _everyone(actor.on), units):
        return Reconciliation(Conclusion.OUT_OF_REACH, figure)
    computed = Decimal(str(value or 0))
    found = rules.reconcile(quantity(total), computed)
    standing = Conclusion(found.outcome.value)
    return Reconciliation(standing, figure, asked, computed, found.difference)


def _everyone(on: date) -> Actor:
    """Return who sees every row: a part of the rows must not be held against a whole."""
    return system("reconcile", on, *permission_codes())


def _incomparable(total: PublishedTotal, figure: Figure | None, today: date) -> Conclusion | None:
    """Return why a total cannot be compared; None if it can."""
    reasons = (
        (total.withdrawn_on is not None, Conclusion.WITHDRAWN),
        (total.value is None, Conclusion.NO_NUMBER),
        (not total.figure, Conclusion.NO_FIGURE),
        (figure is None, Conclusion.FIGURE_GONE),
        (total.as_of > today, Conclusion.NOT_YET),
        (figure is not None and total.unit not in units_of(figure), Conclusion.OTHER_UNIT),
    )
    return next((standing for holds, standing in reasons if holds), None)


def units_of(figure: Figure) -> frozenset[str]:
    """Return what the figure's unit is called, in both languages."""
    found = set()
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found.add(str(figure.unit))
    return frozenset(found)


def breakdown_words(total: PublishedTotal) -> Any:
    """Return in words how a total's parts make it up."""
    return Breakdown(total.breakdown).label
