"""Tags and filters that every template has without loading them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template import Engine
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongjian.kernel.components import Table
from gongjian.kernel.web.devices import device_of
from gongjian.kernel.web.flashes import Flash, read_flash
from gongjian.kernel.web.form_rows import error_links, form_row_of

register = template.Library()

Number = int | float | Decimal


@register.simple_tag(takes_context=True)
def component(context: Context, this: Any, **more: Any) -> SafeString:
    """Show a component by its own template part."""
    part = Engine.get_default().get_template(this.template)
    with context.push(this=this, **more):
        return part.render(context)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of ``frontend/public/icons.svg``; the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("build/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def here(context: Context, **changes: Any) -> str:
    """Return this page's query string with some parameters changed; an empty value drops one."""
    request = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = str(value)
    return f"?{params.urlencode()}"


@register.simple_tag(takes_context=True)
def kept(context: Context, *dropped: str) -> list[tuple[str, str]]:
    """Return the query parameters that a GET form must carry along, as names and values."""
    request = context.get("request")
    params = request.GET if request else QueryDict()
    return [
        (name, value) for name, values in params.lists() if name not in dropped for value in values
    ]


@register.simple_tag(takes_context=True)
def with_param(context: Context, name: str, value: str) -> str:
    """Return this page's query string with one parameter changed, on the first page."""
    return here(context, **{name: value, "page": ""})


@register.simple_tag(takes_context=True)
def here_without_filters(context: Context, table: Table) -> str:
    """Return this page's query string without the table's search and filters."""
    return here(context, **dict.fromkeys(_narrowing(table), ""), page="")


@register.simple_tag(takes_context=True)
def kept_of_table(context: Context, table: Table) -> list[tuple[str, str]]:
    """Return the query parameters that the table's search form must carry along."""
    own = {"q", "page", *(each.name for each in table.lists)}
    return kept(context, *own)


def _narrowing(table: Table) -> tuple[str, ...]:
    return ("q", *(each.name for each in table.filters))


@register.simple_tag
def flash_of(message: Message) -> Flash:
    """Read one of Django's messages as what is shown of it."""
    return read_flash(message)


@register.inclusion_tag("components/form_rows.html")
def form_rows(form: BaseForm, *names: str, hints: bool = True) -> dict[str, Any]:
    """Show the fields of a form, or only the named ones, and all its hidden fields."""
    fields = [form[name] for name in names] if names else form.visible_fields()
    rows = [form_row_of(field, hints=hints) for field in fields]
    return {"rows": rows, "hidden": form.hidden_fields()}


@register.inclusion_tag("components/form_rows.html")
def form_row(field: BoundField) -> dict[str, Any]:
    """Show one field of a form."""
    return {"rows": [form_row_of(field)], "hidden": []}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """Show what must be put right in these forms, each fault a link to its field."""
    return {"links": [link for form in forms for link in error_links(form)]}


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day for tables: 2026-11-21."""
    return _local(value).isoformat() if value else ""


@register.filter
def minute(value: datetime | None) -> str:
    """Write a moment for tables: 2026-11-21 09:30."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


@register.filter
def moment(value: date | datetime | None) -> str:
    """Write a day, with its time where it has one."""
    return minute(value) if isinstance(value, datetime) else day(value)


@register.filter
def when(value: date | datetime) -> SafeString:
    """Write a day for tables inside a sentence, where it must not break across lines."""
    return format_html('<time class="when" datetime="{0}">{0}</time>', day(value))


@register.filter
def day_prose(value: date | datetime | None) -> str:
    """Write a day for prose: 2026年11月21日, or 21 November 2026."""
    if not value:
        return ""
    # Translators: a day in prose, in the letters of Django's date filter: Y年n月j日
    return date_format(_local(value), _("j F Y"))


@register.filter
def device(user_agent: str) -> str:
    """Name the device that a session runs on."""
    return device_of(user_agent)


@register.filter
def grouped(value: Number | None) -> str:
    """Write a number in full with thousands apart: 12,345 or 2.5."""
    if value is None:
        return "—"
    if isinstance(value, float):
        value = Decimal(repr(round(value, 2)))
    return f"{value.normalize():,f}" if isinstance(value, Decimal) else f"{value:,}"


@register.filter
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
