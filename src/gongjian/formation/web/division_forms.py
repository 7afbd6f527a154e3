"""The form of the list by which a branch is divided: shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.web.acting import ActionForm

from ..queries import Division, PartList

MOST_PARTS = 9


class ListForm(ActionForm):
    """Names of the new branches, and for each member the branch that they go into."""

    def __init__(self, division: Division, number: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.division, self.number = division, number
        if not division.is_approved:
            for part in range(2, number + 1):
                self.fields[f"part_{part}"] = forms.CharField(
                    label=_("Name of branch %(number)s") % {"number": part}, max_length=80
                )
        choices = [(str(n), self._label(n)) for n in range(1, number + 1)]
        for member in division.members:
            self.fields[f"seat_{member.id}"] = forms.ChoiceField(
                label=member.name
                if member.is_formal
                else _("%(name)s (on probation)") % {"name": member.name},
                choices=choices,
                initial=str(member.part or 1),
            )

    def _label(self, number: int) -> str:
        if number == 1:
            return _("1: stays in %(branch)s") % {"branch": self.division.branch}
        known = self.division.parts
        return f"{number}: {known[number - 1]}" if number <= len(known) else str(number)

    @property
    def parts(self) -> tuple[PartList, ...]:
        """The list that a valid form says; the branch itself comes first."""
        said = self.cleaned_data
        seats: dict[int, set[int]] = {}
        for member in self.division.members:
            seats.setdefault(int(said[f"seat_{member.id}"]), set()).add(member.id)
        return tuple(
            PartList(self._name(n), frozenset(seats.get(n, ()))) for n in range(1, self.number + 1)
        )

    def _name(self, number: int) -> str:
        if number == 1:
            return self.division.branch
        if self.division.is_approved:
            return self.division.parts[number - 1]
        return str(self.cleaned_data[f"part_{number}"])


class DivideForm(ListForm):
    """A general branch that is proposed, with the list."""

    name = forms.CharField(label=gettext_lazy("Name of the general branch"), max_length=80)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed where a rule speaks against it; the superior reads it."),
        required=False,
        max_length=400,
        widget=forms.Textarea,
    )
