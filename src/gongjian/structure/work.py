"""Open work about the structure: responsibilities to fill, re-organisations to apply."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.work import Kind, Open, Task, declare

from . import policy
from .models import Reorganisation
from .queries.vacancies import Vacancy, list_vacancies
from .rules import EDIT
from .terms import ReorganisationState, VacancyKind


def _vacant(actor: Actor, at: datetime) -> Open:
    def task(vacancy: Vacancy) -> Task:
        is_ahead = vacancy.kind is VacancyKind.ENDING
        return Task(
            vacancy.place,
            "responsibility_place",
            (vacancy.territory,),
            vacancy.unit,
            due=vacancy.since if is_ahead else None,
            since=None if is_ahead else vacancy.since,
            note=vacancy.kind.label,
        )

    found = list_vacancies(actor.on, actor)
    return Open(sorted(found, key=lambda vacancy: task(vacancy).order), task)


def _drafts(actor: Actor, at: datetime) -> Open:
    def task(row: Reorganisation) -> Task:
        return Task(row.title, "reorganisation", (row.pk,), row.unit.name, due=row.effective_on)

    rows = Reorganisation.objects.filter(
        policy.scope(actor), state=ReorganisationState.DRAFTING
    ).select_related("unit")
    return Open(rows.order_by("effective_on", "pk"), task)


WORK = declare(
    "structure",
    _("Structure"),
    Kind(
        "structure.vacant",
        _("Responsibilities to fill"),
        EDIT,
        _vacant,
        due=_("ends on"),
        since=_("vacant since"),
    ),
    Kind(
        "structure.reorganisation",
        _("Re-organisations to rehearse and apply"),
        EDIT,
        _drafts,
        due=_("takes effect on"),
    ),
)
