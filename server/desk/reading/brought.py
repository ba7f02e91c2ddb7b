"""What people bring up in a session where no rule found a fault."""

from server.desk.reading.session import Standing
from server.domain.reading.fault import KINDS, Fault
from server.domain.reading.settling import COMPLETE, brought_up


def up(now: Standing, key: str) -> Fault | None:
    """Return what people bring up by this key: a correction, or that all cards are handed in, or None.

    That all are handed in can also be said of a session of which nothing was read, once cards were counted in a bag:
    else nobody could ever say that a single bag is lost.
    """
    if key == COMPLETE and any(room.bag for room in now.report.rooms.values()):
        kind = KINDS["complete"]
        return Fault(key, "complete", None, None, (), {}, kind.resolutions, kind.holds_up)
    return brought_up(key, now.report.cards)
