"""What packs declare: dated entries by section, which each module reads as its own types.

A pack is a layer: one that builds on another has a higher rank, and what it declares or removes
comes before what the lower one says. Every entry holds from a day to a day. A process keeps the
entries for as long as the head's token stays the same, so that a page asks for the token only.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Q, Subquery
from django.utils.functional import lazystr
from django.utils.translation import get_language

from . import audit
from .actor import Actor
from .errors import Forbidden, NotVisible
from .models import CatalogueEntry, CatalogueHead

V = TypeVar("V")

DECLARE = "catalogue.declare"
"""The permission to write entries; no role has it, only whoever runs the installation."""


@dataclass(frozen=True)
class Name:
    """A name in both languages; as text it is in the reader's."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if (get_language() or "zh").startswith("zh") else self.en


@dataclass(frozen=True)
class Layer:
    """Whose entries these are; what has the higher rank comes first."""

    pack: str
    rank: int


@dataclass(frozen=True)
class Entry:
    """One thing that a pack declares, or, where ``removed``, no longer wants.

    ``facts`` are what its section says of it beside the name. ``content`` is a file in base64,
    and empty unless a file was asked for.
    """

    section: str
    code: str
    name: Name
    facts: Mapping[str, Any] = field(default_factory=dict)
    removed: bool = False
    content: str = ""


@dataclass(frozen=True)
class _Row:
    entry: Entry
    rank: int
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All that is declared, of all days."""

    rows: tuple[_Row, ...] = ()

    def on(self, section: str, day: date) -> Mapping[str, Entry]:
        """Return what holds of a section on a day, by code, what is removed left out."""
        return _on(self, section, day)

    def removed(self, section: str, day: date) -> frozenset[str]:
        """Return the codes of a section that a pack does not want on a day."""
        return frozenset(code for code, each in self.top(section, day).items() if each.removed)

    def ever(self, section: str) -> Mapping[str, Entry]:
        """Return what was or will be declared in a section, by code, as it was said last."""
        return _ever(self, section)

    def top(self, section: str, day: date) -> Mapping[str, Entry]:
        """Return what the highest pack says of each code of a section on a day."""
        rows = (row for row in self.rows if row.entry.section == section and row.holds_on(day))
        return {row.entry.code: row.entry for row in sorted(rows, key=lambda row: row.rank)}


@lru_cache(maxsize=64)
def _on(known: Catalogue, section: str, day: date) -> Mapping[str, Entry]:
    return {code: each for code, each in known.top(section, day).items() if not each.removed}


@lru_cache(maxsize=64)
def _ever(known: Catalogue, section: str) -> Mapping[str, Entry]:
    rows = (row for row in known.rows if row.entry.section == section and not row.entry.removed)
    return {r.entry.code: r.entry for r in sorted(rows, key=lambda r: (r.valid_from, r.rank))}


NOTHING = Catalogue()

TOKEN = Subquery(CatalogueHead.objects.values("token")[:1])
"""The head's token as a column of another query: who reads the actor learns it on the way."""


@dataclass
class _Held:
    day: date
    token: str | None = None


_held: ContextVar[_Held | None] = ContextVar("catalogue", default=None)


@contextmanager
def held(on: date) -> Iterator[None]:
    """Speak the words of a day, and read the head's token once, for as long as this lasts."""
    mark = _held.set(_Held(on))
    try:
        yield
    finally:
        _held.reset(mark)


def learn(token: str | None) -> None:
    """Take the head's token from a query that had it anyway."""
    here = _held.get()
    if here is not None and here.token is None:
        here.token = token or ""


def current() -> Catalogue:
    """Return the catalogue as it is now; outside :func:`held` this asks the database each time."""
    here = _held.get()
    if here is None:
        return _load(_token())
    if here.token is None:
        here.token = _token()
    return _load(here.token)


def spoken(section: str) -> Mapping[str, Entry]:
    """Return what to call the things of a section: as on the day held, else as said last."""
    here, known = _held.get(), current()
    ever = known.ever(section)
    return ever if here is None or not ever else {**ever, **known.on(section, here.day)}


