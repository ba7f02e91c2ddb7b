"""Rules of resumable uploads (tus 1.0.0): what may be begun, what may be appended, how long an unfinished one is kept.

Source of the rules: the tus resumable upload protocol 1.0.0, core and its extensions creation, creation-with-upload,
creation-defer-length, checksum, termination and expiration.
"""

import base64
import binascii
import errno
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from server.domain.refusal import Refusal

GIB = 1024**3
#: Bytes of one upload: a camcorder's card holds files of 4 GB, a phone's film of a whole practical exam may be larger.
MOST = 16 * GIB
#: Bytes of the disk that uploads leave free: facts, backups and logs go on when films fill it.
RESERVE = 2 * GIB
#: Uploads of one device that are not finished: one film, and photos that wait for a better network.
OPEN = 200
#: Uploads a device may begin in a minute.
PACE = 240
#: How long an unfinished upload is kept after its last byte: a phone found on the third day still brings its film.
KEPT = timedelta(days=3)
#: Bytes of the metadata an upload may bring.
METADATA = 8192
#: Digests of a part: the protocol demands SHA-1 of every server; the hub's own screens use SHA-256.
ALGORITHMS = ("sha256", "sha1")
#: Ids of facts are such.
#: Stands for every number of more than 18 digits.
BEYOND = 10**18
_FACT = re.compile(rb"[0-9A-Za-z-]{1,64}")
_KEY = re.compile(r"[\x21-\x2b\x2d-\x7e]+")  # ASCII without space and comma


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload as it is on disk: every byte below ``offset`` was acknowledged.

    ``length``: bytes in all, None while the device does not know (a film that still runs). ``metadata``: as it was
    sent. ``state``: ``open``, ``complete`` or ``ended`` (given up by its device). ``sha256``: hex, of a complete one.
    ``begun`` and ``touched``: the hub's time of the first request and of the last bytes (RFC 3339, UTC).
    """

    upload: str
    device: str
    length: int | None
    offset: int
    metadata: str
    state: str
    sha256: str | None
    begun: str
    touched: str

    @property
    def fact(self) -> str | None:
        """The fact that it names as its own; None where it names none, or what can be no fact's id."""
        named = metadata_of(self.metadata).get("fact")
        return None if named is None or _FACT.fullmatch(named) is None else named.decode()

    @property
    def place(self) -> tuple[int, str | None] | None:
        """The plan and session it says its bytes are of, until a fact says so; None where it names no plan."""
        told = metadata_of(self.metadata)
        plan, session = told.get("plan", b""), told.get("session")
        if not (plan.isdigit() and len(plan) <= 15):
            return None
        return int(plan), None if session is None else session.decode("utf-8", "replace")

    @property
    def expires(self) -> datetime:
        """When it is thrown away unless more arrives; for open ones."""
        return datetime.fromisoformat(self.touched) + KEPT


@dataclass(frozen=True, slots=True)
class Stock:
    """What a device has under way: its unfinished uploads, those begun in the last minute; free bytes of the disk."""

    open: int
    lately: int
    free: int


def natural(text: str | None, field: str) -> int | None:
    """Read a length or an offset from a header; None where there is none, ``BEYOND`` for whatever is larger.

    Raises:
        Refusal: ``bad-request`` where it is no natural number.
    """
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise Refusal("bad-request", field=field, expected="0, 1, 2 …")
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) <= 18 else BEYOND


def metadata_of(text: str) -> dict[str, bytes]:
    """Read ``Upload-Metadata``: pairs of a key and, after a space, its value in base64, divided by commas.

    Raises:
        Refusal: ``bad-request``: a key that is empty, repeated or not ASCII, a value that is no base64, too much of it.
    """
    found: dict[str, bytes] = {}
    bad = Refusal("bad-request", field="Upload-Metadata", expected=f"key base64,key base64 (<= {METADATA})")
    if len(text) > METADATA:
        raise bad
    for pair in text.split(",") if text.strip() else ():
        key, _, value = pair.strip().partition(" ")
        if not _KEY.fullmatch(key) or key in found:
            raise bad
        try:
            found[key] = base64.b64decode(value.strip(), validate=True)
        except (binascii.Error, ValueError) as error:
            raise bad from error
    return found


