"""The forms of published totals: shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.insight.terms import Breakdown, Qualifier
from gongjian.kernel.web.acting import ActionForm

Choices = Iterable[tuple[Any, Any]]


def _number(label: Any, hint: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=hint,
        required=False,
        min_value=0,
        max_digits=16,
        decimal_places=4,
    )


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput, required=required)


def _chosen(label: Any, hint: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, help_text=hint, required=False, coerce=int, empty_value=None
    )


class PublishedForm(ActionForm):
    """What somebody has published: the number, how exact it is, and who says so."""

    subject = forms.CharField(label=_("What it counts"), max_length=120)
    value = _number(_("Number"), _("Leave it empty where the text does not give the number."))
    unit = forms.CharField(
        label=_("Unit of the number"),
        help_text=_("As the text has it: households and people are different units."),
        max_length=20,
    )
    qualifier = forms.ChoiceField(
        label=_("How exact"),
        help_text=_("As the text says: “nearly” is a little less, “at least” may be more."),
        choices=Qualifier.choices,
    )
    as_of = _day(_("For which day"))
    as_of_inferred = forms.BooleanField(
        label=_("The text gives no day; this one is inferred"), required=False
    )
    publication = forms.CharField(label=_("Publication"), max_length=160)
    published_on = _day(_("Published on"), required=False)
    quote = forms.CharField(
        label=_("Words of the text"), max_length=400, required=False, widget=forms.Textarea
    )
    unit_at_id = _chosen(_("Of which authority or zone"), _("With all that stands below it."))
    line = forms.ChoiceField(label=_("On which line"))
    territory = forms.CharField(
        label=_("Code of the place"),
        help_text=_("Where it speaks of a place and of no unit."),
        max_length=12,
        required=False,
    )
    figure = forms.ChoiceField(
        label=_("Compare with the figure"),
        help_text=_("Only where it counts the same things in the same unit."),
        required=False,
    )
    filters = forms.CharField(
        label=_("Only these rows"),
        help_text=_("Dimension and value, several separated by a comma: kind=small_firm."),
        max_length=200,
        required=False,
    )
    whole_id = _chosen(_("It is a part of"))
    percent = _number(_("Published as so many per cent of that"))
    percent_qualifier = forms.ChoiceField(
        label=_("How exact the percentage is"), choices=Qualifier.choices
    )
    breakdown = forms.ChoiceField(label=_("Its own parts"), choices=Breakdown.choices)

    def __init__(
        self,
        units: Choices,
        lines: Choices,
        figures: Choices,
        wholes: Choices,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        nothing = [("", "—")]
        for name, choices in (
            ("unit_at_id", [*nothing, *units]),
            ("line", list(lines)),
            ("figure", [*nothing, *figures]),
            ("whole_id", [*nothing, *wholes]),
        ):
            self.offer(name, choices)

    def clean_filters(self) -> dict[str, str]:
        """Read ``kind=small_firm, street=330212008``; what does not fit is the action's to say."""
        pairs = (each.partition("=") for each in self.cleaned_data["filters"].split(","))
        return {code.strip(): value.strip() for code, _sign, value in pairs if code.strip()}


class WithdrawForm(ActionForm):
    """Why a published total is withdrawn."""

    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=200)
