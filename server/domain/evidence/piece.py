"""A photo or film as the hub knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

MediaKind = Literal["photo", "video"]
Purpose = Literal["practical", "identity", "workpiece", "seal", "incident", "room"]
SourceKind = Literal["app", "camera", "camcorder", "file"]

#: MIME types a device may claim, and the ending of a file's name; the hub tells by the bytes what it truly is.
TYPES: Mapping[MediaKind, Mapping[str, str]] = MappingProxyType(
    {
        "photo": {
            "image/jpeg": "jpeg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "image/heif": "heic",
            "image/avif": "avif",
        },
        "video": {
            "video/webm": "webm", "video/mp4": "mp4", "video/quicktime": "mov", "video/x-msvideo": "avi",
            "video/mp2t": "mts", "video/x-matroska": "mkv",
        },
    }
)  # fmt: skip
#: Class of an archive's file name: 照片, 录像.
CLASSES: Mapping[MediaKind, str] = MappingProxyType({"photo": "ZP", "video": "LX"})


def version_of(sha256: str) -> str:
    """Return the version of a file that the hub made, by which screens tell it from another: the hash's beginning."""
    return sha256[:12]


@dataclass(frozen=True, slots=True)
class Word:
    """What the device says that it recorded in all: bytes, SHA-256 (hex), slices, and when it ended (RFC 3339).

    ``cut``: there was more, which it could not keep. ``pauses``: from when to when it rested (RFC 3339).
    """

    size: int
    sha256: str
    ended: str | None = None
    slices: int | None = None
    cut: bool = False
    pauses: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What the hub read in the bytes of upload ``upload``; what it does not know is None.

    Attributes:
        upload: whose bytes they are.
        type: the MIME type told by the bytes.
        width: of the picture as shown, in pixels.
        height: likewise.
        duration_ms: of a film, in milliseconds.
        codec: what its pictures are packed by, as the file names it: ``avc1``, ``V_VP8``, ``jpeg``.
        taken: capture time as the file has it, RFC 3339 with an offset where it states one.
        make: of the camera.
        model: of the camera.
        serial: of the camera.
        placed: the file says where it was taken; the place itself is kept apart, for those who may know it.
        hints: what may be wrong with the picture: ``blurred``, ``dark``, ``overexposed``.
        readable: whether it can be shown.
        fault: why not, in the decoder's words.
        thumb: version of the thumbnail that the hub made.
        poster: likewise.
        film: likewise, of the copy that can be sought in.
    """

    upload: str
    type: str | None = None
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    codec: str | None = None
    taken: str | None = None
    make: str | None = None
    model: str | None = None
    serial: str | None = None
    placed: bool = False
    hints: tuple[str, ...] = ()
    readable: bool = True
    fault: str | None = None
    thumb: str | None = None
    poster: str | None = None
    film: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where it belongs: session, room, station, candidate (admission number), item of the scheme; None: not told."""

    session: str | None = None
    room: str | None = None
    station: str | None = None
    candidate: str | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """Who removed it and why: two people, the time (RFC 3339), the reason, the fact."""

    at: str
    by: int
    second: int
    reason: str
    fact: str


@dataclass(frozen=True, slots=True)
class Bringer:
    """Another device that has the same bytes and announced them again: its fact, and the device."""

    fact: str
    device: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A photo or film.

    Attributes:
        evidence: its id, made by the device.
        fact: the fact that announced it.
        plan: the plan.
        media: photo or film.
        purpose: what it shows.
        place: where it belongs.
        about: the fact it belongs to (a seal's exception, an incident), or None.
        type: the MIME type its device claims.
        source: what took it: ``kind``, ``make``, ``model``, ``serial``, ``name`` (of the file).
        begun: when the capture began, by the device's or camera's clock (RFC 3339).
        device: the device that announced it; of what was taken in, the one that had sent the bytes.
        by: the person who had signed in, or who was named as importing it; None: nobody.
        at: when it was announced (RFC 3339).
        name: its name in the archive, without the ending.
        word: what its device says of it in all; None: not yet.
        upload: where its bytes are; None: none came yet.
        length: bytes of that upload in all, None while it grows.
        received: bytes that were there at the last change.
        broken_off: nothing has come for long, though more was to come; with ``size``, nothing more ever will.
        size: bytes, once all are here.
        sha256: of these bytes, by the hub.
        equal: whether they are what the device says; None: it has not said.
        found: what the hub read in them.
        removed: by whom it was removed, or None.
        bringers: devices that announced the same bytes after the first one, before all of them were here.
        taken_in: ``upload`` was here before anybody described it; who leads said afterwards what it is.
        badge: the number of the badge that ``by`` had in use when it was announced; None: not known.
        skew_ms: by how much the hub's clock was ahead of its device's when it began; None: not known.
        history: sequence numbers of the facts about it.
    """

    evidence: str
    fact: str
    plan: int
    media: MediaKind
    purpose: Purpose
    place: Place
    about: str | None
    type: str
    source: Mapping[str, str | None]
    begun: str
    device: str
    by: int | None
    at: str
    name: str
    word: Word | None = None
    upload: str | None = None
    length: int | None = None
    received: int = 0
    broken_off: bool = False
    size: int | None = None
    sha256: str | None = None
    equal: bool | None = None
    found: Found | None = None
    removed: Removed | None = None
    bringers: tuple[Bringer, ...] = ()
    taken_in: bool = False
    badge: str | None = None
    skew_ms: int | None = None
    history: tuple[int, ...] = ()

    @property
    def devices(self) -> frozenset[str]:
        """The devices that announced it."""
        return frozenset((self.device, *(one.device for one in self.bringers)))

    @property
    def state(self) -> str:
        """How far it has come: ``announced`` ... ``removed``; ``live`` while nobody knows how much it will be."""
        if self.removed is not None:
            return "removed"
        if self.cut:
            return "interrupted"
        if self.size is not None:
            return self._checked()
        if self.broken_off:
            return "interrupted"
        if self.upload is None:
            return "announced"
        return "live" if self.length is None and self.word is None else "arriving"

    @property
    def cut(self) -> bool:
        """Whether all that will ever come is here, and it is known not to be all there was."""
        if self.size is None:
            return False
        return self.broken_off or (self.word is not None and self.word.cut and self.equal is not False)

    def _checked(self) -> str:
        if self.equal is False:
            return "differs"
        if self.found is not None and not self.found.readable:
            return "unreadable"
        return "complete" if self.equal is None else "equal"

    @property
    def ending(self) -> str:
        """The ending of its file's name, by what its bytes are, else by what its device claims."""
        told = self.found.type if self.found is not None and self.found.type else self.type
        return TYPES[self.media].get(told, "bin")
