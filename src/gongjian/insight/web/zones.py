"""The zones and the page of one zone."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.exchange.figures import CONFIRMED_SERVICES
from gongjian.insight import queries
from gongjian.insight.queries import BranchRow, Share, ZonePage
from gongjian.insight.queries.zones import PARTED
from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.figures import Figure, Part
from gongjian.kernel.web.figure_pages import query_of
from gongjian.org import queries as org
from gongjian.org.figures import UNITS

from .asking import asked_in, figure_of, rows_url, view_of


@login_required
def zone_list(request: HttpRequest) -> HttpResponse:
    """Show the zones within reach; who has one is led to it."""
    if not request.actor.may("zone.view"):
        raise Forbidden
    zones = org.list_zones(request.actor)
    if len(zones) == 1:
        return redirect("zone", zones[0].id)
    return render(request, "insight/zone_list.html", {"zones": zones})


@login_required
def zone(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a zone by line and day; a reader without figures sees the zone's public page."""
    actor = request.actor
    if not actor.may("figures.view"):
        org.get_zone(pk, actor)
        return redirect("public_zone", pk)
    page = queries.get_zone_page(asked_in(request, zone_id=pk), actor)
    context = {
        "page": page,
        "view_of": view_of(request, page.context),
        "crumbs": _crumbs(page),
        "units": ui.Figures(
            (
                figure_of(page.units, lead=True),
                *(_share_link(UNITS, share) for share in page.kinds),
            )
        ),
        "heroes": ui.Figures(tuple(figure_of(tally) for tally in page.heroes)),
        "branches": _branches(page),
        "states": _states(page),
        "categories": _categories(page),
        "strayed": _strayed(page),
    }
    return render(request, "insight/zone.html", context)


def _crumbs(page: ZonePage) -> list[ui.Crumb]:
    """Return the zones, the zone, and the way to the node on the chosen line."""
    asked, here = page.context.asked, reverse("zone", args=[page.zone.id])
    whole = replace(asked, node_id=None, part=Part.BELOW)
    crumbs = [
        ui.Crumb(_("Zones"), reverse("zone_list")),
        ui.Crumb(page.zone.name, here + query_of(whole, with_zone=False)),
    ]
    for node in page.context.trail:
        at = replace(asked, node_id=node.id, part=Part.BELOW)
        crumbs.append(ui.Crumb(node.name, here + query_of(at, with_zone=False)))
    return [*crumbs[:-1], ui.Crumb(crumbs[-1].label)]


def _share_link(figure: Figure, share: Share) -> ui.Figure:
    return ui.Figure(
        share.label or _("not given"),
        share.value,
        str(figure.unit),
        href=rows_url(figure, share.asked),
    )


def _branches(page: ZonePage) -> ui.Table:
    """Show how the numbers part at the node: children, the node itself, the rest."""
    rows = [_branch_row(page, branch) for branch in page.branches]
    total: tuple[ui.Cell, ...] = (
        ui.Text(_("Together")),
        *(_number(tally) for tally in page.parted),
    )
    at = page.trail[-1].name if page.trail else ""
    caption = _("Parts of %(place)s") % {"place": at} if at else _("Parts by this line")
    return ui.Table(
        caption=caption,
        columns=(
            ui.Column("place", _("Place")),
            *(ui.Column(f.code, str(f.label), numeric=True) for f in PARTED),
        ),
        rows=(*rows, ui.Row(total)) if rows else (),
        total=len(rows),
        query=ui.TableQuery(per_page=max(len(rows), 1)),
        empty=ui.Empty(
            _("Nothing stands here on this line on this day."),
            _("Choose another line or a later day."),
        ),
        id="parts",
    )


def _branch_row(page: ZonePage, branch: BranchRow) -> ui.Row:
    first: ui.Cell
    if branch.node is None:
        first = ui.Text(_("No place on this line"))
    elif branch.asked.part == Part.HERE:
        first = ui.Text(_("%(name)s itself") % {"name": branch.node.name})
    else:
        href = reverse("zone", args=[page.zone.id]) + query_of(branch.asked, with_zone=False)
        first = ui.Link(branch.node.name, href, note=str(branch.node.type.label))
    return ui.Row((first, *(_number(tally) for tally in branch.tallies)))


def _number(tally: queries.Tally) -> ui.Number:
    return ui.Number(tally.value, href=rows_url(tally.figure, tally.asked))


def _states(page: ZonePage) -> ui.BarChart:
    bars = tuple(
        ui.Bar(str(t.figure.label), (t.value or 0,), rows_url(t.figure, t.asked))
        for t in page.states
    )
    return ui.BarChart(_("Needs by state"), bars, unit=_("needs"), as_of=page.context.asked.on)


def _categories(page: ZonePage) -> ui.BarChart | None:
    figure = CONFIRMED_SERVICES
    bars = tuple(
        ui.Bar(share.label or _("no category"), (share.value,), rows_url(figure, share.asked))
        for share in page.categories
    )
    if not bars:
        return None
    return ui.BarChart(
        _("Confirmed services by category"),
        bars,
        unit=str(figure.unit),
        as_of=page.context.asked.on,
    )


def _strayed(page: ZonePage) -> ui.Notice | None:
    if not page.context.strayed:
        return None
    return ui.Notice(
        _("The place you came from does not stand on this line on this day. This is the zone."),
        "warn",
    )
