"""The forms of responsibilities and re-organisations: shape only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.web.acting import ActionForm
from gongjian.org.catalogue import LINES

Choices = Iterable[tuple[Any, Any]]


def _document() -> forms.CharField:
    return forms.CharField(
        label=_("Document"),
        help_text=_("The decision that this rests on, such as 甬党发〔2026〕3号."),
        max_length=120,
    )


def _one_of(label: Any, *, required: bool = True, hint: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, coerce=int, empty_value=None, required=required, help_text=hint
    )


def _some_of(label: Any, *, required: bool, hint: Any = "") -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        coerce=int,
        required=required,
        help_text=hint,
        widget=forms.CheckboxSelectMultiple,
    )


def _line() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Line"), choices=lambda: list(LINES.items()))


class ChoosingForm(ActionForm):
    """A form whose choices the page gives: ``choices`` by field."""

    def __init__(self, choices: Mapping[str, Choices], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, given in choices.items():
            if name in self.fields:
                field: Any = self.fields[name]
                several = isinstance(field, forms.MultipleChoiceField)
                empty = [] if several else [("", "—")]
                field.choices = [*empty, *given]
                if several and not field.required and not field.choices:
                    del self.fields[name]


class DraftForm(ChoosingForm):
    """What is said of a re-organisation as a whole."""

    title = forms.CharField(label=_("Title"), max_length=80)
    document = _document()
    effective_on = forms.DateField(
        label=_("Holds from"),
        help_text=_("A day ahead is possible. Earlier days keep their structure."),
        widget=forms.DateInput,
    )
    unit = _one_of(_("Prepared at"), hint=_("Who reaches this authority can see the draft."))


class MoveForm(ChoosingForm):
    """A unit stands under another one."""

    unit = _one_of(_("Unit that moves"), hint=_("What stands below it goes along."))
    line = _line()
    parent = _one_of(_("It then stands under"))


class MergeForm(ChoosingForm):
    """Units go into one."""

    sources = _some_of(
        _("Units that are merged"),
        required=True,
        hint=_("They are closed. What is below them, what they answer for and cover goes along."),
    )
    into = _one_of(_("Into this unit"), required=False)
    name = forms.CharField(
        label=_("Or into a new unit of this name"), max_length=80, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for an existing unit or the name of a new one."""
        return _into_or_name(self)


def _into_or_name(form: ActionForm) -> dict[str, Any]:
    data = form.cleaned_data
    if not data.get("into") and not data.get("name"):
        form.add_error("name", _("Choose a unit, or write the name of a new one."))
    return data


class SplitForm(ChoosingForm):
    """A part of a unit goes to another one."""

    into = _one_of(_("The part goes to this unit"), required=False)
    name = forms.CharField(label=_("Or to a new unit of this name"), max_length=80, required=False)
    children = _some_of(_("Units below that go along"), required=False)
    duties = forms.MultipleChoiceField(
        label=_("Places that it is then responsible for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    closes = forms.BooleanField(
        label=_("The unit is closed then"),
        help_text=_("What it covers and who serves there go to this part."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for an existing unit or the name of a new one."""
        return _into_or_name(self)


class RenameForm(ChoosingForm):
    """A unit has another name."""

    unit = _one_of(_("Unit"))
    name = forms.CharField(
        label=_("New name"),
        help_text=_("It is shown as soon as this is applied; the old one stays searchable."),
        max_length=80,
    )


class CloseForm(ChoosingForm):
    """A unit is closed."""

    unit = _one_of(_("Unit that is closed"), hint=_("What stands below it must be moved first."))


class HandOverChangeForm(ChoosingForm):
    """A unit becomes responsible for a place."""

    territory = forms.ChoiceField(label=_("Place answered for"))
    line = _line()
    unit = _one_of(_("Responsible unit"))


class EndDutyChangeForm(ChoosingForm):
    """Nobody is responsible for a place any more."""

    territory = forms.ChoiceField(label=_("Place answered for"))
    line = _line()


class AssignForm(HandOverChangeForm):
    """A unit is responsible for a place from a day on."""

    from_day = forms.DateField(label=_("From"), widget=forms.DateInput)
    document = _document()


class HandOverForm(ChoosingForm):
    """A responsibility changes hands on a day."""

    unit = _one_of(_("Unit that takes over"))
    from_day = forms.DateField(
        label=_("From"),
        help_text=_("The unit that hands over is responsible until the day before."),
        widget=forms.DateInput,
    )
    document = _document()
    person_goes_along = forms.BooleanField(label=_("Who is in charge goes along"), required=False)


class ChargeForm(ChoosingForm):
    """A person is in charge from a day on."""

    person = _one_of(_("Person in charge"), hint=_("Who is in charge now is relieved on that day."))
    from_day = forms.DateField(label=_("From"), widget=forms.DateInput)
    document = _document()


class EndForm(ChoosingForm):
    """A responsibility ends without a successor."""

    on = forms.DateField(label=_("Ends on"), widget=forms.DateInput)
    document = _document()
