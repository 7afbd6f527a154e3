"""Groups: the list, one group, opening, changing and ending it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out, press

from .. import actions, queries
from ..actions import GroupEntry
from ..queries import GroupPage, GroupRow
from ..terms import By
from .forms import ChangeForm, EndForm, JoinForm, NextForm, OpenForm
from .shown import facts, gatherings, state

GATHERINGS = 12


@login_required
@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """List the groups in reach."""
    if not request.actor.may("group.view"):
        raise Forbidden
    types = queries.list_types(request.actor.on)
    query = ui.read_query(
        request.GET,
        filters={
            "by": By.values,
            "state": ("open", "ended"),
            "type": [each.code for each in types],
        },
    )
    found = queries.list_groups(request.actor, query)
    states = (("open", pgettext("group", "Open")), ("ended", pgettext("group", "Ended")))
    table = ui.Table(
        caption=_("Groups"),
        columns=(
            ui.Column("name", _("Group")),
            ui.Column("type", _("Type")),
            ui.Column("unit", _("Kept by")),
            ui.Column("place", _("Where")),
            ui.Column("people", _("In the group"), numeric=True),
            ui.Column("next", _("Next date")),
            ui.Column("state", _("State")),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(
            query.filter("state", _("State"), states),
            query.filter("by", _("What its members share"), By.choices),
            query.filter("type", _("Type"), [(each.code, each.name) for each in types]),
        ),
        searchable=_("Name of the group or unit"),
        empty=_empty(request, has_types=bool(types)),
        id="groups",
    )
    context = {"table": table, "may_open": request.actor.may("group.edit")}
    return render(request, "groups/group_list.html", context)


def _empty(request: HttpRequest, *, has_types: bool) -> ui.Empty:
    if not has_types:
        return ui.Empty(
            _("No type of group is in force."),
            _("Who runs the installation loads a pack with group types: gongjian packs load"),
        )
    if not request.actor.may("group.edit"):
        return ui.Empty(_("There is no group here yet."))
    return ui.Empty(
        _("There is no group here yet."),
        _("Open one for a trade or an identity in a street or a market."),
        _("Open a group"),
        reverse("group_new"),
    )


def _row(row: GroupRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.name, reverse("group", args=[row.id])),
            ui.Text(row.type, note=str(row.by.label)),
            ui.Text(row.unit),
            ui.Text(row.place),
            ui.Number(row.people),
            ui.Day(row.next_on),
            state(row),
        )
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a group."""
    if not request.actor.may("group.edit"):
        raise Forbidden
    opening = queries.get_opening(request.actor)
    form = OpenForm(opening, request.POST or None, initial=_first(opening))

    def perform() -> str:
        said = form.said
        made = actions.open_group(
            said.pop("unit_id"),
            said.pop("type"),
            GroupEntry(**said),
            actor=request.actor,
            at=timezone.now(),
        )
        return reverse("group_proposed", args=[made.pk])

    said = _("Opened. These people it may concern.")
    if request.method == "POST" and (done := carry_out(request, form, perform, said)):
        return done
    context = {"form": form, "opening": opening}
    return render(request, "groups/group_new.html", context, status=form.status)


def _first(opening: queries.Opening) -> dict[str, Any]:
    return {"unit_id": opening.units[0][0]} if opening.units else {}


@login_required
@require_safe
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one group."""
    return _show(request, pk)


def _show(
    request: HttpRequest, pk: int, join: JoinForm | None = None, next_form: NextForm | None = None
) -> HttpResponse:
    query = ui.read_query(request.GET, per_page=GATHERINGS)
    page = queries.get_group(pk, request.actor, query)
    bound = join or next_form
    context = {
        "page": page,
        "state": state(page.row),
        "facts": facts(page),
        "gatherings": gatherings(page, query),
        "join": join or JoinForm(),
        "next_form": next_form or _next(page),
        "leave": _leave(page),
    }
    status = bound.status if bound is not None else 200
    return render(request, "groups/group.html", context, status=status)


def _next(page: GroupPage) -> NextForm:
    return NextForm(initial={"next_on": page.row.next_on, "next_what": page.next_what})


def _leave(page: GroupPage) -> ui.Confirm | None:
    if "leave" not in page.may:
        return None
    return ui.Confirm(
        id="leave",
        label=_("Leave the group"),
        question=_("Leave this group?"),
        consequence=_("At once, with no other consequence. Your name goes from its records."),
        url=reverse("group_leave", args=[page.row.id]),
        button=_("Leave"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a group is called, what it is for and where."""
    page = queries.get_group(pk, request.actor, ui.TableQuery(per_page=1))
    if "edit" not in page.may:
        raise Forbidden
    initial = {
        "name": page.row.name,
        "purpose": page.purpose,
        "territory": page.territory,
        "venue_id": page.venue,
        "trades": "、".join(code for code, _name in page.trades),
    }
    form = ChangeForm(request.POST or None, initial=initial)

    def perform() -> str:
        entry = GroupEntry(**form.said)
        actions.change_group(pk, entry, actor=request.actor, at=timezone.now())
        return reverse("group", args=[pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Changed."))):
        return done
    return render(
        request, "groups/group_change.html", {"form": form, "page": page}, status=form.status
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a group."""
    page = queries.get_group(pk, request.actor, ui.TableQuery(per_page=1))
    if "edit" not in page.may:
        raise Forbidden
    form = EndForm(request.POST or None, initial={"on": request.actor.on})

    def perform() -> str:
        actions.end_group(pk, **form.said, actor=request.actor, at=timezone.now())
        return reverse("group", args=[pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Ended."))):
        return done
    return render(
        request, "groups/group_end.html", {"form": form, "page": page}, status=form.status
    )


@login_required
@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Join a group."""
    form = JoinForm(request.POST)

    def perform() -> str:
        actions.join(pk, **form.said, actor=request.actor, at=timezone.now())
        return reverse("group", args=[pk])

    return carry_out(request, form, perform, _("You are in.")) or _show(request, pk, join=form)


@login_required
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline to join a group."""
    return press(
        request,
        lambda: actions.decline(pk, actor=request.actor, at=timezone.now()),
        back=reverse("group_mine"),
        said=_("Declined. Nobody is told, and nothing else changes."),
    )


@login_required
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a group."""
    return press(
        request,
        lambda: actions.leave(pk, actor=request.actor, at=timezone.now()),
        back=reverse("group_mine"),
        said=_("You have left. Your name is gone from its records."),
    )


@login_required
@require_POST
def be_named(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to be named with what a group did, or take it back."""
    agrees = request.POST.get("answer") == "give"
    return press(
        request,
        lambda: actions.be_named(pk, agrees, actor=request.actor, at=timezone.now()),
        back=reverse("group", args=[pk]),
        said=_("Your choice is in force."),
    )


@login_required
@require_POST
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Become the contact of a group."""
    return press(
        request,
        lambda: actions.take_contact(pk, actor=request.actor, at=timezone.now()),
        back=reverse("group", args=[pk]),
        said=_("You are the contact now."),
    )


@login_required
@require_POST
def set_next(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when a group meets next."""
    form = NextForm(request.POST)

    def perform() -> str:
        actions.set_next(pk, **form.said, actor=request.actor, at=timezone.now())
        return reverse("group", args=[pk])

    return carry_out(request, form, perform, _("Set.")) or _show(request, pk, next_form=form)
