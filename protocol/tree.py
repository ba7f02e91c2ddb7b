"""The journal's Merkle tree: RFC 9162 section 2.1, hashed with SHA-256."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash one leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into their parent."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """All of a tree that is needed to grow it: the roots of its complete subtrees, largest first.

    Immutable, so that a transaction that fails leaves the tree as it was.
    """

    size: int = 0
    roots: tuple[bytes, ...] = ()

    def append(self, hashed: bytes) -> "Frontier":
        """Return the tree with one more leaf; ``hashed`` is its ``leaf_hash``."""
        roots, size = list(self.roots), self.size
        while size & 1:
            hashed = node_hash(roots.pop(), hashed)
            size >>= 1
        return Frontier(self.size + 1, (*roots, hashed))

    def root(self) -> bytes:
        """Return the tree's root."""
        if not self.roots:
            return EMPTY_ROOT
        root = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            root = node_hash(left, root)
        return root


def root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    frontier = Frontier()
    for hashed in hashes:
        frontier = frontier.append(hashed)
    return frontier.root()


def _split(size: int) -> int:
    """Return the largest power of two smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1


def inclusion(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Prove that leaf ``index`` (zero-based) is in the tree of these leaf hashes (RFC 9162 2.1.3.1).

    Raises:
        IndexError: no such leaf.
    """
    if not 0 <= index < len(hashes):
        raise IndexError(f"leaf {index} is not in a tree of {len(hashes)}")
    if len(hashes) == 1:
        return []
    middle = _split(len(hashes))
    if index < middle:
        return [*inclusion(hashes[:middle], index), root(hashes[middle:])]
    return [*inclusion(hashes[middle:], index - middle), root(hashes[:middle])]


def consistency(hashes: Sequence[bytes], old: int) -> list[bytes]:
    """Prove that the tree of the first ``old`` leaves is a prefix of this one (RFC 9162 2.1.4.1).

    Raises:
        IndexError: ``old`` is not between 1 and the tree's size.
    """
    if not 0 < old <= len(hashes):
        raise IndexError(f"no tree of {old} within one of {len(hashes)}")
    return _subproof(hashes, old, whole=True)


def _subproof(hashes: Sequence[bytes], old: int, *, whole: bool) -> list[bytes]:
    if old == len(hashes):
        return [] if whole else [root(hashes)]
    middle = _split(len(hashes))
    if old <= middle:
        return [*_subproof(hashes[:middle], old, whole=whole), root(hashes[middle:])]
    return [*_subproof(hashes[middle:], old - middle, whole=False), root(hashes[:middle])]


def _steps(index: int, size: int, proof: Sequence[bytes]) -> list[tuple[bool, bytes]] | None:
    """Tell for each sibling on a leaf's path whether it stands on the left; None where the path does not fit."""
    node, last, steps = index, size - 1, []
    for sibling in proof:
        if last == 0:
            return None
        left = bool(node & 1) or node == last
        steps.append((left, sibling))
        while left and not node & 1 and node:
            node, last = node >> 1, last >> 1
        node, last = node >> 1, last >> 1
    return steps if last == 0 else None


def includes(hashed: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Check an inclusion proof against a root (RFC 9162 2.1.3.2)."""
    steps = _steps(index, size, proof) if 0 <= index < size else None
    if steps is None:
        return False
    for left, sibling in steps:
        hashed = node_hash(sibling, hashed) if left else node_hash(hashed, sibling)
    return hashed == expected


def extends(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Check a consistency proof between two roots (RFC 9162 2.1.4.2)."""
    if not 0 < old < new:
        return old == new and old > 0 and not proof and old_root == new_root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    shift = (~(old - 1) & old).bit_length() - 1  # the old tree's last complete subtree is one node at this height
    steps = _steps((old - 1) >> shift, ((new - 1) >> shift) + 1, path[1:]) if path else None
    if steps is None:
        return False
    first = second = path[0]
    for left, sibling in steps:
        second = node_hash(sibling, second) if left else node_hash(second, sibling)
        first = node_hash(sibling, first) if left else first
    return first == old_root and second == new_root
