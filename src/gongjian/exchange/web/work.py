"""My work: what waits for me, by my roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel.web.acting import press
from gongjian.org import queries as org

from .. import actions, queries

HEADINGS = {
    "no_unit": gettext_lazy("Places without a responsible unit"),
    "no_place": gettext_lazy("Responsible units without a place on their line"),
    "no_person": gettext_lazy("Responsibilities with nobody in charge"),
    "ending": gettext_lazy("Charges that end and nobody follows"),
    "receive": gettext_lazy("Members to receive"),
    "letter": gettext_lazy("Letters of transfer to issue"),
    "expired": gettext_lazy("Letters that nobody answered"),
    "floating": gettext_lazy("Floating members whom nobody has"),
    "lost": gettext_lazy("Floating members without contact for long"),
    "news": gettext_lazy("Your members taken in elsewhere"),
    "away": gettext_lazy("Members away without contact for long"),
    "confirm_election": gettext_lazy("Results of elections to confirm"),
    "count_election": gettext_lazy("Elections to count"),
    "term_over": gettext_lazy("Terms that are over: elect, or extend"),
    "term_soon": gettext_lazy("Terms that end soon: prepare the election"),
    "term_committee": gettext_lazy("Branches that need a committee"),
    "data": gettext_lazy("Questions about one's own data to answer"),
    "verify": gettext_lazy("Needs to verify"),
    "clock": gettext_lazy("Needs whose clock runs out"),
    "unmet": gettext_lazy("Needs that nobody could meet"),
    "dormant": gettext_lazy("Pairings gone dormant"),
    "proposals": gettext_lazy("Proposals to answer"),
    "claims": gettext_lazy("Claims to agree terms on"),
    "terms": gettext_lazy("Terms to agree"),
    "confirm": gettext_lazy("Deliveries to confirm"),
    "still": gettext_lazy("Still needed?"),
    "missing": gettext_lazy("Something is missing"),
    "run": gettext_lazy("Services to run"),
    "trainings": gettext_lazy("My trainings"),
    "services": gettext_lazy("My next services"),
}

DUE = {
    "no_unit": gettext_lazy("vacant since"),
    "no_place": gettext_lazy("since"),
    "no_person": gettext_lazy("vacant since"),
    "ending": gettext_lazy("ends on"),
    "receive": gettext_lazy("answer by"),
    "expired": gettext_lazy("letter valid until"),
    "floating": gettext_lazy("find a branch by"),
    "lost": gettext_lazy("last contact"),
    "away": gettext_lazy("last contact"),
    "confirm_election": gettext_lazy("elected on"),
    "count_election": gettext_lazy("meeting on"),
    "term_over": gettext_lazy("term ended"),
    "term_soon": gettext_lazy("term ends"),
    "data": gettext_lazy("answer by"),
    "verify": gettext_lazy("verify by"),
    "clock": gettext_lazy("handed over after"),
    "dormant": gettext_lazy("last activity"),
    "confirm": gettext_lazy("answer by"),
    "run": gettext_lazy("begins"),
    "trainings": gettext_lazy("begins"),
    "services": gettext_lazy("begins"),
}
"""What the date of a task means."""


@dataclass(frozen=True)
class Waiting:
    """One kind of task as the page shows it."""

    kind: str
    heading: Any
    due: Any
    tasks: tuple[tuple[queries.Task, str], ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.tasks)


@login_required
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """Show what waits for the actor."""
    found = queries.get_work(request.actor, at=timezone.now())
    context = {
        "page": found,
        "waiting": tuple(map(_waiting, found.waiting)),
        "zones": org.list_zones(request.actor) if found.reads_figures else (),
    }
    return render(request, "exchange/work.html", context)


def _waiting(tasks: queries.Tasks) -> Waiting:
    return Waiting(
        kind=tasks.kind,
        heading=HEADINGS[tasks.kind],
        due=DUE.get(tasks.kind, ""),
        tasks=tuple((task, reverse(task.about, args=[task.id])) for task in tasks.tasks),
        total=tasks.total,
    )


@login_required
@require_POST
def still_needed(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer that a need is still needed."""
    return press(
        request,
        lambda: actions.still_needed(pk, actor=request.actor, at=timezone.now()),
        back=reverse("work"),
        said=_("It stays open."),
    )
