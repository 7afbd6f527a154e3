"""The district's own list of service categories (003-07)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Forbidden

from ..models import Category


def add_categories(names: Iterable[str], *, actor: Actor, at: datetime) -> None:
    """Add the categories of these names that the list lacks."""
    if not actor.may("roster.import"):
        raise Forbidden
    with audit.act(actor, "exchange.category.add", at=at) as journal:
        known = set(Category.objects.values_list("name", flat=True))
        fresh = [name for name in dict.fromkeys(names) if name not in known]
        journal.create_many([Category(code=name, name=name) for name in fresh])
