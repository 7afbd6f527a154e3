"""Letting a unit cover an entity, a venue or a place; ending that; what a unit covers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.web.acting import ActionForm, carry_out
from gongjian.org import queries as org

from .. import actions
from ..actions import Target
from ..queries import covers as queries
from ..queries import entities_page, venues
from ..terms import CoveredBy
from . import covers_parts as parts
from .asking import day_in
from .entities import require


class CoverForm(ActionForm):
    """Which unit covers it, how, from when and by which document."""

    unit = forms.TypedChoiceField(label=gettext_lazy("Unit"), coerce=int)
    by = forms.ChoiceField(label=gettext_lazy("Covers by"), choices=CoveredBy.choices)
    from_day = forms.DateField(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("Who covers it the same way until then ends on that day."),
    )
    document = forms.CharField(label=gettext_lazy("Document"), max_length=120, required=False)

    def __init__(self, units: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("unit", [("", "—"), *units])


class EndForm(ActionForm):
    """The day on which a cover ends."""

    day = forms.DateField(label=gettext_lazy("Ends on"))


def _target(request: HttpRequest) -> tuple[Target, str, str]:
    """Return what the address asks to cover, its name, and its page."""
    actor, on = request.actor, day_in(request)
    entity, venue = (_number(request.GET.get(key, "")) for key in ("entity", "venue"))
    if entity is not None:
        page = entities_page.get_entity(entity, actor, on)
        return Target(entity_id=entity), page.entity.name, reverse("entity", args=[entity])
    if venue is not None:
        name = venues.get_venue(venue, actor, on).venue.name
        return Target(venue_id=venue), name, reverse("venue", args=[venue])
    place = org.get_territory(request.GET.get("place", ""))
    if place is None:
        raise NotVisible
    return Target(territory=place.code), place.name, reverse("entity_list") + f"?place={place.code}"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Let a unit cover what the address names."""
    require(request, "cover.edit")
    target, name, back = _target(request)
    units = venues.list_covering_units(request.actor)
    proposed = {"from_day": request.actor.on, "unit": _number(request.GET.get("unit", ""))}
    form = CoverForm(units, request.POST or None, initial=proposed)

    def perform() -> str:
        data = form.cleaned_data
        actions.cover(
            data["unit"],
            target,
            from_day=data["from_day"],
            by=data["by"],
            document=data["document"],
            actor=request.actor,
            at=timezone.now(),
        )
        return back

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Recorded."))):
        return done
    context = {"form": form, "name": name, "back": back}
    return render(request, "entities/cover_new.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a cover on a day."""
    row, may_end = queries.get_cover(pk, request.actor)
    if not may_end:
        raise Forbidden
    back = _back(request, row.unit_id)
    form = EndForm(request.POST or None, initial={"day": request.actor.on})

    def perform() -> str:
        actions.uncover(pk, day=form.cleaned_data["day"], actor=request.actor, at=timezone.now())
        return back

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Recorded."))):
        return done
    context = {"form": form, "cover": row, "back": back}
    return render(request, "entities/cover_end.html", context, status=form.status)


def _back(request: HttpRequest, unit_id: int) -> str:
    """Return the page that the address names to come back to; the unit's if it names none."""
    kind, _dash, number = request.GET.get("back", "").partition("-")
    if kind in ("entity", "venue") and _number(number) is not None:
        return reverse(kind, args=[int(number)])
    return reverse("unit_covers", args=[unit_id])


@login_required
@require_safe
def of_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a unit covers and covered."""
    require(request)
    unit = org.get_unit(pk, request.actor, "entity.view")
    query = ui.read_query(request.GET)
    rows, total = queries.find_covers(pk, query, request.actor)
    table = parts.covers_table(
        rows, may_end=request.actor.may("cover.edit"), query=query, total=total
    )
    return render(request, "entities/unit_covers.html", {"unit": unit, "table": table})
