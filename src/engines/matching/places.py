"""The places of the providers, sorted so that the near ones are found without looking at the rest.

Points that lie close on a Hilbert curve lie close on the map. So providers are numbered along the
curve; blocks of them get bounding boxes, and pairs of boxes a box around both, up to one root: a
binary tree of boxes without pointers. There is one such tree for each skill, over those who have
it, and each box also keeps the union of the free slots inside. (Packed Hilbert R-tree: Kamel and
Faloutsos 1993.)
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .jit import jit
from .problem import Ints, Longs, Masks, Metres, Needs, Providers

BLOCK = 16
CURVE_BITS = 16
DEPTH = 64


class Places(NamedTuple):
    """Trees over providers. Tree ``t`` holds items ``item_start[t]:item_start[t + 1]``.

    ``item``: provider numbers. ``box``: (nodes, 4) metres, west, south, east, north; the nodes of
    tree ``t`` start at ``node_start[t]``, its root is number 1 of them, the children of ``k`` are
    ``2 k`` and ``2 k + 1``, and ``leaves[t]`` is the number of leaves. ``free``: union of slots.
    """

    item: Ints
    item_start: Longs
    box: Metres
    free: Masks
    node_start: Longs
    leaves: Longs


@jit
def _along_curve(column: Longs, row: Longs, code: Longs) -> None:
    """Write the place on the Hilbert curve of each cell (``CURVE_BITS`` bits a side)."""
    for index in range(len(column)):
        x, y, place = column[index], row[index], 0
        side = 1 << (CURVE_BITS - 1)
        while side > 0:
            right = 1 if x & side else 0
            upper = 1 if y & side else 0
            place += side * side * ((3 * right) ^ upper)
            if upper == 0:
                if right == 1:
                    x = (side - 1) - (x & (side - 1))
                    y = (side - 1) - (y & (side - 1))
                x, y = y, x
            side >>= 1
        code[index] = place


def curve_places(x: Metres, y: Metres, frame: tuple[float, float, float]) -> Longs:
    """Return each point's place on a Hilbert curve over the square ``frame`` (x, y, side)."""
    west, south, side = frame
    scale = (2**CURVE_BITS - 1) / side
    code = np.empty(len(x), np.int64)
    column = np.clip((x - west) * scale, 0, 2**CURVE_BITS - 1).astype(np.int64)
    row = np.clip((y - south) * scale, 0, 2**CURVE_BITS - 1).astype(np.int64)
    _along_curve(column, row, code)
    return code


def square_around(x: Metres, y: Metres) -> tuple[float, float, float]:
    """Return south-west corner and side, in metres, of a square that holds all points."""
    if not len(x):
        return 0.0, 0.0, 1.0
    side = max(float(np.ptp(x)), float(np.ptp(y)), 1.0)
    return float(x.min()), float(y.min()), side


@jit
def _grow_tree(
    items: Ints, x: Metres, y: Metres, slots: Masks, leaves: int, box: Metres, free: Masks
) -> None:
    """Fill ``box`` and ``free`` of one tree, from the leaves up to the root."""
    for node in range(2 * leaves):
        box[node, 0] = box[node, 1] = np.inf
        box[node, 2] = box[node, 3] = -np.inf
        free[node] = np.uint64(0)
    for index in range(len(items)):
        node = leaves + index // BLOCK
        provider = items[index]
        box[node, 0] = min(box[node, 0], x[provider])
        box[node, 1] = min(box[node, 1], y[provider])
        box[node, 2] = max(box[node, 2], x[provider])
        box[node, 3] = max(box[node, 3], y[provider])
        free[node] |= slots[provider]
    for node in range(leaves - 1, 0, -1):
        left, right = 2 * node, 2 * node + 1
        box[node, 0] = min(box[left, 0], box[right, 0])
        box[node, 1] = min(box[left, 1], box[right, 1])
        box[node, 2] = max(box[left, 2], box[right, 2])
        box[node, 3] = max(box[left, 3], box[right, 3])
        free[node] = free[left] | free[right]


