"""Who may read packs: they are about the district, so whoever may read one may read all."""

from __future__ import annotations

from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden

from .terms import LOAD, VIEW


def require_view(actor: Actor) -> None:
    """Refuse who has no office role.

    Raises:
        Forbidden: as said.
    """
    if not actor.may(VIEW):
        raise Forbidden


def require_load(actor: Actor) -> None:
    """Refuse who does not run the installation.

    Raises:
        Forbidden: as said.
    """
    if not actor.may(LOAD):
        raise Forbidden
