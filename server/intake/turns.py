"""Handing a batch to the committer: in one go, and where that fails, each fact alone."""

from collections.abc import Callable, Sequence

from protocol import fact as facts
from server.domain.refusal import Refusal
from server.intake.arrival import Handed
from server.intake.door import Door, Handing, Receipt
from server.store.db import CLOSED

#: The committer, as whoever asks waits for it.
Commit = Callable[[Handing], list[Receipt]]


def judged(commit: Commit, door: Door, batch: Sequence[Handed], session_device: str) -> list[Receipt]:
    """Judge facts in one go; where that fails, each alone, so that only the one the hub fails on stays behind.

    Such a one has a receipt without a place in the journal (``hub-error``): it was not kept.

    Raises:
        CLOSED: the database is away, full or closing; no fact is to blame, and none would fare better alone.
    """
    try:
        return commit(Handing(door, batch, session_device))
    except CLOSED:
        raise
    except Exception:
        return [_alone(commit, door, one, session_device) for one in batch]


def _alone(commit: Commit, door: Door, one: Handed, session_device: str) -> Receipt:
    try:
        return commit(Handing(door, [one], session_device))[0]
    except Exception:  # the committer has logged it; whoever has this fact keeps it and tries again
        identity = facts.identity(one.raw)
        refusal = Refusal("hub-error", incident="facts")
        return Receipt(identity[0] if identity else None, None, None, "refused", refusal, None, first=True)
