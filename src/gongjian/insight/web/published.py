"""Published totals: the list, one beside the computed figure, and its entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.insight import actions, queries
from gongjian.insight.actions import PublishedEntry
from gongjian.insight.queries import PublishedPage
from gongjian.insight.terms import Breakdown
from gongjian.kernel import components as ui
from gongjian.kernel import figures as kernel
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import carry_out, press
from gongjian.kernel.web.flashes import flash
from gongjian.org import queries as org
from gongjian.org.catalogue import AUTHORITY, LINES, UNIT_TYPES, ZONE

from . import published_parts as parts
from .asking import asked_in
from .published_forms import PublishedForm, WithdrawForm

EDIT = "published.edit"
SORTABLE = ("subject", "as_of", "publication")


@login_required
@require_safe
def published_list(request: HttpRequest) -> HttpResponse:
    """Show what has been published, the latest first."""
    sources = queries.list_sources(request.actor)
    query = ui.read_query(
        request.GET,
        sortable=SORTABLE,
        filters={
            "state": ("withdrawn",),
            "compared": ("yes",),
            "parts": ("yes",),
            "source": [name for name, _count in sources],
        },
    )
    found = queries.list_published(request.actor, query)
    may_edit = request.actor.may(EDIT)
    table = ui.Table(
        caption=_("Published totals"),
        columns=(
            ui.Column("subject", _("What it counts"), "subject" in SORTABLE),
            ui.Column("value", _("Published")),
            ui.Column("as_of", _("For which day"), "as_of" in SORTABLE),
            ui.Column("publication", _("Publication"), "publication" in SORTABLE),
            ui.Column("figure", _("Beside our figures")),
        ),
        rows=tuple(map(parts.row_cells, found.rows)),
        total=found.total,
        query=query,
        filters=parts.list_filters(query, sources),
        searchable=_("What it counts, or publication"),
        export_url=reverse("published_export") if request.actor.may("figures.export") else "",
        empty=ui.Empty(
            _("No published total has been entered yet."),
            _("Enter what a report or an article says, to see it beside what is counted here."),
            _("Enter a published total") if may_edit else "",
            reverse("published_new") if may_edit else "",
        ),
        id="published",
    )
    context = {"table": table, "may_edit": may_edit}
    return render(request, "insight/published_list.html", context)


@login_required
@require_safe
def published(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one published total beside the computed figure, with its parts."""
    return _show(request, pk, WithdrawForm())


def _show(request: HttpRequest, pk: int, form: WithdrawForm) -> HttpResponse:
    page = queries.get_published(pk, request.actor)
    tone = parts.WORDS[page.reconciliation.standing][1]
    context = {
        "page": page,
        "numbers": parts.both_numbers(page),
        "standing": parts.standing_words(page.reconciliation),
        "tone": tone,
        "facts": _facts(page),
        "parts": parts.parts_table(page) if page.parts else None,
        "sum": parts.sum_words(page),
        "sum_is_sure": page.no_sum is None,
        "derived": parts.in_words(page.derived) if page.derived else "",
        "form": form if page.may_edit and page.total.withdrawn_on is None else None,
        "may_restore": page.may_edit and page.total.withdrawn_on is not None,
    }
    return render(request, "insight/published.html", context, status=form.status)


def _facts(page: PublishedPage) -> ui.Facts:
    total = page.total
    facts = [
        ui.Fact(_("Publication"), ui.Text(total.publication)),
        ui.Fact(_("Words of the text"), ui.Text(total.quote)),
        ui.Fact(
            _("For which day"),
            ui.Day(total.as_of, note=_("inferred") if total.as_of_inferred else ""),
        ),
        ui.Fact(_("Its own parts"), ui.Text(str(Breakdown(total.breakdown).label))),
    ]
    if total.published_on:
        facts.append(ui.Fact(_("Published on"), ui.Day(total.published_on)))
    if page.row.place:
        line = str(LINES[page.row.line]) if page.row.line else ""
        facts.append(ui.Fact(_("Place"), ui.Text(page.row.place, note=line)))
    if page.whole:
        link = ui.Link(page.whole.subject, reverse("published", args=[page.whole.id]))
        facts.append(ui.Fact(_("It is a part of"), link))
    if total.withdrawn_on:
        facts.append(ui.Fact(_("Withdrawn on"), ui.Day(total.withdrawn_on)))
        facts.append(ui.Fact(_("Why it is withdrawn"), ui.Text(total.withdrawn_for)))
    return ui.Facts(tuple(facts))


