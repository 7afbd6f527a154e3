"""The form that a register is sent with."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.web.acting import ActionForm

ACCEPTED = ".csv,.xlsx"


class RegisterForm(ActionForm):
    """Choose a register, say of which day its facts are."""

    file = forms.FileField(
        label=_("Register file"),
        help_text=_("A .csv or .xlsx file with the headings of the template, of at most 1 GB."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("The file is empty. Choose the one that you filled in."),
        },
    )
    as_of = forms.DateField(
        label=_("Day of the facts"),
        help_text=_("What changes with this file holds from this day on."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    whole_of = forms.CharField(
        label=_("This is the whole register of the place"),
        help_text=_(
            "Only if it is complete: the code of the place, such as 330212. Entities of the place "
            "that the file does not have are then listed for you; none is closed by itself."
        ),
        required=False,
        max_length=12,
        strip=True,
    )
