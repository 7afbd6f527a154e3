"""Deciding whether two entities are one: merge, keep apart, take the decision back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.access import fetch
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, NotVisible

from .. import policy
from ..models import Cover, DoubtfulPair, EarlierFacts, Entity, EntityContact, EntityName
from ..terms import NameKind, PairState
from . import search_index
from .access import EDIT, locked_entity
from .head import raise_version


class PairDecided(Conflict):
    code = "pair_decided"
    message = _("Somebody has decided on these two already. Look at them again.")


class PairNotDecided(Conflict):
    code = "pair_not_decided"
    message = _("Nobody has decided on these two yet, or it was taken back already.")


class MergedSince(Conflict):
    code = "pair_merged_further"
    message = _("The entry that was kept was merged into another since. Undo that first.")


def keep_apart(pair_id: int, *, actor: Actor, at: datetime) -> None:
    """Remember that two entities are two.

    Raises:
        NotVisible: there is no such pair in sight.
        Forbidden: the actor sees it and may not decide on it.
        PairDecided: somebody decided before.
    """
    with audit.act(actor, "entity.pair.apart", at=at, detail={"pair": pair_id}) as journal:
        pair = _open(pair_id, actor)
        pair.state, pair.decided_at = PairState.DIFFERENT, at
        journal.save(pair, "state", "decided_at")


def merge(pair_id: int, keep_id: int, *, actor: Actor, at: datetime) -> Entity:
    """Let one entity of a pair go into the other, with its covers, names and whom to call.

    A cover that overlaps with one of the entity that stays remains with the one that goes, where
    it counts on no day. The one that stays counts from the day the earlier of both began; whom to
    call comes along where it has nobody. Returns the entity that stays.

    Raises:
        NotVisible: there is no such pair in sight, or ``keep_id`` is none of it.
        Forbidden: the actor sees it and may not decide on it.
        PairDecided: somebody decided before.
        Merged: one of them went into another meanwhile.
    """
    with audit.act(actor, "entity.pair.merge", at=at, detail={"pair": pair_id}) as journal:
        version = raise_version()
        pair = _open(pair_id, actor)
        if keep_id not in (pair.first_id, pair.second_id):
            raise NotVisible
        first, second = (locked_entity(pk, actor) for pk in (pair.first_id, pair.second_id))
        kept, gone = (first, second) if first.pk == keep_id else (second, first)
        pair.merged = {
            "kept": kept.pk,
            "gone": gone.pk,
            "doubtful": gone.doubtful_code,
            "code": _move_code(gone, kept),
            "covers": _move_covers(journal, _free_covers(gone, kept), kept, version),
            "began": _begin(journal, kept, _began(gone), version),
            "names": _move_names(journal, gone, kept),
            "alias": _add_alias(journal, gone, kept),
            "contact": _move_contact(journal, gone.pk, kept.pk, version),
        }
        gone.merged_into = kept
        _write(journal, (gone, kept), version)
        pair.state, pair.decided_at = PairState.SAME, at
        journal.save(pair, "state", "merged", "decided_at")
        return kept


def undo(pair_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a decision back: what a merge moved goes back, and the pair is open again.

    Raises:
        NotVisible: there is no such pair in sight.
        Forbidden: the actor sees it and may not decide on it.
        PairNotDecided: nobody has decided on it.
        MergedSince: the entity that stayed went into another since.
    """
    with audit.act(actor, "entity.pair.undo", at=at, detail={"pair": pair_id}) as journal:
        version = raise_version()
        pair = _locked(pair_id, actor)
        if pair.state == PairState.OPEN:
            raise PairNotDecided
        if pair.state == PairState.SAME:
            _part(journal, pair.merged, version)
        pair.state, pair.merged, pair.decided_at = PairState.OPEN, {}, None
        journal.save(pair, "state", "merged", "decided_at")


def _part(journal: audit.Journal, moved: dict[str, Any], version: int) -> None:
    """Give back to the entity that went what a merge moved to the other."""
    kept = Entity.objects.select_for_update().get(pk=moved["kept"])
    gone = Entity.objects.select_for_update().get(pk=moved["gone"])
    if kept.merged_into_id is not None:
        raise MergedSince
    if moved["code"]:
        kept.code, kept.doubtful_code = "", False
        gone.code, gone.doubtful_code = moved["code"], moved["doubtful"]
    _move_covers(journal, Cover.objects.filter(pk__in=moved["covers"]), gone, version)
    if moved["began"]:
        _begin_again(journal, kept, date.fromisoformat(moved["began"]), version)
    for name in EntityName.objects.filter(pk__in=moved["names"]):
        name.entity = gone
        journal.save(name, "entity")
    for alias in EntityName.objects.filter(pk=moved["alias"]):
        journal.delete(alias)
    if moved.get("contact"):
        _move_contact(journal, kept.pk, gone.pk, version)
    gone.merged_into = None
    _write(journal, (kept, gone), version)


