"""The journal: append-only entries, their tree and its signed checkpoints.

A ``Transaction`` collects what one commit adds; the journal in memory (its frontier and leaf hashes) moves on only
after the database has committed, so a failed transaction leaves no trace anywhere.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, bindparam, insert, select

from protocol import checkpoint as notes
from protocol import tree
from protocol.fact import leaf_text
from server.domain.record import Entry
from server.store import tables
from server.store.prepared import Prepared
from server.store.rows import Rows

ENTRY = tables.journal.c
CHUNK = 2000
FEW = 64  # ids up to which asking one by one is quicker than building one query for all
_APPEND = Prepared(insert(tables.journal))
_CHECKPOINT = Prepared(insert(tables.checkpoint))
_FIND_ONE = Prepared(select(tables.journal).where(ENTRY.fact_id == bindparam("id")))


class Journal:
    """What is kept of the journal in memory: enough to append, sign and prove without reading it again."""

    def __init__(self, origin: str, key: Ed25519PrivateKey) -> None:
        """``origin`` names the journal (``kaowu/<uuid>``); ``key`` signs its checkpoints."""
        self.origin = origin
        self.public = key.public_key()
        self.verifier_key = notes.verifier_key(origin, self.public)
        self._key = key
        self._key_hash = notes.key_hash(origin, self.public.public_bytes_raw())
        self.hashes: list[bytes] = []
        self.frontier = tree.Frontier()
        self.last_received = ""
        self.note = self.sign(self.frontier)

    def load(self, connection: Connection) -> None:
        """Take in what the database holds; called at start and after a failed commit.

        Others look at the journal meanwhile, so it changes only when all is read: a journal that seems to have shrunk
        makes every screen throw its rows away.
        """
        hashes: list[bytes] = []
        frontier, last_received = tree.Frontier(), ""
        for leaf, received in connection.execute(select(ENTRY.leaf, ENTRY.received).order_by(ENTRY.seq)):
            hashes.append(tree.leaf_hash(leaf.encode()))
            frontier = frontier.append(hashes[-1])
            last_received = received
        self.hashes, self.frontier, self.last_received = hashes, frontier, last_received
        self.note = self.sign(frontier)

    @property
    def size(self) -> int:
        """How many entries are committed."""
        return self.frontier.size

    def sign(self, frontier: tree.Frontier) -> str:
        """Return the signed checkpoint of a tree."""
        checkpoint = notes.Checkpoint(self.origin, frontier.size, frontier.root())
        return notes.sign(checkpoint, self._key, self._key_hash)

    def begin(self, connection: Connection, received: str) -> "Transaction":
        """Open a transaction; ``received`` is the hub's clock, and never goes back in the journal."""
        return Transaction(self, connection, max(received, self.last_received), received)

    def adopt(self, transaction: "Transaction") -> None:
        """Move on after the transaction was committed."""
        self.hashes.extend(transaction.hashes)
        self.frontier = transaction.frontier
        self.note = transaction.note
        if transaction.entries:
            self.last_received = transaction.received


class Transaction:
    """What one commit adds: entries, tree, checkpoint, changed rows. Desks read and write through ``connection``."""

    def __init__(self, journal: Journal, connection: Connection, received: str, now: str) -> None:
        """``received`` is the time of every entry of this transaction; ``by_id`` what is known of the ids at hand.

        ``now`` is what the hub's clock says: earlier than ``received`` where it was ahead and has been set right.
        """
        self.connection = connection
        self.received = received
        self.now = now
        self.rows = Rows(connection)
        self.entries: list[Entry] = []
        self.by_id: dict[str, list[Entry]] = {}
        self.hashes: list[bytes] = []
        self.frontier = journal.frontier
        self.note = journal.note
        self._journal = journal

    @property
    def next_seq(self) -> int:
        """The sequence number the next entry gets."""
        return self.frontier.size + 1

    def root_before(self, seq: int) -> bytes:
        """Return the root of the tree of all entries before ``seq``, one of the journal or of this transaction."""
        known = self._journal.frontier
        frontier = known if known.size < seq else tree.Frontier()
        hashes = [*self._journal.hashes, *self.hashes]
        for hashed in hashes[frontier.size : seq - 1]:
            frontier = frontier.append(hashed)
        return frontier.root()

    def recall(self, fact_ids: Iterable[str]) -> None:
        """Read earlier entries with these ids into ``by_id``; ids that were asked before cost nothing."""
        asked = [fact_id for fact_id in dict.fromkeys(fact_ids) if fact_id not in self.by_id]
        self.by_id.update((fact_id, []) for fact_id in asked)
        for entry in find(self.connection, asked):
            self.by_id[entry.fact_id].append(entry)

    def append(
        self,
        *,
        fact_id: str,
        digest: str,
        device: str,
        device_seq: int,
        kind: str | None,
        fact: str,
        sig: str | None,
        acted: bool,
        verdict: str,
        code: str | None,
        refusal: str | None,
        numbered: bool,
    ) -> Entry:
        """Add one entry at the end."""
        seq = self.next_seq
        leaf = leaf_text(seq, digest, device, self.received, acted, verdict, code)
        entry = Entry(
            seq, fact_id, digest, device, device_seq, kind, fact, sig, acted, self.received, verdict, code, refusal,
            numbered, leaf,
        )  # fmt: skip
        hashed = tree.leaf_hash(leaf.encode())
        self.entries.append(entry)
        self.by_id.setdefault(fact_id, []).append(entry)
        self.hashes.append(hashed)
        self.frontier = self.frontier.append(hashed)
        return entry

    def flush(self) -> None:
        """Write entries, checkpoint and rows; the caller commits."""
        if self.entries:
            _APPEND.many(self.connection, [_columns(entry) for entry in self.entries])
            self.note = self._journal.sign(self.frontier)
            _CHECKPOINT(self.connection, size=self.frontier.size, note=self.note)
        self.rows.flush()


