"""The forms of this module."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.web.acting import ActionForm

ACCEPTED = ".xlsx,.xls,.ods,.csv"


class RosterForm(ActionForm):
    """Choose a roster file."""

    file = forms.FileField(
        label=_("Roster file"),
        help_text=_("An .xlsx, .xls, .ods or .csv file of at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("The file is empty. Choose the one that you filled in."),
        },
    )
