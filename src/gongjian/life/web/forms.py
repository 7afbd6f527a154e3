"""The forms of organisational life: shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.web.acting import ActionForm

from ..queries import PlanRow, Recording, Template
from ..terms import LONGEST


def item_label(item: PlanRow) -> str:
    """Return what to call something expected, with its period."""
    return f"{item.name} · {item.starts_on:%Y-%m-%d}–{item.ends_on:%Y-%m-%d}"


class _Chosen(forms.TypedMultipleChoiceField):
    """Boxes for some of the branch's own rows, as whole numbers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class MeetingForm(ActionForm):
    """A record that takes three minutes: what, when, how long, what was said, who was there."""

    items = _Chosen(
        label=_("What of the plan it fulfils"),
        help_text=_("One meeting may fulfil several. None is right too."),
    )
    name = forms.CharField(
        label=_("What was held"),
        help_text=_("Empty: the name of what it fulfils."),
        required=False,
        max_length=80,
    )
    activity = forms.ChoiceField(
        label=_("Kind"),
        help_text=_("Empty: as the plan says."),
        required=False,
    )
    held_on = forms.DateField(label=_("Day"), widget=forms.DateInput)
    minutes = forms.IntegerField(label=_("How long, in minutes"), min_value=1, max_value=LONGEST)
    text = forms.CharField(
        label=_("What was said and decided"),
        help_text=_("A few sentences are enough. No photos are needed."),
        max_length=4000,
        widget=forms.Textarea,
    )
    present = _Chosen(label=_("Present"), help_text=_("Take out who was not there."))
    excused = _Chosen(
        label=_("Excused"),
        help_text=_("Do not write down why: nobody needs to know."),
    )

    def __init__(self, recording: Recording, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recording = recording
        people = [(each.id, _person(each.name, each.is_guest)) for each in recording.people]
        kinds = [(each.code, str(each.name)) for each in recording.activities]
        self._choose("items", [(each.id, item_label(each)) for each in recording.items])
        self._choose("activity", [("", gettext("As the plan says")), *kinds])
        self._choose("present", people)
        self._choose("excused", people)

    def _choose(self, name: str, choices: list[Any]) -> None:
        if not choices:
            del self.fields[name]
            return
        self.offer(name, choices)

    def clean(self) -> dict[str, Any]:
        """Call a meeting by what it fulfils where it has no name of its own."""
        given = super().clean() or {}
        chosen = [item for item in self.recording.items if item.id in given.get("items", ())]
        if not given.get("name"):
            if chosen:
                given["name"] = chosen[0].name.zh
            else:
                self.add_error("name", gettext("Write what was held, or choose it from the plan."))
        if not given.get("activity") and chosen:
            given["activity"] = chosen[0].activity
        return given


def _person(name: str, is_guest: bool) -> str:
    return gettext("%(name)s (guest)") % {"name": name} if is_guest else name


class PlanForm(ActionForm):
    """From which template the plan of a year is drawn."""

    template = forms.ChoiceField(label=_("Template"))
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(
        self, templates: Iterable[Template], years: Iterable[int], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        known = [(each.code, str(each.name)) for each in templates]
        self.offer("template", known)
        self.offer("year", [(y, str(y)) for y in years])


class LeaveOutForm(ActionForm):
    """Why something expected is left out."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
