"""Django's form fields as rows of our forms: label above, hint, fault in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from django import forms
from django.forms import BoundField
from django.forms.widgets import DateTimeBaseInput
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Layout = Literal["line", "tick", "group"]

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    # The first match counts, so the special kinds stand before the general ones.
    (forms.CheckboxSelectMultiple, "checkbox"),
    (forms.RadioSelect, "radio"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.SelectMultiple, "select select-many"),
    (forms.Select, "select"),
    (forms.FileInput, "file-input"),
    (forms.NumberInput, "input input-short"),
    (forms.DateTimeInput, "input input-moment"),
    (forms.DateInput, "input input-short"),
    (forms.TimeInput, "input input-short"),
)

# Browsers have pickers of their own for these; they want ISO values.
_PICKERS: tuple[tuple[type[DateTimeBaseInput], str, str], ...] = (
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeInput, "time", "%H:%M"),
)

_TO_CHOOSE = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput)


@dataclass(frozen=True)
class FormRow:
    """One field, ready to be laid out.

    ``line`` has its label above, ``tick`` beside one box, ``group`` holds several choices.
    """

    id: str
    label: str
    layout: Layout
    required: bool
    hint: str
    errors: tuple[str, ...]
    control: SafeString | None = None
    choices: tuple[tuple[str, str, SafeString], ...] = ()
    is_file: bool = False

    @property
    def described_by(self) -> str:
        """The ids of hint and error, for ``aria-describedby``."""
        parts = [f"{self.id}_helptext"] if self.hint else []
        return " ".join(parts + ([f"{self.id}_error"] if self.errors else []))


@dataclass(frozen=True)
class ErrorLink:
    """One fault of a form; ``target`` is the id of its field, empty for the whole form."""

    text: str
    target: str
    label: str = ""


def form_row_of(field: BoundField, *, hints: bool = True) -> FormRow:
    """Lay out one field of a form."""
    widget = field.field.widget
    _dress(widget)
    row = FormRow(
        id=field.auto_id or field.html_name,
        label=str(field.label),
        layout=_layout(widget),
        required=field.field.required,
        hint=str(field.help_text) if hints else "",
        errors=tuple(_errors(field)),
        is_file=isinstance(widget, forms.FileInput),
    )
    if row.layout == "group":
        return replace(row, choices=tuple(_choices(field)))
    return replace(row, control=field.as_widget(attrs=_described(row)))


def error_links(form: forms.BaseForm) -> Iterator[ErrorLink]:
    """Yield each fault of a form, the whole form's first, then in the order of its fields."""
    if not form.is_bound:
        return
    for text in form.non_field_errors():
        yield ErrorLink(str(text), "")
    for field in form:
        target = "" if field.is_hidden else field.auto_id or field.html_name
        for text in _errors(field):
            yield ErrorLink(text, target, str(field.label))


def _dress(widget: forms.Widget) -> None:
    """Give a widget its class, and the browser's own picker where there is one."""
    # A form's widgets are copies of its own, so changing them here reaches no other form.
    css = next((css for kind, css in _CLASSES if isinstance(widget, kind)), "input")
    widget.attrs.setdefault("class", css)
    widget.attrs.pop("placeholder", None)  # The label says it, and stays when one types.
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
        widget.attrs["rows"] = "4"  # Django's ten lines fill a phone.
    if isinstance(widget, DateTimeBaseInput) and widget.input_type == "text":
        widget.input_type, widget.format = next(
            (picker, written) for kind, picker, written in _PICKERS if isinstance(widget, kind)
        )


def _errors(field: BoundField) -> Iterator[str]:
    """Yield each fault of a field; a missing answer in words that fit the field."""
    for error in field.errors.as_data():
        standard = error.message == forms.Field.default_error_messages["required"]
        if standard and isinstance(field.field.widget, _TO_CHOOSE):
            yield _("Choose one.")
        elif standard:
            yield _("This is still missing.")
        else:
            yield from map(str, error)


def _layout(widget: forms.Widget) -> Layout:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    return "tick" if isinstance(widget, forms.CheckboxInput) else "line"


def _described(row: FormRow) -> dict[str, str | bool]:
    attrs: dict[str, str | bool] = {}
    if row.described_by:
        attrs["aria-describedby"] = row.described_by
    if row.errors:
        attrs["aria-invalid"] = "true"
    return attrs


def _choices(field: BoundField) -> Iterator[tuple[str, str, SafeString]]:
    for option in field:
        yield option.id_for_label, str(option.choice_label), option.tag()
