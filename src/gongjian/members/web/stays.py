"""Floating members: who reported in, who takes them in, and the code on the station's wall."""

from __future__ import annotations

from collections.abc import Callable

import segno
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel import parameters
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.web.acting import ActionForm, carry_out, press
from gongjian.kernel.web.form_page import FormPage, form_page

from .. import actions, queries
from ..terms import Channel
from .forms import AttachForm, ContactForm, ReportForm, SelfReportForm
from .parts import floating_state, require


@login_required
@require_safe
def stay_list(request: HttpRequest) -> HttpResponse:
    """Show the floating members in sight, those whom nobody has first."""
    require(request.actor, "floating.view")
    query = ui.read_query(request.GET, filters={"state": ("waiting", "attached", "left", "done")})
    found = queries.list_stays(request.actor, query)
    labels = (_("Nobody has them"), _("In a branch"), _("Left, not reported in"), _("Ended"))
    table = ui.Table(
        caption=_("Floating members"),
        columns=(
            ui.Column("name", pgettext("of a person", "Name")),
            ui.Column("home", _("Home organisation")),
            ui.Column("at", _("Station or branch")),
            ui.Column("state", _("State")),
            ui.Column("reported", _("Reported in")),
            ui.Column("days", _("Days without a branch"), numeric=True),
        ),
        rows=tuple(map(_row, found.rows)),
        total=found.total,
        query=query,
        filters=(
            query.filter(
                "state",
                _("State"),
                zip(("waiting", "attached", "left", "done"), labels, strict=True),
            ),
        ),
        searchable=_("Name or home organisation"),
        empty=ui.Empty(_("No floating member stands here."), _("Who reports in is shown at once.")),
        id="stays",
    )
    stations = queries.list_stations(request.actor)
    context = {"table": table, "may_report": stations.exists()}
    return render(request, "members/stay_list.html", context)


def _row(row: queries.StayRow) -> ui.Row:
    late = _("longer than it should be") if row.is_late else ""
    return ui.Row(
        (
            ui.Link(row.name or _("removed"), reverse("stay", args=[row.id])),
            ui.Text(row.home),
            ui.Text(row.branch or row.station, note=_alert(row)),
            floating_state(row.state),
            ui.Day(row.reported_at, note=late),
            ui.Number(row.days),
        )
    )


def _alert(row: queries.StayRow) -> str:
    if row.alert is None:
        return ""
    return _("no contact for %(days)d days") % {"days": row.alert.days}


