"""Cells as HTML. In Python and not in a template: a page of a table has hundreds of them."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongjian.kernel.components.cells import Cell, Day, Link, Number, Person, State, Text

from .icons import icon
from .writing import day, grouped, moment

NOTHING = "—"


def cell_html(cell: Cell) -> SafeString:
    """Return the markup of one cell."""
    return mark_safe(_SHOWN[type(cell)](cell))


def _text(cell: Text) -> str:
    return _words(cell.text or NOTHING) + _note(cell.note)


def _link(cell: Link) -> str:
    return _anchor(cell.text, cell.href) + _note(cell.note)


def _number(cell: Number) -> str:
    written = grouped(cell.value)
    shown = _anchor(written, cell.href) if cell.href else written
    return f'{shown}<span class="unit">{_words(cell.unit)}</span>' if cell.unit else shown


def _state(cell: State) -> str:
    return f'<span class="state" data-tone="{_words(cell.tone)}">{_words(cell.label)}</span>'


def _day(cell: Day) -> str:
    if not cell.on:
        return NOTHING + _note(cell.note)
    written = moment(cell.on) if cell.with_time else day(cell.on)
    return f'<time datetime="{day(cell.on)}">{written}</time>{_note(cell.note)}'


def _person(cell: Person) -> str:
    name = _anchor(cell.name, cell.href) if cell.href else _words(cell.name)
    who = _who_can_see(cell) if cell.who_can_see else ""
    return f'<span class="person">{icon("person")}<span>{name}{_note(cell.role)}</span>{who}</span>'


def _who_can_see(cell: Person) -> str:
    question = _("Who can see %(name)s?") % {"name": cell.name}
    return (
        f'<a class="who" href="{_words(cell.who_can_see)}" title="{_words(question)}">'
        f'{icon("eye")}<span class="sr-only">{_words(question)}</span></a>'
    )


def _anchor(words: str, href: str) -> str:
    return f'<a class="cell-link" href="{_words(href)}">{_words(words)}</a>'


def _note(words: str) -> str:
    return f'<span class="cell-note">{_words(words)}</span>' if words else ""


def _words(text: object) -> str:
    """Escape text, a lazy translation too; Django's own function costs three times as much."""
    return text if isinstance(text, SafeString) else escape(str(text))


_SHOWN: dict[type[Any], Callable[[Any], str]] = {
    Text: _text,
    Link: _link,
    Number: _number,
    State: _state,
    Day: _day,
    Person: _person,
}
