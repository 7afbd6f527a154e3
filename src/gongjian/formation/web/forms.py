"""The forms of forming organisations: shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.web.acting import ActionForm

from ..terms import Form, GroundKind

KINDS = [(kind.value, kind.label) for kind in GroundKind if kind != GroundKind.FLOATING]


class AskForm(forms.Form):
    """For whom advice is sought; it changes nothing, so it is asked by address."""

    kind = forms.ChoiceField(label=_("For whom it is sought"), choices=KINDS)
    units = forms.CharField(
        label=_("Units"),
        help_text=_("One a line: the full name or the credit code, as in the registry."),
        required=False,
        widget=forms.Textarea,
    )
    venue = forms.CharField(
        label=_("Market, street, mall, building or park"),
        help_text=_("Its name, as in the registry. Only for a venue."),
        required=False,
        max_length=80,
    )
    branch = forms.CharField(
        label=_("Branch"),
        help_text=_("Its full name. Only for a branch that has grown large."),
        required=False,
        max_length=80,
    )
    place = forms.CharField(
        label=_("Code of the place"),
        help_text=_("Street or community, 9 or 12 digits. Only for all in a place."),
        required=False,
        max_length=12,
    )
    ends_on = forms.DateField(
        label=_("The task ends on"),
        help_text=_("Only for a task."),
        required=False,
        widget=forms.DateInput,
    )


class ProposeForm(ActionForm):
    """A proposal: its name, where it is to stand, and why where a soft rule speaks against it."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=80)
    superior_id = forms.TypedChoiceField(label=_("Under which unit"), coerce=int)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed where a rule speaks against it; the superior reads it."),
        required=False,
        max_length=400,
        widget=forms.Textarea,
    )
    form = forms.ChoiceField(choices=Form.choices, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=GroundKind.choices, widget=forms.HiddenInput)
    units = forms.CharField(required=False, widget=forms.HiddenInput)
    venue = forms.IntegerField(required=False, widget=forms.HiddenInput)
    place = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    ends_on = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, superiors: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("superior_id", superiors)

    def clean_units(self) -> tuple[int, ...]:
        """Return the keys of the units; anything else in the hidden field is no unit."""
        parts = self.cleaned_data["units"].split(",")
        return tuple(int(part) for part in parts if part.isdecimal())


class ApproveForm(ActionForm):
    """The document by which the superior approves."""

    document = forms.CharField(label=_("Approved by document"), max_length=120)


class ReturnForm(ActionForm):
    """What has to change before it is proposed again."""

    why = forms.CharField(label=_("What has to change"), max_length=400, widget=forms.Textarea)


class AgainForm(ActionForm):
    """A returned proposal, made once more."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=400, widget=forms.Textarea
    )


class WorkplaceForm(ActionForm):
    """Where a member works from a day on; no unit: nowhere that is registered."""

    unit = forms.CharField(
        label=_("Works at"),
        help_text=_(
            "The full name or the credit code, as in the registry. Empty: at no registered unit."
        ),
        required=False,
        max_length=120,
    )
    from_day = forms.DateField(label=_("From"), widget=forms.DateInput)


class MentorForm(ActionForm):
    """Who helps a unit on its way to a branch."""

    person_id = forms.TypedChoiceField(label=_("Mentor"), coerce=int)

    def __init__(self, people: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("person_id", people)


class FoundForm(ActionForm):
    """The day from which the organisation exists."""

    on = forms.DateField(label=_("Founded on"), widget=forms.DateInput)
