"""Check-ins on the LAN while some devices have bad Wi-Fi: 40 devices, 8 of them flapping, beside all 40 steady.

What is compared is the p99 of the same 32 steady devices, two scans a second each, over TLS.
"""

import json
import tempfile
from pathlib import Path

from bench.beside import Lanes, in_turn, p99
from bench.checkins import facts_of
from bench.day import prepare
from bench.devices import Lane
from bench.table import Row, row

DEVICES, FLAPPING, EACH = 40, 8, 30
PACE = 0.5  # seconds between two scans of a device


def run() -> list[Row]:
    """Check everybody in with and without flapping, in turn."""
    found: dict[bool, list[float]] = {True: [], False: []}
    broken: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        day = prepare(folder / "morning", DEVICES * EACH, DEVICES)
        bodies = facts_of(day, {DEVICES: EACH})[DEVICES]
        lanes = [Lane(token=one.token, bodies=said) for one, said in zip(day.devices, bodies, strict=True)]

        def among(flaps: bool) -> Lanes:
            steady, flapping = (lanes[FLAPPING:], lanes[:FLAPPING]) if flaps else (lanes, [])
            return {"steady": steady, "flapping": flapping, "draining": []}

        for flaps, report in in_turn(folder / "morning", PACE, among):
            found[flaps].append(p99(report["latencies"]))
            broken += [report["broken"]] if flaps else []
    return [
        row("check-ins, p99, 8 of 40 devices flapping", found[True], found[False], "ms", "ratio <= 2"),
        row("lines broken meanwhile", broken, [], "a round"),
    ]


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
