"""Words that a step cannot do without."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.errors import DomainError


class WordsMissing(DomainError):
    code = "words_missing"
    message = _("Write a few words: the other side has to understand why.")
    field = "words"


def required(words: str) -> str:
    """Return the words as they are kept.

    Raises:
        WordsMissing: there are none.
    """
    if not words.strip():
        raise WordsMissing
    return words.strip()
