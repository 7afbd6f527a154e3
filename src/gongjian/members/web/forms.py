"""The forms about members, transfers and floating members: shape only."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.actor import Actor
from gongjian.kernel.web.acting import ActionForm
from gongjian.org.catalogue import ROLES

from .. import queries
from ..terms import Channel, EndReason, ParticipationKind, RequestKind

Choices = Collection[tuple[Any, Any]]


class MonthField(forms.CharField):
    """A month as 2019-07, kept as its first day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=7, help_text=_("Year and month, such as 2019-07."), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the month's first day."""
        text = super().clean(value)
        found = re.fullmatch(r"(\d{4})-(\d{1,2})", text)
        if found is None or not (int(found[1]) >= 1900 and 1 <= int(found[2]) <= 12):
            raise forms.ValidationError(_("Write year and month, such as 2019-07."))
        return date(int(found[1]), int(found[2]), 1)


def _name() -> forms.CharField:
    return forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=40)


def _mobile(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Mobile"), max_length=11, required=required, help_text=_("11 digits.")
    )


def _document(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=120, required=required)


class _OfUnit(ActionForm):
    """A form about one of several units."""

    unit_id = forms.TypedChoiceField(label=_("Branch"), coerce=int)

    def __init__(self, units: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("unit_id", units)


class MemberForm(_OfUnit):
    """A member as entered by the branch that holds the relation."""

    name = _name()
    mobile = _mobile(required=False)
    joined_on = MonthField(label=_("Joined the Party in"))
    formal_since = forms.DateField(
        label=_("Formal member since"),
        help_text=_("Leave it empty for a probationary member."),
        widget=forms.DateInput,
        required=False,
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth"), min_value=1900, max_value=2020, required=False
    )
    document = _document(_("Letter or decision"), required=False)


class FormalForm(ActionForm):
    """From which day a probationary member is a formal one."""

    formal_since = forms.DateField(label=_("Formal member since"), widget=forms.DateInput)


class EndForm(ActionForm):
    """Why a membership ends, and by which decision."""

    why = forms.ChoiceField(
        label=_("Why"),
        choices=[each for each in EndReason.choices if each[0] != EndReason.MOVED],
        widget=forms.RadioSelect,
    )
    document = _document(_("Decision or record"))


class BranchField(forms.CharField):
    """A branch by its full name, as there may be thousands to choose from."""

    def clean(self, value: Any) -> Any:
        """Return the key of the one branch of this name; None when the field is empty."""
        name = super().clean(value)
        if not name:
            return None
        found = queries.branches_named(name)
        if len(found) != 1:
            raise forms.ValidationError(
                _("Several branches here have this name. Ask the office which one it is.")
                if found
                else _("No branch here has this name. Write it in full, or enter it as outside.")
            )
        return found[0].pk


class UnitField(forms.CharField):
    """A unit by its full name, among those that a permission reaches."""

    actor: Actor
    permissions: tuple[str, ...]

    def reaching(self, actor: Actor, *permissions: str) -> None:
        """Look among the units that one of these permissions reaches."""
        self.actor, self.permissions = actor, permissions

    def clean(self, value: Any) -> Any:
        """Return the key of the one unit of this name."""
        name = super().clean(value)
        found = {
            unit.pk
            for each in self.permissions
            for unit in queries.units_named(name, self.actor, each)
        }
        if len(found) != 1:
            raise forms.ValidationError(
                _("Several units in your reach have this name. Ask the office above.")
                if found
                else _("No unit in your reach has this name. Write it in full.")
            )
        return found.pop()


def _unit() -> UnitField:
    return UnitField(label=_("Unit"), max_length=80, help_text=_("Its full name."))


class PersonForm(ActionForm):
    """A person as the office enters them."""

    name = _name()
    unit_id = _unit()
    mobile = _mobile(required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _units_of(self, actor, "roster.import")


class RoleForm(ActionForm):
    """Which role somebody gets, where, and from when."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    unit_id = _unit()
    from_day = forms.DateField(label=_("From"), widget=forms.DateInput)

    def __init__(self, roles: Choices, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("role", roles)
        _units_of(self, actor, *{ROLES[code].given_by for code, _label in roles})


class SignInForm(ActionForm):
    """The name with which somebody signs in."""

    username = forms.RegexField(
        r"^[A-Za-z0-9._-]{3,40}$",
        label=_("Sign-in name"),
        help_text=_("3 to 40 letters, digits, dots or hyphens."),
    )


def _units_of(form: forms.Form, actor: Actor, *permissions: str) -> None:
    field = form.fields["unit_id"]
    assert isinstance(field, UnitField)
    field.reaching(actor, *permissions)


class TransferForm(ActionForm):
    """Where a member's relation is to go."""

    unit_id = BranchField(
        label=_("Branch here"), max_length=80, required=False, help_text=_("Its full name.")
    )
    to_name = forms.CharField(label=_("Or an organisation outside"), max_length=80, required=False)


class PartForm(ActionForm):
    """In which other branch a member takes part, and why."""

    unit_id = BranchField(label=_("Branch"), max_length=80, help_text=_("Its full name."))
    kind = forms.ChoiceField(
        label=_("Why"),
        choices=[
            each for each in ParticipationKind.choices if each[0] != ParticipationKind.FLOATING
        ],
        widget=forms.RadioSelect,
    )


class LetterForm(ActionForm):
    """For how many days a letter is valid."""

    valid_days = forms.IntegerField(label=_("Valid for how many days"), min_value=1, max_value=180)


class RefuseForm(ActionForm):
    """Why a transfer is refused."""

    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The other side reads it. A relation may not be refused without a reason."),
        max_length=200,
        widget=forms.Textarea,
    )


class SelfReportForm(ActionForm):
    """What a floating member says first."""

    name = _name()
    mobile = _mobile(required=True)
    home = forms.CharField(
        label=_("Organisation that holds your relation"),
        help_text=_("As well as you know it."),
        max_length=80,
        required=False,
    )


class ReportForm(SelfReportForm):
    """A floating member who came to the desk or called."""

    unit_id = forms.TypedChoiceField(label=_("Station"), coerce=int)
    channel = forms.ChoiceField(
        label=_("How"),
        choices=[(each.value, each.label) for each in (Channel.DESK, Channel.PHONE)],
        widget=forms.RadioSelect,
        initial=Channel.DESK.value,
    )

    def __init__(self, stations: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("unit_id", stations)


class AttachForm(_OfUnit):
    """Which branch takes a floating member in."""


class ContactForm(ActionForm):
    """When the branch was last in contact."""

    on = forms.DateField(label=_("Day of the contact"), widget=forms.DateInput)


class AskForm(ActionForm):
    """What somebody asks about one of the fields held about them."""

    kind = forms.ChoiceField(
        label=_("What you ask"), choices=RequestKind.choices, widget=forms.RadioSelect
    )
    about = forms.ChoiceField(label=_("What it is about"))
    text = forms.CharField(
        label=_("What is right, or why you object"), max_length=400, widget=forms.Textarea
    )

    def __init__(self, fields: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("about", fields)


class AnswerForm(ActionForm):
    """The answer to who asked about their data; the button says which."""

    event = forms.ChoiceField(choices=[("do", "do"), ("decline", "decline")])
    answer = forms.CharField(
        label=_("Answer"),
        help_text=_("Who asked reads it. Needed when you decline."),
        max_length=400,
        required=False,
        widget=forms.Textarea,
    )
