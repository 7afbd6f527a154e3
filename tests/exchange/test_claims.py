"""Claims: all or part, never beyond what is left; proposals; answers; the derived state."""

import pytest

from factories.exchange import (
    Zone,
    make_claim,
    make_confirmed,
    make_exchange_zone,
    make_need,
    terms,
)
from factories.members import actor_of, make_person
from factories.org import make_unit, make_zone, moment
from gongjian.exchange import actions
from gongjian.exchange.actions.claims import AlreadyClaimed, NotEnoughLeft, OwnNeed
from gongjian.exchange.models import Claim, Need
from gongjian.exchange.terms import ClaimState, DeclineReason, ItemState, NeedState
from gongjian.kernel.errors import Forbidden, NotVisible
from gongjian.kernel.states import StepNotPossible

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return make_exchange_zone()


def take(zone: Zone, need: Need, heads: int) -> Claim:
    return actions.claim(
        need.pk, unit_id=zone.giving.pk, heads=heads, actor=actor_of(zone.giver), at=moment()
    )


def test_a_part_leaves_the_need_open_and_the_rest_claims_it(zone: Zone) -> None:
    need = make_need(zone)
    take(zone, need, 12)
    need.refresh_from_db()
    assert (need.heads_taken, need.state) == (12, NeedState.OPEN)
    other = make_unit(type="bank", under=zone.unit)
    contact = make_person(other, "contact")
    actions.claim(need.pk, unit_id=other.pk, heads=8, actor=actor_of(contact), at=moment())
    need.refresh_from_db()
    assert (need.heads_taken, need.state) == (20, NeedState.CLAIMED)


@pytest.mark.parametrize("heads", [0, 21])
def test_nobody_claims_nothing_or_more_than_is_left(zone: Zone, heads: int) -> None:
    need = make_need(zone)
    with pytest.raises(NotEnoughLeft):
        take(zone, need, heads)
    assert not Claim.objects.exists()


def test_a_unit_claims_a_need_once_and_never_its_own(zone: Zone) -> None:
    need = make_need(zone)
    take(zone, need, 5)
    with pytest.raises(AlreadyClaimed):
        take(zone, need, 5)
    with pytest.raises(OwnNeed):
        actions.claim(
            need.pk, unit_id=zone.asking.pk, heads=1, actor=actor_of(zone.requester), at=moment()
        )


def test_nobody_claims_for_another_unit(zone: Zone) -> None:
    need = make_need(zone)
    with pytest.raises(Forbidden):
        actions.claim(
            need.pk, unit_id=zone.unit.pk, heads=1, actor=actor_of(zone.giver), at=moment()
        )


def test_a_proposal_takes_nothing_until_the_unit_accepts(zone: Zone) -> None:
    need = make_need(zone)
    proposed = actions.propose(
        need.pk, unit_id=zone.giving.pk, heads=20, actor=actor_of(zone.host), at=moment()
    )
    need.refresh_from_db()
    assert need.heads_taken == 0
    accepted = actions.accept_proposal(proposed.pk, actor=actor_of(zone.giver), at=moment())
    need.refresh_from_db()
    assert accepted.pk == proposed.pk
    assert (accepted.state, need.state) == (ClaimState.CLAIMED, NeedState.CLAIMED)


def test_a_unit_declines_a_proposal_with_its_reason(zone: Zone) -> None:
    need = make_need(zone)
    proposed = actions.propose(
        need.pk, unit_id=zone.giving.pk, heads=20, actor=actor_of(zone.host), at=moment()
    )
    declined = actions.decline(
        proposed.pk, reason=DeclineReason.TOO_FAR, actor=actor_of(zone.giver), at=moment()
    )
    assert (declined.state, declined.decline_reason) == ("declined", "too_far")
    with pytest.raises(StepNotPossible):
        actions.accept_proposal(proposed.pk, actor=actor_of(zone.giver), at=moment())


def test_only_the_host_proposes(zone: Zone) -> None:
    with pytest.raises(Forbidden):
        actions.propose(
            make_need(zone).pk,
            unit_id=zone.giving.pk,
            heads=1,
            actor=actor_of(zone.giver),
            at=moment(),
        )


def test_the_requester_declines_a_claim_and_its_heads_are_open_again(zone: Zone) -> None:
    claim = make_claim(zone)
    actions.draft_item(claim.pk, terms(zone), actor=actor_of(zone.giver), at=moment())
    actions.decline(
        claim.pk, reason=DeclineReason.WRONG_TIME, actor=actor_of(zone.requester), at=moment()
    )
    need = Need.objects.get(pk=claim.need_id)
    assert (need.heads_taken, need.state) == (0, NeedState.OPEN)
    assert need.items.get().state == ItemState.CANCELLED


def test_a_unit_takes_its_claim_back(zone: Zone) -> None:
    claim = make_claim(zone)
    actions.withdraw_claim(claim.pk, actor=actor_of(zone.giver), at=moment())
    assert Need.objects.get(pk=claim.need_id).heads_taken == 0


def test_the_requester_cannot_take_back_the_claim_of_another(zone: Zone) -> None:
    claim = make_claim(zone)
    with pytest.raises(Forbidden):
        actions.withdraw_claim(claim.pk, actor=actor_of(zone.requester), at=moment())


def test_a_third_unit_does_not_see_the_claim(zone: Zone) -> None:
    claim = make_claim(zone)
    third = make_person(make_unit(type="bank", under=zone.unit), "contact")
    outsider = make_person(make_zone(), "host")
    for person in (third, outsider):
        with pytest.raises(NotVisible):
            actions.decline(
                claim.pk, reason=DeclineReason.OTHER, actor=actor_of(person), at=moment()
            )


def test_a_need_claimed_in_parts_is_done_with_its_last_part(zone: Zone) -> None:
    item = make_confirmed(zone)
    need = Need.objects.get(pk=item.need_id)
    assert need.state == NeedState.CONFIRMED
    assert need.confirmed_at is not None