def rarest_skill(needs: Needs, providers: Providers) -> tuple[Ints, NDArray[np.uint64]]:
    """Return each need's tree number and the skill mask of each tree.

    A need with several skills looks in the tree of the rarest; one with none in that of all.
    """
    asked = np.bitwise_or.reduce(needs.skills) if len(needs) else np.uint64(0)
    bits = [np.uint64(1) << np.uint64(b) for b in range(64) if int(asked) >> b & 1]
    held = [int(np.count_nonzero(providers.skills & bit)) for bit in bits]
    common_first = [bits[i] for i in np.argsort([-h for h in held], kind="stable")]
    masks = np.array([0, *common_first], dtype=np.uint64)
    tree = np.zeros(len(needs), dtype=np.int32)
    for number, bit in enumerate(masks):
        if number:
            tree[(needs.skills & bit) != 0] = number
    return tree, masks


def build_places(providers: Providers, skill_masks: Masks, wanted: NDArray[np.bool_]) -> Places:
    """Return a tree for each mask, over the providers that hold it and have capacity.

    Providers must already be numbered along the curve. Trees not ``wanted`` stay empty.
    """
    able = providers.capacity > 0
    lists = [
        np.flatnonzero(able & ((providers.skills & mask) == mask)).astype(np.int32)
        if want
        else np.empty(0, np.int32)
        for mask, want in zip(skill_masks, wanted, strict=True)
    ]
    sizes = [len(items) for items in lists]
    leaves = [1 << max(0, -(-size // BLOCK) - 1).bit_length() for size in sizes]
    node_start = np.cumsum([0, *(2 * count for count in leaves)])
    box = np.empty((node_start[-1], 4))
    free = np.empty(node_start[-1], np.uint64)
    for items, count, start in zip(lists, leaves, node_start, strict=False):
        part = slice(start, start + 2 * count)
        _grow_tree(items, providers.x, providers.y, providers.slots, count, box[part], free[part])
    return Places(
        np.concatenate(lists),
        np.cumsum([0, *sizes]),
        box,
        free,
        node_start,
        np.array(leaves, np.int64),
    )


@jit
def _touches(box: Metres, x: float, y: float, near: float, far: float) -> bool:
    """Return whether some point of ``box`` may lie between the squared distances."""
    west, south, east, north = box[0] - x, box[1] - y, x - box[2], y - box[3]
    dx, dy = max(west, east, 0.0), max(south, north, 0.0)
    if dx * dx + dy * dy >= far:
        return False
    dx, dy = max(-west, -east), max(-south, -north)
    return bool(dx * dx + dy * dy >= near)


@jit
def within_ring(
    places: Places,
    tree: int,
    x: float,
    y: float,
    slot: np.uint64,
    inner: int,
    outer: int,
    provider_x: Metres,
    provider_y: Metres,
    provider_slots: Masks,
    stack: Longs,
    found: Longs,
) -> int:
    """Find who is free in ``slot`` and at least ``inner`` and less than ``outer`` metres away.

    Write ``metres << 32 | provider`` to ``found`` and return the number there are, which may
    pass ``len(found)``: then only the first are written. Metres are rounded down.
    """
    first_node, first_item = places.node_start[tree], places.item_start[tree]
    last_item, leaves = places.item_start[tree + 1], places.leaves[tree]
    near, far = float(inner) * inner, float(outer) * outer
    count = 0
    stack[0] = 1
    depth = 1
    while depth > 0:
        depth -= 1
        node = stack[depth]
        at = first_node + node
        if (places.free[at] >> slot) & np.uint64(1) == 0:
            continue
        if not _touches(places.box[at], x, y, near, far):
            continue
        if node < leaves:
            stack[depth] = 2 * node + 1
            stack[depth + 1] = 2 * node
            depth += 2
            continue
        begin = first_item + (node - leaves) * BLOCK
        for index in range(begin, min(begin + BLOCK, last_item)):
            provider = places.item[index]
            if (provider_slots[provider] >> slot) & np.uint64(1) == 0:
                continue
            dx, dy = provider_x[provider] - x, provider_y[provider] - y
            square = dx * dx + dy * dy
            if near <= square < far:
                if count < len(found):
                    found[count] = (int(np.sqrt(square)) << 32) | int(provider)
                count += 1
    return count
