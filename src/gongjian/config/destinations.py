"""The jobs that the frame leads to: the rail on a desk, the bottom bar on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.words import word


@dataclass(frozen=True)
class Destination:
    """A job that the frame leads to.

    ``permission`` empty means everyone who is signed in. ``rank`` orders the bottom bar of a
    phone, where only the first four fit; ``short`` is the label there.
    """

    label: Any
    short: Any
    url_name: str
    icon: str
    permission: str
    group: str
    rank: int


GROUPS = {
    "": "",
    "members": _("Members"),
    "needs": _("Needs and offers"),
    "zone": _("Zone"),
    "office": _("Office"),
}

DESTINATIONS = (
    Destination(_("My work"), _("Work"), "work", "work", "", "", 1),
    Destination(
        _("Find a shift"),
        pgettext_lazy("bottom bar", "Volunteer"),
        "volunteer",
        "volunteer",
        "signup.self",
        "",
        7,
    ),
    Destination(
        _("Members"),
        pgettext_lazy("bottom bar", "Members"),
        "member_list",
        "person",
        "member.view",
        "members",
        14,
    ),
    Destination(
        _("Where members work"),
        pgettext_lazy("bottom bar", "Workplaces"),
        "workplace_list",
        "unit",
        "member.edit",
        "members",
        15,
    ),
    Destination(
        _("Transfers"),
        pgettext_lazy("bottom bar", "Transfers"),
        "transfer_list",
        "file",
        "transfer.view",
        "members",
        15,
    ),
    Destination(
        _("Floating members"),
        pgettext_lazy("bottom bar", "Floating"),
        "stay_list",
        "clock",
        "floating.view",
        "members",
        16,
    ),
    Destination(
        _("Officers and terms"),
        pgettext_lazy("bottom bar", "Officers"),
        "office_list",
        "meeting",
        "office.view",
        "members",
        17,
    ),
    Destination(
        _("Groups"),
        pgettext_lazy("bottom bar", "Groups"),
        "group_list",
        "pairing",
        "group.view",
        "members",
        19,
    ),
    Destination(
        _("Organisational life"),
        pgettext_lazy("bottom bar", "Life"),
        "life_list",
        "meeting",
        "life.view",
        "members",
        13,
    ),
    Destination(
        _("Instructors"),
        pgettext_lazy("bottom bar", "Instructors"),
        "instructor_list",
        "person",
        "instructor.view",
        "members",
        18,
    ),
    Destination(
        _("My places"),
        pgettext_lazy("bottom bar", "Places"),
        "my_places",
        "zone",
        "visit.write",
        "members",
        2,
    ),
    Destination(
        _("Brands"),
        pgettext_lazy("bottom bar", "Brands"),
        "brand_list",
        "fit",
        "brand.view",
        "members",
        18,
    ),
    Destination(
        _("Peer review"),
        pgettext_lazy("bottom bar", "Reviews"),
        "round_list",
        "pairing",
        "review.view",
        "members",
        19,
    ),
    Destination(
        _("Needs that fit us"),
        pgettext_lazy("bottom bar", "Fits us"),
        "need_fit",
        "fit",
        "need.claim",
        "needs",
        3,
    ),
    Destination(
        _("Raise a need"),
        pgettext_lazy("bottom bar", "Raise"),
        "need_new",
        "new",
        "need.raise",
        "needs",
        4,
    ),
    Destination(
        _("Enter needs in a meeting"),
        pgettext_lazy("bottom bar", "Meeting"),
        "need_meeting",
        "meeting",
        "need.verify",
        "needs",
        2,
    ),
    Destination(
        _("All needs"),
        pgettext_lazy("bottom bar", "Needs"),
        "need_list",
        "need",
        "need.view",
        "needs",
        6,
    ),
    Destination(
        word("offers"),
        pgettext_lazy("bottom bar", "Offers"),
        "resource_list",
        "resource",
        "resource.offer",
        "needs",
        9,
    ),
    Destination(
        word("service_items"),
        pgettext_lazy("bottom bar", "Service"),
        "item_list",
        "item",
        "item.view",
        "needs",
        5,
    ),
    Destination(
        word("zones", _("Zone")),
        pgettext_lazy("bottom bar", "Zone"),
        "zone_list",
        "zone",
        "zone.view",
        "zone",
        8,
    ),
    Destination(
        word("units"),
        pgettext_lazy("bottom bar", "Units"),
        "unit_list",
        "unit",
        "zone.view",
        "zone",
        12,
    ),
    Destination(
        word("pairings"),
        pgettext_lazy("bottom bar", "Pairs"),
        "pairing_list",
        "pairing",
        "pairing.view",
        "zone",
        10,
    ),
    Destination(
        word("ledger"),
        pgettext_lazy("bottom bar", "Ledger"),
        "ledger",
        "ledger",
        "item.view",
        "zone",
        11,
    ),
    Destination(
        _("Forming organisations"),
        pgettext_lazy("bottom bar", "Formation"),
        "formation_list",
        "unit",
        "formation.view",
        "office",
        14,
    ),
    Destination(
        _("Coverage board"),
        pgettext_lazy("bottom bar", "Coverage"),
        "coverage_board",
        "ledger",
        "entity.view",
        "office",
        12,
    ),
    Destination(
        _("Entities"),
        pgettext_lazy("bottom bar", "Entities"),
        "entity_list",
        "unit",
        "entity.view",
        "office",
        14,
    ),
    Destination(
        _("Venues"),
        pgettext_lazy("bottom bar", "Venues"),
        "venue_list",
        "zone",
        "entity.view",
        "office",
        15,
    ),
    Destination(
        _("Responsibilities"),
        pgettext_lazy("bottom bar", "Duties"),
        "responsibilities",
        "person",
        "structure.edit",
        "office",
        20,
    ),
    Destination(
        _("Re-organisations"),
        pgettext_lazy("bottom bar", "Re-organise"),
        "reorganisation_list",
        "sort",
        "structure.edit",
        "office",
        21,
    ),
    Destination(
        _("Compare lines"),
        pgettext_lazy("bottom bar", "Compare"),
        "reconciliation_list",
        "fit",
        "structure.edit",
        "office",
        23,
    ),
    Destination(
        _("Published totals"),
        pgettext_lazy("bottom bar", "Published"),
        "published_list",
        "ledger",
        "published.edit",
        "office",
        16,
    ),
    Destination(
        _("Import a roster"),
        pgettext_lazy("bottom bar", "Import"),
        "roster_import",
        "import",
        "roster.import",
        "office",
        13,
    ),
    Destination(
        _("Import a register"),
        pgettext_lazy("bottom bar", "Register"),
        "register_import",
        "import",
        "entity.import",
        "office",
        17,
    ),
    Destination(
        _("Entries that may be one"),
        pgettext_lazy("bottom bar", "Doubles"),
        "pair_list",
        "pairing",
        "entity.edit",
        "office",
        18,
    ),
    Destination(
        _("Programme packs"),
        pgettext_lazy("bottom bar", "Packs"),
        "pack_list",
        "file",
        "pack.view",
        "office",
        22,
    ),
)
