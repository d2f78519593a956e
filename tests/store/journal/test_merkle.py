"""The tree against the published vectors and against the definition of RFC 9162, written as it stands there."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.store.journal import merkle

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
# The reference implementation of Certificate Transparency publishes the leaves and the roots of their first n.
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# (leaf, size) → path, and (first, second) → proof, from the same source.
PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
STEPS = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def grown(leaves: list[bytes]) -> tuple[merkle.Range, dict[tuple[int, int], bytes]]:
    """A log of ``leaves`` and all its stored nodes."""
    log, nodes = merkle.Range(), {}
    for index, data in enumerate(leaves):
        leaf = nodes[0, index] = merkle.leaf_hash(data)
        nodes |= {(level, at): value for level, at, value in log.append(leaf)}
    return log, nodes


def getter(nodes: dict[tuple[int, int], bytes]) -> merkle.Get:
    return lambda level, index: nodes[level, index]


def mth(leaves: list[bytes]) -> bytes:
    """Merkle tree hash, by its definition."""
    if len(leaves) < 2:
        return sha256(b"\x00" + leaves[0]).digest() if leaves else sha256(b"").digest()
    k = power_below(len(leaves))
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]), by its definition."""
    if len(leaves) == 1:
        return []
    k = power_below(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b), by its definition."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = power_below(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def power_below(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def test_the_root_of_an_empty_log_is_the_hash_of_nothing() -> None:
    assert merkle.Range().root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size: int) -> None:
    assert grown(LEAVES[:size])[0].root().hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size"), PATHS)
def test_published_inclusion_proofs(index: int, size: int) -> None:
    proof = merkle.inclusion(index, size, getter(grown(LEAVES)[1]))
    assert [step.hex() for step in proof] == PATHS[index, size]


@pytest.mark.parametrize(("first", "second"), STEPS)
def test_published_consistency_proofs(first: int, second: int) -> None:
    proof = merkle.consistency(first, second, getter(grown(LEAVES)[1]))
    assert [step.hex() for step in proof] == STEPS[first, second]


@given(st.integers(0, 70).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size))))
def test_the_log_agrees_with_the_definition(sizes: tuple[int, int]) -> None:
    second, first = sizes
    leaves = [index.to_bytes(2, "big") for index in range(second)]
    log, nodes = grown(leaves)
    get = getter(nodes)
    assert log.root() == mth(leaves)
    assert merkle.resume(first, get).root() == mth(leaves[:first])
    proof = merkle.consistency(first, second, get)
    assert proof == (subproof(first, leaves, True) if first else [])
    assert merkle.consistent(first, second, mth(leaves[:first]), log.root(), proof)
    for index in {0, first - 1, second - 1} & set(range(second)):
        steps = merkle.inclusion(index, second, get)
        assert steps == path(index, leaves)
        assert merkle.included(index, second, merkle.leaf_hash(leaves[index]), steps, log.root())


@given(st.data())
def test_a_proof_proves_nothing_else(data: st.DataObject) -> None:
    """Every change of an inclusion proof is refused: another leaf, index or size, a step changed, added or lost."""
    size = data.draw(st.integers(2, 40))
    index = data.draw(st.integers(0, size - 1))
    leaves = [number.to_bytes(2, "big") for number in range(size)]
    log, nodes = grown(leaves)
    leaf, root = nodes[0, index], log.root()
    steps = merkle.inclusion(index, size, getter(nodes))
    spot = data.draw(st.integers(0, len(steps) - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index))
    assert not merkle.included(other, size, leaf, steps, root)
    assert not merkle.included(index, size, nodes[0, other], steps, root)
    assert not merkle.included(size + index, size, leaf, steps, root)
    assert not merkle.included(-1, size, leaf, steps, root)
    assert not merkle.included(index, size, leaf, [*steps[:spot], bytes(32), *steps[spot + 1 :]], root)
    assert not merkle.included(index, size, leaf, [*steps, steps[spot]], root)
    assert not merkle.included(index, size, leaf, steps[:spot] + steps[spot + 1 :], root)


@given(st.data())
def test_a_rewritten_log_is_not_consistent(data: st.DataObject) -> None:
    second = data.draw(st.integers(2, 40))
    first = data.draw(st.integers(1, second - 1))
    leaves = [number.to_bytes(2, "big") for number in range(second)]
    changed = list(leaves)
    changed[data.draw(st.integers(0, first - 1))] = b"changed"
    was, now = mth(leaves[:first]), mth(changed)
    proof = merkle.consistency(first, second, getter(grown(changed)[1]))
    assert not merkle.consistent(first, second, was, now, proof)
    right = merkle.consistency(first, second, getter(grown(leaves)[1]))
    assert not merkle.consistent(first, second, was, mth(leaves), [*right, bytes(32)])
    assert not merkle.consistent(first, second, was, mth(leaves), right[:-1])
    assert not merkle.consistent(second, first, mth(leaves), was, right)
    assert not merkle.consistent(0, second, was, mth(leaves), [])
