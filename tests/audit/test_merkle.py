"""Merkle trees against RFC 6962's published vectors (Certificate Transparency's own tests) and its naive recursion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.audit.engine import growing, merkle
from comity.audit.engine.growing import Growing

# The eight leaves, roots and paths of the reference implementation of Certificate Transparency (merkle_tree_test).
LEAVES = [
    bytes.fromhex(data)
    for data in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
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
PATHS = {  # (leaf counted from 1, size): path
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (3, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (2, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
PROOFS = {  # (old, new): consistency proof
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


def reader(hashes: list[bytes]) -> merkle.Complete:
    return lambda level, index: merkle.fold(hashes[index << level : (index + 1) << level])


VECTOR = reader([merkle.leaf_hash(data) for data in LEAVES])


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots(size: int) -> None:
    assert merkle.root(size, VECTOR).hex() == ROOTS[size - 1]


def test_the_root_of_nothing() -> None:
    assert merkle.root(0, VECTOR).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(("leaf", "size"), PATHS)
def test_the_published_audit_paths(leaf: int, size: int) -> None:
    path = merkle.inclusion(leaf - 1, size, VECTOR)
    assert [step.hex() for step in path] == PATHS[leaf, size]


@pytest.mark.parametrize(("old", "new"), PROOFS)
def test_the_published_consistency_proofs(old: int, new: int) -> None:
    assert [step.hex() for step in merkle.consistency(old, new, VECTOR)] == PROOFS[old, new]


def naive_root(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return merkle.node_hash(naive_root(hashes[:k]), naive_root(hashes[k:]))


def naive_path(m: int, hashes: list[bytes]) -> list[bytes]:
    if len(hashes) == 1:
        return []
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    if m < k:
        return [*naive_path(m, hashes[:k]), naive_root(hashes[k:])]
    return [*naive_path(m - k, hashes[k:]), naive_root(hashes[:k])]


def naive_proof(m: int, hashes: list[bytes], whole: bool = True) -> list[bytes]:
    if m == len(hashes):
        return [] if whole else [naive_root(hashes)]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    if m <= k:
        return [*naive_proof(m, hashes[:k], whole), naive_root(hashes[k:])]
    return [*naive_proof(m - k, hashes[k:], False), naive_root(hashes[:k])]


def leaves(size: int) -> list[bytes]:
    return [merkle.leaf_hash(str(number).encode()) for number in range(size)]


@given(st.integers(1, 1200), st.data())
def test_paths_are_those_of_the_naive_recursion_and_prove_what_they_say(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    path, root = merkle.inclusion(index, size, reader(hashes)), merkle.root(size, reader(hashes))
    assert root == naive_root(hashes)
    assert path == naive_path(index, hashes)
    assert merkle.is_included(hashes[index], index, size, path, root)
    # Nothing else is proved by it: another leaf, another place, a longer or shorter path.
    other = data.draw(st.integers(0, size + 2).filter(lambda number: number != index))
    assert not merkle.is_included(hashes[index], other, size, path, root)
    assert not merkle.is_included(merkle.leaf_hash(b"forged"), index, size, path, root)
    assert not merkle.is_included(hashes[index], index, size, [*path, root], root)
    assert not path or not merkle.is_included(hashes[index], index, size, path[:-1], root)


@given(st.integers(1, 900), st.data())
def test_consistency_proofs_hold_for_growth_and_for_nothing_else(new: int, data: st.DataObject) -> None:
    hashes = leaves(new)
    old = data.draw(st.integers(1, new))
    proof = merkle.consistency(old, new, reader(hashes))
    old_root, new_root = merkle.root(old, reader(hashes)), merkle.root(new, reader(hashes))
    assert proof == naive_proof(old, hashes)
    assert merkle.is_consistent(old, new, old_root, new_root, proof)
    changed = data.draw(st.integers(0, old - 1))
    hashes[changed] = merkle.leaf_hash(b"forged")
    forged_root = merkle.root(new, reader(hashes))
    forged_proof = merkle.consistency(old, new, reader(hashes))
    assert not merkle.is_consistent(old, new, old_root, forged_root, forged_proof)
    assert not merkle.is_consistent(old, new, old_root, new_root, [*proof, new_root])


def test_out_of_range_questions_are_refused() -> None:
    with pytest.raises(ValueError, match="no leaf 8"):
        merkle.inclusion(8, 8, VECTOR)
    with pytest.raises(ValueError, match="cannot begin"):
        merkle.consistency(9, 8, VECTOR)
    assert not merkle.is_included(b"", 0, 0, [], merkle.EMPTY_ROOT)
    assert not merkle.is_consistent(9, 8, b"", b"", [])


@given(st.integers(0, 700), st.integers(0, 700))
def test_a_growing_tree_has_the_root_of_the_whole_also_after_a_stop(first: int, second: int) -> None:
    hashes = leaves(first + second)
    tree = Growing()
    finished = [node for leaf in hashes[:first] for node in tree.add(leaf)]
    nodes = {(level, index): found for level, index, found in finished}
    rows = [
        [nodes[level, i] if level else hashes[i] for i in range(*growing.edge(first, level))]
        for level in range(growing.levels(first))
    ]
    resumed = Growing(first, rows)
    for leaf in hashes[first:]:
        assert list(resumed.add(leaf)) == list(tree.add(leaf))
    expected = naive_root(hashes) if hashes else merkle.EMPTY_ROOT
    assert tree.root() == resumed.root() == expected


def test_a_growing_tree_names_finished_tiles_across_levels() -> None:
    tree = Growing()
    finished = [node for number in range(65_536) for node in tree.add(number.to_bytes(32, "big"))]
    assert [(level, index) for level, index, _ in finished[-2:]] == [(1, 255), (2, 0)]
    assert finished[-1][2] == tree.root()


def test_rows_that_are_not_the_right_edge_are_refused() -> None:
    with pytest.raises(ValueError, match="right edge"):
        Growing(3, [[b"1", b"2"]])
    with pytest.raises(ValueError, match="right edge"):
        Growing(256, [[]])
