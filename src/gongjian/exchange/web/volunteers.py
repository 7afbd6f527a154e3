"""For volunteers: find a shift, take a place, leave it, one's own services."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.web.acting import carry_out, press

from .. import actions, queries
from ..queries.volunteers import WHEN
from ..terms import ItemState
from .item_forms import PressForm
from .item_parts import state_of


@login_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Show the services that a volunteer can join, by skill, time and place."""
    now = timezone.now()
    skills = queries.list_asked_skills(request.actor, at=now)
    query = ui.read_query(
        request.GET, filters={"skill": tuple(code for code, _name in skills), "when": WHEN}
    )
    found = queries.list_shifts(request.actor, query, at=now)
    when = (_("in 7 days"), _("in 30 days"), _("on a weekend"))
    table = ui.Table(
        caption=_("Services to join"),
        columns=(
            ui.Column("title", _("Service")),
            ui.Column("starts", _("Begins")),
            ui.Column("place", pgettext("of a service", "Venue")),
            ui.Column("skills", _("Skills asked")),
            ui.Column("left", _("Places left"), numeric=True),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(
            query.filter("when", _("When"), zip(WHEN, when, strict=True)),
            query.filter("skill", _("Skill"), skills),
        ),
        searchable=_("Service or place"),
        empty=ui.Empty(
            _("No service takes volunteers at the moment."),
            _("New ones appear here as soon as two units have agreed. Look again next week."),
        ),
        id="shifts",
    )
    return render(request, "exchange/shift_list.html", {"table": table})


def _row(row: queries.ShiftRow) -> ui.Row:
    left = ngettext("%(n)d place", "%(n)d places", row.left) % {"n": row.left}
    return ui.Row(
        (
            ui.Link(row.title, reverse("shift", args=[row.id]), note=row.unit),
            ui.Day(row.starts_at, with_time=True),
            ui.Text(row.place),
            ui.Text(_(", ").join(row.skills)),
            ui.Text(left) if row.left else ui.State(_("full"), "plain"),
        )
    )


@login_required
@require_safe
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one service as a volunteer sees it."""
    return _show(request, pk, PressForm())


def _show(request: HttpRequest, pk: int, form: PressForm) -> HttpResponse:
    page = queries.get_shift(pk, request.actor, at=timezone.now())
    row = page.row
    taken = {"taken": row.taken, "places": row.places}
    facts = [
        ui.Fact(_("Begins"), ui.Day(row.starts_at, with_time=True)),
        ui.Fact(_("Ends"), ui.Day(row.ends_at, with_time=True)),
        ui.Fact(pgettext("of a service", "Venue"), ui.Text(row.place)),
        ui.Fact(_("Led by"), ui.Text(page.liaison, note=row.unit)),
        ui.Fact(_("For whom"), ui.Text(page.beneficiaries, note=page.asking)),
        ui.Fact(_("Skills asked"), ui.Text(_(", ").join(row.skills) or _("none"))),
        ui.Fact(_("Places taken"), ui.Text(_("%(taken)d of %(places)d") % taken)),
    ]
    context = {
        "page": page,
        "facts": ui.Facts(tuple(facts)),
        "form": form,
        "leave": _leave(page) if page.mine else None,
    }
    return render(request, "exchange/shift.html", context, status=form.status)


def _leave(page: queries.ShiftPage) -> ui.Confirm | None:
    assert page.mine is not None
    if page.mine.deployed_at is not None:
        return None
    return ui.Confirm(
        id="leave",
        label=_("Give my place back"),
        question=_("Give your place back?"),
        consequence=_("It is free for somebody else at once. This has no effect on you."),
        url=reverse("signup_leave", args=[page.mine.signup_id]),
        button=_("Give it back"),
    )


@login_required
@require_POST
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a place for oneself; when the last one has just gone, say so on the same page."""
    form = PressForm(request.POST)

    def perform() -> str:
        actions.sign_up(pk, actor=request.actor, at=timezone.now())
        return reverse("shift", args=[pk])

    done = carry_out(request, form, perform, _("The place is yours."))
    return done or _show(request, pk, form)


@login_required
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's place back."""
    return press(
        request,
        lambda: actions.leave(pk, actor=request.actor, at=timezone.now()),
        back=reverse("my_services"),
        said=_("Your place is free for somebody else. Thank you for saying so."),
    )


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the services in which one has or had a place."""
    found = queries.list_my_services(request.actor)
    table = ui.Table(
        caption=_("My services"),
        columns=(
            ui.Column("title", _("Service")),
            ui.Column("starts", _("Begins")),
            ui.Column("training", _("Training")),
            ui.Column("mine", _("My place")),
            ui.Column("state", _("State")),
        ),
        rows=tuple(map(_my_row, found)),
        total=len(found),
        query=ui.TableQuery(per_page=max(1, len(found))),
        empty=ui.Empty(
            _("You have taken no place yet."),
            _("Find a service that fits your skills and time."),
            _("Find a shift"),
            reverse("volunteer"),
        ),
        id="my-services",
    )
    return render(request, "exchange/shift_mine.html", {"table": table})


def _my_row(service: queries.MyService) -> ui.Row:
    return ui.Row(
        (
            ui.Link(service.title, reverse("shift", args=[service.item_id]), note=service.place),
            ui.Day(service.starts_at, with_time=True),
            _training(service),
            _place(service),
            state_of(ItemState(service.state)),
        )
    )


def _training(service: queries.MyService) -> ui.Cell:
    if service.mine.trained_at:
        return ui.State(_("attended"), "good")
    if service.training_required:
        return ui.State(_("not yet attended"), "warn")
    return ui.Text(_("none"))


def _place(service: queries.MyService) -> ui.Cell:
    if service.mine.left_at:
        return ui.Day(service.mine.left_at, note=_("given back"))
    if service.mine.deployed_at:
        return ui.Day(service.mine.deployed_at, note=_("deployed"))
    return ui.Day(service.mine.signed_at, note=_("taken"))
