"""One entity's page, and what is done there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.kernel import components as ui
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.web.acting import ActionForm, carry_out, press

from .. import actions
from ..actions import ContactFacts
from ..queries import entities_page as queries
from ..queries import venues
from ..queries.entities_page import EntityPage
from ..terms import EntityKind, NameKind
from . import covers_parts as parts
from .asking import asked_in, day_in, view_of
from .entities_forms import AliasForm, ChangeForm, CloseForm, ContactForm


@login_required
@require_safe
def entity(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an entity, its contact masked."""
    return _show(request, pk)


@login_required
@require_POST
@never_cache
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an entity with whom to call in full; the audit trail keeps who looked."""
    seen = actions.reveal_contact(pk, actor=request.actor, at=timezone.now())
    return _show(request, pk, seen=seen)


def _show(
    request: HttpRequest,
    pk: int,
    *,
    seen: ContactFacts | None = None,
    forms: dict[str, ActionForm] | None = None,
) -> HttpResponse:
    asked = asked_in(request)
    page = queries.get_entity(pk, request.actor, asked.on)
    shown = forms or {}
    context: dict[str, Any] = {
        "page": page,
        "entity": page.entity,
        "view_of": view_of(request, asked, page.entity.name),
        "facts": _facts(page),
        "coverage": parts.coverage_facts(page),
        "standings": parts.standings(page),
        "covers": parts.covers_table(page.covers, may_end=page.may_cover, back=f"entity-{pk}"),
        "periods": _periods(page),
        "contact": _contact(page, seen),
        "is_revealed": seen is not None,
        "alias_form": shown.get("alias") or AliasForm(),
        "close_form": shown.get("close") or CloseForm(initial={"closed_on": request.actor.on}),
        "reopen": _reopen(page),
        "cover_url": f"{reverse('cover_new')}?entity={pk}",
    }
    status = next((form.status for form in shown.values()), 200)
    return render(request, "entities/entity.html", context, status=status)


def _facts(page: EntityPage) -> ui.Facts:
    entity = page.entity
    code = ui.Text(entity.code, note=_("check digit does not fit") if entity.doubtful_code else "")
    facts = [
        ui.Fact(_("Unified social credit code"), code),
        ui.Fact(_("Kind"), ui.Text(str(EntityKind(entity.kind).label))),
        ui.Fact(_("Trade"), ui.Text(f"{entity.trade_id} {entity.trade}" if entity.trade else "")),
        ui.Fact(_("Place"), ui.Text(" › ".join(page.place))),
        ui.Fact(_("Address"), ui.Text(entity.address)),
        ui.Fact(_("Longitude, latitude"), ui.Text(parts.point(entity.longitude, entity.latitude))),
        ui.Fact(_("People working there"), ui.Number(entity.staff)),
        ui.Fact(_("Founded on"), ui.Day(entity.founded_on)),
    ]
    if entity.venue:
        href = reverse("venue", args=[entity.venue_id])
        facts.insert(4, ui.Fact(_("Venue"), ui.Link(entity.venue.name, href)))
    if entity.closed_on:
        facts.append(ui.Fact(_("Closed on"), ui.Day(entity.closed_on)))
    facts += [ui.Fact(str(NameKind(name.kind).label), ui.Text(name.name)) for name in page.names]
    return ui.Facts(tuple(facts))


def _contact(page: EntityPage, seen: ContactFacts | None) -> ui.Facts | None:
    if not page.has_contact:
        return None
    name, mobile = (seen.name, seen.mobile) if seen else (page.contact_name, page.contact_mobile)
    return ui.Facts(
        (ui.Fact(_("Whom to call"), ui.Text(name)), ui.Fact(_("Telephone"), ui.Text(mobile)))
    )


def _periods(page: EntityPage) -> ui.Table:
    return ui.Table(
        caption=_("What it was, and when"),
        columns=(
            ui.Column("place", _("Place")),
            ui.Column("venue", _("Venue")),
            ui.Column("kind", _("Kind")),
            ui.Column("trade", _("Trade")),
            ui.Column("from", _("From")),
            ui.Column("to", _("To")),
        ),
        rows=tuple(
            ui.Row(
                (
                    ui.Text(" › ".join(period.place[-2:])),
                    ui.Text(period.venue),
                    ui.Text(str(EntityKind(period.kind).label)),
                    ui.Text(period.trade),
                    ui.Day(period.valid_from),
                    parts.until(period.valid_to),
                )
            )
            for period in page.periods
        ),
        total=len(page.periods),
        query=ui.TableQuery(per_page=len(page.periods)),
        id="periods",
    )


def _reopen(page: EntityPage) -> ui.Confirm | None:
    if not (page.may_edit and page.entity.closed_on):
        return None
    return ui.Confirm(
        id="reopen",
        label=_("Open again"),
        question=_("Take the closing back?"),
        consequence=_("It counts again on every day since, as if it had never been closed."),
        url=reverse("entity_reopen", args=[page.entity.pk]),
        button=_("Open again"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of an entity, what counts from a day on."""
    page = queries.get_entity(pk, request.actor, day_in(request))
    if not page.may_edit:
        raise Forbidden
    known = page.entity
    place = request.POST.get("territory") or known.territory_id
    offered = dict(venues.list_open_venues(request.actor, place[:9]))
    if known.venue:
        offered.setdefault(known.venue.pk, known.venue.name)
    initial = ChangeForm.initial_of(known, request.actor.on)
    form = ChangeForm(offered.items(), request.POST or None, initial=initial)

    def perform() -> str:
        actions.change(
            pk,
            form.facts(),
            from_day=form.cleaned_data["from_day"],
            actor=request.actor,
            at=timezone.now(),
        )
        return reverse("entity", args=[pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Changed."))):
        return done
    context = {"form": form, "entity": known}
    return render(request, "entities/entity_edit.html", context, status=form.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter whom to call; the form starts empty, so that opening it shows nobody."""
    page = queries.get_entity(pk, request.actor, day_in(request))
    if not page.may_edit:
        raise Forbidden
    form = ContactForm(request.POST or None)

    def perform() -> str:
        actions.set_contact(pk, form.facts(), actor=request.actor, at=timezone.now())
        return reverse("entity", args=[pk])

    if request.method == "POST" and (done := carry_out(request, form, perform, _("Changed."))):
        return done
    context = {"form": form, "entity": page.entity}
    return render(request, "entities/entity_contact.html", context, status=form.status)


def _on_page(
    request: HttpRequest, pk: int, key: str, form: ActionForm, act: Callable[[], object], said: str
) -> HttpResponse:
    """Carry out a small form of the page; what is refused is shown there."""

    def perform() -> str:
        act()
        return reverse("entity", args=[pk])

    return carry_out(request, form, perform, said) or _show(request, pk, forms={key: form})


@login_required
@require_POST
def alias(request: HttpRequest, pk: int) -> HttpResponse:
    """Record another way in which an entity is written."""
    form = AliasForm(request.POST)
    return _on_page(
        request,
        pk,
        "alias",
        form,
        lambda: actions.add_alias(
            pk, form.cleaned_data["name"], actor=request.actor, at=timezone.now()
        ),
        _("The name is recorded; it can be searched for."),
    )


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an entity on a day."""
    form = CloseForm(request.POST)
    return _on_page(
        request,
        pk,
        "close",
        form,
        lambda: actions.close(
            pk, closed_on=form.cleaned_data["closed_on"], actor=request.actor, at=timezone.now()
        ),
        _("Closed. It can be opened again here."),
    )


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the closing of an entity back."""
    return press(
        request,
        lambda: actions.reopen(pk, actor=request.actor, at=timezone.now()),
        back=reverse("entity", args=[pk]),
        said=_("Open again."),
    )
