"""Who acts: loaded once a request, frozen, passed to every query and action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Permission:
    """What a role may do, and how far: ``reach`` on ``line`` from the unit that grants it.

    ``here``: the unit itself. ``below``: the unit and all under it on the line.
    ``around``: all under the unit's parent on the line (the zone that it belongs to).
    ``own``: only what is the person's own, wherever.
    """

    code: str
    line: str
    reach: str


@dataclass(frozen=True)
class Grant:
    """A role that a person holds at a unit today.

    ``paths`` gives the unit's path on each line where it stands; the role's permissions come
    from ``org.catalogue``.
    """

    role: str
    unit_id: int
    paths: Mapping[str, str]
    permissions: tuple[Permission, ...]


@dataclass(frozen=True)
class Actor:
    """A person, a named system job, or nobody in particular (a visitor).

    ``label`` is what the audit trail shows; it is a person's sign-in name, never more. ``name`` is
    what the person's own pages call them. ``on`` is
    the day on whose structure the actor's reach is measured: the day of the request.
    """

    label: str
    on: date
    name: str = ""
    account_id: int | None = None
    person_id: int | None = None
    grants: tuple[Grant, ...] = ()
    system_permissions: frozenset[str] = frozenset()

    @property
    def is_visitor(self) -> bool:
        return self.account_id is None and not self.system_permissions

    def may(self, code: str) -> bool:
        """Tell whether the actor has this permission anywhere."""
        return code in self.system_permissions or any(
            permission.code == code for grant in self.grants for permission in grant.permissions
        )

    def holding(self, code: str) -> Iterator[tuple[Grant, Permission]]:
        """Yield each grant that gives this permission, with the permission's line and reach."""
        for grant in self.grants:
            for permission in grant.permissions:
                if permission.code == code:
                    yield grant, permission

    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)


def visitor(on: date) -> Actor:
    """Return the actor of somebody who has not signed in."""
    return Actor(label="visitor", on=on)


def system(name: str, on: date, *permissions: str) -> Actor:
    """Return the named, audited actor of a system job with exactly these permissions."""
    return Actor(label=f"system:{name}", on=on, system_permissions=frozenset(permissions))
