"""The list of packs, and one pack: read-only; packs are loaded from the command line."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from gongjian.kernel import components as ui
from gongjian.packs import queries
from gongjian.packs.queries import PackPage, PackRow, Section
from gongjian.packs.rules import Change, section_label, sentence

from .facts import facts_text, name_of


def _day(request: HttpRequest) -> date:
    """Return the day asked for; today, where none is or it is none."""
    try:
        return parse_date(request.GET.get("on", "")) or request.actor.on
    except ValueError:
        return request.actor.on


@login_required
def pack_list(request: HttpRequest) -> HttpResponse:
    """List every version of every pack, and say what is in force on a day."""
    on = _day(request)
    rows = queries.list_packs(request.actor, on=on)
    table = ui.Table(
        caption=_("Programme packs"),
        columns=(
            ui.Column("name", _("Pack")),
            ui.Column("version", _("Version")),
            ui.Column("from", _("Holds from")),
            ui.Column("state", _("State")),
            ui.Column("base", _("Builds on")),
        ),
        rows=tuple(_row(row, on) for row in rows),
        total=len(rows),
        query=ui.TableQuery(per_page=max(1, len(rows))),
        empty=ui.Empty(
            _("No pack is loaded; the built-in words and types are in force."),
            _("Who runs the installation loads one: gongjian packs load CODE"),
        ),
    )
    return render(request, "packs/pack_list.html", {"table": table, "on": on})


def _row(row: PackRow, on: date) -> ui.Row:
    url = f"{reverse('pack', args=[row.code])}?version={row.number}"
    return ui.Row(
        (
            ui.Link(str(row.name), url, note=_("sample") if row.is_sample else ""),
            ui.Text(row.version),
            ui.Day(row.valid_from),
            _state(row, on),
            ui.Text(row.builds_on),
        )
    )


def _state(row: PackRow, on: date) -> ui.State:
    if row.in_force:
        return ui.State(_("in force"), "good")
    if row.valid_from > on:
        return ui.State(_("not yet"), "info")
    return ui.State(_("replaced"))


@login_required
def pack(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a version of a pack declares, and what it changes of the version before."""
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None
    on = _day(request)
    page = queries.get_pack_page(code, request.actor, on=on, number=number)
    context = {
        "page": page,
        "facts": _facts(page, on),
        "notice": _notice(page),
        "sections": tuple(_section(section) for section in page.sections),
        "changes": _changes(page.changes),
        "versions": _versions(page, on),
    }
    return render(request, "packs/pack.html", context)


def _facts(page: PackPage, on: date) -> ui.Facts:
    facts = [
        ui.Fact(_("Version"), ui.Text(page.row.version)),
        ui.Fact(_("State"), _state(page.row, on)),
        ui.Fact(_("Holds from"), ui.Day(page.row.valid_from)),
        ui.Fact(_("Code"), ui.Text(page.row.code)),
    ]
    if page.row.builds_on:
        href = reverse("pack", args=[page.row.builds_on])
        facts.append(ui.Fact(_("Builds on"), ui.Link(page.row.builds_on, href)))
    if page.source:
        facts.append(ui.Fact(_("Written in"), ui.Text(page.source)))
    return ui.Facts(tuple(facts))


def _notice(page: PackPage) -> ui.Notice | None:
    if not page.row.is_sample:
        return None
    return ui.Notice(page.note, "warn", title=_("Parts of this pack are a sample"))


def _section(section: Section) -> ui.Table:
    rows = [
        ui.Row(
            (
                ui.Text(name_of(section.code, item.code, item.name), note=item.note),
                ui.Text(item.code),
                ui.Text(facts_text(item.code, item.facts)),
                ui.State(_("sample"), "warn") if item.is_sample else ui.Text(""),
            )
        )
        for item in section.items
    ]
    rows += [
        ui.Row((ui.Text(code), ui.Text(code), ui.Text(_("taken away")), ui.Text("")))
        for code in section.removed
    ]
    return ui.Table(
        caption=section_label(section.code),
        caption_shown=True,
        columns=(
            ui.Column("name", _("Name")),
            ui.Column("code", _("Code")),
            ui.Column("facts", _("What it says")),
            ui.Column("sample", _("Sample")),
        ),
        rows=tuple(rows),
        total=len(rows),
        query=ui.TableQuery(per_page=max(1, len(rows))),
        id=section.code,
    )


def _changes(changes: tuple[Change, ...]) -> tuple[str, ...]:
    return tuple(sentence(change) for change in changes)


def _versions(page: PackPage, on: date) -> ui.Table:
    return ui.Table(
        caption=_("Versions"),
        columns=(
            ui.Column("name", _("Pack")),
            ui.Column("version", _("Version")),
            ui.Column("from", _("Holds from")),
            ui.Column("state", _("State")),
            ui.Column("base", _("Builds on")),
        ),
        rows=tuple(_row(row, on) for row in page.versions),
        total=len(page.versions),
        query=ui.TableQuery(per_page=max(1, len(page.versions))),
        id="versions",
    )
