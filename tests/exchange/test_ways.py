"""The way through a state machine, read from its table."""

from gongjian.exchange import rules
from gongjian.exchange.terms import ItemState, NeedState


def test_the_way_of_an_item_passes_every_step_to_its_confirmation() -> None:
    way = rules.way(rules.ITEM_EDGES, ItemState.DRAFTED, ItemState.CONFIRMED)
    assert way == ("drafted", "agreed", "delivering", "delivered", "confirmed")


def test_the_way_of_a_need_leaves_out_withdrawal_and_expiry() -> None:
    way = rules.way(rules.NEED_EDGES, NeedState.RAISED, NeedState.CONFIRMED)
    assert way == (
        "raised", "open", "claimed", "agreed", "delivering", "delivered", "confirmed",
    )  # fmt: skip


def test_there_is_no_way_out_of_an_end() -> None:
    assert rules.way(rules.ITEM_EDGES, ItemState.CONFIRMED, ItemState.DRAFTED) == ()
