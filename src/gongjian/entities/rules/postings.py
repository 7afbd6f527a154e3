"""An inverted index in arrays: which entities have which piece of a name or a code.

A *piece* is two neighbouring characters of a name, three neighbouring pinyin initials of it, or
four characters of a code after its registering office. A *posting* is a piece and an entity, one
number of 64 bits: the piece above, the entity below. Sorted, they fall into buckets by the upper
bits of the piece, and a bucket is packed into bytes with each piece once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from .codes import ALPHABET
from .pinyin import SYMBOLS, symbol, tables

Ids = NDArray[np.uint32]
Postings = NDArray[np.uint64]

BUCKET_BITS = 20
PINYIN, CODE = 0xE000_0000, 0xF000_0000
"""Where the pieces of initials and of codes lie, above those of two characters."""

FULL, CODE_FROM, CODE_PIECE = 18, 8, 4
"""Codes are cut after the registering office, into pieces of this many characters."""

_END = ord("\n")
_ASTRAL = 0xD800
"""Characters beyond 16 bits share the range that no character has."""

_BASE36 = {character: value for value, character in enumerate(ALPHABET)}


def bucket_of(piece: int) -> int:
    """Return the bucket that holds a piece."""
    return piece >> BUCKET_BITS


def pair(one: int, other: int) -> int:
    """Return the piece of two neighbouring characters of a name, by their code points."""
    return _short(one) << 16 | _short(other)


def _short(point: int) -> int:
    return point if point < _ASTRAL else _ASTRAL | point & 0x7FF


def initials(one: int, two: int, three: int) -> int:
    """Return the piece of three neighbouring initials, by their numbers; 0 is after the end."""
    return PINYIN | (one << 12 | two << 6 | three) << 10


def code_piece(text: str) -> int | None:
    """Return the piece of four characters of a code; None if no code can have them."""
    try:
        values = [_BASE36[character] for character in text]
    except KeyError:
        return None
    number = 0
    for value in values:
        number = number << 5 | value
    return CODE | number << 7


def pieces_of_name(question: str) -> list[int]:
    """Return the pieces that every name with this in it has; two characters at least."""
    points = [ord(character) for character in question]
    return [pair(one, other) for one, other in pairwise(points)]


def pieces_of_initials(question: str) -> list[list[int]]:
    """Return the pieces that every name with these initials has: one of each inner list."""
    numbers = [symbol(character) for character in question]
    if len(numbers) == 2:
        one, two = numbers
        return [[initials(one, two, third) for third in range(SYMBOLS)]]
    return [[initials(*three)] for three in zip(numbers, numbers[1:], numbers[2:], strict=False)]


def postings(ids: Ids, names: Sequence[str], codes: Sequence[str]) -> Postings:
    """Return the sorted postings of folded names and tidy codes, the nth of each of one entity."""
    found = [*_of_names(ids, names), *_of_codes(ids, codes)]
    merged = np.concatenate(found) if found else np.empty(0, np.uint64)
    return _once(merged)


def _once(merged: Postings) -> Postings:
    """Sort postings in place and leave out what comes twice."""
    merged.sort()
    if len(merged) < 2:
        return merged
    keep = np.empty(len(merged), np.bool_)
    keep[0] = True
    np.not_equal(merged[1:], merged[:-1], out=keep[1:])
    return merged[keep]


def _joined(pieces: NDArray[np.uint32], owners: Ids) -> Postings:
    return pieces.astype(np.uint64) << np.uint64(32) | owners


def _of_names(ids: Ids, names: Sequence[str]) -> Iterator[Postings]:
    """Yield the postings of all names at once: one array of characters, shifted against itself."""
    text = "\n".join(names) + "\n\n\n"
    points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    owners = np.repeat(ids, [len(name) + 1 for name in names])
    first, second = points[: len(owners)], points[1 : len(owners) + 1]
    inside = (first != _END) & (second != _END)
    short = np.where(points < _ASTRAL, points, _ASTRAL | points & 0x7FF)
    pairs = short[: len(owners)] << np.uint32(16) | short[1 : len(owners) + 1]
    yield _joined(pairs[inside], owners[inside])
    yield from _of_initials(points, owners, inside)


def _of_initials(
    points: NDArray[np.uint32], owners: Ids, inside: NDArray[np.bool_]
) -> Iterator[Postings]:
    """Yield the postings of all three initials, then of those with a second reading in them."""
    size = len(owners)
    first, second = (table[np.minimum(points, 0xFFFF)] for table in tables())
    here = np.flatnonzero(inside)
    yield _initials((first[:-2], first[1:-1], first[2:]), here, owners)
    twofold = np.flatnonzero(second[:size])
    for which in product((False, True), repeat=3):
        if not any(which):
            continue
        # Where three initials begin whose nth has a second reading; the others follow from it.
        start = twofold - which.index(True)
        start = start[start >= 0]
        held = inside[start]
        for place, is_second in enumerate(which):
            if is_second:
                held &= second[start + place] != 0
        readings = tuple(
            (second if is_second else first)[place : size + place]
            for place, is_second in enumerate(which)
        )
        yield _initials(readings, start[held], owners)


def _initials(
    readings: tuple[NDArray[np.uint32], ...], places: NDArray[np.intp], owners: Ids
) -> Postings:
    one, two, three = (reading[places] for reading in readings)
    number = one << np.uint32(12) | two << np.uint32(6) | three
    return _joined(np.uint32(PINYIN) | number << np.uint32(10), owners[places])


def _of_codes(ids: Ids, codes: Sequence[str]) -> Iterator[Postings]:
    """Yield the postings of all codes of full length at once."""
    lengths = np.fromiter(map(len, codes), np.int64, len(codes))
    owners = ids[: len(codes)][lengths == FULL]
    if not len(owners):
        return
    raw = "".join(code for code in codes if len(code) == FULL).encode("ascii", "replace")
    values = _CODE_VALUES[np.frombuffer(raw, np.uint8)].reshape(-1, FULL)
    for place in range(CODE_FROM, FULL - CODE_PIECE + 1):
        number = np.zeros(len(owners), np.uint32)
        for character in range(place, place + CODE_PIECE):
            number = number << np.uint32(5) | values[:, character]
        yield _joined(np.uint32(CODE) | number << np.uint32(7), owners)


_CODE_VALUES = np.full(256, 31, np.uint32)
for _character, _value in _BASE36.items():
    _CODE_VALUES[ord(_character)] = _value


def pack(sorted_postings: Postings) -> bytes:
    """Return postings as bytes: how many pieces, the pieces, where each ends, the entities."""
    pieces = (sorted_postings >> np.uint64(32)).astype(np.uint32)
    ends = np.flatnonzero(np.append(pieces[1:] != pieces[:-1], True)) + 1
    count = np.array([len(ends)], np.uint32)
    entities = sorted_postings.astype(np.uint32)
    parts = (count, pieces[ends - 1], ends.astype(np.uint32), entities)
    return b"".join(part.tobytes() for part in parts)


def entities_of(packed: bytes, piece: int) -> Ids:
    """Return the entities of one piece in packed postings, in order."""
    whole = np.frombuffer(packed, np.uint32)
    count = int(whole[0])
    pieces, ends = whole[1 : count + 1], whole[count + 1 : 2 * count + 1]
    place = int(np.searchsorted(pieces, np.uint32(piece)))
    if place == count or pieces[place] != piece:
        return whole[:0]
    start = int(ends[place - 1]) if place else 0
    return whole[2 * count + 1 :][start : int(ends[place])]


def unpack(packed: bytes) -> Postings:
    """Return the postings that were packed."""
    whole = np.frombuffer(packed, np.uint32)
    count = int(whole[0])
    pieces, ends = whole[1 : count + 1], whole[count + 1 : 2 * count + 1]
    return _joined(np.repeat(pieces, np.diff(ends, prepend=0)), whole[2 * count + 1 :])


def by_bucket(sorted_postings: Postings) -> Iterator[tuple[int, Postings]]:
    """Yield each bucket that has postings, with them."""
    buckets = (sorted_postings >> np.uint64(32 + BUCKET_BITS)).astype(np.uint16)
    starts = np.flatnonzero(np.append(True, buckets[1:] != buckets[:-1]))
    for start, end in zip(starts, [*starts[1:], len(buckets)], strict=True):
        yield int(buckets[start]), sorted_postings[start:end]


def merged(parts: Sequence[Postings]) -> Postings:
    """Return the postings of all parts, each once, sorted."""
    return _once(np.concatenate(parts)) if parts else np.empty(0, np.uint64)


def union(parts: Sequence[Ids]) -> Ids:
    """Return the entities of any part, each once, in order."""
    found = np.concatenate(parts) if parts else np.empty(0, np.uint32)
    if len(found) > 1 and not bool(np.all(found[1:] > found[:-1])):
        return np.unique(found)
    return found


def intersection(parts: Sequence[Ids]) -> Ids:
    """Return the entities that all parts have, in order; each part is sorted."""
    left, *rest = sorted(parts, key=len)
    for part in rest:
        places = np.searchsorted(part, left)
        places[places == len(part)] = 0
        left = left[part[places] == left] if len(part) else left[:0]
    return left
