"""The forms about terms and elections: shape only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.web.acting import ActionForm

from ..terms import Post

People = Mapping[int, str]
MOST_SEATS = 9


def _document(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=120)


def _day(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=hint, widget=forms.DateInput)


def _many(label: Any, people: People, hint: Any = "", *, required: bool = True) -> Any:
    return forms.TypedMultipleChoiceField(
        label=label,
        help_text=hint,
        choices=list(people.items()),
        coerce=int,
        required=required,
        widget=forms.CheckboxSelectMultiple,
    )


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100_000)


class TermForm(ActionForm):
    """A term that was decided on elsewhere."""

    from_day = _day(_("In office since"))
    document = _document(_("Decision"))


class ExtendForm(ActionForm):
    """Until when a term is extended."""

    until = _day(_("Extended until"))
    document = _document(_("Decision of the superior"))


class PostForm(ActionForm):
    """Who takes which post in a term."""

    person_id = forms.TypedChoiceField(label=_("Member"), coerce=int)
    post = forms.ChoiceField(label=_("Post"), choices=Post.choices)
    from_day = _day(_("In office since"))
    document = _document(_("Decision"))

    def __init__(self, people: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("person_id", people.items())


class EndPostForm(ActionForm):
    """By which decision a post ends."""

    document = _document(_("Decision"))


class PlanForm(ActionForm):
    """When the meeting is, how many are elected, and who stands."""

    on = _day(_("Day of the meeting"))
    seats = forms.IntegerField(
        label=pgettext_lazy("election", "Seats"), min_value=1, max_value=MOST_SEATS
    )

    def __init__(self, people: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Only formal members of the branch can stand.")
        self.fields["candidates"] = _many(_("Candidates"), people, hint)


class RollForm(ActionForm):
    """Who came to the meeting, and who may not vote by a decision."""

    def __init__(self, roll: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"] = _many(_("Present"), roll, required=False)
        self.fields["without_right"] = _many(
            _("Without the right to vote, by a decision"),
            roll,
            _("They are not counted among those due."),
            required=False,
        )
        self.fields["document"] = forms.CharField(
            label=_("That decision"), max_length=120, required=False
        )


class CountForm(RollForm):
    """The ballots as they were counted; the votes of each candidate are ``yes-<person>``."""

    def __init__(self, roll: People, candidates: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(roll, *args, **kwargs)
        self.fields["issued"] = _number(_("Ballots given out"))
        self.fields["returned"] = _number(_("Ballots that came back"))
        self.fields["valid"] = _number(_("Valid ballots"))
        self.candidates = tuple(candidates)
        for person, name in candidates.items():
            self.fields[f"yes-{person}"] = _number(_("Yes for %(name)s") % {"name": name})

    @property
    def yes(self) -> dict[int, int]:
        """Return the votes by candidate of a valid form."""
        return {person: self.cleaned_data[f"yes-{person}"] for person in self.candidates}


class ConfirmForm(ActionForm):
    """Which post each of the elected has, and the document that confirms it."""

    document = _document(_("Confirmed by document"))

    def __init__(self, elected: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elected = tuple(elected)
        for person, name in self.elected:
            field = forms.ChoiceField(
                label=_("Post of %(name)s") % {"name": name}, choices=Post.choices
            )
            self.fields[f"post-{person}"] = field

    @property
    def posts(self) -> dict[int, Post]:
        """Return the posts by person of a valid form."""
        return {pk: Post(self.cleaned_data[f"post-{pk}"]) for pk, _name in self.elected}


class AnnulForm(ActionForm):
    """Why a result is annulled."""

    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The branch reads it."),
        max_length=400,
        widget=forms.Textarea,
    )
