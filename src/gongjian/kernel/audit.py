"""Writes, and the chain of events that proves them.

Every action runs inside :func:`act`. What it saves through the journal is written together with
one event that holds a digest of each row and the hash of the event before. So a row changed
behind the system's back no longer matches its last digest, and an event changed, removed or
slipped in breaks the chain.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from . import seals
from .actor import Actor
from .models import AuditEvent, AuditHead, AuditRow, Record, Sealed

T = TypeVar("T", bound=Record)

Image = dict[str, Any]
"""The columns of a row by name."""

CHUNK = 500
"""Rows fetched or written in one statement; below SQLite's limit of bound values."""


class Journal:
    """Saves records and remembers which, for the event at the end of the action."""

    def __init__(self) -> None:
        self._operations: dict[tuple[str, int], str] = {}
        self._blocks: dict[type[Sealed], set[int]] = {}
        self._images: dict[tuple[type[models.Model], int], Image | None] | None = None

    def watch(self) -> None:
        """From now on keep what each row was before it was first written: see ``images``."""
        if self._images is None:
            self._images = {}

    @property
    def images(self) -> Mapping[tuple[type[models.Model], int], Image | None]:
        """What each row written since ``watch`` was before, by model and key; None for a new one.

        Sealed rows count as new unless :meth:`remember` was told before they were written.
        """
        return self._images or {}

    def remember(self, model: type[models.Model], pks: Iterable[int]) -> None:
        """Keep what these rows are before they are written, if this journal is watching."""
        if self._images is None:
            return
        unknown = [pk for pk in pks if (model, pk) not in self._images]
        for start in range(0, len(unknown), CHUNK):
            rows = model._default_manager.filter(pk__in=unknown[start : start + CHUNK])
            for image in rows.values():
                self._images[model, image[model._meta.pk.attname]] = image

    def create(self, record: T) -> T:
        """Insert the record."""
        record.save(force_insert=True)
        self._note(record, "create")
        return record

    def save(self, record: T, *fields: str) -> T:
        """Update the record, or only these fields of it."""
        self.remember(type(record), [record.pk])
        record.save(update_fields=fields or None)
        self._note(record, "change")
        return record

    def delete(self, record: Record) -> None:
        """Delete the record; its history stays in the chain."""
        self.remember(type(record), [record.pk])
        self._note(record, "delete")
        record.delete()

    def create_many(self, records: Iterable[T]) -> list[T]:
        """Insert many records of one model in few statements."""
        saved = list(records)
        if saved:
            type(saved[0])._default_manager.bulk_create(saved, batch_size=CHUNK)
        for record in saved:
            self._note(record, "create")
        return saved

    def save_many(self, records: Iterable[T], fields: list[str]) -> None:
        """Update these fields of many records of one model in few statements."""
        changed = list(records)
        if changed:
            self.remember(type(changed[0]), [record.pk for record in changed])
            type(changed[0])._default_manager.bulk_update(changed, fields, batch_size=CHUNK)
        for record in changed:
            self._note(record, "change")

    def wrote(self, model: type[Sealed], pks: Iterable[int]) -> None:
        """Note that rows of a sealed table were written, by whatever means; never deleted."""
        written = list(pks)
        self._blocks.setdefault(model, set()).update(seals.blocks_of(written))
        if self._images is not None:
            for pk in written:
                self._images.setdefault((model, pk), None)

    @property
    def has_blocks(self) -> bool:
        """Tell whether there are seals to renew."""
        return bool(self._blocks)

    def seal(self, salt: str) -> None:
        """Renew the seals of the blocks written, as the database now has them."""
        for model, blocks in self._blocks.items():
            fresh, renewed = seals.renew(model, blocks, salt)
            self.create_many(fresh)
            self.save_many(renewed, ["rows", "digest"])

    def _note(self, record: Record, operation: str) -> None:
        key = (record._meta.label, record.pk)
        if operation == "create" and self._images is not None:
            self._images.setdefault((type(record), record.pk), None)
        before = self._operations.get(key)
        if operation == "delete" and before == "create":
            del self._operations[key]
        elif before != "create":
            self._operations[key] = operation

    def rows(self, salt: str) -> list[AuditRow]:
        """Return the audit rows of what was saved, read back as the database now has it."""
        kept: dict[str, list[int]] = {}
        for (label, pk), operation in self._operations.items():
            if operation != "delete":
                kept.setdefault(label, []).append(pk)
        digests = {
            (label, pk): digest
            for label, pks in kept.items()
            for pk, digest in digests_of(apps.get_model(label), salt, pks)
        }
        return [
            AuditRow(model=label, row=pk, operation=operation, digest=digests.get((label, pk), ""))
            for (label, pk), operation in sorted(self._operations.items())
        ]


_current: ContextVar[Journal | None] = ContextVar("journal", default=None)


