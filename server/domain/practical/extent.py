"""From when to when a film shows what was before the camera: its length, its device's word, and its pauses."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from server.domain.practical.covered import Span, lasting, uncovered

#: By how much a device's word may differ from a film's length: the last slices of a full device are kept late.
UNTOLD = timedelta(minutes=1)


def extent(
    begun: datetime, lasts: timedelta | None, stated: datetime | None, pauses: Sequence[Span], *, clocked: bool
) -> tuple[datetime | None, tuple[Span, ...] | None]:
    """Return when a film ended, None where nothing tells; and when it rested, None where it did and nobody knows when.

    Args:
        begun: when it began.
        lasts: how long the film is, by its own bytes, which leave out the pauses; None where they do not say.
        stated: when it ended, as its device says.
        pauses: when it rested, as its device says.
        clocked: whether what filmed it stated its end by the clock; a card's file or a chosen one is stated later.
    """
    # A card's file that does not say how long it is was stated to end when it began.
    told = None if stated is None or stated <= begun else stated
    if lasts is None:
        return told, tuple(pauses)
    if told is None or not clocked:
        return begun + lasts, None if pauses else ()
    unsaid = lasting(uncovered(begun, told, pauses)) - lasts
    if unsaid > UNTOLD or (pauses and unsaid < -UNTOLD):
        return told, None
    return told - unsaid, tuple(pauses)
