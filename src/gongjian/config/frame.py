"""What the frame around every page shows: the jobs open to the reader, and how they read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import get_language

from gongjian.kernel.actor import Actor
from gongjian.kernel.web.preferences import LANGUAGES, Preferences, read_preferences

from .destinations import DESTINATIONS, GROUPS

BOTTOM_PLACES = 4


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
