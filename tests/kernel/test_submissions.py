"""A form sent twice acts once."""

from dataclasses import replace

import pytest

from factories.org import moment, office
from gongjian.kernel import submissions
from gongjian.kernel.errors import DomainError
from gongjian.kernel.models import Submission

pytestmark = pytest.mark.django_db


def test_second_sending_gets_the_first_outcome():
    done = []

    def perform() -> str:
        done.append(1)
        return f"/outcome/{len(done)}/"

    outcomes = [
        submissions.once("key", actor=office(), at=moment(), perform=perform) for _ in range(3)
    ]
    assert outcomes == ["/outcome/1/"] * 3
    assert len(done) == 1


def test_refused_action_leaves_the_key_unused():
    def refuse() -> str:
        raise DomainError

    with pytest.raises(DomainError):
        submissions.once("key", actor=office(), at=moment(), perform=refuse)
    assert not Submission.objects.exists()
    assert submissions.once("key", actor=office(), at=moment(), perform=lambda: "done") == "done"


def test_key_of_another_account_is_refused():
    mine = replace(office(), account_id=1)
    submissions.once("key", actor=mine, at=moment(), perform=lambda: "done")
    with pytest.raises(submissions.KeyOfAnother):
        submissions.once(
            "key", actor=replace(mine, account_id=2), at=moment(), perform=lambda: "other"
        )
