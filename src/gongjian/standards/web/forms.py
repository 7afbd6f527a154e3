"""The forms of brands and peer review: shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.web.acting import ActionForm
from gongjian.org.catalogue import LINES

from ..queries import CheckLine, ReviewRow, Superior

FINE, FOUND = "fine", "finding"


class BrandForm(ActionForm):
    """A unit's specialty and brand, in its own words."""

    duty = forms.CharField(
        label=_("Duty that it grows from"),
        help_text=_("What the branch is there for, such as service in a business street."),
        max_length=200,
    )
    specialty = forms.CharField(
        label=_("Specialty"),
        help_text=_("What it does differently, for whom, in a few sentences."),
        max_length=400,
        widget=forms.Textarea,
    )
    name = forms.CharField(label=_("Name of the brand"), max_length=60)
    owner_id = forms.TypedChoiceField(label=_("Who looks after the brand"), coerce=int)

    def __init__(self, owners: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner_id", owners)


class GuideForm(ActionForm):
    """Advice to the branch, in words."""

    words = forms.CharField(label=_("Advice"), max_length=400, widget=forms.Textarea)


class DayForm(ActionForm):
    """The day from which something holds."""

    on = forms.DateField(label=_("From which day"), widget=forms.DateInput)


class ReasonForm(DayForm):
    """A day and a reason."""

    words = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea)


class RoundForm(ActionForm):
    """A round: whose branches, what they look at, from when to when."""

    superior = forms.ChoiceField(
        label=_("The branches below"),
        help_text=_("Units with three branches or more directly below them."),
    )
    name = forms.CharField(label=_("Name of the round"), max_length=80)
    starts_on = forms.DateField(label=pgettext_lazy("round", "From"), widget=forms.DateInput)
    ends_on = forms.DateField(label=pgettext_lazy("round", "Until"), widget=forms.DateInput)
    items = forms.CharField(
        label=_("What they look at"),
        help_text=_("One item a line. The last round's list stands here to begin with."),
        max_length=4000,
        widget=forms.Textarea,
    )

    def __init__(self, superiors: Iterable[Superior], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "superior",
            [
                (f"{each.unit_id}-{each.line}", f"{each.unit} · {LINES[each.line]}")
                for each in superiors
            ],
        )

    def clean_items(self) -> tuple[str, ...]:
        """Return the items, one a line; each fits the checklist."""
        lines = [line.strip()[:200] for line in self.cleaned_data["items"].splitlines()]
        return tuple(line for line in lines if line)


class ExchangeForm(ActionForm):
    """Two reviewers who exchange whom they review."""

    one = forms.TypedChoiceField(label=_("One reviewing branch"), coerce=int)
    other = forms.TypedChoiceField(label=_("The other reviewing branch"), coerce=int)

    def __init__(self, reviews: Iterable[ReviewRow], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches = [(each.reviewer_id, each.reviewer) for each in reviews]
        self.offer("one", branches)
        self.offer("other", branches)


class ReportForm(ActionForm):
    """What was seen at another branch: each item fine or a finding, and what is worth copying."""

    def __init__(self, lines: Iterable[CheckLine], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = tuple(lines)
        self.fields["visited_on"] = forms.DateField(
            label=gettext("Day of the visit"), widget=forms.DateInput
        )
        for line in self.lines:
            self.fields[f"is_{line.item_id}"] = forms.ChoiceField(
                label=line.text,
                choices=[(FINE, gettext("Fine")), (FOUND, gettext("Something to mend"))],
                widget=forms.RadioSelect,
            )
            self.fields[f"words_{line.item_id}"] = forms.CharField(
                label=gettext("What is to be mended"),
                required=False,
                max_length=400,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["learned"] = forms.CharField(
            label=gettext("What is worth copying"),
            help_text=gettext(
                "A practice that your branch could take over. All in the round read it."
            ),
            required=False,
            max_length=1000,
            widget=forms.Textarea,
        )

    def clean(self) -> dict[str, Any]:
        """Ask for words where there is something to mend."""
        given = super().clean() or {}
        for line in self.lines:
            name = f"words_{line.item_id}"
            if given.get(f"is_{line.item_id}") == FOUND and not given.get(name):
                self.add_error(name, gettext("Write what is to be mended, in a few words."))
        return given

    @property
    def findings(self) -> dict[int, str]:
        """The words of a valid form by item, where something is to be mended."""
        given = self.cleaned_data
        return {
            line.item_id: given[f"words_{line.item_id}"]
            for line in self.lines
            if given[f"is_{line.item_id}"] == FOUND
        }


class AnswerForm(ActionForm):
    """What the branch did about a finding."""

    words = forms.CharField(label=_("What was done"), max_length=400, widget=forms.Textarea)


class CloseForm(ActionForm):
    """That a finding is done; a word of thanks may go with it."""

    words = forms.CharField(
        label=_("A word to the branch"), required=False, max_length=400, widget=forms.Textarea
    )


class MissingForm(ActionForm):
    """What is still missing, or missing again."""

    words = forms.CharField(label=_("What is missing"), max_length=400, widget=forms.Textarea)
