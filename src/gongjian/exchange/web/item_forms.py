"""The forms of service items and pairings: shape only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.web.acting import ActionForm

PICKER = "%Y-%m-%dT%H:%M"

Choices = Iterable[tuple[Any, Any]]


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput, input_formats=[PICKER, "%Y-%m-%d %H:%M"]
    )


class PressForm(ActionForm):
    """A form of one button."""


class TermsForm(ActionForm):
    """The terms of a service."""

    starts_at = _moment(_("Begins"))
    ends_at = _moment(_("Ends"))
    place = forms.CharField(label=pgettext_lazy("of a service", "Venue"), max_length=80)
    places = forms.IntegerField(label=_("Places for volunteers"), min_value=1, max_value=1000)
    liaison_id = forms.TypedChoiceField(label=_("Liaison"), coerce=int)
    training_required = forms.BooleanField(
        label=_("Training is required"),
        help_text=_("Only those who attended can be deployed."),
        required=False,
    )

    def __init__(self, people: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("liaison_id", people)


class TrainingForm(ActionForm):
    """A training to plan."""

    starts_at = _moment(_("Begins"))
    place = forms.CharField(label=pgettext_lazy("of a service", "Venue"), max_length=80)
    trainer = forms.CharField(label=_("Trainer"), max_length=60, required=False)


class DeliverForm(ActionForm):
    """The report that a service was delivered."""

    heads = forms.IntegerField(label=_("How many came"), min_value=1, max_value=10_000)
    note = forms.CharField(
        label=_("What was done"), max_length=400, required=False, widget=forms.Textarea
    )


class ConfirmForm(ActionForm):
    """The requester's confirmation."""

    thanks = forms.CharField(
        label=_("Thanks"),
        help_text=_("The other unit and its volunteers can read it."),
        max_length=400,
        required=False,
        widget=forms.Textarea,
    )


class MissingForm(ActionForm):
    """What is missing, in the requester's words."""

    note = forms.CharField(
        label=_("What is missing"),
        help_text=_("The other unit puts it right and reports again."),
        max_length=400,
        widget=forms.Textarea,
    )


class PairingForm(ActionForm):
    """A signed agreement between two units."""

    one_id = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    other_id = forms.TypedChoiceField(label=_("Partner"), coerce=int)
    title = forms.CharField(
        label=_("Purpose"), max_length=80, help_text=_("What the two units do together.")
    )
    measures = forms.CharField(label=_("Measures"), max_length=400, widget=forms.Textarea)
    goals = forms.CharField(
        label=_("Goals"),
        help_text=_("One goal a line."),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )
    valid_from = forms.DateField(label=_("In force from"), widget=forms.DateInput)
    valid_to = forms.DateField(label=_("Until"), widget=forms.DateInput, required=False)

    def __init__(self, mine: Choices, all_units: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("one_id", mine)
        self.offer("other_id", all_units)

    def clean_goals(self) -> tuple[str, ...]:
        """Split the goals by line; refuse one that is too long to be kept."""
        lines = tuple(line.strip() for line in self.cleaned_data["goals"].splitlines())
        if any(len(line) > 120 for line in lines):
            raise forms.ValidationError(_("A goal has at most 120 characters. Shorten it."))
        return tuple(filter(None, lines))

    def clean(self) -> dict[str, Any]:
        """Refuse an end that is not after the beginning."""
        data = super().clean() or self.cleaned_data
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end <= start:
            self.add_error("valid_to", _("The last day is before the first."))
        return data


class ActivityForm(ActionForm):
    """Something that the two sides did together."""

    held_on = forms.DateField(label=_("Day"), widget=forms.DateInput)
    title = forms.CharField(label=_("What was done"), max_length=120)


def initial_moment(at: datetime) -> str:
    """Write a local moment as the browser's picker wants it."""
    return at.strftime(PICKER)
