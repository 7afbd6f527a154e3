"""Days and numbers as this product writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Number = int | float | Decimal


def day(value: date | datetime | None) -> str:
    """Write a day for tables: 2026-11-21."""
    return _local(value).isoformat() if value else ""


def minute(value: datetime | None) -> str:
    """Write a moment for tables: 2026-11-21 09:30."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def moment(value: date | datetime | None) -> str:
    """Write a day, with its time where it has one."""
    return minute(value) if isinstance(value, datetime) else day(value)


def when(value: date | datetime) -> SafeString:
    """Write a day for tables inside a sentence, where it must not break across lines."""
    return format_html('<time class="when" datetime="{0}">{0}</time>', day(value))


def day_prose(value: date | datetime | None) -> str:
    """Write a day for prose: 2026年11月21日, or 21 November 2026."""
    if not value:
        return ""
    # Translators: a day in prose, in the letters of Django's date filter: Y年n月j日
    return date_format(_local(value), _("j F Y"))


def grouped(value: Number | None) -> str:
    """Write a number in full with thousands apart: 12,345 or 2.5."""
    if value is None:
        return "—"
    if isinstance(value, float):
        value = Decimal(repr(round(value, 2)))
    return f"{value.normalize():,f}" if isinstance(value, Decimal) else f"{value:,}"


def wan(value: Number | None) -> SafeString | str:
    """Write a large number short, with the exact one as its title: 115.3万, 1.15 million."""
    if value is None or -10_000 < value < 10_000:
        return grouped(value)
    return format_html(
        '<data value="{}" title="{}">{}</data>', value, grouped(value), _short(float(value))
    )


def _short(value: float) -> str:
    if _in_chinese():
        if abs(value) >= 1e8:
            return f"{value / 1e8:.4g}亿"
        return f"{value / 1e4:.4g}万"
    if abs(value) >= 1e9:
        return f"{value / 1e9:.3g} billion"
    if abs(value) >= 1e6:
        return f"{value / 1e6:.3g} million"
    return grouped(round(value))


def _in_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _local(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value
