"""What the frame around every page shows: the jobs open to the reader, and how they read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.web.preferences import LANGUAGES, Preferences, read_preferences
from gongjian.kernel.words import word

BOTTOM_PLACES = 4


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


@dataclass(frozen=True)
class Place:
    """A destination as this reader has it."""

    label: str
    short: str
    url: str
    icon: str
    group: str
    rank: int
    is_here: bool


@dataclass(frozen=True)
class Group:
    """Destinations under one heading."""

    label: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Language:
    """A language that the reader can switch to, in its own name."""

    value: str
    code: str
    label: str
    is_here: bool


@dataclass(frozen=True)
class Frame:
    """The frame of one page for one reader."""

    who: str
    groups: tuple[Group, ...]
    bottom: tuple[Place, ...]
    account_url: str
    language: str
    languages: tuple[Language, ...]
    preferences: Preferences

    @property
    def theme(self) -> str:
        """The theme of the style sheet; empty leaves it to the reader's system."""
        return {"light": "paper", "dark": "ink"}.get(self.preferences.theme, "")

    @property
    def is_elder(self) -> bool:
        return self.preferences.text == "elder"


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
        _("Organisational life"),
        pgettext_lazy("bottom bar", "Life"),
        "life_list",
        "meeting",
        "life.view",
        "members",
        13,
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


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Give every template the frame of its page."""
    return {"frame": frame_of(request)}


def frame_of(request: HttpRequest) -> Frame:
    """Build the frame for who reads this page."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.is_visitor:
        actor = None
    places = tuple(_places(request.path, actor)) if actor else ()
    language = get_language() or "zh-hans"
    return Frame(
        who=(actor.name or actor.label) if actor else "",
        groups=_groups(places),
        bottom=_bottom(places),
        account_url=_url("account_settings"),
        language="zh-Hans" if language.startswith("zh") else language,
        languages=tuple(
            Language(each.value, each.code, each.label, each.value == language)
            for each in LANGUAGES
        ),
        preferences=read_preferences(request),
    )


def _places(path: str, actor: Actor) -> Iterator[Place]:
    """Yield the places open to the actor, in the order of the table."""
    found = [
        (each, url)
        for each in DESTINATIONS
        if (not each.permission or actor.may(each.permission)) and (url := _url(each.url_name))
    ]
    # A page may lie below several places; the deepest is the one that it belongs to.
    under = [url for _each, url in found if path.startswith(url)]
    here = max(under, key=len, default="")
    for each, url in found:
        yield Place(
            label=str(each.label),
            short=str(each.short),
            url=url,
            icon=each.icon,
            group=each.group,
            rank=each.rank,
            is_here=url == here,
        )


def _groups(places: tuple[Place, ...]) -> tuple[Group, ...]:
    return tuple(
        Group(str(GROUPS[code]), tuple(members))
        for code, members in groupby(places, key=lambda place: place.group)
    )


def _bottom(places: tuple[Place, ...]) -> tuple[Place, ...]:
    chosen = sorted(places, key=lambda place: place.rank)[:BOTTOM_PLACES]
    return tuple(place for place in places if place in chosen)


def _url(name: str) -> str:
    """Return the address of a named page; empty when this installation has none."""
    return _address(name, settings.ROOT_URLCONF, get_script_prefix())


@cache
def _address(name: str, urlconf: str, prefix: str) -> str:
    """Look an address up once for each set of addresses: the frame asks for all on each page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
