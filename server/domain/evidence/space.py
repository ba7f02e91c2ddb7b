"""How much more film the hub's disk takes, and how much a session may have."""

from collections.abc import Iterable

from server.domain.refusal import Refusal
from server.domain.upload import RESERVE

#: Bytes a second of a film by a phone or tablet (2.5 Mbit/s) and of its copy to jump in, as long as none was measured.
RATE = 2 * 312_500
#: Milliseconds of film after which what was measured counts.
ENOUGH = 60_000
#: Minutes below which somebody has to make room.
LOW = 60
#: Minutes at which the board is told anew: the closer to the end, the finer.
STEPS = (0, 10, 20, 30, 45, LOW, 90, 120, 180, 240, 360, 480, 720, 960, 1440, 2880)


def rate(films: Iterable[tuple[int, int]]) -> int:
    """Return the bytes a second that films take, from the bytes (with all made of each) and milliseconds of some."""
    size, lasts = 0, 0
    for count, milliseconds in films:
        size, lasts = size + count, lasts + milliseconds
    return max(1, size * 1000 // lasts) if lasts >= ENOUGH else RATE


def minutes(free: int, a_second: int) -> int:
    """Return for how many minutes of film there is room besides what is kept free for records."""
    return max(0, free - RESERVE) // a_second // 60


def step(left: int) -> int:
    """Return the step that so many minutes have come down to."""
    return max(one for one in STEPS if one <= left)


def within(session: str, used: int, more: int, most: int) -> None:
    """Let ``more`` bytes come for a session that has ``used`` of ``most``, announced ones included; 0: any number.

    Raises:
        Refusal: ``session-quota``.
    """
    if most and used + more > most:
        raise Refusal("session-quota", session=session, used=_gb(used), most=_gb(most))


def _gb(count: int) -> str:
    return f"{count / 1_000_000_000:.1f} GB"
