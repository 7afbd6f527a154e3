"""Deciding whether two entities are one: merge, keep apart, undo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.errors import Conflict, NotVisible

from .. import policy
from ..models import Cover, DoubtfulPair, EarlierFacts, Entity, EntityName
from ..terms import NameKind, PairState
from . import search_index
from .access import EDIT, locked_entity
from .head import raise_version


class PairDecided(Conflict):
    code = "pair_decided"
    message = _("Somebody has decided on these two already. Look at them again.")


class PairNotMerged(Conflict):
    code = "pair_not_merged"
    message = _("These two are not merged.")


class MergedSince(Conflict):
    code = "pair_merged_further"
    message = _("The entry that was kept was merged into another since. Undo that first.")


def keep_apart(pair_id: int, *, actor: Actor, at: datetime) -> None:
    """Remember that two entities are two.

    Raises:
        NotVisible: there is no such pair in reach.
        PairDecided: somebody decided before.
    """
    with audit.act(actor, "entity.pair.apart", at=at, detail={"pair": pair_id}) as journal:
        pair = _open(pair_id, actor)
        pair.state, pair.decided_at = PairState.DIFFERENT, at
        journal.save(pair, "state", "decided_at")


def merge(pair_id: int, keep_id: int, *, actor: Actor, at: datetime) -> Entity:
    """Let one entity of a pair go into the other, with its covers, names and history.

    What overlaps with the same of the entity that stays remains with the one that goes, where it
    counts on no day. Returns the entity that stays.

    Raises:
        NotVisible: there is no such pair in reach, or ``keep_id`` is none of it.
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
            "covers": _move(journal, Cover, _free_covers(gone, kept), kept, version),
            "earlier": _move(journal, EarlierFacts, _free_facts(gone, kept), kept, version),
            "names": _move_names(journal, gone, kept),
            "alias": _add_alias(journal, gone, kept),
        }
        gone.merged_into = kept
        _write(journal, (gone, kept), version)
        pair.state, pair.decided_at = PairState.SAME, at
        journal.save(pair, "state", "merged", "decided_at")
        return kept


def undo(pair_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a merge back: everything that it moved goes back, and the pair is open again.

    Raises:
        NotVisible: there is no such pair in reach.
        PairNotMerged: it is not merged.
        MergedSince: the entity that stayed went into another since.
    """
    with audit.act(actor, "entity.pair.undo", at=at, detail={"pair": pair_id}) as journal:
        version = raise_version()
        pair = _locked(pair_id, actor)
        if pair.state != PairState.SAME:
            raise PairNotMerged
        moved = pair.merged
        kept = Entity.objects.select_for_update().get(pk=moved["kept"])
        gone = Entity.objects.select_for_update().get(pk=moved["gone"])
        if kept.merged_into_id is not None:
            raise MergedSince
        if moved["code"]:
            _clear_code(journal, kept, version)
            gone.code, gone.doubtful_code = moved["code"], moved["doubtful"]
        _move(journal, Cover, Cover.objects.filter(pk__in=moved["covers"]), gone, version)
        facts = EarlierFacts.objects.filter(pk__in=moved["earlier"])
        _move(journal, EarlierFacts, facts, gone, version)
        for name in EntityName.objects.filter(pk__in=moved["names"]):
            name.entity = gone
            journal.save(name, "entity")
        for alias in EntityName.objects.filter(pk=moved["alias"]):
            journal.delete(alias)
        gone.merged_into = None
        _write(journal, (kept, gone), version)
        pair.state, pair.merged, pair.decided_at = PairState.OPEN, {}, None
        journal.save(pair, "state", "merged", "decided_at")


def _locked(pair_id: int, actor: Actor) -> DoubtfulPair:
    within = Entity.objects.filter(policy.scope(actor, EDIT)).values("pk")
    pair = (
        DoubtfulPair.objects.select_for_update()
        .filter(pk=pair_id, first__in=within, second__in=within)
        .first()
    )
    if pair is None:
        raise NotVisible
    return pair


def _open(pair_id: int, actor: Actor) -> DoubtfulPair:
    pair = _locked(pair_id, actor)
    if pair.state != PairState.OPEN:
        raise PairDecided
    return pair


def _move(
    journal: audit.Journal,
    model: type[Cover] | type[EarlierFacts],
    rows: Iterable[Any],
    target: Entity,
    version: int,
) -> list[int]:
    """Let rows belong to another entity; return their keys."""
    pks = sorted(row.pk for row in rows)
    model._default_manager.filter(pk__in=pks).update(entity=target, version=version)
    journal.wrote(model, pks)
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


def _free_facts(gone: Entity, kept: Entity) -> list[EarlierFacts]:
    """Return the earlier facts of the one from before the other is known at all."""
    first = EarlierFacts.objects.filter(entity=kept).order_by("valid_from").first()
    since = first.valid_from if first else kept.since
    return list(EarlierFacts.objects.filter(Q(valid_to__lte=since), entity=gone))


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


def _clear_code(journal: audit.Journal, entity: Entity, version: int) -> None:
    entity.code, entity.doubtful_code = "", False
    _write(journal, (entity,), version)


def _write(journal: audit.Journal, entities: Iterable[Entity], version: int) -> None:
    """Write entities in this order: a code must leave the one before it comes to the other."""
    for entity in entities:
        entity.version = version
        entity.save(update_fields=["code", "doubtful_code", "merged_into", "version"])
        journal.wrote(Entity, [entity.pk])
