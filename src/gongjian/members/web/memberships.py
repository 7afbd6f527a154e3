"""Members: the branch's list, one member with the dual-management card, entering, changing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.web.acting import press
from gongjian.kernel.web.form_page import FormPage, form_page
from gongjian.org.catalogue import ROLES

from .. import actions, queries
from ..terms import EndReason, ParticipationKind, Standing
from .forms import EndForm, FormalForm, MemberForm, PartForm, TransferForm
from .parts import floating_state, require, transfer_state

RELATIONS = {
    "home": gettext_lazy("Relation held here"),
    "guest": gettext_lazy("Taking part here"),
}


@login_required
@require_safe
def member_list(request: HttpRequest) -> HttpResponse:
    """Show the members of the branches in reach, and who takes part there."""
    require(request.actor, "member.view")
    query = ui.read_query(
        request.GET, filters={"relation": tuple(RELATIONS), "standing": Standing.values}
    )
    found = queries.list_members(request.actor, query)
    may_enter = request.actor.may("member.edit")
    table = ui.Table(
        caption=_("Members"),
        columns=(
            ui.Column("name", pgettext("of a person", "Name")),
            ui.Column("standing", _("Standing")),
            ui.Column("branch", _("Branch that holds the relation")),
            ui.Column("guest", _("Takes part in")),
            ui.Column("since", _("Since")),
        ),
        rows=tuple(map(_member_row, found.rows)),
        total=found.total,
        query=query,
        filters=(
            query.filter("relation", _("Relation"), RELATIONS.items()),
            query.filter("standing", _("Standing"), Standing.choices),
        ),
        searchable=_("Name or branch"),
        empty=ui.Empty(
            _("No member stands here yet."),
            _("Enter who belongs to your branch, or receive who is on the way."),
            _("Enter a member") if may_enter else "",
            reverse("member_new") if may_enter else "",
        ),
        id="members",
    )
    context = {"table": table, "may_enter": may_enter}
    return render(request, "members/member_list.html", context)


def _member_row(row: queries.MemberRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.name, reverse("member", args=[row.id])),
            ui.Text(str(row.standing.label) if row.standing else _("not entered here")),
            ui.Text(row.branch or _("outside")),
            ui.Text(row.guest_of),
            ui.Day(row.since),
        )
    )


@login_required
@require_safe
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a member: who does what for them, and what can be done."""
    page = queries.get_member(pk, request.actor)
    context = {
        "page": page,
        "facts": _facts(page),
        "transfers": [(row, transfer_state(row.state)) for row in page.transfers],
        "stays": [(row, floating_state(row.state)) for row in page.stays],
        "viewers": member_viewers(page),
    }
    return render(request, "members/member.html", context)


def _facts(page: queries.MemberPage) -> ui.Facts:
    month = f"{page.joined_on:%Y-%m}" if page.joined_on else ""
    facts = [
        ui.Fact(_("Standing"), ui.Text(str(page.standing.label) if page.standing else "")),
        ui.Fact(_("Joined the Party in"), ui.Text(month)),
        ui.Fact(_("Formal member since"), ui.Day(page.formal_since)),
        ui.Fact(_("Year of birth"), ui.Text(str(page.birth_year or ""))),
        ui.Fact(_("Mobile"), ui.Text(page.mobile)),
    ]
    if page.ended_on:
        facts.append(
            ui.Fact(_("Membership here until"), ui.Day(page.ended_on, note=page.ended_why))
        )
    return ui.Facts(tuple(facts))


