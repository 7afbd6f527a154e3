"""What is held about oneself can be corrected and objected to; somebody else answers, in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from exchange.test_item_pages import form, signed_in
from factories.members import actor_of, make_person
from factories.memberships import Street, make_member, make_street
from factories.org import TODAY, moment, office
from factories.work import counts
from gongjian.kernel import audit, parameters
from gongjian.kernel.actor import Actor, visitor
from gongjian.kernel.errors import DomainError, Forbidden, NotVisible
from gongjian.kernel.states import StepNotPossible
from gongjian.members import actions, rules
from gongjian.members.actions import (
    AnswerMissing,
    AskedAlready,
    FieldUnknown,
    Question,
    SamePerson,
    TextMissing,
)
from gongjian.members.models import DataRequest, Person
from gongjian.members.terms import Purpose, RequestKind

pytestmark = pytest.mark.django_db

MOBILE = Question(RequestKind.CORRECT, "members.Person.mobile", "13812345678")
OBJECTION = Question(RequestKind.OBJECT, "members.Person.unit", "我已离开这个单位")


@pytest.fixture
def street() -> Street:
    return make_street()


@pytest.fixture
def asker(street: Street) -> Actor:
    return actor_of(make_person(street.first, name="提出人"))


def asked(asker: Actor, question: Question = MOBILE) -> DataRequest:
    return actions.ask(question, actor=asker, at=moment())


def test_a_number_is_set_when_the_branch_does_as_asked(street: Street, asker: Actor) -> None:
    request = asked(asker)
    days = parameters.in_force(TODAY).whole("data.answer_days")
    assert request.due_on == TODAY + timedelta(days=days)
    assert counts(street.secretary, "members") == {"data": 1}
    actions.do_as_asked(request.pk, actor=street.secretary, at=moment())
    assert Person.objects.get(pk=asker.person_id).mobile == MOBILE.text
    assert counts(street.secretary, "members") == {}
    assert list(audit.verify()) == []


def test_an_objection_needs_words_about_what_was_done(street: Street, asker: Actor) -> None:
    request = asked(asker, OBJECTION)
    with pytest.raises(AnswerMissing):
        actions.do_as_asked(request.pk, actor=street.secretary, at=moment())
    with pytest.raises(AnswerMissing):
        actions.decline_request(request.pk, answer=" ", actor=street.secretary, at=moment())
    done = actions.do_as_asked(
        request.pk, answer="已改到新单位", actor=street.secretary, at=moment()
    )
    assert (done.state, done.answered_by_id) == ("done", street.secretary.person_id)


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (Question(RequestKind.CORRECT, "members.Person.mobile", "123"), actions.MobileWrong),
        (Question(RequestKind.CORRECT, "members.Person.nothing", "甲"), FieldUnknown),
        (Question(RequestKind.OBJECT, "members.Person.name", "  "), TextMissing),
    ],
)
def test_what_makes_no_sense_is_refused(
    asker: Actor, question: Question, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        asked(asker, question)


def test_the_same_is_asked_once(asker: Actor) -> None:
    first = asked(asker)
    with pytest.raises(AskedAlready):
        asked(asker)
    with pytest.raises(IntegrityError), transaction.atomic():
        DataRequest.objects.create(
            person_id=first.person_id,
            kind=first.kind,
            field=first.field,
            text="另一个",
            asked_at=moment(),
            due_on=TODAY,
        )


def test_nobody_becomes_somebody_else(street: Street, asker: Actor) -> None:
    other = make_person(street.second, name="提出人")
    request = asked(asker, Question(RequestKind.CORRECT, MOBILE.field, other.mobile))
    with pytest.raises(SamePerson):
        actions.do_as_asked(request.pk, actor=street.secretary, at=moment())


def test_nobody_answers_themselves_and_the_office_above_does(street: Street) -> None:
    request = asked(street.secretary)
    with pytest.raises(Forbidden):
        actions.do_as_asked(request.pk, actor=street.secretary, at=moment())
    assert actions.do_as_asked(request.pk, actor=street.officer, at=moment()).state == "done"


def test_who_is_no_person_asks_nothing() -> None:
    with pytest.raises(Forbidden):
        actions.ask(MOBILE, actor=visitor(TODAY), at=moment())


# --- edge by edge -------------------------------------------------------------------------------

DO = {
    "do": lambda pk, actor: actions.do_as_asked(pk, answer="已办", actor=actor, at=moment()),
    "decline": lambda pk, actor: actions.decline_request(
        pk, answer="依法保留", actor=actor, at=moment()
    ),
    "withdraw": lambda pk, actor: actions.withdraw_request(pk, actor=actor, at=moment()),
}

MAY = {
    ("open", "do"): {"secretary", "officer"},
    ("open", "decline"): {"secretary", "officer"},
    ("open", "withdraw"): {"asker"},
}


def test_every_edge_stands_in_the_table_of_this_test() -> None:
    assert {(edge.before, edge.event) for edge in rules.REQUEST_EDGES} == set(MAY)


@pytest.mark.parametrize("who", ["asker", "officer", "line_officer", "keeper", "secretary",
                                 "other_secretary"])  # fmt: skip
@pytest.mark.parametrize("edge", rules.REQUEST_EDGES, ids=lambda edge: edge.event)
def test_who_may_take_an_edge(street: Street, asker: Actor, edge: rules.Edge, who: str) -> None:
    request = asked(asker)
    actor = asker if who == "asker" else getattr(street, who)
    if who in MAY[edge.before, edge.event]:
        assert DO[edge.event](request.pk, actor).state == edge.after
        return
    with pytest.raises((Forbidden, NotVisible)):
        DO[edge.event](request.pk, actor)


@pytest.mark.parametrize("event", list(DO))
def test_what_is_answered_stays_so(street: Street, asker: Actor, event: str) -> None:
    request = actions.decline_request(
        asked(asker).pk, answer="依法保留", actor=street.secretary, at=moment()
    )
    actor = asker if event == "withdraw" else street.secretary
    with pytest.raises(StepNotPossible):
        DO[event](request.pk, actor)


# --- pages --------------------------------------------------------------------------------------


def test_ones_own_page_shows_branches_what_is_due_and_what_one_did(street: Street) -> None:
    member = make_member(street.first)
    actions.open_account(
        member.pk,
        username="member",
        password="a long password",
        actor=office(),
        at=moment(),
    )
    member.refresh_from_db()
    transfer = actions.request_transfer(
        member.pk, to_unit_id=street.second.pk, actor=street.secretary, at=moment()
    )
    actions.give_consent(Purpose.NAME_PUBLIC, actor=actor_of(member), at=moment())
    client = signed_in(member)
    client.cookies["django_language"] = "en"
    sent = client.post(
        reverse("data_ask"),
        form(kind="correct", about="members.Person.mobile", text="13812345678"),
    )
    assert sent["Location"].startswith(reverse("my_data"))

    page = client.get(reverse("my_data")).content.decode()

    request = DataRequest.objects.get()
    for shown in (
        street.first.name,
        reverse("transfer", args=[transfer.pk]),
        reverse("data_request", args=[request.pk]),
        "The relation is with",
        "Consented: My name on public pages",
        "My membership",
    ):
        assert shown in page, shown
    exported = client.get(reverse("my_data_export")).json()
    assert exported["members.DataRequest"][0]["text"] == "13812345678"
    gone = client.post(reverse("data_withdraw", args=[request.pk]), form(submission="w"))
    assert gone.status_code == 302
    assert DataRequest.objects.get().state == "withdrawn"


def test_the_branch_answers_on_its_page(street: Street, asker: Actor) -> None:
    request = asked(asker)
    secretary = signed_in(Person.objects.get(pk=street.secretary.person_id))
    secretary.cookies["django_language"] = "en"
    page = secretary.get(reverse("data_request", args=[request.pk])).content.decode()
    assert "sets the field to this value at once" in page
    refused = secretary.post(
        reverse("data_answer", args=[request.pk]), form(event="decline", answer="")
    )
    assert refused.status_code == 422
    done = secretary.post(
        reverse("data_answer", args=[request.pk]), form(submission="d", event="do", answer="")
    )
    assert done.status_code == 302
    assert Person.objects.get(pk=asker.person_id).mobile == MOBILE.text
