"""Whatever is sent to the API, it answers as its own description says: schemathesis tries it."""

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from cast import make_cast
from factories.members import actor_of
from factories.org import moment
from gongjian.config.api import api
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


def test_no_name_of_the_description_has_two_meanings():
    """The description keeps one part a name, so two enums of one name would hide each other."""
    meanings: dict[str, set[str]] = {}
    for part in _described():
        for name, meaning in part.get("$defs", {}).items():
            meanings.setdefault(name, set()).add(json.dumps(meaning, sort_keys=True))
    assert len(meanings) > 20
    assert [name for name, found in meanings.items() if len(found) > 1] == []


def _described():
    """Yield the schema of everything that an operation takes or returns, each by itself."""
    for _, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                for model in operation.models:
                    yield model.model_json_schema()
                for model in filter(None, operation.response_models.values()):
                    yield model.model_json_schema(mode="serialization")
