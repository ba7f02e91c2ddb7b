"""Closing a batch: operator, checker and monitor sign, three different people, once nothing of it is open."""

from collections.abc import Sequence

from protocol.role import BY_CODE, BY_NUMBER
from server.domain.duty import Post
from server.domain.refusal import Refusal

#: Who signs: role codes.
SIGN = ("RO", "CK", "SV")
#: Rooms that a sentence names.
NAMED = 6


def sign(posts: Sequence[Post]) -> None:
    """Decide whether these three may close a batch: each role once.

    Raises:
        Refusal: ``close-people``, naming who lacks.
    """
    there = [BY_NUMBER[post.role].code for post in posts]
    lacks = [BY_CODE[code] for code in SIGN if code not in there]
    if lacks or len({post.person for post in posts}) < len(SIGN):
        named = lacks or [BY_CODE[code] for code in SIGN]
        raise Refusal(
            "close-people", field="second", lacks="、".join(one.zh for one in named),
            lacks_en=", ".join(one.en for one in named),
        )  # fmt: skip


def nothing_open(faults: Sequence[tuple[str, int]], held: Sequence[str], rooms: Sequence[str]) -> None:
    """Decide whether a batch is ready to be signed.

    Args:
        faults: room ("" of none) and how many of its faults hold it up.
        held: rooms of it whose re-reading waits for a leader.
        rooms: rooms of it that are not accounted for to the last card.

    Raises:
        Refusal: ``close-held``, ``close-faults`` or ``close-rooms``.
    """
    if held:
        raise Refusal("close-held", field="batch", rooms=named(held))
    count = sum(number for _, number in faults)
    if count:
        raise Refusal("close-faults", field="batch", count=count, rooms=named([room or "—" for room, _ in faults]))
    if rooms:
        raise Refusal("close-rooms", field="batch", rooms=named(rooms))


def named(rooms: Sequence[str]) -> str:
    """Name rooms in a sentence, the first of many."""
    return "、".join(rooms[:NAMED]) + ("…" if len(rooms) > NAMED else "")
