"""The forms of groups: shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.web.acting import ActionForm

from .. import queries
from ..queries import Opening


class PlaceField(forms.CharField):
    """A place by its name or code, as there are thousands."""

    def clean(self, value: Any) -> str:
        """Return the code of the place; empty when the field is."""
        words = super().clean(value)
        if not words:
            return ""
        found = queries.find_place(words)
        if found is None:
            raise forms.ValidationError(
                _("There is no such place, or there are several. Write its code of 9 or 12 digits.")
            )
        return found.pk


class VenueField(forms.CharField):
    """A venue by its name in the registry."""

    def clean(self, value: Any) -> int | None:
        """Return the key of the venue; None when the field is empty."""
        words = super().clean(value)
        if not words:
            return None
        found = queries.find_venue(words)
        if found is None:
            raise forms.ValidationError(
                _("There is no one open venue of this name. Write it as in the registry.")
            )
        return found.pk


class TradesField(forms.CharField):
    """Trades of the official list by code or name."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the codes of the trades."""
        codes, unknown = queries.find_trades(super().clean(value))
        if unknown:
            raise forms.ValidationError(
                _("Not in the official list of trades: %(words)s. Write codes such as 52."),
                params={"words": "、".join(unknown)},
            )
        return codes


class ChangeForm(ActionForm):
    """What a group is called, what it is for and where."""

    name = forms.CharField(label=_("Name of the group"), max_length=80)
    purpose = forms.CharField(
        label=_("What it is for"),
        help_text=_("In a few words: what its members want to do together in their trade."),
        max_length=400,
        widget=forms.Textarea,
    )
    territory = PlaceField(
        label=_("Street, town or community"),
        help_text=_("Its name or code. Leave it empty for a venue."),
        max_length=60,
        required=False,
    )
    venue_id = VenueField(
        label=_("Or a market, street, mall, building or park"),
        help_text=_("Its name, as in the registry."),
        max_length=80,
        required=False,
    )
    trades = TradesField(
        label=_("Trades"),
        help_text=_(
            "Codes or names of GB/T 4754, such as 52 or 零售业; several separated by 、. "
            "Empty: any trade; a group by trade needs one."
        ),
        max_length=200,
        required=False,
    )


class OpenForm(ChangeForm):
    """A group as it is opened: by which unit, of which type."""

    unit_id = forms.TypedChoiceField(label=_("Kept by"), coerce=int)
    type = forms.ChoiceField(label=_("Type of group"), widget=forms.RadioSelect)

    field_order = ("unit_id", "type")

    def __init__(self, opening: Opening, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("unit_id", opening.units)
        self.offer("type", [(each.code, _type_label(each)) for each in opening.types])


def _type_label(each: queries.GroupType) -> str:
    label = f"{each.name} · {each.by.label}"
    return gettext("%(type)s (sample)") % {"type": label} if each.is_sample else label


class JoinForm(ActionForm):
    """Joining, and whether one may be named."""

    is_named = forms.BooleanField(
        label=_("My name may stand with what the group did when I was there"),
        help_text=_("Only members of the group and who keeps it see it. Take it back any time."),
        required=False,
    )


class NextForm(ActionForm):
    """When the group meets next."""

    next_on = forms.DateField(label=_("Next date"), widget=forms.DateInput, required=False)
    next_what = forms.CharField(label=_("For what"), max_length=120, required=False)


class EndForm(ActionForm):
    """From which day a group is no more, and why."""

    on = forms.DateField(label=_("Ends on"), widget=forms.DateInput)
    why = forms.CharField(
        label=pgettext_lazy("end of a group", "Why"), max_length=200, widget=forms.Textarea
    )


class GatheringForm(ActionForm):
    """What a group did: a day, words, how many were there, who agreed to be named."""

    held_on = forms.DateField(label=_("Day"), widget=forms.DateInput)
    text = forms.CharField(
        label=_("What the group did"),
        help_text=_("A few sentences are enough. No photos are needed."),
        max_length=2000,
        widget=forms.Textarea,
    )
    present = forms.IntegerField(
        label=_("How many people were there"), min_value=1, max_value=100_000
    )
    named = forms.TypedMultipleChoiceField(
        label=_("Who was there and agreed to be named"),
        help_text=_("Only those who agreed stand here. The number counts everybody."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, agreed: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = list(agreed)
        if people:
            self.offer("named", people)
        else:
            del self.fields["named"]
