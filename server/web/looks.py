"""Which looks at evidence are on record, and which are just being put there."""

from collections.abc import Callable
from datetime import datetime, timedelta

from server.web.waiting import Bell, Waiting

#: A look at evidence: which, at what of it, on which device, who had signed in.
Look = tuple[str, str, str, int | None]

#: A film that is sought in asks for hundreds of ranges, and a screen for the newest frame of a film every few seconds.
ONCE = timedelta(minutes=10)
#: Seconds after which one who waits for another's look asks again how it stands.
PATIENCE = 10.0


class Looks:
    """The looks of the last ten minutes; nobody is given anything before theirs is on record."""

    def __init__(self) -> None:
        """Know of none."""
        self._at: dict[Look, datetime] = {}
        self._under_way: dict[Look, Bell] = {}

    def once(self, look: Look, clock: Callable[[], datetime], waiting: Waiting, state: Callable[[], None]) -> None:
        """Have a look stated unless it was within ten minutes; whoever comes meanwhile waits for that.

        What ``state`` raises, its caller is told; who waited for it states the look themselves.
        """
        bell = waiting.bell()
        while not self._stated(look, clock()):
            first = self._under_way.setdefault(look, bell)
            if first is not bell:
                first.wait(PATIENCE)
                continue
            try:
                now = clock()
                if not self._stated(look, now):
                    state()
                    self._keep(look, now)
            finally:
                del self._under_way[look]
                bell.set()
            return

    def _stated(self, look: Look, now: datetime) -> bool:
        last = self._at.get(look)
        return last is not None and timedelta() <= now - last < ONCE

    def _keep(self, look: Look, now: datetime) -> None:
        self._at[look] = now
        for old in [one for one, at in list(self._at.items()) if now - at >= ONCE]:
            self._at.pop(old, None)
