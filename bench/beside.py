"""The same check-ins on the LAN with and without something that disturbs them, in turn."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypedDict

from bench import devices
from bench.day import Day
from bench.devices import Job, Lane, Report
from bench.hub import serving

ROUNDS = 3


class Lanes(TypedDict):
    """Who scans steadily and who disturbs them."""

    steady: list[Lane]
    flapping: list[Lane]
    draining: list[Lane]


def in_turn(morning: Path, pace: float, lanes: Callable[[bool], Lanes]) -> Iterator[tuple[bool, Report]]:
    """Check in on fresh copies of a morning.

    Args:
        morning: a data folder, as ``bench.day.prepare`` leaves it; the copies lie beside it.
        pace: seconds between two scans of a steady device.
        lanes: says who takes part in a round that is disturbed (True) or quiet.

    Yields:
        Whether the round was disturbed, and what the devices found.
    """
    for number in range(ROUNDS):
        for disturbed in (False, True):
            data = morning.with_name(f"round-{number}-{disturbed}")
            shutil.copytree(morning, data)
            with serving(data) as hub:
                whole: Job = {"port": hub.lan, "authority": str(hub.authority), "pace": pace, **lanes(disturbed)}
                found = devices.run(whole)
            yield disturbed, found


def steadily(day: Day, others: int, each: int) -> list[Lane]:
    """Let ``others`` devices make ``each`` check-ins, every one a request of its own."""
    lanes = []
    for number, device in enumerate(day.devices[:others]):
        tokens = day.tokens[number * each : (number + 1) * each]
        said = [device.hand_in("duty.check_in", {"place": "gate-1", "badge": token}) for token in tokens]
        lanes.append(Lane(token=device.token, bodies=[json.dumps({"facts": [one]}) for one in said]))
    return lanes


def p99(latencies: list[float]) -> float:
    """Return what 99 of 100 stay below."""
    return sorted(latencies)[int(len(latencies) * 0.99)]
