"""When a camcorder took its pictures: a note (MDPM) in the H.264 of AVCHD, tags of one byte and four bytes each.

Where the tags lie and what they mean is not published; every reader of them follows what cameras write.
"""

from datetime import datetime, timedelta, timezone

_NOTE = 6  # type of the unit that holds notes
_MARK = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
_DATE, _CLOCK = 0x18, 0x19
_LENGTH = 5  # bytes of a tag and what it says
#: Of the byte that tells the zone: nobody set it, summer time (of which no camera says whether it is counted in), west,
#: half an hour more.
_UNSET, _SUMMER, _WEST, _HALF = 0x80, 0x40, 0x20, 0x01
_SINCE = 1980  # a clock that was never set writes its beginning


def read(unit: bytes) -> str | None:
    """Return the time that a unit of H.264 tells, RFC 3339, without offset where no zone is told; None: it tells none.

    Args:
        unit: as it lies in the stream, without its start code.
    """
    if not unit or unit[0] & 31 != _NOTE:
        return None
    at = unit.find(_MARK)
    if at < 0:
        return None
    # Where two zeros are not to be taken for a start code, the coder puts a three behind them.
    told = unit[at + len(_MARK) :].replace(b"\0\0\3", b"\0\0")
    tags = {told[1 + _LENGTH * n]: told[2 + _LENGTH * n : 1 + _LENGTH * (n + 1)] for n in range(_whole(told))}
    return _time(tags[_DATE], tags[_CLOCK]) if {_DATE, _CLOCK} <= tags.keys() else None


def _whole(told: bytes) -> int:
    return min(told[0], (len(told) - 1) // _LENGTH) if told else 0


def _time(date: bytes, clock: bytes) -> str | None:
    told = [_two(one) for one in (*date[1:], *clock)]
    if min(told) < 0:
        return None
    century, year, month, day, hour, minute, second = told
    try:
        at = datetime(century * 100 + year, month, day, hour, minute, second, tzinfo=_zone(date[0]))
    except ValueError:
        return None
    return at.isoformat() if at.year >= _SINCE else None


def _two(packed: int) -> int:
    """Return the two decimal digits of a byte; -1 where it holds others, which is no part of a time."""
    tens, ones = packed >> 4, packed & 15
    return tens * 10 + ones if max(tens, ones) < 10 else -1


def _zone(told: int) -> timezone | None:
    if told & (_UNSET | _SUMMER):
        return None
    ahead = timedelta(hours=told >> 1 & 15, minutes=30 * (told & _HALF))
    return timezone(-ahead if told & _WEST else ahead)
