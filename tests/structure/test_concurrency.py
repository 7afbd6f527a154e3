"""Two people at once: one of them comes second and is told so."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections

from factories.org import TODAY, make_unit, moment, office
from factories.structure import DOCUMENT, make_duty, make_reorganisation
from gongjian.kernel.errors import DomainError
from gongjian.org import actions as org
from gongjian.org.models import Responsibility
from gongjian.structure import actions, queries
from gongjian.structure.terms import Merge

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run calls in threads of their own, and return for each what it raised, or None."""
    barrier, raised = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        barrier.wait()
        try:
            call()
        except DomainError as error:
            raised[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def move(unit, parent):
    return lambda: org.move(
        unit.pk,
        line="territorial",
        parent_id=parent.pk,
        from_day=TODAY,
        document=DOCUMENT,
        actor=office(),
        at=moment(),
    )


def test_two_moves_at_once_make_no_circle():
    one = make_unit("甲", "district", line="territorial")
    other = make_unit("乙", "district", line="territorial")
    raised = at_once(move(one, other), move(other, one))
    assert sum(error is not None for error in raised) == 1
    assert not list(queries.structure_faults())


def test_a_reorganisation_is_applied_once():
    top = make_unit("区", "district", line="territorial")
    one = make_unit("甲街道", "street", under=top, line="territorial")
    other = make_unit("乙街道", "street", under=top, line="territorial")
    row = make_reorganisation(top, TODAY, Merge((one.pk,), other.pk))

    def apply():
        actions.apply(row.pk, actor=office(), at=moment())

    raised = at_once(apply, apply)
    assert sum(error is not None for error in raised) == 1
    assert not list(queries.structure_faults())


def test_a_responsibility_is_handed_over_once():
    top = make_unit("区", "district", line="territorial")
    units = [make_unit(f"{n}街道", "street", under=top, line="territorial") for n in "甲乙丙"]
    duty = make_duty(units[0], "330212001")

    def hand_over(unit):
        return lambda: actions.hand_over(
            duty.pk,
            unit.pk,
            from_day=TODAY + timedelta(days=1),
            document=DOCUMENT,
            actor=office(),
            at=moment(),
        )

    raised = at_once(hand_over(units[1]), hand_over(units[2]))
    assert sum(error is not None for error in raised) == 1
    assert Responsibility.objects.filter(valid_to=None).count() == 1
