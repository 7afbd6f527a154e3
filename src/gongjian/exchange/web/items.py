"""Service items: the list, one item, and what each side does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import ActionForm, carry_out, press
from gongjian.members import queries as members

from .. import actions, queries
from ..actions import ItemTerms
from ..terms import ItemState
from .item_forms import (
    ConfirmForm,
    DeliverForm,
    MissingForm,
    TermsForm,
    TrainingForm,
    initial_moment,
)
from .item_parts import facts, roster, state_of, stepper, timeline


@login_required
@require_safe
def item_list(request: HttpRequest) -> HttpResponse:
    """Show the service items that the actor may see."""
    query = ui.read_query(
        request.GET,
        sortable=("title", "starts", "state", "unit"),
        default_sort="-starts",
        filters={"state": ItemState.values},
    )
    found = queries.list_items(request.actor, query)
    table = ui.Table(
        caption=_("Service items"),
        columns=(
            ui.Column("title", _("Service"), sortable=True),
            ui.Column("unit", _("Gives"), sortable=True),
            ui.Column("asking", _("Gets")),
            ui.Column("starts", _("Begins"), sortable=True),
            ui.Column("places", _("Places taken"), numeric=True),
            ui.Column("state", _("State"), sortable=True),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(query.filter("state", _("State"), ItemState.choices),),
        searchable=_("Service or unit"),
        empty=ui.Empty(
            _("No service has been agreed yet."),
            _("A service begins when a unit claims a need and both sides agree on terms."),
            _("Look at the needs"),
            reverse("need_list"),
        ),
        id="items",
    )
    return render(request, "exchange/item_list.html", {"table": table})


def _row(row: queries.ItemRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.title, reverse("item", args=[row.id])),
            ui.Text(row.giving),
            ui.Text(row.asking),
            ui.Day(row.starts_at, with_time=True),
            ui.Text(_("%(taken)d of %(places)d") % {"taken": row.taken, "places": row.places}),
            state_of(row.state),
        )
    )


@login_required
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one service item."""
    return _show(request, pk)


def _show(request: HttpRequest, pk: int, **forms: ActionForm) -> HttpResponse:
    """Show the item; a form that was refused is shown with its errors and status."""
    page = queries.get_item(pk, request.actor)
    context: dict[str, Any] = {
        "page": page,
        "state": state_of(page.state),
        "stepper": stepper(page),
        "facts": facts(page),
        "timeline": timeline(page),
        "roster": roster(page),
        "training_form": TrainingForm(auto_id="training_%s"),
        "deliver_form": DeliverForm(initial={"heads": page.deployed or page.taken or None}),
        "confirm_form": ConfirmForm(auto_id="confirm_%s"),
        "missing_form": MissingForm(auto_id="missing_%s"),
        "refused": next(iter(forms.values()), None),
    }
    status = max((form.status for form in forms.values()), default=200)
    return render(request, "exchange/item.html", context | forms, status=status)


def _carry(
    request: HttpRequest, pk: int, name: str, form: ActionForm, act: Callable[[], object], said: Any
) -> HttpResponse:
    """Carry out what a form of the item page asks, or show the page with its errors."""

    def perform() -> str:
        act()
        return reverse("item", args=[pk])

    done = carry_out(request, form, perform, said)
    return done or _show(request, pk, **{name: form})


@login_required
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to the terms that the other side drafted."""
    return press(
        request,
        lambda: actions.agree_item(pk, actor=request.actor, at=timezone.now()),
        back=reverse("item", args=[pk]),
        said=_("Agreed. Volunteers can sign up from now on."),
    )


@login_required
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose other terms instead of those that were drafted."""
    page = queries.get_item(pk, request.actor)
    sides = [page.giving.unit_id, page.asking.unit_id]
    if not page.may_propose:
        raise Forbidden
    people = [(p.pk, f"{p.name} · {p.unit.name}") for p in members.list_people_of(sides)]
    initial = {
        "starts_at": initial_moment(timezone.localtime(page.starts_at)),
        "ends_at": initial_moment(timezone.localtime(page.ends_at)),
        "place": page.place,
        "places": page.places,
        "liaison_id": page.giving.liaison_id or page.asking.liaison_id,
        "training_required": page.training_required,
    }
    form = TermsForm(people, request.POST or None, initial=initial)

    def perform() -> str:
        wanted = {key: form.cleaned_data[key] for key in initial}
        actions.draft_item(
            page.claim_id, ItemTerms(**wanted), actor=request.actor, at=timezone.now()
        )
        return reverse("item", args=[pk])

    if request.method == "POST":
        said = _("Other terms proposed. The other side is asked to agree.")
        if done := carry_out(request, form, perform, said):
            return done
    context = {"page": page, "form": form}
    return render(request, "exchange/item_terms.html", context, status=form.status)


@login_required
@require_POST
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Report the service as delivered."""
    form = DeliverForm(request.POST)
    return _carry(
        request,
        pk,
        "deliver_form",
        form,
        lambda: actions.deliver_item(
            pk,
            heads=form.cleaned_data["heads"],
            note=form.cleaned_data["note"],
            actor=request.actor,
            at=timezone.now(),
        ),
        _("Reported. It counts once the requester has confirmed it."),
    )


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the service, as the one who asked for it."""
    form = ConfirmForm(request.POST, auto_id="confirm_%s")
    return _carry(
        request,
        pk,
        "confirm_form",
        form,
        lambda: actions.confirm_item(
            pk, thanks=form.cleaned_data["thanks"], actor=request.actor, at=timezone.now()
        ),
        _("Confirmed. The service counts from now on."),
    )


@login_required
@require_POST
def missing(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is missing, as the one who asked."""
    form = MissingForm(request.POST, auto_id="missing_%s")
    return _carry(
        request,
        pk,
        "missing_form",
        form,
        lambda: actions.say_missing(
            pk, note=form.cleaned_data["note"], actor=request.actor, at=timezone.now()
        ),
        _("Sent. The other unit puts it right and reports again."),
    )


@login_required
@require_POST
def training(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a training."""
    form = TrainingForm(request.POST, auto_id="training_%s")
    return _carry(
        request,
        pk,
        "training_form",
        form,
        lambda: actions.plan_training(
            pk,
            starts_at=form.cleaned_data["starts_at"],
            place=form.cleaned_data["place"],
            trainer=form.cleaned_data["trainer"],
            actor=request.actor,
            at=timezone.now(),
        ),
        _("The training is planned. Its volunteers see it in their work."),
    )


def _selected(request: HttpRequest) -> list[int]:
    """Return the chosen sign-ups; what is no number was not sent by our page."""
    return [int(value) for value in request.POST.getlist("selected") if value.isdecimal()]


@login_required
@require_POST
def attend(request: HttpRequest, pk: int) -> HttpResponse:
    """Record who attended the training."""
    return press(
        request,
        lambda: actions.mark_trained(
            pk, _selected(request), actor=request.actor, at=timezone.now()
        ),
        back=reverse("item", args=[pk]),
        said=_("Attendance recorded."),
    )


@login_required
@require_POST
def deploy(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the chosen volunteers to the service."""
    return press(
        request,
        lambda: actions.deploy(pk, _selected(request), actor=request.actor, at=timezone.now()),
        back=reverse("item", args=[pk]),
        said=_("Deployed."),
    )
