"""A number with its definition and rows, and its export."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gongjian.insight import actions, queries
from gongjian.kernel import components as ui
from gongjian.kernel import figures as kernel
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible
from gongjian.kernel.figures import Answer, Part
from gongjian.kernel.web.figure_pages import (
    as_component,
    label_of,
    query_of,
    rows_table,
    sorts_of,
)

from . import workbook
from .asking import asked_in, view_of
from .published_parts import of_figure_table


@login_required
def figure_list(request: HttpRequest) -> HttpResponse:
    """Show which figures there are, each with what it counts."""
    if not request.actor.may("figures.view"):
        raise Forbidden
    return render(request, "insight/figure_list.html", {"figures": kernel.declared().values()})


@login_required
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """Show a number, what it means, and exactly the rows behind it."""
    actor = request.actor
    asked_figure = kernel.get(code, actor)
    context = queries.get_context(asked_in(request, figure=asked_figure), actor)
    sortable = sorts_of(asked_figure.columns_for(actor))
    query = ui.read_query(request.GET, sortable=sortable)
    answer = queries.get_answer(
        asked_figure, context.asked, actor, sort=query.sort, page=query.rows
    )
    published = queries.totals_of_figure(asked_figure, context.asked, actor)
    may_export = actor.may("figures.export")
    export_url = reverse("figure_export", args=[code]) + query_of(context.asked)
    table = rows_table(
        answer,
        query,
        further=_where(context),
        linked=True,
        export_url=export_url if may_export else "",
    )
    page: dict[str, Any] = {
        "answer": answer,
        "context": context,
        "view_of": view_of(request, context),
        "number": as_component(asked_figure, answer.value, "", as_of=context.asked.on, lead=True),
        "facts": definition(answer),
        "table": table,
        "zone_url": _zone_url(context),
        "compare_url": _compare_url(code, context.asked),
        "published": of_figure_table(published) if published else None,
        "published_new": _published_new(asked_figure, context.asked, actor),
    }
    return render(request, "insight/figure.html", page)


def _published_new(of: kernel.Figure, asked: kernel.Asked, actor: Actor) -> str:
    """Return where to enter what was published about this number; empty for who may not."""
    if not actor.may("published.edit") or asked.zone_id is not None:
        return ""
    return reverse("published_new") + query_of(asked) + f"&figure={of.code}"


def _where(context: queries.Context) -> tuple[ui.Filter, ...]:
    """Show the zone and the node as chips that can be taken off."""
    chips = []
    if context.zone:
        zone = str(context.zone.id)
        chips.append(ui.Filter("zone", _("Zone"), (ui.Choice(zone, context.zone.name),), zone))
    if context.node:
        node = str(context.node.id)
        label = " › ".join(each.name for each in context.trail)
        chips.append(ui.Filter("node", _("Place on the line"), (ui.Choice(node, label),), node))
    if context.asked.part != Part.BELOW:
        words = {Part.HERE: _("this unit alone"), Part.UNPLACED: _("no place on this line")}
        part = context.asked.part
        chips.append(
            ui.Filter("part", _("Part"), (ui.Choice(part.value, words[part]),), part.value)
        )
    return tuple(chips)


def _zone_url(context: queries.Context) -> str:
    if context.zone is None:
        return ""
    here = reverse("zone", args=[context.zone.id])
    return here + query_of(_without_filters(context), with_zone=False)


def _compare_url(code: str, asked: kernel.Asked) -> str:
    """Return the address at which this number is compared with what another line tells."""
    side = {"first": asked.line, "on": asked.on.isoformat()}
    if asked.node_id is not None:
        side["first_node"] = str(asked.node_id)
    return reverse("reconciliation", args=[code]) + "?" + urlencode(side | dict(asked.filters))


def _without_filters(context: queries.Context) -> kernel.Asked:
    asked = context.asked
    return kernel.Asked(asked.line, asked.on, asked.node_id, asked.zone_id)


def definition(answer: Answer) -> ui.Facts:
    """Say what the number counts, in which unit, until when and from what."""
    asked = answer.figure
    return ui.Facts(
        (
            ui.Fact(_("What is counted"), ui.Text(str(asked.counts))),
            ui.Fact(_("Unit of the number"), ui.Text(str(asked.unit))),
            ui.Fact(_("Cut-off"), ui.Text(str(asked.cutoff))),
            ui.Fact(_("Source"), ui.Text(str(asked.source))),
        )
    )


class ExportForm(forms.Form):
    """Why the rows are taken out of the system."""

    reason = forms.CharField(
        label=gettext_lazy("What is the export for?"),
        help_text=gettext_lazy(
            "It is printed on both sheets and kept in the record. Do not name people."
        ),
        max_length=200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def figure_export(request: HttpRequest, code: str) -> HttpResponseBase:
    """Ask for the reason, then send the workbook."""
    actor = request.actor
    asked_figure = kernel.get(code, actor)
    if not actor.may("figures.export"):
        raise Forbidden
    asked = asked_in(request, figure=asked_figure)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            export = actions.export_figure(
                code, asked, form.cleaned_data["reason"], actor=actor, at=timezone.now()
            )
        except NotVisible:
            raise
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            name = f"{code}-{export.answer.asked.on.isoformat()}.xlsx"
            return FileResponse(
                workbook.write(export),
                as_attachment=True,
                filename=name,
                content_type=workbook.TYPE,
            )
    context = queries.get_context(asked, actor)
    answer = queries.get_answer(asked_figure, context.asked, actor, page=slice(0, 0))
    filters = [
        (str(dimension.label), label_of(dimension, context.asked.filters[dimension.code]))
        for dimension in asked_figure.dimensions
        if dimension.code in context.asked.filters
    ]
    return render(
        request,
        "insight/figure_export.html",
        {
            "form": form,
            "answer": answer,
            "context": context,
            "filters": filters,
            "view_of": view_of(request, context),
            "back": reverse("figure", args=[code]) + query_of(context.asked),
        },
    )
