"""An actor places units only into trees that the actor reaches, and takes none from elsewhere."""

import pytest

from factories.members import actor_of, make_person
from factories.org import FOUNDED, TODAY, make_unit, make_zone, moment
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden
from gongjian.org import actions
from gongjian.org.actions import UnitFacts
from gongjian.org.models import Placement, Unit

pytestmark = pytest.mark.django_db


def place(unit: Unit, parent: Unit | None, actor: Actor, line: str = "alliance") -> Placement:
    return actions.place(
        unit.pk,
        line=line,
        parent_id=parent.pk if parent else None,
        from_day=TODAY,
        actor=actor,
        at=moment(),
    )


def entered_by(actor: Actor) -> Unit:
    return actions.enter_unit(UnitFacts(type="clinic", name="新单位"), actor=actor, at=moment())


def test_a_host_places_a_new_unit_into_the_own_zone_only():
    own, other = make_zone(), make_zone()
    host = actor_of(make_person(own, "host"))
    unit = entered_by(host)
    with pytest.raises(Forbidden):
        place(unit, other, host)
    with pytest.raises(Forbidden):
        place(unit, None, host)
    assert place(unit, own, host).path == f"/{own.pk}/{unit.pk}/"


def test_a_host_takes_no_unit_from_another_zone():
    own, other = make_zone(), make_zone()
    host = actor_of(make_person(own, "host"))
    theirs = make_unit(under=other)
    with pytest.raises(Forbidden):
        place(theirs, own, host)


def test_who_leads_a_unit_in_its_profession_can_be_said_of_own_units_only():
    own, other = make_zone(), make_zone()
    bureau = make_unit(type="bureau", line="sectoral")
    host = actor_of(make_person(own, "host"))
    ours, theirs = make_unit(under=own), make_unit(under=other)
    assert place(ours, bureau, host, "sectoral").valid_from == TODAY > FOUNDED
    with pytest.raises(Forbidden):
        place(theirs, bureau, host, "sectoral")
