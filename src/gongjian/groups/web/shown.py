"""Parts of the pages of groups."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.kernel import components as ui

from ..queries import GatheringRow, GroupPage, GroupRow


def state(row: GroupRow) -> ui.State:
    """Return whether a group is open."""
    if row.ended_on is None:
        return ui.State(pgettext("group", "Open"), "good")
    return ui.State(pgettext("group", "Ended"), "plain")


def facts(page: GroupPage) -> ui.Facts:
    """Return the facts of a group."""
    row = page.row
    found = [
        ui.Fact(_("Kept by"), ui.Text(row.unit)),
        ui.Fact(_("Where"), ui.Text(row.place)),
        ui.Fact(_("Since"), ui.Day(row.opened_on)),
        ui.Fact(_("In the group"), ui.Number(row.people, _("people"))),
    ]
    if page.trades:
        words = "、".join(f"{code} {name}" for code, name in page.trades)
        found.insert(2, ui.Fact(_("Trades"), ui.Text(words)))
    if page.contact:
        found.append(ui.Fact(_("Contact"), ui.Text(page.contact.name, note=page.contact.mobile)))
    if row.ended_on:
        found.append(ui.Fact(_("Ended on"), ui.Day(row.ended_on, note=page.ended_why)))
    elif row.next_on:
        found.append(ui.Fact(_("Next date"), ui.Day(row.next_on, note=page.next_what)))
    if "edit" in page.may:
        found.append(ui.Fact(_("Asked or in it"), ui.Number(page.asked, _("people"))))
    return ui.Facts(tuple(found))


def gatherings(page: GroupPage, query: ui.TableQuery) -> ui.Table:
    """Return what a group did, the latest first."""
    return ui.Table(
        caption=_("What the group did"),
        columns=(
            ui.Column("day", _("Day")),
            ui.Column("text", _("What")),
            ui.Column("present", _("People there"), numeric=True),
            ui.Column("named", _("Named, as they agreed")),
        ),
        rows=tuple(_gathering(each, page) for each in page.gatherings),
        total=page.total,
        query=query,
        empty=ui.Empty(
            _("Nothing is recorded yet."),
            _("The contact writes a few words after each time; a number is enough for who came."),
        ),
        id="gatherings",
    )


def _gathering(each: GatheringRow, page: GroupPage) -> ui.Row:
    day = each.held_on.isoformat()
    address = reverse("group_correct", args=[page.row.id, each.id])
    return ui.Row(
        (
            ui.Link(day, address) if "record" in page.may else ui.Text(day),
            ui.Text(each.text),
            ui.Number(each.present),
            ui.Text("、".join(each.named)),
        )
    )