def member_viewers(page: queries.MemberPage) -> tuple[str, ...]:
    """Say in words who can see a membership."""
    sees = _("%(role)s of %(unit)s: name, membership, branches and a masked mobile number")
    return tuple(
        sees % {"role": ROLES[viewer.role].label, "unit": viewer.unit} for viewer in page.viewers
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a member of one's branch."""
    require(request.actor, "member.edit")
    branches = queries.list_branches(request.actor, "member.edit").values_list("pk", "name")
    form = MemberForm(branches, request.POST or None)

    def perform() -> str:
        facts = actions.MemberFacts(**form.said)
        made = actions.enter_member(facts, actor=request.actor, at=timezone.now())
        return reverse("member", args=[made.pk])

    page = FormPage(
        _("Enter a member"),
        _("The least that is needed. No identity number and no amount is asked for."),
        _("Enter"),
        reverse("member_list"),
        _("Members"),
        _("The member is entered."),
    )
    return form_page(request, form, page, perform)


def _may(request: HttpRequest, pk: int, *, transfer: bool = False) -> queries.MemberPage:
    """Return the member for a form that its reader may use."""
    page = queries.get_member(pk, request.actor)
    if not (page.may_transfer if transfer else page.may_edit):
        raise Forbidden
    return page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the transfer of a member's relation."""
    shown = _may(request, pk, transfer=True)
    form = TransferForm(request.POST or None)

    def perform() -> str:
        made = actions.request_transfer(
            pk,
            to_unit_id=form.cleaned_data["unit_id"],
            to_name=form.cleaned_data["to_name"],
            actor=request.actor,
            at=timezone.now(),
        )
        return reverse("transfer", args=[made.pk])

    page = FormPage(
        _("Transfer the relation of %(name)s") % {"name": shown.name},
        _("Your superior issues the letter. Until it is received your branch stays responsible."),
        _("Ask for the letter"),
        reverse("member", args=[pk]),
        shown.name,
        _("Your superior sees the request now."),
    )
    return form_page(request, form, page, perform)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a member take part in another branch too."""
    shown = _may(request, pk)
    form = PartForm(request.POST or None)

    def perform() -> str:
        actions.add_participation(
            pk,
            unit_id=form.cleaned_data["unit_id"],
            kind=ParticipationKind(form.cleaned_data["kind"]),
            actor=request.actor,
            at=timezone.now(),
        )
        return reverse("member", args=[pk])

    page = FormPage(
        _("Let %(name)s take part in another branch") % {"name": shown.name},
        _("The relation stays where it is. Both branches see the same record."),
        _("Add the branch"),
        reverse("member", args=[pk]),
        shown.name,
        _("Both branches see it now."),
    )
    return form_page(request, form, page, perform)


@login_required
@require_POST
def part_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a participation."""
    person_id = queries.person_of_participation(pk)
    return press(
        request,
        lambda: actions.end_participation(pk, actor=request.actor, at=timezone.now()),
        back=reverse("member", args=[person_id]),
        said=_("The participation has ended."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def formal(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a probationary member has become a formal one."""
    shown = _may(request, pk)
    if shown.joined_on is None:
        raise NotVisible
    form = FormalForm(request.POST or None)

    def perform() -> str:
        since = form.cleaned_data["formal_since"]
        actions.pass_probation(pk, since=since, actor=request.actor, at=timezone.now())
        return reverse("member", args=[pk])

    page = FormPage(
        _("Formal membership of %(name)s") % {"name": shown.name},
        _("Enter the day on which the branch meeting decided."),
        _("Record"),
        reverse("member", args=[pk]),
        shown.name,
        _("Recorded."),
    )
    return form_page(request, form, page, perform)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a membership has ended, by a decision."""
    shown = _may(request, pk)
    form = EndForm(request.POST or None)

    def perform() -> str:
        actions.end_membership(
            pk,
            why=EndReason(form.cleaned_data["why"]),
            document=form.cleaned_data["document"],
            actor=request.actor,
            at=timezone.now(),
        )
        return reverse("member_list")

    page = FormPage(
        _("End the membership of %(name)s") % {"name": shown.name},
        _("People decide this, and the system only records it. Relations end today."),
        _("Record the end"),
        reverse("member", args=[pk]),
        shown.name,
        _("Recorded."),
    )
    return form_page(request, form, page, perform)


@login_required
@require_POST
def away(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a member has gone away for long."""
    return press(
        request,
        lambda: actions.report_out(pk, actor=request.actor, at=timezone.now()),
        back=reverse("member", args=[pk]),
        said=_("Noted. You are reminded to keep in contact."),
    )
