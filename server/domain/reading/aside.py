"""A whole file put aside: two people say that a file none of whose cards count is not to be used."""

from collections.abc import Collection, Sequence

from server.domain.reading.closing import named
from server.domain.reading.fault import KINDS, Fault
from server.domain.refusal import Refusal

#: With what the key of a file put aside begins; the first signs of its hash follow.
ASIDE = "aside/-/"
SIGNS = 12
#: States of a file of which nothing was taken.
UNTAKEN = ("refused", "unplaced")


def file_of(key: str) -> str | None:
    """Return the first signs of the file's hash that a key names; None where it is of something else."""
    signs = key.removeprefix(ASIDE)
    return signs if signs != key and len(signs) == SIGNS and signs.isalnum() else None


def put_aside(sha256: str, name: str, cards: int, rooms: Sequence[str] = ()) -> Fault:
    """Return what people bring up who want a file put aside; ``rooms``: those it read again."""
    kind = KINDS["aside"]
    detail = {"batch": sha256, "name": name, "n": cards, "rooms": tuple(rooms)}
    return Fault(ASIDE + sha256[:SIGNS], "aside", None, None, (), detail, kind.resolutions, kind.holds_up)


def nothing_counts(name: str, state: str, rooms: Collection[str]) -> None:
    """Decide whether a file may be put aside as a whole.

    Args:
        name: the file's.
        state: as the file is kept: ``received`` ``parsing`` ``refused`` ``unplaced`` ``read`` or ``closed``.
        rooms: rooms in which cards of it count, or are held against those that do.

    Raises:
        Refusal: ``batch-closed``, ``batch-not-read`` or ``file-counts``.
    """
    if state == "closed":
        raise Refusal("batch-closed", field="fault", name=name)
    if state in ("received", "parsing"):
        raise Refusal("batch-not-read", field="fault", name=name)
    if rooms and state not in UNTAKEN:
        raise Refusal("file-counts", field="fault", name=name, rooms=named(sorted(rooms)))
