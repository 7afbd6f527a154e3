"""Resources: what units offer, entering an offer, and the needs that it could answer."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.components.cells import Tone
from gongjian.kernel.errors import DomainError, Forbidden
from gongjian.kernel.web.acting import carry_out, press

from .. import actions, queries
from ..actions import ResourceEntry
from ..queries import ResourceRow
from ..terms import ResourceState
from .fit import PER_PAGE, fit_context
from .need_forms import ResourceForm, options

TONES: dict[ResourceState, Tone] = {
    ResourceState.AVAILABLE: "good",
    ResourceState.PAUSED: "warn",
    ResourceState.WITHDRAWN: "plain",
}


@login_required
@require_safe
def resource_list(request: HttpRequest) -> HttpResponse:
    """Show what the units in sight offer."""
    categories = queries.list_categories()
    query = ui.read_query(
        request.GET,
        sortable=tuple(queries.RESOURCE_SORTS),
        default_sort="title",
        filters={
            "state": ResourceState.values,
            "category": [each.value for each in categories],
            "mine": ("yes",),
        },
    )
    found = queries.list_resources(request.actor, query)
    filters = [
        query.filter("state", _("State"), ResourceState.choices),
        query.filter("category", _("Category"), options(categories)),
    ]
    if request.actor.may("resource.offer"):
        filters.append(query.filter("mine", _("Whose"), [("yes", _("ours"))]))
    table = ui.Table(
        caption=_("Offers"),
        columns=(
            ui.Column("title", _("Offer"), sortable=True),
            ui.Column("unit", _("Who offers"), sortable=True),
            ui.Column("skills", _("Skills")),
            ui.Column("capacity", _("People"), numeric=True),
            ui.Column("from", _("From"), sortable=True),
            ui.Column("state", _("State")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=tuple(filters),
        searchable=_("Offer or unit"),
        empty=_empty(request),
        id="offers",
    )
    context = {"table": table, "may_enter": request.actor.may("resource.offer")}
    return render(request, "exchange/resource_list.html", context)


def _empty(request: HttpRequest) -> ui.Empty:
    if not request.actor.may("resource.offer"):
        return ui.Empty(_("No unit has entered an offer yet."))
    return ui.Empty(
        _("No unit has entered an offer yet."),
        _("Say what your unit can give; you then see which needs it could answer."),
        _("Enter an offer"),
        reverse("resource_new"),
    )


def _state(state: ResourceState) -> ui.State:
    return ui.State(str(state.label), TONES[state])


def _row(row: ResourceRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.title, reverse("resource", args=[row.id]), note=row.category),
            ui.Text(row.unit),
            ui.Text("、".join(row.skills)),
            ui.Number(row.capacity, unit=_("people")),
            ui.Day(row.available_from, note=_until(row)),
            _state(row.state),
        )
    )


def _until(row: ResourceRow) -> str:
    if row.available_to is None:
        return _("no end")
    return _("until %(day)s") % {"day": row.available_to.isoformat()}


@login_required
def resource_new(request: HttpRequest) -> HttpResponse:
    """Enter what a unit can give."""
    if not request.actor.may("resource.offer"):
        raise Forbidden
    choices = queries.entry_choices(request.actor, "resource.offer")
    form = ResourceForm(choices, timezone.localdate(), request.POST or None)

    def perform() -> str:
        entry = ResourceEntry(**form.said)
        made = actions.offer_resource(entry, actor=request.actor, at=timezone.now())
        return reverse("resource", args=[made.pk])

    done = carry_out(request, form, perform, _("Entered. These needs could use it."))
    context = {"form": form, "skills": choices.skills}
    return done or render(request, "exchange/resource_new.html", context, status=form.status)


@login_required
@require_safe
def resource(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an offer, and to its owner the needs that it could answer."""
    row = queries.get_resource(pk, request.actor)
    context: dict[str, object] = {
        "row": row,
        "state": _state(row.state),
        "facts": _facts(row),
        "may_pause": row.own and row.state == ResourceState.AVAILABLE,
        "may_offer": row.own and row.state == ResourceState.PAUSED,
        "may_withdraw": row.own and row.state != ResourceState.WITHDRAWN,
    }
    if row.own and row.state == ResourceState.AVAILABLE:
        query = ui.read_query(request.GET, per_page=PER_PAGE)
        page = queries.needs_for_resource(
            pk, request.actor, rows=query.rows, on=timezone.localdate()
        )
        context |= {"page": page, **fit_context(page, query)}
    return render(request, "exchange/resource.html", context)


def _facts(row: ResourceRow) -> ui.Facts:
    return ui.Facts(
        (
            ui.Fact(_("Who offers"), ui.Link(row.unit, reverse("unit", args=[row.unit_id]))),
            ui.Fact(_("Skills"), ui.Text("、".join(row.skills) or _("none in particular"))),
            ui.Fact(_("People at a time"), ui.Number(row.capacity, unit=_("people"))),
            ui.Fact(pgettext("of a service", "Place"), ui.Text(row.place)),
            ui.Fact(_("Time"), ui.Day(row.available_from, note=_until(row))),
            ui.Fact(_("Category"), ui.Text(row.category)),
            ui.Fact(
                _("Entered by"), ui.Text(row.offered_by, note=row.offered_at.date().isoformat())
            ),
        )
    )


@login_required
@require_POST
def resource_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause an offer, offer it again, or withdraw it for good."""
    state = request.POST.get("state", "")
    if state not in ResourceState.values:
        raise DomainError(_("Choose what to do with the offer."))
    return press(
        request,
        lambda: actions.set_resource_state(
            pk, ResourceState(state), actor=request.actor, at=timezone.now()
        ),
        back=reverse("resource", args=[pk]),
        said=_("Changed."),
    )