@login_required
@require_safe
def stay(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a floating member and the next step."""
    return _show(request, pk)


@login_required
@require_POST
@never_cache
def mobile(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the number in full to who calls back; the audit trail keeps who looked."""
    number = actions.reveal_stay_mobile(pk, actor=request.actor, at=timezone.now())
    return _show(request, pk, number=number)


def _show(
    request: HttpRequest, pk: int, form: ActionForm | None = None, number: str = ""
) -> HttpResponse:
    page = queries.get_stay(pk, request.actor)
    initial = {"on": request.actor.on}
    context = {
        "page": page,
        "state": floating_state(page.row.state),
        "facts": _facts(page, number),
        "is_revealed": bool(number),
        "alert": _alert(page.row),
        "attach_form": form if isinstance(form, AttachForm) else AttachForm(page.branches),
        "contact_form": form if isinstance(form, ContactForm) else ContactForm(initial=initial),
        "form": form,
    }
    return render(request, "members/stay.html", context, status=form.status if form else 200)


def _facts(page: queries.StayPage, number: str) -> ui.Facts:
    return ui.Facts(
        (
            ui.Fact(_("Mobile"), ui.Text(number or page.mobile)),
            ui.Fact(_("Home organisation"), ui.Text(page.row.home)),
            ui.Fact(_("Station"), ui.Text(page.row.station, note=page.channel)),
            ui.Fact(_("Reported in"), ui.Day(page.row.reported_at)),
            ui.Fact(_("Welcomed"), ui.Day(page.welcomed_at)),
            ui.Fact(_("Branch"), ui.Text(page.row.branch)),
            ui.Fact(_("Taken in"), ui.Day(page.attached_at)),
            ui.Fact(_("Home branch told"), ui.Day(page.told_home_at)),
            ui.Fact(_("Last contact"), ui.Day(page.last_contact_on)),
            ui.Fact(_("Ended"), ui.Day(page.ended_at)),
        )
    )


PRESSES: dict[str, Callable[..., object]] = {
    "welcome": actions.welcome,
    "dismiss": actions.dismiss,
    "return": actions.return_home,
    "hand-back": actions.hand_back,
    "told": actions.tell_home,
}


@login_required
@require_POST
def step(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Take one step for a floating member."""
    if event not in PRESSES:
        raise NotVisible
    act = PRESSES[event]
    return press(
        request,
        lambda: act(pk, actor=request.actor, at=timezone.now()),
        back=reverse("stay", args=[pk]) if event != "dismiss" else reverse("stay_list"),
        said=_("Recorded."),
    )


@login_required
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a floating member into a branch."""
    page = queries.get_stay(pk, request.actor)
    if "attach" not in page.events:
        raise Forbidden
    form = AttachForm(page.branches, request.POST)

    def perform() -> str:
        branch_id = form.cleaned_data["unit_id"]
        actions.attach(pk, branch_id=branch_id, actor=request.actor, at=timezone.now())
        return reverse("stay", args=[pk])

    done = carry_out(request, form, perform, _("Taken in. Now tell the home branch."))
    return done or _show(request, pk, form)


@login_required
@require_POST
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Note when the branch was last in contact."""
    form = ContactForm(request.POST)

    def perform() -> str:
        on = form.cleaned_data["on"]
        actions.note_contact(pk, on=on, actor=request.actor, at=timezone.now())
        return reverse("stay", args=[pk])

    return carry_out(request, form, perform, _("Recorded.")) or _show(request, pk, form)


@login_required
@require_safe
def home_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the letter to a home organisation that has no page here, to be printed."""
    page = queries.get_stay(pk, request.actor)
    if not page.row.branch:
        raise NotVisible
    return render(request, "members/home_letter.html", {"page": page, "today": request.actor.on})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Report somebody in who came to the desk or called."""
    stations = tuple(queries.list_stations(request.actor).values_list("pk", "name"))
    if not stations:
        raise Forbidden
    form = ReportForm(stations, request.POST or None)

    def perform() -> str:
        data = form.cleaned_data
        made = actions.report_in(
            actions.Report(data["name"], data["mobile"], data["home"]),
            station_id=data["unit_id"],
            channel=Channel(data["channel"]),
            actor=request.actor,
            at=timezone.now(),
        )
        return reverse("stay", args=[made.pk])

    page = FormPage(
        _("Report a floating member in"),
        _("Name, number and where they come from. Everything else can wait."),
        _("Report in"),
        reverse("stay_list"),
        _("Floating members"),
        _("Reported in. Welcome them, and find a branch."),
    )
    return form_page(request, form, page, perform)


@login_required
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """Show the code of each of one's stations, to be printed and put on the wall."""
    stations = list(queries.list_stations(request.actor)[:20])
    if not stations:
        raise Forbidden
    drawn = [(station.name, _address(request, station.pk)) for station in stations]
    context = {
        "codes": [
            (name, address, segno.make(address, error="m").svg_data_uri(scale=6, border=2))
            for name, address in drawn
        ]
    }
    return render(request, "members/codes.html", context)


def _address(request: HttpRequest, station_id: int) -> str:
    path = reverse("report_self", args=[actions.link_of(station_id)])
    return request.build_absolute_uri(path)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report_self(request: HttpRequest, link: str) -> HttpResponse:
    """Let a floating member report in by the station's code, without a sign-in."""
    station = actions.station_of(link)
    form = SelfReportForm(request.POST or None)
    said = reverse("report_self", args=[link]) + "?done=1"

    def perform() -> str:
        data = form.cleaned_data
        report = actions.Report(data["name"], data["mobile"], data["home"])
        actions.report_by_link(link, report, actor=request.actor, at=timezone.now())
        return said

    if request.method == "POST" and (done := carry_out(request, form, perform)):
        return done
    context = {
        "station": station.name,
        "form": form,
        "is_done": "done" in request.GET,
        "days": parameters.in_force(request.actor.on).whole("floating.attach_days"),
    }
    return render(request, "members/report_self.html", context, status=form.status)
