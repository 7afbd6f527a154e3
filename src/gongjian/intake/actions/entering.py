"""Entering a checked roster through the modules' actions: all of it in one event, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from gongjian.exchange import actions as exchange
from gongjian.kernel import audit, catalogue
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict
from gongjian.members import actions as members
from gongjian.members.models import Person
from gongjian.org import actions as org
from gongjian.org.models import Unit
from gongjian.org.terms import Line, NameKind

from ..rules import Entry, Finding
from ..rules.known import PARENT_LINES, Known, KnownRow
from ..rules.people import role_of
from ..rules.plan import Plan
from ..terms import CONTACTS, MEMBERS, NEEDS, RESOURCES, UNITS, RowStatus

Say = Callable[[int, int], None]
"""Told how many rows are done, of how many; may raise to stop everything."""


class NotPossible(Conflict):
    """The roster has faults or open questions."""

    code = "roster_not_possible"


def silent(done: int, total: int) -> None:
    """Say nothing about progress."""


def without_places(plan: Plan) -> Plan:
    """Return the plan for an installation that has no places loaded: units without a place."""
    return replace(plan, faults=tuple(f for f in plan.faults if f.code != "unknown_place"))


DAYS_OF_OFFERS = {"starts_on", "ends_on", "available_from", "available_to"}


def postponed(plan: Plan, later: timedelta) -> Plan:
    """Return the plan with its needs and offers that much later: a sample must not grow old."""
    findings = (
        replace(finding, entry=replace(finding.entry, values=_later(finding.entry.values, later)))
        for finding in plan.findings
    )
    return replace(plan, findings=tuple(findings))


def _later(values: Mapping[str, Any], later: timedelta) -> dict[str, Any]:
    return {key: value + later if key in DAYS_OF_OFFERS else value for key, value in values.items()}


def enter(plan: Plan, known: Known, *, actor: Actor, at: datetime, say: Say = silent) -> None:
    """Write what a plan says. Nothing is written, and no event, where nothing would change.

    Raises:
        NotPossible: the plan has faults or open doubts.
        DomainError: an action refuses a row; then nothing is written.
    """
    if not plan.is_possible:
        raise NotPossible
    if not plan.changes_anything:
        return
    with (
        catalogue.held(timezone.localdate(at)),
        audit.act(actor, "intake.roster.enter", at=at, detail=_detail(plan)),
    ):
        _Entering(plan, known, actor, at, say).run()


def _detail(plan: Plan) -> dict[str, int]:
    counts = {"aliases": len(plan.aliases)}
    for finding in plan.findings:
        key = f"{finding.entry.form}.{finding.status}"
        counts[key] = counts.get(key, 0) + 1
    return counts


PART = 1000
"""Rows written between two words on how far it is."""


class _Entering:
    """One run: keeps the ids that new units of the file have got."""

    def __init__(self, plan: Plan, known: Known, actor: Actor, at: datetime, say: Say) -> None:
        self.plan, self.known, self.actor, self.at = plan, known, actor, at
        self.today = timezone.localdate(at)
        self.say = say
        self.ids: dict[int, int] = {}
        self.total, self.done = len(plan.findings), 0

    def run(self) -> None:
        units = list(self._of(UNITS))
        self.say(0, self.total)
        for finding in units:
            self._write_unit(finding)
        for finding in self._parents_first(units):
            self._place(finding)
        self._write_names(units)
        for finding in self._of(CONTACTS):
            self._write_contact(finding)
        self._say_more(len(units))
        self._write_members()
        self._write_needs()
        self._write_resources()
        self.say(self.total, self.total)

    def _of(self, form: str) -> Iterable[Finding]:
        return (
            finding
            for finding in self.plan.findings
            if finding.entry.form == form and finding.status in (RowStatus.NEW, RowStatus.CHANGED)
        )

    def _unit_id(self, name: str) -> int:
        """Return the id of the unit that the file names so."""
        target = self.plan.units[name]
        return self.ids[target] if target < 0 else target

    def _target(self, finding: Finding) -> int:
        return finding.target or self.ids[-finding.entry.row]

    # --- units -------------------------------------------------------------------------------

    def _write_unit(self, finding: Finding) -> None:
        if finding.target is None:
            facts = self._facts(finding.entry)
            unit = org.enter_unit(facts, actor=self.actor, at=self.at)
            self.ids[-finding.entry.row] = unit.pk
            return
        changed = {key for key, _was, _now in finding.changes}
        if changed - {*PARENT_LINES, "aliases"}:
            unit = Unit.objects.get(pk=finding.target)
            now = {key: now for key, _was, now in finding.changes}
            org.change_unit(unit.pk, self._facts_over(unit, now), actor=self.actor, at=self.at)

    def _facts(self, entry: Entry) -> org.UnitFacts:
        return org.UnitFacts(
            type=entry.get("type"),
            name=entry.get("name"),
            territory=self.plan.territories.get(entry.row) or None,
            uscc=entry.get("uscc"),
            address=entry.get("address"),
            party_organisation=entry.get("party_organisation"),
        )

    def _facts_over(self, unit: Unit, now: Mapping[str, Any]) -> org.UnitFacts:
        return org.UnitFacts(
            type=now.get("type", unit.type),
            name=now.get("name", unit.name),
            territory=now.get("territory", unit.territory_id),
            uscc=now.get("uscc", unit.uscc),
            address=now.get("address", unit.address),
            party_organisation=now.get("party_organisation", unit.party_organisation),
            founded_on=unit.founded_on,
        )

    def _parents_first(self, findings: list[Finding]) -> list[Finding]:
        """Return the rows so that a unit comes after the units of the file that it stands under."""
        rows = {self._target(finding): finding for finding in findings}
        order: dict[int, Finding] = {}

        def visit(target: int, path: frozenset[int]) -> None:
            if target in order or target not in rows or target in path:
                return
            entry = rows[target].entry
            for key in PARENT_LINES:
                if entry.get(key):
                    visit(self._unit_id(entry.get(key)), path | {target})
            order[target] = rows[target]

        for target in rows:
            visit(target, frozenset())
        return list(order.values())

    def _place(self, finding: Finding) -> None:
        entry = finding.entry
        changed = {key for key, _was, _now in finding.changes}
        for key, line in _LINES_IN_ORDER:
            if entry.get(key) and (finding.target is None or key in changed):
                self._place_on(finding, line, self._unit_id(entry.get(key)))
        if finding.target is None and entry.get("type") == "zone":
            self._place_on(finding, Line.ALLIANCE, None)

    def _place_on(self, finding: Finding, line: Line, parent_id: int | None) -> None:
        since: date = finding.entry.get("since", None) or self.today
        org.place(
            self._target(finding),
            line=line,
            parent_id=parent_id,
            from_day=since if finding.target is None else self.today,
            actor=self.actor,
            at=self.at,
        )

    def _write_names(self, units: list[Finding]) -> None:
        names = [(self._target(f), a) for f in units for a in f.entry.get("aliases", ())]
        merged = [(self.ids.get(unit_id, unit_id), name) for unit_id, name in self.plan.aliases]
        for unit_id, name in (*names, *merged):
            org.add_name(unit_id, name, NameKind.ALIAS, actor=self.actor, at=self.at)

    # --- people ------------------------------------------------------------------------------

    def _write_contact(self, finding: Finding) -> None:
        entry, unit_id = finding.entry, self._unit_id(finding.entry.get("unit"))
        person = self._person(finding, unit_id)
        members.appoint(
            person.pk,
            role=role_of(entry),
            unit_id=unit_id,
            from_day=self.today,
            actor=self.actor,
            at=self.at,
        )
        if entry.get("username") and person.account_id is None:
            members.open_account(
                person.pk,
                username=entry.get("username"),
                password=None,
                actor=self.actor,
                at=self.at,
            )

    def _person(self, finding: Finding, unit_id: int) -> Person:
        name, mobile = finding.entry.get("name"), finding.entry.get("mobile")
        if finding.target is None:
            facts = members.PersonFacts(name=name, unit_id=unit_id, mobile=mobile)
            return members.enter_person(facts, actor=self.actor, at=self.at)
        person = Person.objects.get(pk=finding.target)
        if person.mobile == mobile:
            return person
        facts = members.PersonFacts(name=name, unit_id=person.unit_id, mobile=mobile)
        return members.change_person(person.pk, facts, actor=self.actor, at=self.at)

    def _write_members(self) -> None:
        for number, finding in enumerate(self._of(MEMBERS), 1):
            if finding.status == RowStatus.NEW:
                self._enter_member(finding.entry)
            else:
                now = {key: now for key, _was, now in finding.changes}
                assert finding.target is not None
                members.correct_member(finding.target, now, actor=self.actor, at=self.at)
            if number % PART == 0:
                self._say_more(PART)

    def _enter_member(self, entry: Entry) -> None:
        facts = members.MemberFacts(
            name=entry.get("name"),
            mobile=entry.get("mobile"),
            unit_id=self._unit_id(entry.get("unit")),
            joined_on=entry.get("joined_on", None),
            formal_since=entry.get("formal_since", None),
            birth_year=entry.get("birth_year", None),
            document=entry.get("document"),
        )
        members.enter_member(facts, actor=self.actor, at=self.at)

    # --- needs and resources -----------------------------------------------------------------

    def _write_needs(self) -> None:
        new, changed = self._entries(NEEDS, self.known.needs, self._need)
        self._bring(exchange.bring_needs, new, changed)

    def _write_resources(self) -> None:
        new, changed = self._entries(RESOURCES, self.known.resources, self._resource)
        self._bring(exchange.bring_resources, new, changed)

    def _bring(
        self, bring: Callable[..., Any], new: Sequence[Any], changed: Mapping[int, Any]
    ) -> None:
        """Write the changed entries, then the new ones in parts, and say after each how far."""
        if changed:
            bring([], changed, actor=self.actor, at=self.at)
        self._say_more(len(changed))
        for start in range(0, len(new), PART):
            part = new[start : start + PART]
            bring(part, {}, actor=self.actor, at=self.at)
            self._say_more(len(part))

    def _say_more(self, rows: int) -> None:
        self.done += rows
        self.say(self.done, self.total)

    def _entries(
        self,
        form: str,
        before: Mapping[tuple[int, str], KnownRow],
        build: Callable[[int, Mapping[str, Any]], Any],
    ) -> tuple[list[Any], dict[int, Any]]:
        """Return the new entries, and by its id each changed one: what is not said stays."""
        new: list[Any] = []
        changed: dict[int, Any] = {}
        for finding in self._of(form):
            unit_id = self._unit_id(finding.entry.get("unit"))
            values = finding.entry.values
            if finding.target is None:
                new.append(build(unit_id, values))
            else:
                row = before[unit_id, values["number"]]
                changed[row.id] = build(unit_id, {**row.values, **values})
        return new, changed

    def _need(self, unit_id: int, values: Mapping[str, Any]) -> exchange.NeedEntry:
        return exchange.NeedEntry(
            unit_id=unit_id,
            title=values["title"],
            beneficiaries=values["beneficiaries"],
            heads=values["heads"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            skills=values.get("skills", ()),
            category_id=self.known.categories.get(values.get("category", "")),
            room_id=values.get("room_id"),
            place=values.get("place", ""),
            training_required=values.get("training_required", False),
            note=values.get("note", ""),
            source_key=values["number"],
        )

    def _resource(self, unit_id: int, values: Mapping[str, Any]) -> exchange.ResourceEntry:
        return exchange.ResourceEntry(
            unit_id=unit_id,
            title=values["title"],
            capacity=values["capacity"],
            available_from=values["available_from"],
            available_to=values.get("available_to"),
            skills=values.get("skills", ()),
            category_id=self.known.categories.get(values.get("category", "")),
            source_key=values["number"],
        )


_LINES_IN_ORDER = tuple((key, PARENT_LINES[key]) for key in ("territorial", "zone", "sectoral"))
"""A new unit comes into reach by its place or zone; only then its profession can be said."""
