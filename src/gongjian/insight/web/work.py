"""My work: what waits for me, by my roles, from every module."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from gongjian.insight import queries
from gongjian.insight.queries.work import Line, When, Work
from gongjian.kernel import components as ui
from gongjian.kernel.work import Waiting
from gongjian.org import queries as org

HEADINGS = {
    When.LATE: pgettext_lazy("open work", "Late"),
    When.SOON: gettext_lazy("Within seven days"),
    When.LATER: pgettext_lazy("open work", "Later"),
    When.OPEN: gettext_lazy("Without a deadline"),
}


@dataclass(frozen=True)
class Item:
    """One task as the page shows it: ``day`` is its deadline, or from when it has waited."""

    line: Line
    url: str
    means: Any
    day: date | datetime | None
    button_url: str = ""
    said: str = ""


@login_required
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """Show what waits for the actor."""
    actor = request.actor
    asked = {"about": request.GET.get("about", ""), "kind": request.GET.get("kind", "")}
    read = ui.read_query(request.GET, filters={name: (value,) for name, value in asked.items()})
    page = queries.get_work(actor, read, at=timezone.now())
    areas, kinds = _filters(page, read)
    context = {
        "page": page,
        "parts": [
            (when.value, HEADINGS[when], tuple(map(_item, lines)))
            for when, lines in page.parts.items()
        ],
        "filters": [each for each in (areas, kinds) if each.choices],
        "before": read.page - 1 if page.paged else 0,
        "after": read.page + 1 if page.paged and page.paged > read.rows.stop else 0,
        "is_contact": actor.may("need.claim"),
        "is_volunteer": actor.may("signup.self"),
        "zones": org.list_zones(actor) if actor.may("figures.export") else (),
    }
    return render(request, "insight/work.html", context)


def _filters(page: Work, read: ui.TableQuery) -> tuple[ui.Filter, ui.Filter]:
    """Return the areas in which something waits, and the kinds of the area chosen."""
    chosen = read.filters.get("about") or _area_of(page.everything, read.filters.get("kind", ""))
    counts = Counter[str]()
    for each in page.everything:
        counts[each.area.code] += each.total
    labels = {each.area.code: str(each.area.label) for each in page.everything}
    areas = [ui.Choice(code, label, counts[code]) for code, label in labels.items()]
    kinds = [
        ui.Choice(each.kind.code, str(each.kind.label), each.total)
        for each in page.everything
        if each.area.code == chosen
    ]
    return (
        ui.Filter(
            "about", pgettext("open work", "About"), tuple(areas if len(areas) > 1 else ()), chosen
        ),
        ui.Filter(
            "kind",
            pgettext("open work", "What"),
            tuple(kinds if len(kinds) > 1 else ()),
            read.filters.get("kind", ""),
        ),
    )


def _area_of(everything: Iterable[Waiting], kind: str) -> str:
    return next((each.area.code for each in everything if each.kind.code == kind), "")


def _item(line: Line) -> Item:
    task, kind = line.task, line.kind
    url = reverse(task.page, args=task.args) + task.query
    means, day = (kind.due, task.due) if task.due else (kind.since, task.since_on)
    if kind.button is None:
        return Item(line, url, means, day)
    said = str(kind.button.said) % {"title": task.title}
    return Item(line, url, means, day, reverse(kind.button.page, args=task.args), said)