def length_of(length: str | None, deferred: str | None) -> int | None:
    """Return how long a new upload will be, None where its device says that later.

    Raises:
        Refusal: ``bad-request`` where neither or both are said, or another value than 1 for later;
            ``upload-too-large``.
    """
    known = natural(length, "Upload-Length")
    if (known is None) == (deferred is None) or deferred not in (None, "1"):
        raise Refusal("bad-request", field="Upload-Length", expected="Upload-Length | Upload-Defer-Length: 1")
    return fitting(known)


def fitting(length: int | None) -> int | None:
    """Return a length that may be.

    Raises:
        Refusal: ``upload-too-large``.
    """
    if length is not None and length > MOST:
        raise Refusal("upload-too-large", most=_gib(MOST))
    return length


def may_begin(length: int | None, stock: Stock) -> None:
    """Let a device begin an upload.

    Raises:
        Refusal: ``too-many-uploads``, ``uploads-too-fast``, ``disk-full``.
    """
    if stock.open >= OPEN:
        raise Refusal("too-many-uploads", most=OPEN)
    if stock.lately >= PACE:
        raise Refusal("uploads-too-fast", most=PACE)
    room_on_disk(length or 0, stock.free)


def room_on_disk(count: int, free: int) -> None:
    """Let bytes come where the disk has room for them.

    Raises:
        Refusal: ``disk-full``.
    """
    if count > free - RESERVE:
        raise Refusal("disk-full", free=_gib(free), reserve=_gib(RESERVE))


def unwritten(number: int | None, free: int) -> Refusal:
    """Return why bytes could not be written: ``disk-full`` or ``disk-broken``, by the system's error number."""
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Refusal("disk-full", free=_gib(free), reserve=_gib(RESERVE))
    return Refusal("disk-broken")


def room_for(upload: Upload, offset: int | None, told: int | None) -> tuple[int, int | None]:
    """Return how many bytes may be appended at ``offset`` and how long the upload now is (None: still unknown).

    ``told``: the length that came with these bytes, for an upload that began without one.

    Raises:
        Refusal: ``bad-request`` (no offset; another length than it had, or one below what is there),
            ``offset-differs``, ``upload-too-large``.
    """
    if offset is None:
        raise Refusal("bad-request", field="Upload-Offset", expected="0, 1, 2 …")
    if offset != upload.offset:
        raise Refusal("offset-differs", here=upload.offset, given=offset)
    if told is not None and (upload.length not in (None, told) or told < upload.offset):
        raise Refusal("bad-request", field="Upload-Length", expected=str(upload.length or f">= {upload.offset}"))
    length = fitting(told if upload.length is None else upload.length)
    return (MOST if length is None else length) - upload.offset, length


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a part of an upload must fit: one of ``ALGORITHMS`` and the digest as it was said, of whatever length."""

    algorithm: str
    digest: bytes


def checksum_of(header: str | None) -> Checksum | None:
    """Read ``Upload-Checksum``: the algorithm and, after a space, the digest in base64; None where there is none.

    A digest of another length than the algorithm's is one that no part fits.

    Raises:
        Refusal: ``bad-request`` for an algorithm the hub does not know or what is no digest in base64.
    """
    if header is None:
        return None
    name, _, value = header.partition(" ")
    try:
        digest = base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if name not in ALGORITHMS or not digest:
        expected = " | ".join(f"{each} <base64>" for each in ALGORITHMS)
        raise Refusal("bad-request", field="Upload-Checksum", expected=expected)
    return Checksum(name, digest)


def whole(concatenation: str | None) -> None:
    """Take no uploads that are to be joined from others (tus ``Upload-Concat``).

    Raises:
        Refusal: ``no-concatenation``.
    """
    if concatenation is not None:
        raise Refusal("no-concatenation")


def expired(upload: Upload, now: datetime) -> bool:
    """Tell whether an unfinished upload was left alone for too long."""
    return upload.state == "open" and upload.expires <= now.astimezone(UTC)


def _gib(count: int) -> str:
    return f"{count / GIB:.1f} GB"
