"""Opening, changing and ending groups, and who is their contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.entities.models import Trade, Venue
from gongjian.kernel import audit, catalogue
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, DomainError
from gongjian.org import queries as org
from gongjian.org.models import Unit

from .. import policy
from ..models import Group, GroupTrade, Presence
from ..terms import TYPES, Answer, By
from .access import DayAhead, locked_group, person_of


class TypeUnknown(DomainError):
    code = "group_type_unknown"
    message = _("There is no such type of group today. Choose one of a pack that is in force.")
    field = "type"


class PlaceMissing(DomainError):
    code = "group_place_missing"
    message = _("Say where: either a place or a venue of the registry.")
    field = "place"


class TradesMissing(DomainError):
    code = "group_trades_missing"
    message = _("A group by trade names one trade of the official list at least.")
    field = "trades"


class NameTaken(Conflict):
    code = "group_name_taken"
    message = _("You keep an open group of this name already. Give this one another name.")
    field = "name"


class UnitClosed(DomainError):
    code = "group_unit_closed"
    message = _("“%(unit)s” is closed and opens no group.")
    field = "unit_id"


class EndsBeforeItOpened(DomainError):
    code = "group_ends_before"
    message = _("The group was opened on %(day)s. It ends on that day or later.")
    field = "on"


class WhyMissing(DomainError):
    code = "group_why_missing"
    message = _("Write why the group ends.")
    field = "why"


@dataclass(frozen=True)
class GroupEntry:
    """What a group is called, what it is for and where.

    ``territory`` is a code of a place, ``venue_id`` a venue; one of the two. ``trades`` are codes.
    """

    name: str
    purpose: str
    territory: str = ""
    venue_id: int | None = None
    trades: tuple[str, ...] = ()


def open_group(
    unit_id: int, type_code: str, entry: GroupEntry, *, actor: Actor, at: datetime
) -> Group:
    """Open a group of a type of the day that a unit keeps; who opens it is its first contact.

    Raises:
        NotVisible, Forbidden: the unit is out of reach.
        UnitClosed, TypeUnknown, PlaceMissing, TradesMissing, NameTaken: as they say.
    """
    today = timezone.localdate(at)
    with audit.act(actor, "groups.open", at=at, detail={"type": type_code}) as journal:
        unit = fetch(
            Unit.objects.all(),
            unit_id,
            allowed=policy.kept(actor, "group.edit", "pk"),
            visible=policy.kept(actor, "unit.view", "pk"),
            lock=True,
        )
        if unit.closed_on is not None:
            raise UnitClosed(unit=unit.name)
        group = Group(unit=unit, type=type_code, by=_by(type_code, today), opened_on=today)
        group.contact_id = actor.person_id
        _take_over(group, entry)
        journal.create(group)
        _set_trades(group, entry.trades, journal)
        return group


def change_group(group_id: int, entry: GroupEntry, *, actor: Actor, at: datetime) -> Group:
    """Change what a group is called, what it is for and where; its unit and type stay.

    Raises:
        NotVisible, Forbidden: it is out of reach.
        GroupEnded, PlaceMissing, TradesMissing, NameTaken: as they say.
    """
    with audit.act(actor, "groups.change", at=at) as journal:
        group = locked_group(group_id, "group.edit", actor)
        _take_over(group, entry)
        journal.save(group)
        _set_trades(group, entry.trades, journal)
        return group


def _by(code: str, today: date) -> By:
    entry = catalogue.current().on(TYPES, today).get(code)
    if entry is None:
        raise TypeUnknown
    return By(entry.facts["by"])


def _take_over(group: Group, entry: GroupEntry) -> None:
    group.name, group.purpose = entry.name.strip(), entry.purpose.strip()
    group.territory = org.get_territory(entry.territory) if entry.territory else None
    open_ones = Venue.objects.filter(closed_on__isnull=True)
    group.venue = open_ones.filter(pk=entry.venue_id).first() if entry.venue_id else None
    if (group.territory is None) == (group.venue is None):
        raise PlaceMissing
    if group.by == By.TRADE and not entry.trades:
        raise TradesMissing
    same = Group.objects.filter(unit=group.unit_id, name=group.name, ended_on__isnull=True)
    if same.exclude(pk=group.pk).exists():
        raise NameTaken


def _set_trades(group: Group, codes: tuple[str, ...], journal: audit.Journal) -> None:
    found = set(Trade.objects.filter(pk__in=codes).values_list("pk", flat=True))
    if found != set(codes):
        raise TradesMissing
    present = {row.trade_id: row for row in group.trades.all()}
    for code in present.keys() - found:
        journal.delete(present[code])
    fresh = sorted(found - present.keys())
    journal.create_many([GroupTrade(group=group, trade_id=code) for code in fresh])


def take_contact(group_id: int, *, actor: Actor, at: datetime) -> Group:
    """Become the contact of a group: its members and those who keep it may, for themselves.

    Raises:
        NotVisible, Forbidden: one neither is in the group nor keeps it.
        GroupEnded: as said.
    """
    with audit.act(actor, "groups.contact", at=at) as journal:
        group = locked_group(group_id, "group.names", actor)
        group.contact = person_of(actor)
        return journal.save(group, "contact")


def end_group(group_id: int, *, on: date, why: str, actor: Actor, at: datetime) -> Group:
    """End a group on a day that has come, with the reason; nobody is in it any more then.

    Who was asked and did not join is forgotten, and so is who was named: nobody could take it
    back any more.

    Raises:
        NotVisible, Forbidden: it is out of reach.
        GroupEnded, DayAhead, EndsBeforeItOpened, WhyMissing: as they say.
    """
    with audit.act(actor, "groups.end", at=at) as journal:
        group = locked_group(group_id, "group.edit", actor)
        if on > timezone.localdate(at):
            raise DayAhead(field="on")
        if on < group.opened_on:
            raise EndsBeforeItOpened(day=group.opened_on.isoformat())
        if not why.strip():
            raise WhyMissing
        group.ended_on, group.ended_why = on, why.strip()
        group.next_on, group.next_what, group.contact = None, "", None
        journal.save(group)
        _release(group, on, journal)
        return group


def _release(group: Group, on: date, journal: audit.Journal) -> None:
    for row in group.belongings.filter(state__in=[Answer.ASKED, Answer.DECLINED]):
        journal.delete(row)
    joined = list(group.belongings.filter(state=Answer.JOINED))
    for row in joined:
        row.state, row.is_named = Answer.LEFT, False
        row.left_on = max(on, row.joined_on or on)
    journal.save_many(joined, ["state", "is_named", "left_on"])
    for named in Presence.objects.filter(gathering__group=group):
        journal.delete(named)
