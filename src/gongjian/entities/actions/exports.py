"""Taking entities out of the system: with a reason, on the record, within reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import DomainError, Forbidden
from gongjian.kernel.figures import Asked

from ..models import Entity, EntityContact
from ..policy import scope
from ..queries.entities import EntityRow, all_ids, rows_of

MOST = 100_000
"""Rows of one export: what a person can still work with, and a request can still write."""

CHUNK = 500


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Write what the export is for.")
    field = "reason"


class TooMany(DomainError):
    code = "export_too_many"
    message = _("%(count)d rows are more than an export holds (%(most)d). Narrow the list first.")


class ContactsOutOfReach(Forbidden):
    code = "export_contacts_out_of_reach"
    message = _("You may not see whom to call at some of these. Export without contacts.")


@dataclass(frozen=True)
class Export:
    """Entities that are taken out, in chunks, with the mark that goes with them."""

    ids: tuple[int, ...]
    on: date
    with_contacts: bool
    who: str
    at: datetime
    reason: str

    def rows(self) -> Iterator[tuple[EntityRow, str, str]]:
        """Yield each entity with whom to call, both empty where contacts stay inside."""
        for start in range(0, len(self.ids), CHUNK):
            part = self.ids[start : start + CHUNK]
            contacts = {}
            if self.with_contacts:
                known = EntityContact.objects.filter(pk__in=part)
                contacts = {pk: facts for pk, *facts in known.values_list("pk", "name", "mobile")}
            for row in rows_of(part, self.on):
                name, mobile = contacts.get(row.id, ("", ""))
                yield row, name, mobile


def export_entities(
    asked: Asked,
    *,
    text: str,
    state: str,
    with_contacts: bool,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Export:
    """Give out the entities that a list shows; who took them and why stays in the chain (G14).

    Raises:
        Forbidden: exporting is not part of the actor's role.
        ReasonMissing: as said.
        TooMany: there are more than an export holds.
        ContactsOutOfReach: some contacts are not the actor's to see.
    """
    if not actor.may("figures.export"):
        raise Forbidden
    if not reason.strip():
        raise ReasonMissing
    found, is_all = all_ids(asked, text, actor, state)
    if len(found) > MOST or not is_all:
        raise TooMany(count=len(found), most=MOST)
    ids = found.tolist()
    if with_contacts:
        _require_contacts(ids, actor)
    detail = {
        "line": asked.line,
        "on": asked.on.isoformat(),
        "filters": dict(asked.filters),
        "state": state,
        "searched": bool(text),
        "contacts": with_contacts,
        "rows": len(ids),
        "reason": reason.strip(),
    }
    with audit.act(actor, "entities.export", at=at, detail=detail):
        return Export(tuple(ids), asked.on, with_contacts, actor.label, at, reason.strip())


def _require_contacts(ids: list[int], actor: Actor) -> None:
    allowed = Entity.objects.filter(scope(actor, "entity.contact"))
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        if allowed.filter(pk__in=part).count() != len(part):
            raise ContactsOutOfReach
