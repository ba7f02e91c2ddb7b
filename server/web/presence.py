"""What the hub has heard of each device since it started: in memory, never a fact, and no more than one report each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Heard:
    """A device's report of itself, and when it arrived (the hub's clock, aware)."""

    at: datetime
    report: Mapping[str, Any]


@dataclass(slots=True)
class Presence:
    """Who was heard of.

    ``since`` is when the hub began to listen; ``seen`` when each device last asked anything; ``heard`` its last report,
    which stays when the device falls silent: what it had not handed in then is still on it.
    """

    since: datetime
    seen: dict[str, datetime] = field(default_factory=dict)
    heard: dict[str, Heard] = field(default_factory=dict)

    def see(self, device: str, now: datetime) -> None:
        """Note that an enrolled device asked something."""
        self.seen[device] = now

    def hear(self, device: str, now: datetime, report: Mapping[str, Any]) -> None:
        """Keep an enrolled device's report in the place of the one before."""
        self.heard[device] = Heard(now, report)
