"""To which session a file of cards belongs."""

from collections.abc import Mapping, Sequence


def session_of(listed: Mapping[str, Sequence[tuple[str, str]]], sessions: Sequence[str]) -> str | None:
    """Return the session that most of the numbers of a file sit in; None where none of them is on a list.

    Args:
        listed: number -> sessions and rooms in which the roster has it.
        sessions: the plan's sessions with cards, in order; of equals the first.
    """
    counts = dict.fromkeys(sessions, 0)
    for places in listed.values():
        for session, _ in places:
            if session in counts:
                counts[session] += 1
    best = max(sessions, key=lambda one: counts[one], default=None)
    return best if best is not None and counts[best] else None
