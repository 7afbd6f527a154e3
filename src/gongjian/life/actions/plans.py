"""Drawing the plan of a year from a template, and leaving out what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit, catalogue
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible
from gongjian.org.catalogue import ORGANISATION, UNIT_TYPES
from gongjian.org.models import Unit

from .. import policy
from ..models import PlanItem
from ..rules import spans
from ..terms import TEMPLATES, Period
from .meetings import HeldAlready


class TemplateUnknown(DomainError):
    code = "life_template_unknown"
    message = _("There is no template “%(code)s” today. Choose one that is in force.")
    field = "template"


class NotABranch(DomainError):
    code = "life_not_a_branch"
    message = _("“%(unit)s” is no Party organisation that is open; it has no plan.")


class ReasonMissing(DomainError):
    code = "life_reason_missing"
    message = _("Say why it is left out: only what is optional needs no reason.")
    field = "reason"


Wanted = tuple[str, date, int]
"""What tells the items of a unit and template apart: name, first day, number."""


def draw_plans(
    unit_ids: Sequence[int], *, template: str, year: int, actor: Actor, at: datetime
) -> int:
    """Draw the plan of a year for branches, and return how many items were added.

    A period that is over by now is not expected any more. What the template no longer has is
    withdrawn where it lies ahead and nothing was recorded for it. The same again adds nothing.

    Raises:
        TemplateUnknown: no pack in force has it.
        NotVisible, Forbidden: a unit is out of reach; nothing is drawn for any.
        NotABranch: a unit holds no members.
    """
    today = timezone.localdate(at)
    entry = catalogue.current().on(TEMPLATES, today).get(template)
    if entry is None:
        raise TemplateUnknown(code=template)
    detail = {"template": template, "year": year, "units": len(unit_ids)}
    with audit.act(actor, "life.plan", at=at, detail=detail) as journal:
        units = _locked(unit_ids, actor)
        wanted = dict(_wanted(entry.facts["items"], year, today))
        fresh: list[PlanItem] = []
        for unit in units:
            present = _present(unit, template, year)
            for key in present.keys() - wanted.keys():
                if present[key].starts_on > today and _is_untouched(present[key]):
                    journal.delete(present[key])
            for key in wanted.keys() - present.keys():
                name, first, number = key
                fresh.append(
                    PlanItem(
                        unit=unit,
                        template=template,
                        name_zh=name,
                        starts_on=first,
                        number=number,
                        **wanted[key],
                    )
                )
        fresh.sort(key=lambda item: (item.unit_id, item.starts_on, item.name_zh, item.number))
        journal.create_many(fresh)
    return len(fresh)


def _locked(unit_ids: Sequence[int], actor: Actor) -> list[Unit]:
    rows = Unit.objects.select_for_update().filter(pk__in=unit_ids)
    units = list(rows.filter(policy.units(actor, "life.plan")).order_by("pk"))
    if len(units) != len(set(unit_ids)):
        visible = Unit.objects.filter(policy.units(actor, "life.view"), pk__in=unit_ids)
        raise Forbidden if visible.count() == len(set(unit_ids)) else NotVisible
    for unit in units:
        if unit.closed_on is not None or UNIT_TYPES[unit.type].kind != ORGANISATION:
            raise NotABranch(unit=unit.name)
    return units


def _wanted(
    items: Sequence[dict[str, Any]], year: int, today: date
) -> Iterator[tuple[Wanted, dict[str, Any]]]:
    for item in items:
        for span in spans(Period(item["per"]), year):
            if span.last < today:
                continue
            for number in range(1, item["times"] + 1):
                key = (item["name"]["zh"], span.first, number)
                yield (
                    key,
                    {
                        "name_en": item["name"]["en"],
                        "activity": item["activity"] or "",
                        "ends_on": span.last,
                        "is_optional": item["optional"],
                        "is_sample": item["sample"],
                    },
                )


def _present(unit: Unit, template: str, year: int) -> dict[Wanted, PlanItem]:
    rows = PlanItem.objects.filter(unit=unit, template=template, starts_on__year=year)
    return {(row.name_zh, row.starts_on, row.number): row for row in rows}


def _is_untouched(item: PlanItem) -> bool:
    return item.meeting_id is None and item.skipped_at is None


def leave_out(item_id: int, why: str, *, actor: Actor, at: datetime) -> PlanItem:
    """Leave out something expected; only what is optional needs no reason.

    Raises:
        NotVisible, Forbidden: the branch is out of reach.
        HeldAlready: there is a record of it.
        ReasonMissing: it is not optional, and no reason is given.
    """
    with audit.act(actor, "life.leave_out", at=at) as journal:
        item = locked_item(item_id, actor)
        if item.meeting_id is not None:
            raise HeldAlready(name=item.name_zh)
        if not item.is_optional and not why.strip():
            raise ReasonMissing
        item.skipped_at, item.skipped_why = at, why.strip()
        return journal.save(item, "skipped_at", "skipped_why")


def take_up(item_id: int, *, actor: Actor, at: datetime) -> PlanItem:
    """Expect again what was left out.

    Raises:
        NotVisible, Forbidden: the branch is out of reach.
    """
    with audit.act(actor, "life.take_up", at=at) as journal:
        item = locked_item(item_id, actor)
        item.skipped_at, item.skipped_why = None, ""
        return journal.save(item, "skipped_at", "skipped_why")


def locked_item(item_id: int, actor: Actor) -> PlanItem:
    """Return something expected of a branch, for a write."""
    return fetch(
        PlanItem.objects.all(),
        item_id,
        allowed=policy.items(actor, "life.record"),
        visible=policy.items(actor, "life.view"),
        lock=True,
    )
