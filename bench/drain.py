"""A device with 5,000 queued facts comes back: what the others' check-ins feel of it, over TLS on the LAN.

Fourteen devices scan four times a second each; beside them one hands in its queue as the app does: 50 facts a request,
then a rest as long as the hub took.
"""

import json
import tempfile
from pathlib import Path

from bench.beside import Lanes, in_turn, p99, steadily
from bench.day import Day, prepare
from bench.devices import Lane
from bench.table import Row, row

OTHERS, EACH, PACE = 14, 70, 0.25
QUEUED, BATCH = 5_000, 50


def run() -> list[Row]:
    """Check the others in with and without the queue beside them, in turn."""
    found: dict[bool, list[float]] = {True: [], False: []}
    drained: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        day = prepare(folder / "morning", OTHERS * EACH + QUEUED // 2, OTHERS + 1)
        steady, queue = steadily(day, OTHERS, EACH), _queue(day)

        def lanes(drains: bool) -> Lanes:
            return {"steady": steady, "flapping": [], "draining": [queue] if drains else []}

        for drains, report in in_turn(folder / "morning", PACE, lanes):
            found[drains].append(p99(report["latencies"]))
            drained += [report["drained"]] if drains else []
    return [
        row("check-ins, p99, beside 5,000 queued facts", found[True], found[False], "ms", "ratio <= 2"),
        row("5,000 queued facts handed in", drained, [], "s"),
    ]


def _queue(day: Day) -> Lane:
    """Let everybody else come and go on one device, in batches."""
    device, tokens = day.devices[OTHERS], day.tokens[OTHERS * EACH :]
    kinds = ("duty.check_in", "duty.check_out")
    facts = [device.hand_in(kind, {"place": "gate-2", "badge": token}) for kind in kinds for token in tokens]
    acted = [{**fact, "acted": True} for fact in facts]
    batches = [acted[start : start + BATCH] for start in range(0, len(acted), BATCH)]
    return Lane(token=device.token, bodies=[json.dumps({"facts": batch}) for batch in batches])


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
