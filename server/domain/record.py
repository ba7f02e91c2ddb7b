"""Checking the record: whether a journal is what its devices signed and its checkpoints say, entry by entry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from protocol import checkpoint as notes
from protocol import fact as facts
from protocol import tree
from protocol.checkpoint import BadCheckpoint
from protocol.fact import Malformed
from server.domain.device import Numbers

#: Refusals for which no signature could be asked.
UNSIGNED = frozenset({"bad-signature", "device-unknown", "id-reused", "malformed", "number-reused"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal. ``received`` is the hub's clock (UTC); ``fact`` is the text that was digested.

    ``refusal`` keeps a refusal's parameters; ``numbered`` tells whether the entry takes the device's number.
    """

    seq: int
    fact_id: str
    digest: str
    device: str
    device_seq: int
    kind: str | None
    fact: str
    sig: str | None
    acted: bool
    received: str
    verdict: str
    code: str | None
    refusal: str | None
    numbered: bool
    leaf: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first thing wrong: the entry (or checkpoint size) it was found at, and what, in Chinese and English."""

    seq: int
    says: str
    says_en: str


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found: entries read, root, facts that never arrived by device, and the first break, if any."""

    size: int
    root: bytes
    missing: Mapping[str, Numbers]
    broken: Broken | None


class Verifier:
    """Walks a journal from its first entry; ``step`` returns what is wrong with an entry, or None."""

    def __init__(self) -> None:
        """Start with an empty tree and no devices."""
        self.frontier = tree.Frontier()
        self.numbers: dict[str, Numbers] = {}
        self._keys: dict[str, EllipticCurvePublicKey] = {}
        self._received = ""

    def step(self, entry: Entry) -> Broken | None:
        """Check the next entry and take it into the tree."""
        says = self._wrong(entry)
        if says is not None:
            return Broken(entry.seq, *says)
        self.frontier = self.frontier.append(tree.leaf_hash(entry.leaf.encode()))
        return None

    def _wrong(self, entry: Entry) -> tuple[str, str] | None:
        if entry.seq != self.frontier.size + 1:
            expected = self.frontier.size + 1
            return f"缺少第 {expected} 条", f"entry {expected} is missing"
        text = entry.fact.encode()
        if facts.digest(text) != entry.digest:
            return "记录内容与摘要不符", "the fact does not fit its digest"
        leaf = facts.leaf_text(
            entry.seq, entry.digest, entry.device, entry.received, entry.acted, entry.verdict, entry.code
        )
        if leaf != entry.leaf:
            return "结论、时间或设备与留存的叶不符", "verdict, time or device do not fit the leaf"
        if entry.received < self._received:
            return "接收时间早于前一条", "received before the entry ahead of it"
        self._received = entry.received
        return self._wrong_fact(entry, text)

    def _wrong_fact(self, entry: Entry, text: bytes) -> tuple[str, str] | None:
        raw = facts.loads(text)
        if facts.identity(raw) != (entry.fact_id, entry.device_seq) or facts.kind_of(raw) != entry.kind:
            return "编号或种类与记录内容不符", "id, number or kind do not fit the fact"
        if entry.kind == "device.enrol" and entry.verdict == "accepted":
            self._keys.setdefault(raw["body"]["device"], facts.key_from_jwk(raw["body"]["jwk"]))
        key = self._keys.get(entry.device)
        signed = key is not None and facts.verifies(key, text, entry.sig)
        if not signed and entry.code not in UNSIGNED:
            return "设备签名不符", "the device's signature does not fit"
        return self._wrong_number(entry, raw, signed=signed)

    def _wrong_number(self, entry: Entry, raw: Any, *, signed: bool) -> tuple[str, str] | None:
        numbers = self.numbers.get(entry.device, Numbers())
        used = numbers.used(entry.device_seq)
        if entry.numbered and used:
            return "设备编号重复", "the device's number was used before"
        # Without canonical bytes there was no signature: the session that handed it in decided, and is not kept.
        if entry.numbered != (signed and not used) and (entry.code not in UNSIGNED or _canonical(raw, entry)):
            return "设备编号的登记与签名不符", "whether the device's number counts does not fit the signature"
        if entry.numbered:
            self.numbers[entry.device] = numbers.take(entry.device_seq)
        return None


def _canonical(raw: Any, entry: Entry) -> bool:
    try:
        return facts.canonical(raw) == entry.fact.encode()
    except Malformed:
        return False


def verify(
    entries: Iterable[Entry],
    kept: Mapping[int, str],
    key: Ed25519PublicKey,
    against: notes.Checkpoint | None = None,
) -> Report:
    """Recompute a journal.

    Args:
        entries: all entries in order.
        kept: the checkpoints kept beside it, note by size.
        key: the journal's public key.
        against: a checkpoint somebody else kept (printed, or on a phone), already read with the key.

    Returns:
        The report; ``broken`` names the first entry that is not as it was.
    """
    verifier = Verifier()
    broken: Broken | None = None
    proven = 0
    for entry in entries:
        broken = _safely(verifier, entry)
        if broken is None and entry.seq in kept:
            broken = _checkpoint(kept[entry.seq], key, verifier)
            proven = entry.seq
        if broken is None and against is not None and against.size == entry.seq:
            broken = _same_root(against, verifier)
        if broken is not None:
            break
    size = verifier.frontier.size
    if broken is None:
        broken = _end(size, proven, kept, against)
    missing = {device: numbers for device, numbers in verifier.numbers.items() if numbers.missing}
    return Report(size, verifier.frontier.root(), missing, broken)


def _safely(verifier: Verifier, entry: Entry) -> Broken | None:
    try:
        return verifier.step(entry)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Broken(entry.seq, "记录无法读取", "the entry cannot be read")


def _checkpoint(note: str, key: Ed25519PublicKey, verifier: Verifier) -> Broken | None:
    size = verifier.frontier.size
    try:
        checkpoint = notes.read(note, key)
    except BadCheckpoint:
        return Broken(size, "检查点签名不符", "the checkpoint's signature does not fit")
    if checkpoint.size != size:
        return Broken(size, "检查点条数不符", "the checkpoint is for another size")
    return _same_root(checkpoint, verifier)


def _same_root(checkpoint: notes.Checkpoint, verifier: Verifier) -> Broken | None:
    if checkpoint.root == verifier.frontier.root():
        return None
    size = verifier.frontier.size
    return Broken(size, "此条或此前的记录与检查点不符", "this entry or one before it differs from the checkpoint")


def _end(size: int, proven: int, kept: Mapping[int, str], against: notes.Checkpoint | None) -> Broken | None:
    longest = max([*kept, against.size if against else 0], default=0)
    if longest > size:
        return Broken(size + 1, f"检查点有 {longest} 条，现只有 {size} 条", f"the checkpoint counts {longest} entries")
    if proven != size:
        return Broken(proven + 1, "此条起没有检查点", "no checkpoint covers this entry")
    return None
