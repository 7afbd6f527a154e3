"""Tags and filters that every template has without loading them."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template import Engine
from django.template.context import Context
from django.utils.safestring import SafeString

from gongjian.kernel.actor import Actor
from gongjian.kernel.components import Table
from gongjian.kernel.web.cells import cell_html
from gongjian.kernel.web.devices import device_of
from gongjian.kernel.web.flashes import Flash, read_flash
from gongjian.kernel.web.form_rows import error_links, form_row_of
from gongjian.kernel.web.icons import icon
from gongjian.kernel.web.writing import day, day_prose, grouped, minute, moment, wan, when
from gongjian.kernel.words import word

register = template.Library()

register.simple_tag(icon)
register.simple_tag(word)
for written in (day, minute, moment, when, day_prose, grouped, wan):
    register.filter(written)
register.filter("cell", cell_html)
register.filter("device", device_of)


@register.filter
def may(actor: Actor, code: str) -> bool:
    """Tell whether the reader has a permission anywhere: no way leads where they are refused."""
    return actor.may(code)


@register.simple_tag(takes_context=True)
def component(context: Context, this: Any, **more: Any) -> SafeString:
    """Show a component by its own template part."""
    part = Engine.get_default().get_template(this.template)
    with context.push(this=this, **more):
        return part.render(context)


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString:
    """Include a template, or repeat what it gave before on this page, for a tenth of the time."""
    kept_here: dict[Any, Any] = context.render_context  # type: ignore[assignment]
    given = kept_here.setdefault("gongjian_again", {})
    if name not in given:
        given[name] = Engine.get_default().get_template(name).render(context)
    return given[name]


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
