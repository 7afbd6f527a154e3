"""Give and get: who gave and who got, in confirmed services, between a unit and its partners."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden

from .. import queries
from ..queries.ledger import Confirmed, LedgerRow, PairLedger, ServiceRow

WAYS = ("gave", "got")


@login_required
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Show one unit's ledger: the one asked for, one's own, or the first by name."""
    units = queries.list_ledger_units(request.actor)
    if not units:
        raise Forbidden
    asked = request.GET.get("unit", "")
    own = queries.own_unit(request.actor)
    unit_id = int(asked) if asked.isdecimal() and len(asked) < 18 else own or units[0][0]
    page = queries.get_ledger(unit_id, request.actor)
    table = ui.Table(
        caption=_("Give and get of %(unit)s") % {"unit": page.unit},
        columns=(
            ui.Column("partner", _("Partner")),
            ui.Column("gave", _("Gave, services"), numeric=True),
            ui.Column("gave_heads", _("Gave, people"), numeric=True),
            ui.Column("gave_on", _("Gave last on")),
            ui.Column("got", _("Got, services"), numeric=True),
            ui.Column("got_heads", _("Got, people"), numeric=True),
            ui.Column("got_on", _("Got last on")),
        ),
        rows=tuple(_row(unit_id, row) for row in page.rows),
        total=len(page.rows),
        query=ui.TableQuery(per_page=max(1, len(page.rows))),
        empty=ui.Empty(
            _("No service with this unit has been confirmed yet."),
            _("A service enters the ledger when its requester confirms it."),
            _("Look at the service items"),
            reverse("item_list"),
        ),
        id="ledger",
    )
    context = {"page": page, "units": units, "table": table}
    return render(request, "exchange/ledger.html", context)


def _row(unit_id: int, row: LedgerRow) -> ui.Row:
    pair = reverse("ledger_pair", args=[unit_id, row.partner_id])
    return ui.Row(
        (
            ui.Link(row.partner, pair),
            *_done(row.gave, f"{pair}?way=gave"),
            *_done(row.got, f"{pair}?way=got"),
        )
    )


def _done(done: Confirmed, href: str) -> tuple[ui.Cell, ui.Cell, ui.Cell]:
    opens = href if done.services else ""
    return (
        ui.Number(done.services, href=opens),
        ui.Number(done.heads, href=opens),
        ui.Day(done.last_on),
    )


@login_required
@require_safe
def pair(request: HttpRequest, unit: int, partner: int) -> HttpResponse:
    """Show the confirmed services behind a number of the ledger."""
    query = ui.read_query(request.GET, filters={"way": WAYS})
    page = queries.get_pair_ledger(unit, partner, request.actor, query)
    labels = (
        _("%(unit)s gave") % {"unit": page.unit},
        _("%(unit)s got") % {"unit": page.unit},
    )
    table = _pair_table(page, query, labels)
    return render(request, "exchange/ledger_pair.html", {"page": page, "table": table})


def _pair_table(page: PairLedger, query: ui.TableQuery, labels: tuple[str, str]) -> ui.Table:
    return ui.Table(
        caption=_("Confirmed services"),
        columns=(
            ui.Column("title", _("Service")),
            ui.Column("giving", _("Gave")),
            ui.Column("asking", _("Got")),
            ui.Column("heads", _("People who came"), numeric=True),
            ui.Column("confirmed", _("Confirmed on")),
        ),
        rows=tuple(map(_service, page.rows)),
        total=page.total,
        query=query,
        filters=(query.filter("way", _("Direction"), zip(WAYS, labels, strict=True)),),
        id="services",
    )


def _service(row: ServiceRow) -> ui.Row:
    return ui.Row(
        (
            ui.Link(row.title, reverse("item", args=[row.item_id])),
            ui.Text(row.giving),
            ui.Text(row.asking),
            ui.Number(row.heads),
            ui.Day(row.confirmed_at),
        )
    )