def _form(request: HttpRequest, initial: dict[str, Any], but: int | None = None) -> PublishedForm:
    types = [code for code, each in UNIT_TYPES.items() if each.kind in (AUTHORITY, ZONE)]
    units = org.list_units(request.actor, EDIT).filter(type__in=types)
    return PublishedForm(
        tuple(units.values_list("pk", "name")),
        tuple((code, str(label)) for code, label in LINES.items()),
        tuple((code, str(figure.label)) for code, figure in kernel.declared().items()),
        queries.list_wholes(request.actor, but),
        request.POST or None,
        initial=initial,
    )


def _entry(form: PublishedForm) -> PublishedEntry:
    return PublishedEntry(**form.said | {"territory": form.cleaned_data["territory"] or None})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def published_new(request: HttpRequest) -> HttpResponse:
    """Enter what somebody has published."""
    if not request.actor.may(EDIT):
        raise Forbidden
    form = _form(request, _of_figure(request) or {"as_of": request.actor.on})

    def perform() -> str:
        made = actions.enter_total(_entry(form), actor=request.actor, at=timezone.now())
        return reverse("published", args=[made.pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Entered."))):
        return done
    context = {"form": form, "page": None}
    return render(request, "insight/published_form.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def published_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was entered about a published total."""
    page = queries.get_published(pk, request.actor)
    if not page.may_edit:
        raise Forbidden
    form = _form(request, _initial(page), but=pk)

    def perform() -> str:
        actions.change_total(pk, _entry(form), actor=request.actor, at=timezone.now())
        return reverse("published", args=[pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Saved."))):
        return done
    context = {"form": form, "page": page}
    return render(request, "insight/published_form.html", context, status=form.status)


def _of_figure(request: HttpRequest) -> dict[str, Any]:
    """Return what a figure's page, from which this one was opened, already says."""
    figure = kernel.declared().get(request.GET.get("figure", ""))
    if figure is None:
        return {}
    asked = asked_in(request, figure=figure)
    return {
        "subject": str(figure.label),
        "unit": str(figure.unit),
        "as_of": asked.on,
        "line": asked.line,
        "unit_at_id": asked.node_id,
        "figure": figure.code,
        "filters": _written(asked.filters),
    }


def _written(filters: Mapping[str, str]) -> str:
    return ", ".join(f"{code}={value}" for code, value in filters.items())


def _initial(page: PublishedPage) -> dict[str, Any]:
    total = page.total
    same = {
        name: getattr(total, name)
        for name in PublishedForm.base_fields
        if name != "filters" and hasattr(total, name)
    }
    numbers = {
        name: parts.plain(number)
        for name in ("value", "percent")
        if (number := getattr(total, name)) is not None
    }
    filters = _written(total.filters)
    return same | numbers | {"filters": filters, "territory": total.territory_id or ""}


@login_required
@require_POST
def published_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a published total; it stays on record."""
    form = WithdrawForm(request.POST)

    def perform() -> str:
        reason = form.cleaned_data["reason"]
        actions.withdraw_total(pk, reason, actor=request.actor, at=timezone.now())
        return reverse("published", args=[pk])

    if done := carry_out(request, form, perform):
        undo = reverse("published_restore", args=[pk])
        flash(request, _("Withdrawn. It stays on record."), undo=undo)
        return done
    return _show(request, pk, form)


@login_required
@require_POST
def published_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the withdrawal of a published total back."""
    return press(
        request,
        lambda: actions.restore_total(pk, actor=request.actor, at=timezone.now()),
        back=reverse("published", args=[pk]),
        said=_("The withdrawal is taken back."),
    )
