"""How a refusal comes back from a form."""

from __future__ import annotations

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.test import RequestFactory

from factories.org import TODAY
from gongjian.kernel.actor import visitor
from gongjian.kernel.errors import Conflict, DomainError, Forbidden
from gongjian.kernel.web.acting import ActionForm, carry_out, press

pytestmark = pytest.mark.django_db


def post(**data: str) -> HttpRequest:
    request = RequestFactory().post("/", {"submission": "k", **data})
    request.actor = visitor(TODAY)
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def refuse_with(error: DomainError):
    def perform() -> str:
        raise error

    return perform


def test_a_refused_form_knows_the_status_to_come_back_with() -> None:
    request = post()
    form = ActionForm(request.POST)
    assert carry_out(request, form, refuse_with(Conflict())) is None
    assert form.status == 409
    assert form.non_field_errors()


def test_an_incomplete_form_comes_back_as_422_and_an_empty_one_as_200() -> None:
    assert ActionForm().status == 200
    form = ActionForm({})
    assert not form.is_valid()
    assert form.status == 422


def test_what_is_not_allowed_is_no_fault_of_the_form() -> None:
    request = post()
    with pytest.raises(Forbidden):
        carry_out(request, ActionForm(request.POST), refuse_with(Forbidden()))
    with pytest.raises(Forbidden):
        press(request, refuse_with(Forbidden()), back="/")
