"""A register as an empty workbook, for offices to fill in."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from gongjian.kernel.workbooks import Choices, NewColumn, NewSheet, write

from ..models import Trade
from ..terms import KIND_WORDS, REGISTER_COLUMNS, REQUIRED_COLUMNS

EXAMPLE = {
    "code": "91330212MA2000000B",
    "name": "某某商行",
    "kind": "个体工商户",
    "trade": "52",
    "territory": "330212008001",
    "founded_on": "2020-01-02",
    "staff": "3",
    "longitude": "121.55",
    "latitude": "29.87",
    "aliases": "某某小店、某某便利店",
}


def empty_register() -> bytes:
    """Return an empty register with hints and lists to choose from."""
    # The file is the office's: its headings are Chinese whoever asks for it.
    with translation.override("zh-hans"):
        columns = [
            NewColumn(
                header,
                note=_hint(key),
                choices=_choices(key),
                width=20,
                required=key in REQUIRED_COLUMNS,
            )
            for key, header in REGISTER_COLUMNS.items()
        ]
        return write([NewSheet(_("Register"), columns), _explanation()])


def _choices(key: str) -> Choices | None:
    if key == "kind":
        return Choices(tuple(words[0] for words in KIND_WORDS.values()))
    if key == "trade":
        sections = Trade.objects.filter(pk__regex="^[A-T]$").order_by("pk")
        codes = tuple(sections.values_list("pk", flat=True))
        return Choices(codes) if codes else None
    return None


def _hint(key: str) -> str:
    return {
        "code": _("18 digits and capital letters. Leave it empty if it is not known."),
        "name": _("As it stands on the licence."),
        "kind": _("One of the list."),
        "trade": _("GB/T 4754-2017: the letter of the section, or two to four digits."),
        "territory": _("The code of the community (12 digits), or of the street (9 digits)."),
        "venue": _("The market, street, mall, building or park, as entered in the system."),
        "address": _("The place of business."),
        "longitude": _("Degrees with decimals, together with the latitude."),
        "latitude": _("Degrees with decimals, together with the longitude."),
        "founded_on": _("Such as 2020-01-02."),
        "closed_on": _("Only if it has been struck off: the day."),
        "staff": _("A whole number."),
        "contact_name": _("Whom to call. Leave it empty if nobody has agreed to be called."),
        "contact_mobile": _("A mobile or landline number."),
        "aliases": _("Other names and signs, with 、 between them."),
    }[key]


def _explanation() -> NewSheet:
    columns = [
        NewColumn(_("Column")),
        NewColumn(_("Must be filled in")),
        NewColumn(_("What is right"), width=60),
        NewColumn(_("Example"), width=30),
    ]
    rows = [
        (header, "是" if key in REQUIRED_COLUMNS else "", _hint(key), EXAMPLE.get(key, ""))
        for key, header in REGISTER_COLUMNS.items()
    ]
    return NewSheet(_("What is right"), columns, rows, wrapped=True)
