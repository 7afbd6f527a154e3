"""Adding, ordering and taking out the changes of a re-organisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import NotVisible
from gongjian.kernel.web.acting import carry_out, press

from .. import actions, queries
from ..terms import (
    ChangeKind,
    Close,
    EndDuty,
    Facts,
    HandOver,
    Merge,
    Move,
    Rename,
    Split,
)
from . import forms

Data = Mapping[str, Any]


@dataclass(frozen=True)
class _Kind:
    """How one kind of change is entered: its form, and what it says."""

    form: type[forms.ChoosingForm]
    facts: Callable[[Data, int | None], Facts]


KINDS = {
    ChangeKind.MOVE: _Kind(forms.MoveForm, lambda d, _u: Move(d["unit"], d["line"], d["parent"])),
    ChangeKind.MERGE: _Kind(
        forms.MergeForm, lambda d, _u: Merge(tuple(d["sources"]), d["into"], d["name"].strip())
    ),
    ChangeKind.SPLIT: _Kind(
        forms.SplitForm,
        lambda d, unit: Split(
            unit or 0,
            d["into"],
            d["name"].strip(),
            tuple(d.get("children", ())),
            tuple(_duty(each) for each in d.get("duties", ())),
            d["closes"],
        ),
    ),
    ChangeKind.RENAME: _Kind(forms.RenameForm, lambda d, _u: Rename(d["unit"], d["name"].strip())),
    ChangeKind.CLOSE: _Kind(forms.CloseForm, lambda d, _u: Close(d["unit"])),
    ChangeKind.HAND_OVER: _Kind(
        forms.HandOverChangeForm, lambda d, _u: HandOver(d["unit"], d["line"], d["territory"])
    ),
    ChangeKind.END_DUTY: _Kind(
        forms.EndDutyChangeForm, lambda d, _u: EndDuty(d["line"], d["territory"])
    ),
}


def _duty(text: str) -> tuple[str, str]:
    line, _colon, territory = text.partition(":")
    return line, territory


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Add one change: find the units by name, then choose."""
    page = queries.get_reorganisation(pk, request.actor)
    if kind not in ChangeKind.values:
        raise NotVisible
    entry, unit = KINDS[ChangeKind(kind)], _unit(request)
    find = request.GET.get("find", "").strip()[:40]
    needs_unit = kind == ChangeKind.SPLIT and unit is None
    keep = _chosen(request)
    choices = _choices(request.actor, find, keep, unit)
    form = entry.form(choices, request.POST or None)
    back = reverse("reorganisation", args=[pk])

    def perform() -> str:
        facts = entry.facts(form.cleaned_data, unit)
        actions.add_change(pk, facts, actor=request.actor, at=timezone.now())
        return back

    posted = request.method == "POST" and not needs_unit
    if posted and (done := carry_out(request, form, perform, _("The change is added."))):
        return done
    context = {
        "page": page,
        "kind": ChangeKind(kind),
        "form": form,
        "find": find,
        "unit": unit,
        "unit_name": queries.name_of(unit) if unit else "",
        "choose_unit": choices["unit"] if needs_unit else None,
        "back": back,
    }
    return render(request, "structure/change_add.html", context, status=form.status)


def _unit(request: HttpRequest) -> int | None:
    """Return the unit that is split, which is chosen before its parts can be."""
    text = request.GET.get("unit", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _chosen(request: HttpRequest) -> list[int]:
    """Return the units that were sent, so that they are choices again."""
    sent = [v for name in ("unit", "parent", "into", "sources") for v in request.POST.getlist(name)]
    return [int(each) for each in sent if each.isascii() and each.isdigit() and len(each) < 10]


def _choices(
    actor: Actor, find: str, keep: list[int], unit: int | None
) -> dict[str, forms.Choices]:
    units = queries.units_to_choose(actor, find, keep=keep)
    below = queries.units_to_choose(actor, under=unit) if unit is not None else ()
    duties = queries.duties_of(unit, actor) if unit is not None else ()
    return {
        "unit": units,
        "parent": units,
        "sources": units,
        "into": units,
        "children": below,
        "duties": duties,
        "territory": queries.places_to_choose(actor, find),
    }


STEPS = ("earlier", "later", "remove")


@login_required
@require_POST
def step(request: HttpRequest, pk: int, change: int, step: str) -> HttpResponse:
    """Let a change come earlier or later, or take it out."""
    if step not in STEPS:
        raise NotVisible
    queries.get_reorganisation(pk, request.actor)

    def perform() -> None:
        if step == "remove":
            actions.remove_change(change, actor=request.actor, at=timezone.now())
        else:
            actions.move_change(
                change, earlier=step == "earlier", actor=request.actor, at=timezone.now()
            )

    return press(request, perform, back=reverse("reorganisation", args=[pk]))
