"""The tree against pymerkle, another program's RFC 9162 (for tests only: its licence keeps it out of the product)."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from protocol import tree

LARGEST = 300
LEAVES = [f"entry {number}".encode() for number in range(LARGEST)]
HASHES = [tree.leaf_hash(leaf) for leaf in LEAVES]
SIZES = st.integers(1, 130)


@pytest.fixture(scope="module")
def oracle():
    grown = InmemoryTree(algorithm="sha256")
    for leaf in LEAVES:
        grown.append_entry(leaf)
    return grown


def test_an_empty_tree_has_the_hash_of_nothing():
    assert tree.root([]) == tree.Frontier().root() == hashlib.sha256(b"").digest()


def test_a_leaf_is_hashed_apart_from_a_node():
    assert tree.leaf_hash(b"ab") == hashlib.sha256(b"\x00ab").digest()
    assert tree.node_hash(b"a", b"b") == hashlib.sha256(b"\x01ab").digest()


def test_every_root_up_to_three_hundred_entries_is_the_other_programs(oracle):
    frontier = tree.Frontier()
    for size, hashed in enumerate(HASHES, start=1):
        frontier = frontier.append(hashed)
        assert (frontier.size, frontier.root()) == (size, oracle.get_root(size))


def test_growing_a_tree_leaves_the_old_one_as_it_was():
    old = tree.Frontier()
    for hashed in HASHES[:7]:
        old = old.append(hashed)
    before = old.root()
    old.append(HASHES[7])
    assert (old.size, old.root()) == (7, before)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 64, 100])
def test_inclusion_proofs_are_the_other_programs(oracle, size):
    for index in range(size):
        ours = tree.inclusion(HASHES[:size], index)
        theirs = oracle.prove_inclusion(index + 1, size)
        assert ours == theirs.path[1:]
        assert tree.includes(HASHES[index], index, size, ours, oracle.get_root(size))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 64, 100])
def test_consistency_proofs_connect_the_other_programs_roots(oracle, size):
    for old in range(1, size + 1):
        proof = tree.consistency(HASHES[:size], old)
        assert tree.extends(old, size, proof, oracle.get_root(old), oracle.get_root(size))


def test_the_consistency_proofs_of_the_standards_example():
    """RFC 9162 section 2.1.5: seven leaves, with the names it gives the nodes."""
    c, d, j = HASHES[2], HASHES[3], HASHES[6]
    g, h, i = (tree.node_hash(HASHES[first], HASHES[first + 1]) for first in (0, 2, 4))
    k, m = tree.node_hash(g, h), tree.node_hash(i, j)
    assert tree.consistency(HASHES[:7], 3) == [c, d, g, m]
    assert tree.consistency(HASHES[:7], 4) == [m]
    assert tree.consistency(HASHES[:7], 6) == [i, j, k]


@given(st.data())
@settings(deadline=None)
def test_a_proof_holds_for_its_own_leaf_place_and_tree_only(data):
    size = data.draw(SIZES)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    proof, root = tree.inclusion(HASHES[:size], index), tree.root(HASHES[:size])
    assert tree.includes(HASHES[index], index, size, proof, root)
    assert tree.includes(HASHES[other], index, size, proof, root) == (other == index)
    assert tree.includes(HASHES[index], other, size, proof, root) == (other == index)
    assert not tree.includes(HASHES[index], index, size, proof, tree.root(HASHES[: size + 1]))
    assert not tree.includes(HASHES[index], size, size, proof, root)
    assert not tree.includes(HASHES[index], -1, size, proof, root)


def broken(proof):
    """Every proof one step away: a bit turned, a node left out, doubled, added or two exchanged."""
    for place, node in enumerate(proof):
        turned = bytes([node[0] ^ 1]) + node[1:]
        yield [*proof[:place], turned, *proof[place + 1 :]]
        yield [*proof[:place], *proof[place + 1 :]]
        yield [*proof[:place], node, *proof[place:]]
    for place in range(len(proof) - 1):
        yield [*proof[:place], proof[place + 1], proof[place], *proof[place + 2 :]]
    yield [*proof, bytes(32)]
    yield [bytes(32), *proof]


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8, 13, 16, 21])
def test_no_broken_inclusion_proof_is_believed(size):
    root = tree.root(HASHES[:size])
    for index in range(size):
        for proof in broken(tree.inclusion(HASHES[:size], index)):
            assert not tree.includes(HASHES[index], index, size, proof, root)


@pytest.mark.parametrize("size", [2, 3, 6, 7, 8, 13, 16, 21])
def test_no_broken_consistency_proof_is_believed(size):
    new_root = tree.root(HASHES[:size])
    for old in range(1, size + 1):
        old_root = tree.root(HASHES[:old])
        for proof in broken(tree.consistency(HASHES[:size], old)):
            assert not tree.extends(old, size, proof, old_root, new_root)


@given(st.data())
@settings(deadline=None)
def test_a_rewritten_past_is_never_an_extension(data):
    new = data.draw(st.integers(2, 60))
    old = data.draw(st.integers(1, new - 1))
    place = data.draw(st.integers(0, old - 1))
    rewritten = [*HASHES[:place], tree.leaf_hash(b"rewritten"), *HASHES[place + 1 : new]]
    proof = tree.consistency(rewritten, old)
    assert not tree.extends(old, new, proof, tree.root(HASHES[:old]), tree.root(rewritten))


def test_a_tree_extends_itself_and_nothing_extends_an_empty_or_longer_one():
    root = tree.root(HASHES[:5])
    assert tree.extends(5, 5, [], root, root)
    assert not tree.extends(5, 5, [], root, tree.root(HASHES[:6]))
    assert not tree.extends(5, 5, [HASHES[0]], root, root)
    assert not tree.extends(0, 5, [], tree.EMPTY_ROOT, root)
    assert not tree.extends(6, 5, [], tree.root(HASHES[:6]), root)
    assert not tree.extends(0, 0, [], tree.EMPTY_ROOT, tree.EMPTY_ROOT)


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_no_proof_of_a_leaf_that_is_not_there(index):
    with pytest.raises(IndexError, match="is not in a tree of 3"):
        tree.inclusion(HASHES[:3], index)


@pytest.mark.parametrize("old", [0, -1, 4])
def test_no_proof_from_a_tree_that_is_not_within(old):
    with pytest.raises(IndexError, match="within one of 3"):
        tree.consistency(HASHES[:3], old)
