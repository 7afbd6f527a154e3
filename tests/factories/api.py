"""A programme that uses the API for a person."""

from __future__ import annotations

from typing import Any

from django.test import Client

from factories.org import moment
from gongjian.kernel import tokens
from gongjian.kernel.actor import Actor


class Api:
    """The API as one person's key opens it; paths begin after ``/api``."""

    def __init__(self, actor: Actor) -> None:
        self._client = Client()
        key = tokens.make("程序", actor=actor, at=moment())
        self._headers = {"Authorization": f"Bearer {key}"}

    def get(self, path: str, **asked: Any) -> Any:
        return self._client.get(f"/api{path}", asked, headers=self._headers)

    def post(self, path: str, body: dict[str, Any], key: str = "") -> Any:
        headers = {**self._headers, **({"Idempotency-Key": key} if key else {})}
        return self._client.post(
            f"/api{path}", body, content_type="application/json", headers=headers
        )
