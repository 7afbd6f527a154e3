"""Carrying out a form or request once, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from .actor import Actor
from .errors import Conflict
from .models import Submission


class KeyOfAnother(Conflict):
    """The key was used by somebody else, or for nothing that can be repeated."""

    code = "submission_key_taken"
    message = _("This form was already sent by another account. Open the page again.")


def once(key: str, *, actor: Actor, at: datetime, perform: Callable[[], str]) -> str:
    """Run ``perform`` the first time this key comes, and return its outcome every time.

    The key is written in the same transaction: of two requests at the same moment one waits for
    the other and gets its outcome; if ``perform`` is refused, the key stays unused.

    Raises:
        KeyOfAnother: the key belongs to another account.
    """
    try:
        with transaction.atomic():
            submission = Submission(key=key, account_id=actor.account_id, at=at)
            with transaction.atomic():
                submission.save(force_insert=True)
            submission.outcome = perform()
            submission.save(update_fields=["outcome"])
            return submission.outcome
    except IntegrityError:
        earlier = Submission.objects.filter(key=key).first()
        if earlier is None:
            raise
    if earlier.account_id != actor.account_id:
        raise KeyOfAnother
    return earlier.outcome
