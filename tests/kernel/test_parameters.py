"""Parameters: the default until a district sets its own, from its date on."""

from datetime import date

import pytest

from gongjian.exchange import terms  # noqa: F401  (declares)
from gongjian.kernel import parameters
from gongjian.kernel.models import ParameterValue
from gongjian.kernel.parameters import Parameter

pytestmark = pytest.mark.django_db


def test_default_before_and_own_value_from_its_date():
    ParameterValue.objects.create(key="need.claim_days", value=7, valid_from=date(2026, 6, 1))
    assert parameters.in_force(date(2026, 5, 31)).whole("need.claim_days") == 10
    assert parameters.in_force(date(2026, 6, 1)).whole("need.claim_days") == 7


def test_value_ends_at_its_end():
    ParameterValue.objects.create(
        key="need.claim_days", value=7, valid_from=date(2026, 6, 1), valid_to=date(2026, 7, 1)
    )
    assert parameters.in_force(date(2026, 7, 1)).whole("need.claim_days") == 10


def test_a_parameter_is_declared_once():
    with pytest.raises(ValueError, match="declared twice"):
        parameters.declare(Parameter("need.claim_days", 1, "days", "", ""))
