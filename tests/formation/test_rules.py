"""Which forms are lawful, for counts as the documents and the rules have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.formation.rules import (
    Employer,
    Gap,
    Ground,
    Limits,
    Watched,
    advise,
    fall_back_due,
    incubation_due,
    judge,
)
from gongjian.formation.terms import PARAMETERS, Doubt, Form, GroundKind, Shortfall
from tools.states import DOMAIN, redrawn

LIMITS = Limits()


def firm(formal: int, probationary: int = 0) -> Ground:
    return Ground(GroundKind.FIRM, (Employer("一家企业", formal, probationary),))


def neighbours(*formal: int, towns: int = 1, trades: int = 1) -> Ground:
    employers = tuple(Employer(f"第{n}家", count) for n, count in enumerate(formal, start=1))
    return Ground(GroundKind.NEIGHBOURS, employers, towns=towns, trades=trades)


def lawful(ground: Ground) -> list[Form]:
    return [verdict.form for verdict in advise(ground, LIMITS) if verdict.is_lawful]


@pytest.mark.parametrize(
    ("ground", "forms"),
    [
        (firm(3), {Form.STANDALONE, Form.GENERAL, Form.COMMITTEE}),
        (firm(2, 5), {Form.AFFILIATED}),
        (firm(0, 1), {Form.AFFILIATED}),
        (firm(0), set()),
        (neighbours(1, 1, 1), {Form.JOINT, Form.AFFILIATED, Form.GENERAL, Form.COMMITTEE}),
        (neighbours(1, 1), {Form.AFFILIATED}),
        (neighbours(3, 1), {Form.JOINT, Form.GENERAL, Form.COMMITTEE}),
    ],
)
def test_forms_that_are_lawful(ground, forms):
    assert set(lawful(ground)) == forms


def test_probationary_members_do_not_count_and_what_is_missing_is_told():
    verdict = judge(Form.STANDALONE, firm(1, 8), LIMITS)
    assert verdict.gaps == (Gap(Shortfall.FORMAL_MEMBERS, 2),)
    assert "第三十条" in verdict.source


def test_street_of_the_documents_has_members_for_a_branch():
    """Ten member-merchants of a street (001-19): a branch of the street, no doubt about it."""
    street = Ground(GroundKind.VENUE, tuple(Employer(f"商户{n}", 1) for n in range(10)))
    [venue, *_] = advise(street, LIMITS)
    assert (venue.form, venue.gaps, venue.doubts) == (Form.VENUE, (), ())


def test_joint_branch_over_five_associations_has_no_doubt_over_six_it_has():
    """002-02: five associations; a joint branch usually covers no more (2.1)."""
    assert judge(Form.JOINT, neighbours(1, 1, 1, 1, 1), LIMITS).doubts == ()
    assert judge(Form.JOINT, neighbours(1, 1, 1, 1, 1, 1), LIMITS).doubts == (Doubt.TOO_MANY_UNITS,)


def test_what_speaks_against_a_joint_branch():
    verdict = judge(Form.JOINT, neighbours(4, 1, towns=2, trades=2), LIMITS)
    assert verdict.is_lawful
    assert verdict.doubts == (
        Doubt.COULD_STAND_ALONE,
        Doubt.SEVERAL_TOWNS,
        Doubt.SEVERAL_TRADES,
    )


@pytest.mark.parametrize(
    ("form", "members", "doubts"),
    [
        (Form.STANDALONE, 50, ()),
        (Form.STANDALONE, 51, (Doubt.TOO_MANY_MEMBERS,)),
        (Form.GENERAL, 49, (Doubt.TOO_FEW_MEMBERS,)),
        (Form.GENERAL, 50, ()),
        (Form.COMMITTEE, 99, (Doubt.TOO_FEW_MEMBERS,)),
        (Form.COMMITTEE, 100, ()),
    ],
)
def test_sizes_that_need_a_reason(form, members, doubts):
    assert judge(form, firm(members), LIMITS).doubts == doubts


@pytest.mark.parametrize(
    ("months", "ends", "gaps", "doubts"),
    [
        (3, True, (), ()),
        (3, False, (Gap(Shortfall.ENDS_ON),), ()),
        (6, True, (), (Doubt.LASTS_LONG,)),
    ],
)
def test_temporary_branch_ends_and_is_short(months, ends, gaps, doubts):
    ground = Ground(GroundKind.TASK, (Employer("工程", 5),), months=months, ends=ends)
    verdict = judge(Form.TEMPORARY, ground, LIMITS)
    assert (verdict.gaps, verdict.doubts) == (gaps, doubts)


def test_a_district_may_ask_for_more_and_the_rule_follows():
    assert not judge(Form.STANDALONE, firm(4), Limits(min_formal=5)).is_lawful


@given(
    st.sampled_from([kind for kind in GroundKind]),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=8),
)
def test_no_lawful_organisation_has_fewer_than_three_formal_members(kind, counts):
    ground = Ground(kind, tuple(Employer("单位", *each) for each in counts), ends=True)
    for verdict in advise(ground, LIMITS):
        if verdict.is_lawful and verdict.form != Form.AFFILIATED:
            assert ground.formal >= 3


@given(st.integers(0, 20), st.booleans())
def test_a_unit_grows_or_falls_back_and_never_both(formal, has_branch):
    unit = Watched(formal, has_branch)
    assert not (incubation_due(unit, LIMITS) and fall_back_due(unit, LIMITS))
    assert incubation_due(unit, LIMITS) == (formal >= 3 and not has_branch)
    assert fall_back_due(unit, LIMITS) == (formal < 3 and has_branch)


def test_the_page_of_the_module_draws_the_table_and_names_every_parameter():
    text = (DOMAIN / "formation.md").read_text(encoding="utf-8")
    assert text == redrawn(text, "formation"), "run: python -m tools.states"
    assert [each.key for each in PARAMETERS if f"`{each.key}`" not in text] == []
