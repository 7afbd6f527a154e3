"""Pure decisions, for all inputs: states of needs, working days, scores."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gongjian.exchange import rules
from gongjian.exchange.rules import NeedFacts, Offer, Part, Past
from gongjian.exchange.terms import Audience, DeclineReason, ItemState, NeedState

LIVE = [None, *(state for state in ItemState if state != ItemState.CANCELLED)]
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
NAMES = st.frozensets(st.sampled_from(["急救", "引导", "法律", "英语"]))
CODES = st.sampled_from(["", "3302", "330212", "330212008", "330212008001", "330206003008"])

parts = st.lists(st.builds(Part, heads=st.integers(1, 20), item=st.sampled_from(LIVE)), max_size=6)


@given(heads=st.integers(1, 60), live=parts)
def test_a_need_is_open_exactly_while_heads_are_left(heads: int, live: list[Part]) -> None:
    taken = sum(part.heads for part in live)
    assert (rules.need_state(heads, live) == NeedState.OPEN) == (taken < heads)


@given(live=parts.filter(bool))
def test_a_need_is_confirmed_exactly_when_all_parts_are(live: list[Part]) -> None:
    state = rules.need_state(sum(part.heads for part in live), live)
    done = all(part.item == ItemState.CONFIRMED for part in live)
    assert (state == NeedState.CONFIRMED) == done


@given(live=parts.filter(bool))
def test_the_order_of_the_parts_does_not_matter(live: list[Part]) -> None:
    heads = sum(part.heads for part in live)
    assert rules.need_state(heads, live) == rules.need_state(heads, live[::-1])


@given(day=DAYS, days=st.integers(1, 60))
def test_working_days_count_mondays_to_fridays(day: date, days: int) -> None:
    due = rules.add_working_days(day, days)
    between = (day + timedelta(days=n) for n in range(1, (due - day).days + 1))
    assert due.weekday() < 5
    assert sum(each.weekday() < 5 for each in between) == days


@given(day=DAYS, days=st.integers(1, 20))
def test_the_last_overdue_day_is_the_last(day: date, days: int) -> None:
    last = rules.last_overdue_day(day, days)
    assert rules.add_working_days(last, days) < day
    assert rules.add_working_days(last + timedelta(days=1), days) >= day


def test_the_ladder_ends_after_the_wider_area() -> None:
    assert rules.next_audience(Audience.PAIR) == Audience.ZONE
    assert rules.next_audience(Audience.ZONE) == Audience.WIDER
    assert rules.next_audience(Audience.WIDER) is None


@st.composite
def need_facts(draw: st.DrawFn) -> NeedFacts:
    start = draw(DAYS)
    return NeedFacts(
        skills=draw(NAMES),
        category=draw(st.sampled_from(["", "health", "law"])),
        territory=draw(CODES),
        starts_on=start,
        ends_on=start + timedelta(days=draw(st.integers(0, 90))),
        heads_left=draw(st.integers(1, 60)),
        raised_on=draw(DAYS),
    )


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    start = draw(DAYS)
    days = draw(st.none() | st.integers(0, 90))
    return Offer(
        skills=draw(NAMES),
        category=draw(st.sampled_from(["", "health", "law"])),
        territory=draw(CODES),
        capacity=draw(st.integers(0, 60)),
        available_from=start,
        available_to=None if days is None else start + timedelta(days=days),
    )


counts = st.integers(0, 30)
pasts = st.builds(
    Past,
    given=counts,
    got=counts,
    delivered=counts,
    declined=st.dictionaries(st.sampled_from(DeclineReason), st.integers(1, 5)),
)


@given(need=need_facts(), offer=offers(), past=pasts, on=DAYS)
def test_a_score_lies_between_0_and_100_and_is_the_sum_of_its_reasons(
    need: NeedFacts, offer: Offer, past: Past, on: date
) -> None:
    found = rules.fit(need, offer, past, on=on, fresh_days=30)
    assert 0 <= found.score <= rules.MOST_POINTS
    assert found.score == max(0, sum(reason.points for reason in found.reasons))
    assert all(reason.points <= reason.best for reason in found.reasons)
    assert all(str(reason.text) for reason in found.reasons)


@given(need=need_facts(), offer=offers(), past=pasts, on=DAYS)
def test_declining_never_raises_a_score(
    need: NeedFacts, offer: Offer, past: Past, on: date
) -> None:
    willing = Past(past.given, past.got, past.delivered)
    after = rules.fit(need, offer, past, on=on, fresh_days=30).score
    assert after <= rules.fit(need, offer, willing, on=on, fresh_days=30).score


@given(need=need_facts(), offer=offers(), on=DAYS)
def test_more_of_the_skills_never_scores_less(need: NeedFacts, offer: Offer, on: date) -> None:
    more = Offer(
        offer.skills | need.skills,
        offer.category,
        offer.territory,
        offer.capacity,
        offer.available_from,
        offer.available_to,
    )
    first = rules.fit(need, offer, Past(), on=on, fresh_days=30).score
    assert rules.fit(need, more, Past(), on=on, fresh_days=30).score >= first
