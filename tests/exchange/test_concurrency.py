"""Many people at the same moment: each thread has a connection of its own, on both databases."""

from __future__ import annotations

from collections import Counter

import pytest

from factories.exchange import make_exchange_zone, make_item, make_need
from factories.members import actor_of, make_person
from factories.org import make_unit, moment
from factories.together import all_at_once
from gongjian.exchange import actions
from gongjian.exchange.actions.claims import NotEnoughLeft
from gongjian.exchange.actions.signups import NoPlaceLeft
from gongjian.exchange.models import Claim, SignUp
from gongjian.kernel import audit, submissions

pytestmark = pytest.mark.django_db(transaction=True)


def test_fifty_volunteers_for_twenty_places_get_exactly_twenty() -> None:
    zone = make_exchange_zone()
    item = make_item(zone, places=20)
    actors = [actor_of(zone.volunteer()) for _n in range(50)]

    answers = all_at_once(
        [lambda a=actor: actions.sign_up(item.pk, actor=a, at=moment()) for actor in actors]
    )

    assert Counter(map(type, answers)) == {SignUp: 20, NoPlaceLeft: 30}
    assert {str(a) for a in answers if isinstance(a, NoPlaceLeft)}
    seats = SignUp.objects.filter(item=item, left_at__isnull=True).values_list("seat", flat=True)
    assert sorted(seats) == list(range(1, 21))
    assert list(audit.verify()) == []


def test_of_two_claims_beyond_what_is_left_one_is_refused() -> None:
    zone = make_exchange_zone()
    need = make_need(zone, heads=20)
    others = [make_person(make_unit(under=zone.unit), "contact") for _n in range(2)]

    answers = all_at_once(
        [
            lambda p=person: actions.claim(
                need.pk, unit_id=p.unit_id, heads=12, actor=actor_of(p), at=moment()
            )
            for person in others
        ]
    )

    assert Counter(map(type, answers)) == {Claim: 1, NotEnoughLeft: 1}
    need.refresh_from_db()
    assert need.heads_taken == 12


def test_the_same_sending_from_two_threads_acts_once() -> None:
    zone = make_exchange_zone()
    item = make_item(zone)
    volunteer = actor_of(zone.volunteer())

    def send() -> str:
        return submissions.once(
            "one-sending",
            actor=volunteer,
            at=moment(),
            perform=lambda: str(actions.sign_up(item.pk, actor=volunteer, at=moment()).pk),
        )

    first, second = all_at_once([send, send])

    assert first == second == str(SignUp.objects.get(item=item).pk)