def find(connection: Connection, fact_ids: Iterable[str]) -> list[Entry]:
    """Return every entry with one of these fact ids."""
    wanted = list(fact_ids)
    if len(wanted) <= FEW:
        return [_entry(row) for fact_id in wanted for row in _FIND_ONE(connection, id=fact_id)]
    found: list[Entry] = []
    for start in range(0, len(wanted), 500):
        query = select(tables.journal).where(ENTRY.fact_id.in_(wanted[start : start + 500]))
        found.extend(_entry(row) for row in connection.execute(query))
    return found


def entries(connection: Connection, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
    """Return the entries with a sequence number above ``after``, in order, a chunk at a time."""
    left = limit
    while left is None or left > 0:
        size = CHUNK if left is None else min(CHUNK, left)
        query = select(tables.journal).where(ENTRY.seq > after).order_by(ENTRY.seq).limit(size)
        chunk = [_entry(row) for row in connection.execute(query)]
        yield from chunk
        if len(chunk) < size:
            return
        after = chunk[-1].seq
        left = None if left is None else left - len(chunk)


def of_kinds(connection: Connection, after: int, kinds: Collection[str]) -> list[Entry]:
    """Return the entries of some kinds with a sequence number above ``after``, in order."""
    query = select(tables.journal).where(ENTRY.seq > after, ENTRY.kind.in_(kinds)).order_by(ENTRY.seq)
    return [_entry(row) for row in connection.execute(query)]


def with_numbers(connection: Connection, seqs: Collection[int]) -> list[Entry]:
    """Return the entries with these sequence numbers, in order."""
    found: list[Entry] = []
    wanted = sorted(set(seqs))
    for start in range(0, len(wanted), 500):
        query = select(tables.journal).where(ENTRY.seq.in_(wanted[start : start + 500])).order_by(ENTRY.seq)
        found.extend(_entry(row) for row in connection.execute(query))
    return found


def checkpoints(connection: Connection) -> Iterator[tuple[int, str]]:
    """Return ``(size, note)`` of every checkpoint kept, in order."""
    query = select(tables.checkpoint.c.size, tables.checkpoint.c.note).order_by(tables.checkpoint.c.size)
    return ((size, note) for size, note in connection.execute(query))


def checkpoint_at(connection: Connection, size: int) -> str | None:
    """Return the checkpoint kept of a size, or None: one commit of many entries keeps but its last."""
    query = select(tables.checkpoint.c.note).where(tables.checkpoint.c.size == size)
    note: str | None = connection.execute(query).scalar()
    return note


def numbers(connection: Connection) -> Iterator[tuple[str, int]]:
    """Return ``(device, device_seq)`` of every number a device has used, in order."""
    query = select(ENTRY.device, ENTRY.device_seq).where(ENTRY.numbered == 1).order_by(ENTRY.device, ENTRY.device_seq)
    return ((device, number) for device, number in connection.execute(query))


def numbered_below(connection: Connection, device: str, number: int, limit: int) -> list[Entry]:
    """Return the entries with the highest of a device's numbers below ``number``, the highest first."""
    mine = ENTRY.numbered == 1, ENTRY.device == device, ENTRY.device_seq < number
    query = select(tables.journal).where(*mine).order_by(ENTRY.device_seq.desc()).limit(limit)
    return [_entry(row) for row in connection.execute(query)]


def devices_with(connection: Connection, code: str) -> frozenset[str]:
    """Return the devices that had a fact refused with ``code``."""
    query = select(ENTRY.device).where(ENTRY.code == code).distinct()
    return frozenset(device for (device,) in connection.execute(query))


def _columns(entry: Entry) -> dict[str, Any]:
    columns = {name: getattr(entry, name) for name in Entry.__slots__}
    return columns | {"acted": int(entry.acted), "numbered": int(entry.numbered)}


def _entry(row: Any) -> Entry:
    values = row._asdict()
    return Entry(**{**values, "acted": bool(values["acted"]), "numbered": bool(values["numbered"])})