@contextmanager
def act(
    actor: Actor, action: str, *, at: datetime, detail: Mapping[str, Any] | None = None
) -> Iterator[Journal]:
    """Run one action: all of it or nothing, with one event at its end.

    An action called inside another joins it: one transaction, one event, named by the outer.
    ``detail`` is kept in the event for good: identifiers and counts, never personal data.
    """
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    journal = Journal()
    token = _current.set(journal)
    try:
        with transaction.atomic():
            yield journal
            _append(journal, actor, action, at, dict(detail or {}))
    finally:
        _current.reset(token)


def _append(
    journal: Journal, actor: Actor, action: str, at: datetime, detail: dict[str, Any]
) -> None:
    if journal.has_blocks:
        journal.seal(_salt())
    # The head is locked last, after every business row, so that writers cannot deadlock on it.
    head = _locked_head()
    rows = journal.rows(head.salt)
    event = AuditEvent(
        seq=head.seq + 1,
        at=at,
        account_id=actor.account_id,
        actor=actor.label,
        action=action,
        detail=detail,
        previous=head.hash,
    )
    event.hash = _event_hash(event, rows)
    event.save(force_insert=True)
    for row in rows:
        row.event = event
    AuditRow.objects.bulk_create(rows, batch_size=CHUNK)
    AuditHead.objects.filter(pk=1).update(seq=event.seq, hash=event.hash)


def _locked_head() -> AuditHead:
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        _salt()
        head = AuditHead.objects.select_for_update().get(pk=1)
    return head


def _salt() -> str:
    AuditHead.objects.get_or_create(pk=1, defaults={"salt": secrets.token_hex(16)})
    return AuditHead.objects.values_list("salt", flat=True).get(pk=1)


def _canonical(value: Any) -> bytes:
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder
    ).encode()


def _event_hash(event: AuditEvent, rows: Iterable[AuditRow]) -> str:
    body = [
        event.seq,
        event.at.timestamp(),
        event.account_id,
        event.actor,
        event.action,
        event.detail,
        event.previous,
        [[row.model, row.row, row.operation, row.digest] for row in rows],
    ]
    return hashlib.sha256(_canonical(body)).hexdigest()


@cache
def _digested_fields(model: type[models.Model]) -> tuple[str, ...]:
    left_out: frozenset[str] = getattr(model, "unaudited", frozenset())
    return tuple(
        field.attname for field in model._meta.concrete_fields if field.name not in left_out
    )


def digests_of(
    model: type[models.Model], salt: str, pks: Iterable[int] | None = None
) -> Iterator[tuple[int, str]]:
    """Yield key and digest of these rows of a model, or of all its rows."""
    fields = _digested_fields(model)
    rows = model._default_manager.order_by("pk").values_list("pk", *fields)
    if pks is None:
        batches = [rows]
    else:
        wanted = list(pks)
        batches = [
            rows.filter(pk__in=wanted[start : start + CHUNK])
            for start in range(0, len(wanted), CHUNK)
        ]
    for batch in batches:
        for pk, *values in batch.iterator(chunk_size=2000):
            plain = [v.timestamp() if isinstance(v, datetime) else v for v in values]
            body = _canonical([salt, model._meta.label, *zip(fields, plain, strict=True)])
            yield pk, hashlib.sha256(body).hexdigest()


def audited_models() -> list[type[models.Model]]:
    """Return every model whose writes are audited."""
    return [model for model in apps.get_models() if issubclass(model, Record)]


def verify() -> Iterator[str]:
    """Yield each fault of the chain and each row that does not match it, in words."""
    head = AuditHead.objects.filter(pk=1).first()
    last: dict[tuple[str, int], AuditRow] = {}
    previous, seq = "", 0
    events = AuditEvent.objects.order_by("seq").prefetch_related("rows")
    for event in events.iterator(chunk_size=500):
        rows = sorted(event.rows.all(), key=lambda row: (row.model, row.row))
        if event.seq != seq + 1:
            yield f"event {seq + 1}: missing from the chain"
        elif event.previous != previous:
            yield f"event {event.seq}: does not follow event {seq}"
        if event.hash != _event_hash(event, rows):
            yield f"event {event.seq} ({event.action}): changed after it was written"
        previous, seq = event.hash, event.seq
        last.update({(row.model, row.row): row for row in rows})
    if head and (head.seq, head.hash) != (seq, previous):
        yield f"the chain ends at event {seq}, and should end at event {head.seq}"
    yield from _unmatched_rows(last, head.salt if head else "")
    yield from seals.verify(head.salt if head else "")


def _unmatched_rows(last: dict[tuple[str, int], AuditRow], salt: str) -> Iterator[str]:
    for model in audited_models():
        label = model._meta.label
        for pk, digest in digests_of(model, salt):
            row = last.pop((label, pk), None)
            if row is None or row.operation == "delete":
                yield f"{label} {pk}: written without an action"
            elif row.digest != digest:
                yield f"{label} {pk}: changed behind its back since event {row.event_id}"
    for (label, pk), row in sorted(last.items()):
        if row.operation != "delete":
            yield f"{label} {pk}: removed behind its back since event {row.event_id}"
