"""Pairing agreements: the list, one agreement, and what its two sides do with it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out, press
from gongjian.org import queries as org

from .. import actions, queries
from ..actions import PairingEntry
from ..queries.pairings import Activity, Goal
from ..terms import PairingState
from .item_forms import ActivityForm, PairingForm

HEALTH = ("active", "dormant", "ended")


@login_required
@require_safe
def pairing_list(request: HttpRequest) -> HttpResponse:
    """Show the agreements that the actor may see, with how alive they are."""
    query = ui.read_query(request.GET, filters={"health": HEALTH})
    found = queries.list_pairings(request.actor, query)
    labels = (_("Active"), _("Dormant"), _("Ended"))
    table = ui.Table(
        caption=_("Pairings"),
        columns=(
            ui.Column("title", _("Purpose")),
            ui.Column("first", _("Unit")),
            ui.Column("second", _("Partner")),
            ui.Column("goals", _("Goals reached"), numeric=True),
            ui.Column("last", _("Last activity")),
            ui.Column("health", _("Health")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(query.filter("health", _("Health"), zip(HEALTH, labels, strict=True)),),
        searchable=_("Purpose or unit"),
        empty=ui.Empty(
            _("No two units have a pairing yet."),
            _("A pairing says what two units do together, by which measures and goals."),
            _("Sign a pairing") if request.actor.may("pairing.edit") else "",
            reverse("pairing_new") if request.actor.may("pairing.edit") else "",
        ),
        id="pairings",
    )
    context = {"table": table, "may_sign": request.actor.may("pairing.edit")}
    return render(request, "exchange/pairing_list.html", context)


def _row(row: queries.PairingRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.title, reverse("pairing", args=[row.id])),
            ui.Text(row.first),
            ui.Text(row.second),
            ui.Text(_("%(reached)d of %(goals)d") % {"reached": row.reached, "goals": row.goals}),
            ui.Day(row.health.last_on),
            _health(row),
        )
    )


def _health(row: queries.PairingRow) -> ui.State:
    if row.state == PairingState.ENDED:
        return ui.State(_("Ended"), "plain")
    if row.health.dormant_since:
        since = {"since": row.health.dormant_since.isoformat()}
        return ui.State(_("Dormant since %(since)s") % since, "warn")
    return ui.State(_("Active"), "good")


@login_required
@require_safe
def pairing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one agreement."""
    return _show(request, pk, ActivityForm(initial={"held_on": request.actor.on}))


def _show(request: HttpRequest, pk: int, form: ActivityForm) -> HttpResponse:
    page = queries.get_pairing(pk, request.actor)
    row = page.row
    facts = ui.Facts(
        (
            ui.Fact(_("Unit"), ui.Link(row.first, reverse("unit", args=[page.first_id]))),
            ui.Fact(_("Partner"), ui.Link(row.second, reverse("unit", args=[page.second_id]))),
            ui.Fact(_("Measures"), ui.Text(page.measures)),
            ui.Fact(_("In force from"), ui.Day(row.valid_from)),
            ui.Fact(_("Until"), ui.Day(row.valid_to)),
            ui.Fact(_("Last activity"), ui.Day(row.health.last_on)),
            ui.Fact(_("Health"), _health(row)),
        )
    )
    context = {
        "page": page,
        "facts": facts,
        "form": form,
        "activities": _activities(page.activities),
        "goals": [(goal, _reach(pk, goal)) for goal in page.goals],
        "end": _end(pk) if page.may_edit else None,
    }
    return render(request, "exchange/pairing.html", context, status=form.status)


def _activities(activities: tuple[Activity, ...]) -> ui.Timeline:
    return ui.Timeline(
        tuple(
            ui.Event(
                each.held_on,
                each.title,
                note=_("A service that its requester confirmed") if each.item_id else "",
                tone="good" if each.item_id else "plain",
            )
            for each in activities
        )
    )


def _reach(pk: int, goal: Goal) -> str:
    return "" if goal.reached_on else reverse("pairing_goal", args=[pk, goal.id])


def _end(pk: int) -> ui.Confirm:
    return ui.Confirm(
        id="end",
        label=_("End the pairing"),
        question=_("End this pairing?"),
        consequence=_("Its record stays. New needs are no longer offered to the partner first."),
        url=reverse("pairing_end", args=[pk]),
        button=_("End the pairing"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Record a signed agreement."""
    mine = tuple(org.list_units(request.actor, "pairing.edit").values_list("pk", "name"))
    if not mine:
        raise Forbidden
    others = tuple(org.list_units(request.actor, "unit.view").values_list("pk", "name"))
    initial = {"valid_from": request.actor.on}
    form = PairingForm(mine, others, request.POST or None, initial=initial)

    def perform() -> str:
        entry = PairingEntry(**form.said)
        made = actions.sign_pairing(entry, actor=request.actor, at=timezone.now())
        return reverse("pairing", args=[made.pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Signed."))):
        return done
    return render(request, "exchange/pairing_new.html", {"form": form}, status=form.status)


@login_required
@require_POST
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Record something that the two sides did together."""
    form = ActivityForm(request.POST)

    def perform() -> str:
        actions.add_activity(
            pk,
            held_on=form.cleaned_data["held_on"],
            title=form.cleaned_data["title"],
            actor=request.actor,
            at=timezone.now(),
        )
        return reverse("pairing", args=[pk])

    done = carry_out(request, form, perform, _("The activity is recorded."))
    return done or _show(request, pk, form)


@login_required
@require_POST
def goal(request: HttpRequest, pk: int, goal: int) -> HttpResponse:
    """Record that a goal was reached today."""
    return press(
        request,
        lambda: actions.reach_goal(
            goal, on=request.actor.on, actor=request.actor, at=timezone.now()
        ),
        back=reverse("pairing", args=[pk]),
        said=_("The goal is recorded as reached."),
    )


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an agreement."""
    return press(
        request,
        lambda: actions.end_pairing(
            pk, on=request.actor.on, actor=request.actor, at=timezone.now()
        ),
        back=reverse("pairing", args=[pk]),
        said=_("The pairing has ended. Its record stays."),
    )
