"""The forms of needs, resources and claims: shape only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongjian.kernel.web.acting import ActionForm
from gongjian.kernel.web.form_rows import FormRow, form_row_of

from ..actions import NeedEntry
from ..actions.needs import DatesCrossed, NeedInPast
from ..queries import Choice, EntryChoices
from ..terms import DeclineReason

USUAL_DAYS = 30
"""How many days a need is open by default; whoever raises it changes what does not fit."""

MOST_HEADS = 1000


class Datalist(forms.TextInput):
    """A text field that offers a list of known values and takes any other."""

    def __init__(self, list_id: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"list": list_id, "autocomplete": "off"} | (attrs or {}))


class SkillsInput(forms.TextInput):
    """Several text fields of one name, each offering the known skills."""

    fields = 3

    def __init__(self, list_id: str) -> None:
        super().__init__()
        self.list_id = list_id

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        return "、".join(filter(None, values))

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        held = [*split_names(value or ""), "", "", ""]
        extra = {**self.attrs, **(attrs or {})}
        first = flatatt(extra)
        rest = {k: v for k, v in extra.items() if k not in ("id", "aria-describedby")}
        shown = held[: max(self.fields, len(held) - 3)]
        return format_html(
            '<div class="grid gap-2">{}</div>',
            format_html_join(
                "",
                '<input type="text" name="{}" value="{}" list="{}" maxlength="40"'
                ' autocomplete="off"{}>',
                (
                    (name, each, self.list_id, first if n == 0 else _numbered(rest, n))
                    for n, each in enumerate(shown)
                ),
            ),
        )


def _numbered(attrs: Mapping[str, Any], n: int) -> SafeString:
    label = _("Skill %(n)d") % {"n": n + 1}
    return flatatt({**attrs, "aria-label": label})


def split_names(text: str) -> tuple[str, ...]:
    """Split what was typed at commas, semicolons and 、 into names, each once."""
    names = (name.strip() for name in re.split(r"[,，、;；\n]+", text))
    return tuple(dict.fromkeys(filter(None, names)))


class SkillsField(forms.CharField):
    """Names of skills, known or new."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the names; refuse one that is too long to be kept."""
        names = split_names(super().clean(value) or "")
        if any(len(name) > 40 for name in names):
            raise forms.ValidationError(_("A skill has at most 40 characters. Shorten it."))
        return names


def options(choices: Iterable[Choice], empty: Any = None) -> list[tuple[str, Any]]:
    """Return choices as a form takes them, after an empty one if given."""
    rows = [(choice.value, choice.label) for choice in choices]
    return rows if empty is None else [("", empty), *rows]


def _offer_units(form: forms.Form, choices: EntryChoices) -> None:
    """Let the actor choose a unit; with only one it is preset and not shown."""
    field: Any = form.fields["unit_id"]
    if len(choices.units) == 1:
        field.choices = options(choices.units)
        field.initial, field.widget = choices.units[0].value, forms.HiddenInput()
    else:
        field.choices = options(choices.units, _("Choose a unit"))


def check_days(form: forms.Form, today: date) -> None:
    """Put dates that make no sense back to the last day, in the words of the action."""
    first, last = form.cleaned_data.get("starts_on"), form.cleaned_data.get("ends_on")
    if first and last and last < first:
        form.add_error("ends_on", str(DatesCrossed.message))
    elif last and last < today:
        form.add_error("ends_on", str(NeedInPast.message))


