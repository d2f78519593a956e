"""The Merkle tree of RFC 6962 and RFC 9162 over SHA-256: appending, roots, proofs and their checks. No storage.

A node is named by (level, index): level 0 holds the leaves, and node (l, i) covers the leaves i·2^l to (i+1)·2^l - 1.
Only full nodes are named; they never change once they are there, so that they can be stored for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from hashlib import sha256

Node = tuple[int, int, bytes]
"""(level, index, hash) of a full node."""
Get = Callable[[int, int], bytes]
"""The hash of the full node (level, index)."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf that holds ``data``."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over its two children."""
    return sha256(b"\x01" + left + right).digest()


class Range:
    """The compact range of a log: its size and the roots of its full subtrees, the largest first."""

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)

    def append(self, leaf: bytes) -> list[Node]:
        """Append a leaf by its hash; returns the inner nodes that became full by it, the lowest first."""
        full: list[Node] = []
        level, index, value = 0, self.size, leaf
        while index & 1:
            value = node_hash(self.hashes.pop(), value)
            level, index = level + 1, index >> 1
            full.append((level, index, value))
        self.hashes.append(value)
        self.size += 1
        return full

    def root(self) -> bytes:
        """The root of the log as it stands; for an empty log the hash of nothing."""
        return _fold(self.hashes) if self.hashes else sha256().digest()


def resume(size: int, get: Get) -> Range:
    """The compact range of a log of ``size`` leaves whose nodes are stored."""
    return Range(size, [get(level, index) for level, index in _cover(0, size)])


def inclusion(index: int, size: int, get: Get) -> list[bytes]:
    """The proof that leaf ``index`` is in the log of ``size`` leaves (RFC 9162, 2.1.3.1); needs index < size."""
    start, end = 0, size
    beside: list[tuple[int, int]] = []
    while end - start > 1:
        middle = _split(start, end)
        if index < middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start = middle
    return [_subroot(*part, get) for part in reversed(beside)]


def consistency(first: int, second: int, get: Get) -> list[bytes]:
    """The proof that the log of ``second`` leaves begins with that of ``first`` (RFC 9162, 2.1.4.1).

    Empty where there is nothing to prove: the sizes are equal, or the first log is empty.
    """
    if not 0 < first < second:
        return []
    start, end = 0, second
    parts: list[tuple[int, int]] = []
    while end != first:
        middle = _split(start, end)
        if first <= middle:
            parts.append((middle, end))
            end = middle
        else:
            parts.append((start, middle))
            start = middle
    if start:  # Otherwise the last part is the first log itself, whose root the reader has.
        parts.append((start, end))
    return [_subroot(*part, get) for part in reversed(parts)]


def included(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether ``proof`` shows the leaf hash at ``index`` in the log of ``size`` leaves with ``root`` (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, value = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            value = node_hash(step, value)
            node, last = _rise(node, last)
        else:
            value = node_hash(value, step)
        node, last = node >> 1, last >> 1
    return last == 0 and value == root


def consistent(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows that the second log begins with the first one (2.1.4.2)."""
    if first in {0, second}:
        return not proof and first_root == (second_root if first == second else sha256().digest())
    if not 0 < first < second or not proof:
        return False
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(step, old), node_hash(step, new)
            node, last = _rise(node, last)
        else:
            new = node_hash(new, step)
        node, last = node >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _rise(node: int, last: int) -> tuple[int, int]:
    """From a node up to where it is a right child: on the right edge levels without a sibling have no step."""
    while not node & 1 and node:
        node, last = node >> 1, last >> 1
    return node, last


def _split(start: int, end: int) -> int:
    """Where RFC 9162 divides the leaves ``start`` to ``end``: after the largest power of two below their number."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def _cover(start: int, end: int) -> list[tuple[int, int]]:
    """The full nodes that make up the leaves ``start`` to ``end`` of a part that :func:`_split` made."""
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def _subroot(start: int, end: int, get: Get) -> bytes:
    return _fold([get(level, index) for level, index in _cover(start, end)])


def _fold(hashes: Sequence[bytes]) -> bytes:
    """One root over the roots of full subtrees, joined from the right."""
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes))
