"""Whatever is sent to the API, it answers as its own description says: schemathesis tries it."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from cast import make_cast
from factories.members import actor_of
from factories.org import moment
from gongjian.kernel import tokens

schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())


@pytest.fixture
def key(db):
    """Return the owner's key, in a database connection that lives for the whole test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    people = make_cast().people
    yield tokens.make("试探程序", actor=actor_of(people["owner"]), at=moment())
    for signal in signals:
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_api_answers_as_it_says(case, key):
    case.call_and_validate(headers={"Authorization": f"Bearer {key}"})
