"""The copy of the registry that this process counts from, exact at the moment of the question."""

from __future__ import annotations

from threading import Lock

from django.db import connection
from django.db.models import Q

from ...models import RegistryHead, RegistryVersion
from . import files
from .copies import NOTHING, Copy

WRITE_AFTER = 20_000
"""Rows that a copy may have beside the files before the files are written anew."""

KEPT = 3
"""Copies that this process holds: transactions that are open may see other versions."""

_copies: list[Copy] = [NOTHING]
_building = Lock()

Version = tuple[int, str]


def current() -> Copy:
    """Return the copy that shows exactly what this transaction sees.

    Rows carry the version that wrote them, so what is newer than a copy is fetched and put over
    it. The version is asked before and after: rows may be committed between two queries.
    """
    head, base = _newest(_copies)
    if base is None or base.token != head[1] or base not in _copies:
        with _building:
            base = _brought_up()
    return base


def _brought_up() -> Copy:
    head, base = _newest(_copies)
    base = base or NOTHING
    while base.token != head[1]:
        fresh = base.followed(*head)
        head, base = _newest([fresh, base, NOTHING])
        base = base or NOTHING
    return _kept(base)


def _newest(held: list[Copy]) -> tuple[Version, Copy | None]:
    """Return the registry's version, and the newest copy here or on disk that was its state."""
    on_disk = {token: (version, path) for version, token, path in files.names()}
    known = {copy.token: copy for copy in held}
    is_head = Q(version__in=RegistryHead.objects.values("version"))
    is_of_copy = Q(token__in=[*known, *on_disk])
    rows = RegistryVersion.objects.filter(is_head | is_of_copy).order_by("-version")
    found = list(rows.values_list("version", "token"))
    if not found:
        return (0, ""), NOTHING
    for version, token in found:
        if token in known:
            return found[0], known[token]
        if token in on_disk and (copy := files.read(version, token, on_disk[token][1])):
            return found[0], copy
    return found[0], None


def _kept(copy: Copy) -> Copy:
    """Hold a copy for the next question, from files if it has grown far from them.

    What a transaction has not committed is no file's: nobody else will ever see it.
    """
    if copy.loose > WRITE_AFTER and not connection.in_atomic_block:
        files.write(copy)
        place = files.place_of(copy)
        copy = files.read(copy.version, copy.token, place) or copy
    _copies[:] = [copy, *(each for each in _copies if each.token != copy.token)][:KEPT]
    return copy
