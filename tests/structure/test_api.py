"""The structure over the API: who answers for what, handed over, and re-organisations to read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from factories.api import Api
from factories.members import actor_of, make_person
from factories.org import TODAY, make_unit
from factories.structure import DOCUMENT, make_duty, make_place, make_reorganisation
from gongjian.org.models import Responsibility, Unit
from gongjian.structure.terms import Rename

pytestmark = pytest.mark.django_db

PLACE = "330212001"


@pytest.fixture
def district() -> Unit:
    return make_unit("测试区", "district", line="territorial")


@pytest.fixture
def streets(district: Unit) -> tuple[Unit, Unit]:
    east, west = (
        make_unit(name, "street", under=district, line="territorial") for name in ("东街", "西街")
    )
    return east, west


@pytest.fixture
def api(district: Unit) -> Api:
    return Api(actor_of(make_person(district, "district_officer")))


def decided(day: date = TODAY) -> dict[str, Any]:
    return {"from_day": day.isoformat(), "document": DOCUMENT}


def done(answer: Any) -> int:
    assert answer.status_code == 200, answer.content
    return answer.json()["id"]


def test_a_place_goes_from_one_unit_to_another(streets: tuple[Unit, Unit], api: Api) -> None:
    east, west = streets
    make_place(PLACE)
    body = {"unit_id": east.pk, "line": "territorial", "territory": PLACE, **decided()}
    duty = done(api.post("/responsibilities", body, key="assign-once"))
    assert done(api.post("/responsibilities", body, key="assign-once")) == duty
    again = api.post("/responsibilities", body)
    assert again.json()["code"] == "already_responsible"

    person = make_person(east, "contact")
    charge = {"person_id": person.pk, **decided()}
    done(api.post(f"/responsibilities/{duty}/charge", charge))
    later = decided(TODAY + timedelta(days=9))
    handed = {"to_unit_id": west.pk, **later}
    new = done(api.post(f"/responsibilities/{duty}/hand-over", handed))
    page = api.get(f"/responsibilities/places/{PLACE}").json()
    assert [(row["duty_id"], row["unit"]) for row in page["rows"]] == [
        (new, "西街"),
        (duty, "东街"),
    ]
    (row,) = api.get("/responsibilities", on=TODAY.isoformat()).json()["rows"]
    assert [cell["unit"] for cell in row["cells"]] == ["东街"]
    (row,) = api.get("/responsibilities", on=later["from_day"]).json()["rows"]
    assert [cell["unit"] for cell in row["cells"]] == ["西街"]


def test_what_is_vacant_is_listed_by_kind(streets: tuple[Unit, Unit], api: Api) -> None:
    duty = make_duty(streets[0], PLACE)
    vacant = api.get("/responsibilities/vacant").json()
    assert [(row["kind"], row["territory"]) for row in vacant["rows"]] == [("no_person", PLACE)]
    nobody = api.post(
        f"/responsibilities/{duty.pk}/relieve", {"on": TODAY.isoformat(), "document": DOCUMENT}
    )
    assert nobody.json()["code"] == "nobody_in_charge"
    ended = {"on": TODAY.isoformat(), "document": DOCUMENT}
    assert done(api.post(f"/responsibilities/{duty.pk}/end", ended)) == duty.pk
    assert Responsibility.objects.get(pk=duty.pk).valid_to == TODAY
    vacant = api.get("/responsibilities/vacant", kind="no_unit").json()
    assert (vacant["total"], vacant["counts"]["no_unit"]) == (1, 1)


def test_who_is_in_charge_is_relieved(streets: tuple[Unit, Unit], api: Api) -> None:
    duty = make_duty(streets[0], PLACE)
    charge = {"person_id": make_person(streets[0], "contact").pk}
    done(api.post(f"/responsibilities/{duty.pk}/charge", charge | decided(TODAY)))
    body = {"on": (TODAY + timedelta(days=1)).isoformat(), "document": DOCUMENT}
    assert done(api.post(f"/responsibilities/{duty.pk}/relieve", body)) == duty.pk


def test_reorganisations_are_read_with_their_changes(
    district: Unit, streets: tuple[Unit, Unit], api: Api
) -> None:
    row = make_reorganisation(district, TODAY, Rename(streets[0].pk, "新东街"))
    listed = api.get("/reorganisations", state="drafting").json()
    assert [(each["id"], each["changes"]) for each in listed["rows"]] == [(row.pk, 1)]
    page = api.get(f"/reorganisations/{row.pk}").json()
    assert "新东街" in page["changes"][0]["words"]
    outsider = Api(actor_of(make_person(make_unit("另一区", "district"), "district_officer")))
    assert outsider.get(f"/reorganisations/{row.pk}").status_code == 404
