"""From a posted form to one action: sent twice acts once, a refusal comes back in words."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from gongjian.kernel import submissions
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible

MOST_KEY = 64


class ActionForm(forms.Form):
    """A form that carries out one action; ``submission`` marks one sending of it.

    ``refusal`` is why the action was refused, after :func:`carry_out`.
    """

    refusal: DomainError | None = None

    submission = forms.CharField(
        widget=forms.HiddenInput, max_length=MOST_KEY, initial=lambda: uuid.uuid4().hex
    )

    @property
    def said(self) -> dict[str, Any]:
        """What a valid form says: its fields without the mark of the sending."""
        return {name: value for name, value in self.cleaned_data.items() if name != "submission"}

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Let a field of choices offer these, each a value and its label."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    @property
    def status(self) -> int:
        """The HTTP status to show the form with: 200, or why it is shown again."""
        if self.refusal is not None:
            return self.refusal.status
        return 422 if self.is_bound and self.errors else 200


def carry_out(
    request: HttpRequest, form: ActionForm, perform: Callable[[], str], said: object = ""
) -> HttpResponse | None:
    """Run ``perform`` once for a valid form and redirect to the address that it returns.

    None means that the form is to be shown again: it now holds its errors in words.
    """
    if not form.is_valid():
        return None
    try:
        target = submissions.once(
            form.cleaned_data["submission"],
            actor=request.actor,
            at=timezone.now(),
            perform=perform,
        )
    except (NotVisible, Forbidden):
        raise
    except DomainError as error:
        form.refusal = error
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    if said:
        messages.success(request, str(said))
    return HttpResponseRedirect(target)


def press(
    request: HttpRequest, perform: Callable[[], object], *, back: str, said: object = ""
) -> HttpResponse:
    """Carry out what one button does, once, and go back; a refusal is shown there in words."""
    key = request.POST.get("submission", "")[:MOST_KEY] or uuid.uuid4().hex

    def run() -> str:
        perform()
        return back

    try:
        submissions.once(key, actor=request.actor, at=timezone.now(), perform=run)
    except (NotVisible, Forbidden):
        raise
    except DomainError as error:
        messages.error(request, str(error))
    else:
        if said:
            messages.success(request, str(said))
    return HttpResponseRedirect(back)
