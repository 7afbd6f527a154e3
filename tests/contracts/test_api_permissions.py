"""Every operation of the API is tried by the whole cast and answers as the matrix says."""

import json

import pytest
from django.db import transaction

from cast import EVERYBODY, make_cast
from contracts.api_matrix import OPERATIONS, Operation
from factories.members import actor_of
from factories.org import moment
from gongjian.kernel import tokens

pytestmark = pytest.mark.django_db

LETTERS = {200: "y", 401: "k", 403: "f", 404: "n", 409: "c"}


def described(client) -> set[tuple[str, str]]:
    paths = client.get("/api/openapi.json").json()["paths"]
    return {(method, path) for path, methods in paths.items() for method in methods}


def test_every_operation_is_in_the_matrix(client):
    listed = {(each.method, f"/api{each.path}") for each in OPERATIONS}
    assert described(client) == listed


def letter(client, operation: Operation, cast, headers) -> str:
    path = "/api" + operation.path.format(**operation.given(cast))
    # Each member of the cast finds things as they were: what a request writes is rolled back.
    with transaction.atomic():
        if operation.method == "get":
            answer = client.get(path, headers=headers)
        else:
            body = json.dumps(operation.body(cast))
            answer = client.post(path, body, content_type="application/json", headers=headers)
        transaction.set_rollback(True)
    return LETTERS.get(answer.status_code, f"[{answer.status_code}: {answer.content.decode()}]")


def test_the_cast_is_let_in_as_the_matrix_says(client):
    cast = make_cast()
    keys = {
        role: {"Authorization": f"Bearer {tokens.make('矩阵', actor=actor_of(who), at=moment())}"}
        for role, who in cast.people.items()
    }
    wrong = []
    for operation in OPERATIONS:
        found = "".join(letter(client, operation, cast, keys.get(role)) for role in EVERYBODY)
        if found != operation.let_in:
            wrong.append(f"{operation.method} {operation.path}: {found}, not {operation.let_in}")
    assert not wrong, "\n" + "\n".join(wrong)
