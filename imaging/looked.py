"""What was found in a file, and what may be wrong with it."""

from dataclasses import dataclass

#: Why nothing can be made of a file, or not all. It is kept as it came whatever is said here.
UNKNOWN = "unknown-kind"  # the first bytes are of no kind that is taken
TOO_MANY_PIXELS = "too-many-pixels"  # it says it holds more than any camera makes; nothing was unpacked
DAMAGED = "damaged"  # cut off or changed: what is there can be shown in part or not at all
TOO_SLOW = "too-slow"  # it was given up after the time limit
ENDED_READER = "ended-reader"  # the program that read it broke down
FAULTS = (UNKNOWN, TOO_MANY_PIXELS, DAMAGED, TOO_SLOW, ENDED_READER)
#: Why a copy could not be written that is the disk's fault, not the film's: it is asked for again.
NO_ROOM = "no-room"  # it is full, or would be fuller than it may be
DISK_BROKEN = "disk-broken"  # it reads or writes no more

BLURRED, DARK, OVEREXPOSED = "blurred", "dark", "overexposed"
HINTS = (BLURRED, DARK, OVEREXPOSED)

#: Pixels of one picture that are unpacked, at most.
MOST_PIXELS = 60_000_000


class Unreadable(ValueError):
    """A file cannot be read; ``fault`` is one of ``FAULTS``."""

    def __init__(self, fault: str, detail: str = "") -> None:
        """``detail`` is for the log only."""
        super().__init__(f"{fault}: {detail}" if detail else fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file says of itself; nothing of it is proof.

    ``width``, ``height``: pixels, the way up it is shown. ``taken_at``: RFC 3339, without zone where the camera told
    none (then it is the time its own clock showed). ``taken_from``: ``exif`` or ``container``. ``place``: degrees north
    and east; restricted, for whoever may see where a file was made. ``seekable``: a film that browsers can jump in as
    it is. ``fault``: one of ``FAULTS``; with ``readable`` it can be shown in part. ``hints``: of ``HINTS``.
    """

    kind: str | None = None
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    codec: str | None = None
    taken_at: str | None = None
    taken_from: str | None = None
    make: str | None = None
    model: str | None = None
    serial: str | None = None
    place: tuple[float, float] | None = None
    seekable: bool = False
    readable: bool = False
    fault: str | None = None
    hints: tuple[str, ...] = ()
