"""A page of one form: what it is for, the form, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .acting import ActionForm, carry_out


@dataclass(frozen=True)
class FormPage:
    """What stands around the form; ``said`` tells afterwards what happened."""

    title: Any
    lead: Any
    button: Any
    back: str
    back_label: Any
    said: Any


def form_page(
    request: HttpRequest, form: ActionForm, page: FormPage, perform: Callable[[], str]
) -> HttpResponse:
    """Show a page of one form, or carry out what it asks and go where ``perform`` says."""
    if request.method == "POST" and (done := carry_out(request, form, perform, page.said)):
        return done
    context = {"page": page, "form": form}
    return render(request, "kernel/form_page.html", context, status=form.status)