def day_held() -> date | None:
    """Return the day whose words are spoken, if the edge has set one."""
    here = _held.get()
    return here.day if here else None


class Live(Mapping[str, V]):
    """A mapping that is read anew each time it is asked: a constant that packs add to."""

    def __init__(self, read: Callable[[], Mapping[str, V]]) -> None:
        self._read = read

    def __getitem__(self, code: str) -> V:
        return self._read()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def label(section: str, code: str, default: Any) -> Any:
    """Return lazily what a thing is called on the day held; ``default`` where no pack says."""
    return lazystr(_Label(section, code, default))


@dataclass(frozen=True)
class _Label:
    section: str
    code: str
    default: Any

    def __str__(self) -> str:
        day = day_held()
        entry = current().on(self.section, day).get(self.code) if day else None
        return str(entry.name if entry else self.default)


def _token() -> str:
    return CatalogueHead.objects.values_list("token", flat=True).first() or ""


@lru_cache(maxsize=2)
def _load(token: str) -> Catalogue:
    if not token:
        return NOTHING
    rows = CatalogueEntry.objects.defer("content").order_by("pk")
    return Catalogue(tuple(_row(row) for row in rows.iterator()))


def _row(row: CatalogueEntry) -> _Row:
    name = Name(row.name_zh, row.name_en)
    entry = Entry(row.section, row.code, name, row.facts, row.removed)
    return _Row(entry, row.rank, row.valid_from, row.valid_to)


def content_of(section: str, code: str, on: date) -> str:
    """Return the file of an entry that holds on a day, in base64.

    Raises:
        NotVisible: nothing of that code holds then.
    """
    holding = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    rows = CatalogueEntry.objects.filter(holding, section=section, code=code, valid_from__lte=on)
    top = rows.order_by("-rank").first()
    if top is None or top.removed:
        raise NotVisible
    return top.content


def declare(
    layer: Layer, entries: Collection[Entry], *, from_day: date, actor: Actor, at: datetime
) -> None:
    """Let exactly these entries of a pack hold from a day on; those before end on that day.

    What was declared for the same day is replaced, and what begins later still begins then.

    Raises:
        Forbidden: writing the catalogue is not part of the actor's role.
    """
    if not actor.may(DECLARE):
        raise Forbidden
    detail = {"pack": layer.pack, "entries": len(entries), "from": from_day.isoformat()}
    with audit.act(actor, "kernel.catalogue.declare", at=at, detail=detail) as journal:
        own = CatalogueEntry.objects.select_for_update().filter(pack=layer.pack)
        for row in own.filter(valid_from=from_day):
            journal.delete(row)
        running = Q(valid_to__isnull=True) | Q(valid_to__gt=from_day)
        ended = list(own.filter(running, valid_from__lt=from_day))
        for row in ended:
            row.valid_to = from_day
        journal.save_many(ended, ["valid_to"])
        later = own.filter(valid_from__gt=from_day).order_by("valid_from").first()
        until = later.valid_from if later else None
        journal.create_many([_fresh(layer, entry, from_day, until) for entry in entries])
        _renew_token()


def _fresh(layer: Layer, entry: Entry, from_day: date, until: date | None) -> CatalogueEntry:
    return CatalogueEntry(
        pack=layer.pack,
        rank=layer.rank,
        section=entry.section,
        code=entry.code,
        name_zh=entry.name.zh,
        name_en=entry.name.en,
        facts=dict(entry.facts),
        removed=entry.removed,
        content=entry.content,
        valid_from=from_day,
        valid_to=until,
    )


def _renew_token() -> None:
    """Mark copies as out of date; a random token, as what is rolled back must not be met again."""
    token = secrets.token_hex(16)
    CatalogueHead.objects.update_or_create(pk=1, defaults={"token": token})
    here = _held.get()
    if here is not None:
        here.token = token