def _locked(pair_id: int, actor: Actor) -> DoubtfulPair:
    return fetch(
        DoubtfulPair.objects.all(),
        pair_id,
        allowed=policy.pairs(actor, EDIT),
        visible=policy.pairs(actor, "entity.view"),
        lock=True,
    )


def _open(pair_id: int, actor: Actor) -> DoubtfulPair:
    pair = _locked(pair_id, actor)
    if pair.state != PairState.OPEN:
        raise PairDecided
    return pair


def _move_covers(
    journal: audit.Journal, rows: Iterable[Cover], target: Entity, version: int
) -> list[int]:
    """Let covers belong to another entity; return their keys."""
    pks = sorted(row.pk for row in rows)
    Cover.objects.filter(pk__in=pks).update(entity=target, version=version)
    journal.wrote(Cover, pks)
    return pks


def _free_covers(gone: Entity, kept: Entity) -> list[Cover]:
    """Return the covers of the one that overlap with none of the other's."""
    held = list(Cover.objects.filter(entity=kept))
    return [
        cover
        for cover in Cover.objects.filter(entity=gone)
        if not any(_overlap(cover, other) for other in held)
    ]


def _overlap(one: Cover, other: Cover) -> bool:
    return (
        one.by == other.by
        and (other.valid_to is None or one.valid_from < other.valid_to)
        and (one.valid_to is None or other.valid_from < one.valid_to)
    )


def _first_facts(entity: Entity) -> EarlierFacts | None:
    return EarlierFacts.objects.filter(entity=entity).order_by("valid_from").first()


def _began(entity: Entity) -> date:
    """Return the day from which an entity is known."""
    first = _first_facts(entity)
    return first.valid_from if first else entity.since


def _begin(journal: audit.Journal, entity: Entity, day: date, version: int) -> str:
    """Let an entity count from a day on if that is before it is known; return the day before.

    Empty if nothing changed. The entity itself is written by the caller.
    """
    before = _began(entity)
    if day >= before:
        return ""
    _begin_again(journal, entity, day, version)
    return before.isoformat()


def _begin_again(journal: audit.Journal, entity: Entity, day: date, version: int) -> None:
    """Let what is first known of an entity hold from another day on, if it still held then."""
    first = _first_facts(entity)
    if first is None:
        entity.since = day if entity.closed_on is None else min(day, entity.closed_on)
    elif day < first.valid_to:
        EarlierFacts.objects.filter(pk=first.pk).update(valid_from=day, version=version)
        journal.wrote(EarlierFacts, [first.pk])


def _move_code(gone: Entity, kept: Entity) -> str:
    """Give the code of the one to the other if that has none; return it."""
    if kept.code or not gone.code:
        return ""
    code, kept.doubtful_code = gone.code, gone.doubtful_code
    kept.code, gone.code, gone.doubtful_code = code, "", False
    return code


def _move_names(journal: audit.Journal, gone: Entity, kept: Entity) -> list[int]:
    known = {kept.name, *EntityName.objects.filter(entity=kept).values_list("name", flat=True)}
    moved = []
    for name in EntityName.objects.filter(entity=gone).order_by("pk"):
        if name.name not in known:
            name.entity = kept
            journal.save(name, "entity")
            moved.append(name)
    search_index.add([kept.pk] * len(moved), [name.name for name in moved])
    return [name.pk for name in moved]


def _add_alias(journal: audit.Journal, gone: Entity, kept: Entity) -> int:
    """Keep the name of the one as a further name of the other; return its key, or 0."""
    known = EntityName.objects.filter(entity=kept, name=gone.name).exists()
    if known or gone.name == kept.name:
        return 0
    alias = EntityName(entity=kept, name=gone.name, kind=NameKind.ALIAS)
    search_index.add([kept.pk], [gone.name])
    return journal.create(alias).pk


def _move_contact(journal: audit.Journal, source: int, target: int, version: int) -> bool:
    """Let whom to call at the one be called at the other if that has nobody; tell whether.

    Nobody stands in two entries for it: the rows are sealed, so the one that is left is emptied.
    """
    known = {row.pk: row for row in EntityContact.objects.filter(pk__in=(source, target))}
    moving, there = known.get(source), known.get(target)
    if moving is None or not _says(moving) or (there is not None and _says(there)):
        return False
    for pk, name, mobile in ((target, moving.name, moving.mobile), (source, "", "")):
        EntityContact.objects.update_or_create(
            entity_id=pk, defaults={"name": name, "mobile": mobile, "version": version}
        )
    journal.wrote(EntityContact, [source, target])
    return True


def _says(contact: EntityContact) -> bool:
    return bool(contact.name or contact.mobile)


def _write(journal: audit.Journal, entities: Iterable[Entity], version: int) -> None:
    """Write entities in this order: a code must leave the one before it comes to the other."""
    for entity in entities:
        entity.version = version
        entity.save(update_fields=["code", "doubtful_code", "since", "merged_into", "version"])
        journal.wrote(Entity, [entity.pk])
