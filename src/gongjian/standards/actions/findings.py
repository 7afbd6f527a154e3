"""A finding's way to its end: answered by one branch, called done by the other.

Not done until the one who asked says so: there is no other edge into the end.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.states import require_step

from .. import policy, rules
from ..models import Finding, FindingStep
from ..terms import FindingState
from .reviews import answer_due
from .said import required


class SamePerson(Forbidden):
    code = "finding_same_person"
    message = _("You answered this finding yourself. Somebody else calls it done.")


def answer(finding_id: int, *, words: str, actor: Actor, at: datetime) -> Finding:
    """Say what the branch reviewed did about a finding."""
    return _step(finding_id, "answer", required(words), actor, at)


def close(finding_id: int, *, words: str = "", actor: Actor, at: datetime) -> Finding:
    """Call a finding done: the branch that raised it alone can.

    Raises:
        SamePerson: the actor answered it, for the other branch.
    """
    return _step(finding_id, "close", words.strip(), actor, at)


def ask_again(finding_id: int, *, words: str, actor: Actor, at: datetime) -> Finding:
    """Say what is still missing; the branch reviewed answers again."""
    return _step(finding_id, "ask again", required(words), actor, at)


def reopen(finding_id: int, *, words: str, actor: Actor, at: datetime) -> Finding:
    """Open a finding again that was called done, with the reason."""
    return _step(finding_id, "reopen", required(words), actor, at)


def _step(finding_id: int, event: str, words: str, actor: Actor, at: datetime) -> Finding:
    name = event.replace(" ", "_")
    with audit.act(actor, f"standards.finding.{name}", at=at) as journal:
        finding = _locked(finding_id, event, actor)
        if event == "close" and _answered_by(finding) == actor.person_id is not None:
            raise SamePerson
        after = FindingState(rules.edge_of(rules.FINDING_EDGES, finding.state, event).after)
        if after == FindingState.OPEN:
            finding.due_on = answer_due(timezone.localdate(at))
        finding.state = after
        journal.save(finding, "state", "due_on")
        journal.create(
            FindingStep(
                finding=finding,
                event=event,
                state=after,
                words=words,
                by_id=actor.person_id,
                at=at,
            )
        )
        return finding


def _locked(finding_id: int, event: str, actor: Actor) -> Finding:
    permission = next(e.permission for e in rules.FINDING_EDGES if e.event == event)
    finding = fetch(
        Finding.objects.all(),
        finding_id,
        allowed=policy.findings(actor, permission),
        visible=policy.findings(actor, "review.view"),
        lock=True,
    )
    require_step(rules.FINDING_EDGES, finding.state, finding.get_state_display(), event)
    return finding


def _answered_by(finding: Finding) -> int | None:
    answers = finding.steps.filter(event="answer").order_by("-pk")
    return answers.values_list("by_id", flat=True).first()
