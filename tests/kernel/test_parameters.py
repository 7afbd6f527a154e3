"""Parameters: the default until a district sets its own, from its date on."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from factories.org import TODAY, moment, office
from gongjian.exchange import terms  # noqa: F401  (declares)
from gongjian.kernel import audit, parameters
from gongjian.kernel.actor import system
from gongjian.kernel.errors import Forbidden
from gongjian.kernel.models import AuditEvent, ParameterValue
from gongjian.kernel.parameters import Parameter, SourceMissing, UnknownParameter, WrongValue

pytestmark = pytest.mark.django_db

KEY = "need.claim_days"
JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)


def put(text: str, from_day: date = JUNE, source: str = "区委办〔2026〕7号", key: str = KEY):
    actor = system("parameters", TODAY, parameters.SET)
    return parameters.set_value(
        key, text, from_day=from_day, source=source, actor=actor, at=moment()
    )


def in_force(day: date) -> int:
    return parameters.in_force(day).whole(KEY)


def test_default_before_and_own_value_from_its_date():
    put("7")
    assert in_force(date(2026, 5, 31)) == 10
    assert in_force(JUNE) == 7


def test_value_ends_at_its_end():
    ParameterValue.objects.create(key=KEY, value=7, valid_from=JUNE, valid_to=JULY)
    assert in_force(JULY) == 10


def test_a_later_value_closes_the_one_before():
    first = put("7")
    put("5", AUGUST)
    first.refresh_from_db()
    assert first.valid_to == AUGUST
    assert [in_force(day) for day in (JUNE, JULY, AUGUST)] == [7, 7, 5]


def test_a_value_between_two_leaves_the_later_one_alone():
    put("7")
    put("5", AUGUST)
    assert put("6", JULY).valid_to == AUGUST
    assert [in_force(day) for day in (JUNE, JULY, AUGUST)] == [7, 6, 5]


def test_a_value_for_the_same_day_takes_its_place():
    put("7")
    put("8")
    assert ParameterValue.objects.get().value == 8


def test_setting_leaves_a_trace_that_the_chain_proves():
    put("7")
    event = AuditEvent.objects.get()
    assert (event.action, event.actor) == ("kernel.parameter.set", "system:parameters")
    assert event.detail == {"key": KEY, "value": 7, "from": "2026-06-01"}
    assert list(audit.verify()) == []


@pytest.mark.parametrize("text", ["", "seven", "-1", "2.5", "七", "1 2"])
def test_a_value_of_another_kind_is_refused(text):
    with pytest.raises(WrongValue, match="个工作日"):
        put(text)
    assert not ParameterValue.objects.exists()


def test_each_kind_of_value_is_read():
    def read(default, text):
        return parameters.read_value(Parameter("x", default, "points", "", ""), text)

    assert (read(1.5, "2.25"), read(1.5, "3"), read(True, "no"), read("a", " b ")) == (
        2.25,
        3.0,
        False,
        "b",
    )
    for default, text in ((1.5, "1.2.3"), (1.5, "."), (1.5, "nan"), (True, "1")):
        with pytest.raises(WrongValue):
            read(default, text)


def test_an_unknown_key_a_missing_source_and_a_person_are_refused():
    with pytest.raises(UnknownParameter, match=r"no\.such"):
        put("7", key="no.such")
    with pytest.raises(SourceMissing):
        put("7", source="  ")
    with pytest.raises(Forbidden):
        parameters.set_value(KEY, "7", from_day=JUNE, source="x", actor=office(), at=moment())


def test_a_parameter_is_declared_once():
    with pytest.raises(ValueError, match="declared twice"):
        parameters.declare(Parameter(KEY, 1, "days", "", ""))


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("parameters", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_sets_and_lists():
    source = "区委办〔2026〕7号"
    assert source in run("set", KEY, "7", "--from", "2026-06-01", "--source", source)
    assert f"{KEY} = 7 个工作日 (默认 10)" in run("list")
    assert len(run("list").splitlines()) == len(parameters.declared())


@pytest.mark.parametrize(
    ("key", "value", "day"),
    [("no.such", "7", "2026-06-01"), (KEY, "soon", "2026-06-01"), (KEY, "7", "June")],
)
def test_the_command_refuses_in_words(key, value, day):
    with pytest.raises(CommandError, match=r"no\.such|soon|June"):
        run("set", key, value, "--from", day, "--source", "x")
