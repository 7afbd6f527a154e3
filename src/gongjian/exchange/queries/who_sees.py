"""Who can see a need, in words that are read from the catalogue of roles and its audience."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Permission
from gongjian.org.catalogue import LINES, ROLES, Role
from gongjian.org.models import Unit
from gongjian.org.terms import AROUND, BELOW, Line

from .. import policy
from ..models import Pairing
from ..terms import Audience, PairingState
from .needs import NeedPage


def who_sees(need: NeedPage) -> tuple[str, ...]:
    """Return one line for each kind of reader: those who see it always, then its audience."""
    lines = list(_always(need))
    if need.state in policy.UNVERIFIED:
        return (*lines, _("Nobody else until the host has verified it"))
    lines.extend(_audience(need))
    if need.claims:
        lines.append(_("Contacts of the units that have claimed it or were asked"))
    return tuple(dict.fromkeys(lines))


def _holding(permission: str) -> Iterator[tuple[Role, Permission]]:
    for role in ROLES.values():
        for held in role.permissions:
            if held.code == permission:
                yield role, held


def _always(need: NeedPage) -> Iterator[str]:
    for role, held in _holding("need.view_unverified"):
        yield _line(role, _of(need, held))


def _of(need: NeedPage, held: Permission) -> str:
    if held.reach == BELOW:
        if held.line == Line.ALLIANCE:
            return need.zone
        return _("the authorities above %(unit)s on the %(line)s") % {
            "unit": need.unit,
            "line": str(LINES[held.line]).lower(),
        }
    return need.unit


def _audience(need: NeedPage) -> Iterator[str]:
    if need.audience == Audience.PAIR:
        for unit in _paired_units(need.unit_id):
            yield _line(ROLES["contact"], unit)
        return
    for role, held in _holding("need.view"):
        if need.audience == Audience.WIDER:
            yield _line(role, _("every unit of the wider area"))
        elif held.reach == AROUND:
            yield _line(role, _("every unit of %(zone)s") % {"zone": need.zone})
        else:
            yield _line(role, _of(need, held))


def _paired_units(unit_id: int) -> list[str]:
    pairs = Pairing.objects.filter(state=PairingState.ACTIVE)
    paired = Q(pk__in=pairs.filter(first_id=unit_id).values("second_id")) | Q(
        pk__in=pairs.filter(second_id=unit_id).values("first_id")
    )
    return list(Unit.objects.filter(paired).order_by("name").values_list("name", flat=True))


def _line(role: Role, where: Any) -> str:
    return _("%(role)s: %(where)s") % {"role": role.label, "where": where}