class NeedForm(ActionForm):
    """A need: what, for whom, how many, which skills, where and when."""

    unit_id = forms.TypedChoiceField(label=gettext_lazy("Your unit"), coerce=int)
    title = forms.CharField(
        label=gettext_lazy("What is needed"),
        help_text=gettext_lazy("In a few words, such as: guides at the smart terminals."),
        max_length=80,
    )
    beneficiaries = forms.CharField(label=gettext_lazy("For whom"), max_length=80)
    heads = forms.IntegerField(
        label=gettext_lazy("How many people"), min_value=1, max_value=MOST_HEADS
    )
    skills = SkillsField(
        label=gettext_lazy("Which skills"),
        help_text=gettext_lazy("Choose from the list or type a new one. Leave empty if none."),
        required=False,
        widget=SkillsInput("skills"),
    )
    where = forms.ChoiceField(label=pgettext_lazy("of a need", "Where"), required=False)
    place = forms.CharField(
        label=gettext_lazy("Where exactly"),
        help_text=gettext_lazy("Such as: hall on the ground floor."),
        max_length=80,
        required=False,
    )
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput)
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput)
    category_id = forms.TypedChoiceField(
        label=gettext_lazy("Category"), coerce=int, empty_value=None, required=False
    )
    training_required = forms.BooleanField(
        label=gettext_lazy("Training is required"),
        help_text=gettext_lazy("Only those who attended can be deployed."),
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Remark"), max_length=400, required=False, widget=forms.Textarea
    )

    def __init__(self, choices: EntryChoices, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        fields: dict[str, Any] = self.fields
        _offer_units(self, choices)
        self.offer("where", _wheres(choices))
        self.offer("category_id", options(choices.categories, _("none")))
        fields["starts_on"].initial = today
        fields["ends_on"].initial = today + timedelta(days=USUAL_DAYS)
        fields["where"].initial = f"t{choices.own_place}" if choices.own_place else ""

    def clean(self) -> dict[str, Any]:
        """Refuse dates that make no sense."""
        data = super().clean() or self.cleaned_data
        check_days(self, self.today)
        return data

    def entry(self) -> NeedEntry:
        """Return what was entered, as the action takes it."""
        data = self.cleaned_data
        where = data["where"]
        names = ("unit_id", "title", "beneficiaries", "heads", "skills", "place", "starts_on")
        more = ("ends_on", "category_id", "training_required", "note")
        return NeedEntry(
            territory=where[1:] if where.startswith("t") else None,
            room_id=int(where[1:]) if where.startswith("r") else None,
            **{name: data[name] for name in (*names, *more)},
        )


def _wheres(choices: EntryChoices) -> list[tuple[Any, Any]]:
    """Return one list of places and rooms: a need is in one of them."""
    places = [(f"t{each.value}", each.label) for each in choices.places]
    rooms = [(f"r{each.value}", each.label) for each in choices.rooms]
    groups = [(_("Places"), places), (_("Rooms"), rooms)]
    return [("", _("At our unit")), *(group for group in groups if group[1])]


class MeetingForm(ActionForm):
    """The sheet of a meeting as a whole; its rows are ``MeetingRow``."""


class MeetingRow(forms.Form):
    """One need of a meeting, on one line."""

    unit = forms.CharField(
        label=pgettext_lazy("column", "Unit"), max_length=80, widget=Datalist("units")
    )
    title = forms.CharField(label=gettext_lazy("What is needed"), max_length=80)
    beneficiaries = forms.CharField(label=gettext_lazy("For whom"), max_length=80)
    heads = forms.IntegerField(label=gettext_lazy("People"), min_value=1, max_value=MOST_HEADS)
    skills = SkillsField(
        label=gettext_lazy("Skills"), required=False, max_length=200, widget=Datalist("skills")
    )
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput)
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput)

    def __init__(
        self, units: Mapping[str, int], today: date, data: Any = None, *, prefix: str
    ) -> None:
        super().__init__(data, prefix=prefix, empty_permitted=True, use_required_attribute=False)
        self.units, self.today = units, today
        for field in self.fields.values():
            # The label stands in the head of the column, once for all rows.
            field.widget.attrs["aria-label"] = field.label
        self.fields["starts_on"].initial = today
        self.fields["ends_on"].initial = today + timedelta(days=USUAL_DAYS)

    @property
    def cells(self) -> tuple[FormRow, ...]:
        return tuple(form_row_of(field) for field in self)

    def clean_unit(self) -> str:
        """Refuse a name that none of the units has."""
        name = self.cleaned_data["unit"].strip()
        if name not in self.units:
            raise forms.ValidationError(
                _("No unit here is called “%(name)s”. Choose one from the list.") % {"name": name}
            )
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse dates that make no sense."""
        data = super().clean() or self.cleaned_data
        check_days(self, self.today)
        return data

    def entry(self) -> NeedEntry:
        """Return what was entered, as the action takes it."""
        facts = dict(self.cleaned_data)
        return NeedEntry(unit_id=self.units[facts.pop("unit")], **facts)


class DaysForm(ActionForm):
    """New dates for a need that is offered again."""

    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput)
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput)


class HeadsForm(ActionForm):
    """A part of a need for one unit, with one of its offers."""

    unit_id = forms.IntegerField(widget=forms.HiddenInput)
    resource_id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    heads = forms.IntegerField(
        label=gettext_lazy("How many people"), min_value=1, max_value=MOST_HEADS
    )


class ClaimForm(ActionForm):
    """All or part of a need, claimed for a unit with one of its offers."""

    source = forms.ChoiceField(label=gettext_lazy("With"))
    heads = forms.IntegerField(
        label=gettext_lazy("How many people you send"), min_value=1, max_value=MOST_HEADS
    )

    def __init__(self, sources: Iterable[Choice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["source"]
        field.choices = options(sources)
        if len(field.choices) == 1:
            field.initial, field.widget = field.choices[0][0], forms.HiddenInput()

    @property
    def unit_and_resource(self) -> tuple[int, int | None]:
        """Return what ``source`` stands for: a unit, and one of its resources if any."""
        unit, _dash, resource = self.cleaned_data["source"].partition("-")
        return int(unit), int(resource) if resource else None


class DeclineForm(ActionForm):
    """Why a match is declined."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=DeclineReason.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Remark"),
        help_text=gettext_lazy("The other side can read it."),
        max_length=200,
        required=False,
        widget=forms.Textarea,
    )


class ResourceForm(ActionForm):
    """What a unit can give: skills, how many people, where, from when to when."""

    unit_id = forms.TypedChoiceField(label=gettext_lazy("Your unit"), coerce=int)
    title = forms.CharField(
        label=gettext_lazy("What you can give"),
        help_text=gettext_lazy("In a few words, such as: nurses for health talks."),
        max_length=80,
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("How many people at a time"), min_value=1, max_value=MOST_HEADS
    )
    skills = SkillsField(
        label=gettext_lazy("Which skills"),
        help_text=gettext_lazy("Choose from the list or type a new one."),
        required=False,
        widget=SkillsInput("skills"),
    )
    category_id = forms.TypedChoiceField(
        label=gettext_lazy("Category"), coerce=int, empty_value=None, required=False
    )
    territory = forms.ChoiceField(label=pgettext_lazy("of an offer", "Where"), required=False)
    available_from = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput)
    available_to = forms.DateField(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("Leave empty if there is no end."),
        widget=forms.DateInput,
        required=False,
    )

    def __init__(self, choices: EntryChoices, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        _offer_units(self, choices)
        self.offer("category_id", options(choices.categories, _("none")))
        self.offer("territory", options(choices.places, _("At our unit")))
        fields["territory"].initial = choices.own_place
        fields["available_from"].initial = today
