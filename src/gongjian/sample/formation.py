"""The demonstration's formation: where members work, a case the watch opened, two proposals."""

from __future__ import annotations

from datetime import datetime, timedelta

from gongjian.entities.models import Entity
from gongjian.formation import actions
from gongjian.formation.actions import ProposalEntry
from gongjian.formation.queries import Sought
from gongjian.formation.terms import Form, GroundKind
from gongjian.kernel import actor as actors
from gongjian.members.models import Person

from .district import unit_named
from .members import MERCHANTS, POOLED

GROWN = ("演武菜市场", "后塘创业园")
"""Where shops have come to members enough for a branch; only the first lies in a region."""

Groups = tuple[tuple[str, ...], ...]

JOINT: tuple[str, Groups] = ("百丈商业街", (MERCHANTS[0:2], MERCHANTS[2:3]))
OF_A_VENUE: tuple[str, Groups] = ("中山购物中心", (MERCHANTS[3:4], MERCHANTS[4:5], MERCHANTS[5:6]))

PERMISSIONS = ("member.edit", "member.view", "entity.view", "formation.propose",
               "formation.decide", "formation.watch", "unit.view")  # fmt: skip


def build_formation(at: datetime) -> None:
    """Say where members work, let the watch look once, propose two organisations."""
    actor = actors.system("sample", at.date(), *PERMISSIONS)
    for place, group in zip(GROWN, (POOLED[1:5], MERCHANTS[6:9]), strict=True):
        _employ(place, (group,), actor, at)
    actions.watch(actor=actor, at=at)
    street = unit_named("百丈街道").pk
    name, groups = JOINT
    firms = tuple(_employ(name, groups, actor, at))
    joint = Sought(GroundKind.NEIGHBOURS, entity_ids=firms)
    actions.propose(
        ProposalEntry(
            Form.JOINT, joint, "百丈商业街商户联合党支部", street, reason="两店相邻，同街经营"
        ),
        actor=actor,
        at=at - timedelta(days=6),
    )
    name, groups = OF_A_VENUE
    firms = tuple(_employ(name, groups, actor, at))
    venue_id = Entity.objects.get(pk=firms[0]).venue_id
    venue = Sought(GroundKind.VENUE, venue_id=venue_id)
    entry = ProposalEntry(Form.VENUE, venue, "中山购物中心党支部", street, reason="商场统一管理")
    case = actions.propose(entry, actor=actor, at=at - timedelta(days=20))
    actions.approve(
        case.pk, document="示例：街道党工委批复", actor=actor, at=at - timedelta(days=9)
    )


def _employ(venue: str, groups: Groups, actor: actors.Actor, at: datetime) -> list[int]:
    """Let each group of members work in an open entity of a venue; return the entities' keys."""
    open_there = Entity.objects.filter(venue__name=venue, closed_on__isnull=True).order_by("pk")
    firms = list(open_there.values_list("pk", flat=True)[: len(groups)])
    since = at.date() - timedelta(days=300)
    for entity_id, names in zip(firms, groups, strict=True):
        for name in names:
            person = Person.objects.get(name=name)
            actions.set_workplace(person.pk, entity_id, from_day=since, actor=actor, at=at)
    return firms
