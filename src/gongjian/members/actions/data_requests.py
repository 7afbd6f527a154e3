"""Correcting what is held about oneself, objecting to it, and the answers to both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit, parameters
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError, Forbidden
from gongjian.kernel.register import registered
from gongjian.kernel.states import require_step

from .. import policy, rules
from ..models import DataRequest, Person
from ..terms import RequestKind, RequestState
from .access import today
from .people import MobileWrong

LONGEST_NAME = 40


class AskedAlready(Conflict):
    code = "asked_already"
    message = _("You have asked this already. Wait for the answer, or withdraw it first.")


class FieldUnknown(DomainError):
    code = "field_unknown"
    message = _("Choose what it is about from the list.")
    field = "about"


class TextMissing(DomainError):
    code = "text_missing"
    message = _("Write what is right, or why you object.")
    field = "text"


class AnswerMissing(DomainError):
    code = "answer_missing"
    message = _("Write why. Who asked reads it.")
    field = "answer"


class NameWrong(DomainError):
    code = "name_wrong"
    message = _("A name has 1 to 40 characters.")
    field = "text"


class SamePerson(Conflict):
    code = "same_person"
    message = _("Somebody else of this name and number is entered already. Ask the office first.")


@dataclass(frozen=True)
class Question:
    """What somebody asks about one registered field of theirs."""

    kind: RequestKind
    field: str
    text: str


def ask(question: Question, *, actor: Actor, at: datetime) -> DataRequest:
    """Ask for a correction of what is held about oneself, or object to it.

    Raises:
        FieldUnknown, TextMissing, MobileWrong, NameWrong: as said.
        AskedAlready: the same is waiting for its answer.
    """
    if actor.person_id is None:
        raise Forbidden
    text = question.text.strip()
    if question.field not in registered():
        raise FieldUnknown
    if not text:
        raise TextMissing
    if question.kind == RequestKind.CORRECT:
        _check(question.field, text)
    with audit.act(actor, "members.data.ask", at=at) as journal:
        Person.objects.select_for_update().get(pk=actor.person_id)
        same = DataRequest.objects.filter(
            person_id=actor.person_id, kind=question.kind, field=question.field
        )
        if same.filter(state=RequestState.OPEN).exists():
            raise AskedAlready
        days = parameters.in_force(today(at)).whole("data.answer_days")
        return journal.create(
            DataRequest(
                person_id=actor.person_id,
                kind=question.kind,
                field=question.field,
                text=text,
                asked_at=at,
                due_on=today(at) + timedelta(days=days),
            )
        )


def _check(field: str, text: str) -> None:
    name = rules.APPLIED.get(field)
    if name == "mobile" and not rules.is_mobile(text):
        raise MobileWrong(field="text")
    if name == "name" and len(text) > LONGEST_NAME:
        raise NameWrong


def do_as_asked(request_id: int, *, answer: str = "", actor: Actor, at: datetime) -> DataRequest:
    """Do what was asked; a name or number is set at once, the rest the answer says was done.

    Raises:
        AnswerMissing: what was done has to be said where it is not the system that does it.
        SamePerson: somebody else has this name and number.
    """
    with audit.act(actor, "members.data.do", at=at) as journal:
        request = _at_step(request_id, "do", actor)
        is_applied = request.kind == RequestKind.CORRECT and request.field in rules.APPLIED
        if is_applied:
            _apply(journal, request)
        elif not answer.strip():
            raise AnswerMissing
        return _answer(journal, request, RequestState.DONE, answer, actor, at)


def _apply(journal: audit.Journal, request: DataRequest) -> None:
    person = Person.objects.select_for_update().get(pk=request.person_id)
    name = rules.APPLIED[request.field]
    setattr(person, name, request.text)
    same = Person.objects.filter(name=person.name, mobile=person.mobile).exclude(pk=person.pk)
    if person.mobile and same.exists():
        raise SamePerson
    journal.save(person, name)


def decline_request(request_id: int, *, answer: str, actor: Actor, at: datetime) -> DataRequest:
    """Decline a request with the reason that who asked will read.

    Raises:
        AnswerMissing: as said.
    """
    if not answer.strip():
        raise AnswerMissing
    with audit.act(actor, "members.data.decline", at=at) as journal:
        request = _at_step(request_id, "decline", actor)
        return _answer(journal, request, RequestState.DECLINED, answer, actor, at)


def withdraw_request(request_id: int, *, actor: Actor, at: datetime) -> DataRequest:
    """Withdraw a request of one's own that nobody has answered."""
    with audit.act(actor, "members.data.withdraw", at=at) as journal:
        request = _at_step(request_id, "withdraw", actor)
        request.state = RequestState.WITHDRAWN
        return journal.save(request, "state")


def _at_step(request_id: int, event: str, actor: Actor) -> DataRequest:
    """Return the request locked, for an event that it has and the actor may take."""
    permission = "data.ask" if event == "withdraw" else "data.answer"
    request = fetch(
        DataRequest.objects.all(),
        request_id,
        allowed=policy.data_requests(actor, permission),
        visible=policy.data_requests(actor, "data.view"),
        lock=True,
    )
    require_step(rules.REQUEST_EDGES, request.state, request.get_state_display(), event)
    return request


def _answer(
    journal: audit.Journal,
    request: DataRequest,
    state: RequestState,
    answer: str,
    actor: Actor,
    at: datetime,
) -> DataRequest:
    request.state, request.answer = state, answer.strip()
    request.answered_by_id, request.answered_at = actor.person_id, at
    return journal.save(request, "state", "answer", "answered_by", "answered_at")
