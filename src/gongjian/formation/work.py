"""Open work about forming organisations: proposals to decide, to mend, to found; what grew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.work import Kind, Open, Task, declare

from . import policy
from .models import Case, Incubation
from .terms import CaseState, IncubationKind, IncubationState


def _cases(permission: str, state: CaseState) -> Callable[[Actor, datetime], Open]:
    def task(case: Case) -> Task:
        since = case.proposed_at if state == CaseState.PROPOSED else case.decided_at
        return Task(case.name, "formation_case", (case.pk,), case.superior.name, since=since)

    def found(actor: Actor, at: datetime) -> Open:
        rows = Case.objects.filter(policy.cases(actor, permission), state=state)
        return Open(rows.select_related("superior").order_by("proposed_at", "pk"), task)

    return found


def _incubations(permission: str, kind: IncubationKind) -> Callable[[Actor, datetime], Open]:
    def task(case: Incubation) -> Task:
        region = case.region.name if case.region else ""
        asked = urlencode({"q": case.entity.name, "state": IncubationState.OPEN.value})
        return Task(
            case.entity.name, "formation_pool", (), region, due=case.due_on, query=f"?{asked}"
        )

    def found(actor: Actor, at: datetime) -> Open:
        rows = Incubation.objects.filter(
            policy.incubations(actor, permission), state=IncubationState.OPEN, kind=kind
        )
        return Open(rows.select_related("entity", "region").order_by("due_on", "pk"), task)

    return found


WORK = declare(
    "formation",
    _("Forming organisations"),
    Kind(
        "formation.decide",
        _("Proposals to decide on"),
        "formation.decide",
        _cases("formation.decide", CaseState.PROPOSED),
        since=_("proposed on"),
    ),
    Kind(
        "formation.returned",
        _("Proposals that came back: change them, propose again"),
        "formation.propose",
        _cases("formation.propose", CaseState.RETURNED),
        since=_("returned on"),
    ),
    Kind(
        "formation.found",
        _("Approved organisations to found"),
        "formation.propose",
        _cases("formation.propose", CaseState.APPROVED),
        since=_("approved on"),
    ),
    Kind(
        "formation.grown",
        _("Units grown to a branch of their own"),
        "formation.propose",
        _incubations("formation.propose", IncubationKind.GROW),
        due=_("found it by"),
    ),
    Kind(
        "formation.fallen",
        _("Branches with too few members left"),
        "formation.decide",
        _incubations("formation.decide", IncubationKind.FALL_BACK),
        due=_("decide by"),
    ),
)
