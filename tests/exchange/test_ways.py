"""The way through a state machine, read from its table."""

from gongjian.exchange import rules
from gongjian.exchange.terms import ItemState, NeedState
from gongjian.kernel.states import way


def test_the_way_of_an_item_passes_every_step_to_its_confirmation() -> None:
    states = way(rules.ITEM_EDGES, ItemState.DRAFTED, ItemState.CONFIRMED)
    assert states == ("drafted", "agreed", "delivering", "delivered", "confirmed")


def test_the_way_of_a_need_leaves_out_withdrawal_and_expiry() -> None:
    states = way(rules.NEED_EDGES, NeedState.RAISED, NeedState.CONFIRMED)
    assert states == (
        "raised", "open", "claimed", "agreed", "delivering", "delivered", "confirmed",
    )  # fmt: skip


def test_there_is_no_way_out_of_an_end() -> None:
    assert way(rules.ITEM_EDGES, ItemState.CONFIRMED, ItemState.DRAFTED) == ()
