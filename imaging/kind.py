"""What a file is, told by its first bytes alone: names and claimed types come from outside and count for nothing."""

from dataclasses import dataclass
from typing import Final, Literal

Media = Literal["photo", "video"]

#: Bytes of a file's beginning that are enough to tell.
HEAD = 4096
PHOTO: Final = "photo"
VIDEO: Final = "video"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file that is taken.

    ``media``: ``photo`` or ``video``. ``mime``: the type it is served with. ``suffix``: of its name in an archive.
    ``inline``: browsers show it; others are handed out as downloads.
    """

    code: str
    media: Media
    mime: str
    suffix: str
    inline: bool = True


JPEG = Kind("jpeg", PHOTO, "image/jpeg", ".jpg")
PNG = Kind("png", PHOTO, "image/png", ".png")
WEBP = Kind("webp", PHOTO, "image/webp", ".webp")
HEIC = Kind("heic", PHOTO, "image/heic", ".heic", inline=False)
AVIF = Kind("avif", PHOTO, "image/avif", ".avif")
WEBM = Kind("webm", VIDEO, "video/webm", ".webm")
MP4 = Kind("mp4", VIDEO, "video/mp4", ".mp4")
MOV = Kind("mov", VIDEO, "video/quicktime", ".mov", inline=False)
AVI = Kind("avi", VIDEO, "video/x-msvideo", ".avi", inline=False)
MTS = Kind("mts", VIDEO, "video/mp2t", ".mts", inline=False)
KINDS = {kind.code: kind for kind in (JPEG, PNG, WEBP, HEIC, AVIF, WEBM, MP4, MOV, AVI, MTS)}

#: Main brands of the ISO family by the code of what is taken; sound (``M4A``), raw photos (``crx``), the rest is not.
BRANDS: Final = {
    HEIC.code: frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")),
    AVIF.code: frozenset((b"avif", b"avis")),
    MP4.code: frozenset((
        b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42", b"avc1",
        b"dash", b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"XAVC", b"mmp4", b"cmfc", b"cmf2", b"hvc1",
    )),
}  # fmt: skip
_HEIC, _AVIF, _MP4 = (BRANDS[kind.code] for kind in (HEIC, AVIF, MP4))
#: Cameras of before 2005 write QuickTime without saying so first.
_BARE_MOV = {b"moov", b"mdat", b"wide"}
#: Packets of a transport stream: plain, and behind four bytes of time as camcorders write them (AVCHD).
_PACKETS = ((0, 188), (4, 192))
_TOLD_BY = 5  # packets that begin with the mark
_MARK = 0x47
_EBML = b"\x1a\x45\xdf\xa3"
_DOCTYPE = b"\x42\x82"


def sniff(head: bytes) -> Kind | None:
    """Return what a file is by its first ``HEAD`` bytes; None for everything that is not taken."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF"):
        return {b"WEBP": WEBP, b"AVI ": AVI}.get(head[8:12])
    if head.startswith(_EBML):
        return WEBM if _doctype(head) == b"webm" else None
    if head[4:8] == b"ftyp":
        return _branded(head)
    if head[4:8] in _BARE_MOV:
        return MOV
    return MTS if any(_stream(head, *packet) for packet in _PACKETS) else None


def _doctype(head: bytes) -> bytes:
    """Return what an EBML header says it is; matroska of other makers is not WebM."""
    place = head.find(_DOCTYPE, 5, 64)
    if place < 0 or place + 2 >= len(head):
        return b""
    length = head[place + 2] & 0x7F
    return head[place + 3 : place + 3 + length].rstrip(b"\0")


def _branded(head: bytes) -> Kind | None:
    """Tell files of the ISO family apart by their main brand, then by those they are compatible with."""
    size = int.from_bytes(head[:4], "big")
    if size < 16 or size % 4:
        return None
    main, others = head[8:12], {head[at : at + 4] for at in range(16, min(size, len(head) - 3), 4)}
    if main == b"qt  ":
        return MOV
    if main in _AVIF or (main in (b"mif1", b"msf1") and others & _AVIF):
        return AVIF
    if main in _HEIC or (main in (b"mif1", b"msf1") and others & _HEIC):
        return HEIC
    return MP4 if main in _MP4 else None


def _stream(head: bytes, first: int, length: int) -> bool:
    last = first + length * (_TOLD_BY - 1)
    return len(head) > last and all(head[at] == _MARK for at in range(first, last + 1, length))
