"""The forms of instructors, places and visits: shape only."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.web.acting import ActionForm

from ..queries import Choice as Instructor
from ..queries import NotePlace
from ..rules import Note
from ..terms import IssueKind, PlaceKind, Verdict, VisitAct

LARGEST_KEY = 2**63 - 1
LINES = 3
"""Issues that a note has room for; more are found on another day, or in the text."""


def _day(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=hint, widget=forms.DateInput)


def _words(
    label: Any, hint: Any = "", *, most: int = 400, required: bool = True
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RosterForm(ActionForm):
    """Who is put on the roster, sent by whom; what the conditions ask for."""

    person = forms.CharField(
        label=_("Member"),
        help_text=_(
            "The full name. If several have it, a space and the last four digits of the number."
        ),
        max_length=60,
    )
    unit_id = forms.TypedChoiceField(label=_("Sent by"), coerce=int)
    from_day = _day(_("On the roster from"))
    willing_on = _day(
        _("Said to be willing on"), _("Nobody is sent who has not said that they are willing.")
    )
    document = forms.CharField(label=_("Agreement of the unit that sends them"), max_length=120)

    def __init__(self, units: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("unit_id", [("", gettext("Choose a unit")), *units])


class EndForm(ActionForm):
    """From which day something ends, and why."""

    from_day = _day(_("From which day"))
    reason = _words(_("Why"), most=200)


class PointForm(ActionForm):
    """Which place is marked, by whom, and what it asked for."""

    kind = forms.ChoiceField(label=_("Kind of place"), choices=PlaceKind.choices)
    name = forms.CharField(
        label=_("Name of the place"),
        help_text=_(
            "The full name as in the registry; for an entity the credit code is right too."
        ),
        max_length=120,
    )
    unit_id = forms.TypedChoiceField(label=_("Marked by"), coerce=int)
    need = _words(
        _("What the place asked for"), _("In its own words. Where nobody asked, nobody is sent.")
    )
    from_day = _day(_("From which day"))
    document = forms.CharField(label=_("Document"), max_length=120, required=False)

    def __init__(self, units: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("unit_id", [("", gettext("Choose a unit")), *units])


class AssignForm(ActionForm):
    """Who looks after a place, for which period, and why where the load is high."""

    instructor_id = forms.TypedChoiceField(
        label=_("Instructor"),
        help_text=_("By name; the number says how many places they look after today."),
        coerce=int,
    )
    from_day = _day(_("First day"))
    last_day = _day(_("Last day"))
    load_reason = forms.CharField(
        label=_("Why one place more is right"),
        help_text=_("Needed only for who has as many places as is usual, or more."),
        max_length=200,
        required=False,
    )

    def __init__(self, people: Iterable[Instructor], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "instructor_id",
            [(each.id, f"{each.name} · {each.unit} · {each.places}") for each in people],
        )


class AppraiseForm(ActionForm):
    """The grade of a year, and why."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    verdict = forms.ChoiceField(label=pgettext_lazy("appraisal", "Grade"), choices=Verdict.choices)
    reason = _words(_("Why"), _("The instructor reads it at once and may object."))

    def __init__(self, years: Iterable[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("year", [(year, str(year)) for year in years])


class ObjectForm(ActionForm):
    """Why one objects to one's appraisal."""

    reason = _words(_("What is not right"), _("Somebody else than who appraised answers."))


class AnswerForm(ActionForm):
    """Which grade stands after an objection, and why."""

    verdict = forms.ChoiceField(label=_("The grade that stands"), choices=Verdict.choices)
    reason = _words(_("Why"))


class CloseFindingForm(ActionForm):
    """How an issue was settled."""

    how = forms.CharField(label=_("How it was settled"), max_length=300)


class NoteWords(ActionForm):
    """What a visit note says; two minutes, no photo, and nothing about where the phone is."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=lambda: uuid.uuid4().hex)
    visited_on = _day(_("Which day"))
    done = forms.MultipleChoiceField(
        label=_("What was done"),
        choices=VisitAct.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text = _words(
        _("In your words"),
        _("A sentence is enough. Nobody's illness, and no amounts of money."),
        most=1000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("", _("No issue")), *IssueKind.choices]
        for number in range(1, LINES + 1):
            self.fields[f"kind-{number}"] = forms.ChoiceField(
                label=_("Issue %(number)d: about") % {"number": number},
                choices=kinds,
                required=False,
            )
            self.fields[f"issue-{number}"] = forms.CharField(
                label=_("What is to be put right"), max_length=300, required=False
            )

    @property
    def note(self) -> Note:
        """Return what a valid form says."""
        data = self.cleaned_data
        found = (
            (data[f"kind-{number}"] or IssueKind.OTHER.value, data[f"issue-{number}"])
            for number in range(1, LINES + 1)
        )
        return Note(tuple(data["done"]), data["text"], tuple(each for each in found if each[1]))


class NoteForm(NoteWords):
    """A note as its page asks for it: about one of the writer's places."""

    field_order = ("place",)
    place = forms.TypedChoiceField(label=_("Which place"), coerce=int)

    def __init__(self, places: Iterable[NotePlace], today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(each.point_id, each.place) for each in places]
        self.offer("place", [("", gettext("Choose a place")), *chosen])
        self.fields["visited_on"].widget.attrs["max"] = today.isoformat()


class SentForm(NoteWords):
    """A note as a phone sends it, later: whether the place is still theirs is not asked here.

    ``instead`` is the recorded note that is to say this.
    """

    place = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
    instead = forms.IntegerField(min_value=1, max_value=LARGEST_KEY, required=False)
