"""Check-ins over HTTP: the whole path beside the least a durable post can cost.

Ours is a real hub (``kaowu serve``): each check-in is its own request with its own fresh badge token and its own device
signature, judged, journaled, put into the tree and the rows, and on disk before the answer; every answer is checked to
be ``accepted``. The baseline is ``bench.bare``: a Flask post and one durable row. The same client asks both over
1, 8, 32 and 128 kept connections, in turn, three rounds; each connection of the hub is a device of its own.
"""

import json
import shutil
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import load
from bench.day import Day, Device, accepted, prepare
from bench.hub import serving
from bench.process import free_port, python, running
from bench.table import Row, row

ROUNDS = 3
#: Connections, and the check-ins each of them makes in one round.
SIZES = {1: 300, 8: 150, 32: 100, 128: 30}
GOALS = {32: ("ratio >= 0.35", "ratio <= 3", None), 1: (None, None, "ours <= 6")}

Lanes = list[list[str]]


@dataclass(slots=True)
class Side:
    """What the rounds found for one server at one number of connections."""

    rate: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    client: list[float] = field(default_factory=list)

    def note(self, report: load.Report) -> None:
        """Add one run."""
        latencies = sorted(report["latencies"])
        self.rate.append(len(latencies) / report["seconds"])
        self.p50.append(statistics.median(latencies))
        self.p99.append(latencies[int(len(latencies) * 0.99)])
        self.client.append(report["client_us"])


def run() -> list[Row]:
    """Check everyone in, three times, beside the bare server."""
    ours = {connections: Side() for connections in SIZES}
    bare = {connections: Side() for connections in SIZES}
    staff = sum(connections * each for connections, each in SIZES.items())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        day = prepare(folder / "morning", staff, max(SIZES))
        facts = facts_of(day, SIZES)
        for number in range(ROUNDS):
            _round(folder, number, facts, day.devices, ours, bare)
    return [row for connections in SIZES for row in _rows(connections, ours[connections], bare[connections])]


def facts_of(day: Day, sizes: Mapping[int, int]) -> dict[int, list[list[str]]]:
    """Prepare every request's body before the clock starts: for each size, each connection's batches of one fact."""
    tokens = iter(day.tokens)
    return {
        connections: [
            [
                json.dumps({"facts": [device.hand_in("duty.check_in", {"place": "gate-1", "badge": next(tokens)})]})
                for _ in range(each)
            ]
            for device in day.devices[:connections]
        ]
        for connections, each in sizes.items()
    }


def _round(
    folder: Path,
    number: int,
    facts: dict[int, list[list[str]]],
    devices: Sequence[Device],
    ours: dict[int, Side],
    bare: dict[int, Side],
) -> None:
    data = folder / f"round-{number}"
    shutil.copytree(folder / "morning", data)
    port = free_port()
    command = python("bench.bare", str(port), str(folder / f"bare-{number}.db"))
    with serving(data) as hub, running(command, f"http://127.0.0.1:{port}/readyz"):
        for connections, bodies in facts.items():
            report = load.run(hub.port, to_hub(hub.port, bodies, devices))
            for answer in report["answers"]:
                accepted(json.loads(answer))
            ours[connections].note(report)
            bare[connections].note(load.run(port, _to_bare(port, bodies)))


def to_hub(port: int, bodies: list[list[str]], devices: Sequence[Device]) -> Lanes:
    """Write each connection's requests, a device each."""
    return [
        [load.post("/api/facts", body.encode(), port, device.token) for body in lane]
        for lane, device in zip(bodies, devices, strict=False)
    ]


def _to_bare(port: int, bodies: list[list[str]]) -> Lanes:
    return [[load.post("/post", _bare(body), port) for body in lane] for lane in bodies]


def _bare(body: str) -> bytes:
    fact = json.loads(body)["facts"][0]["fact"]
    return json.dumps(fact | {"body": fact["body"]["badge"]}).encode()


def _rows(connections: int, ours: Side, bare: Side) -> list[Row]:
    what = f"check-ins, {connections} connection{'s' if connections > 1 else ''}"
    rate, p99, p50 = GOALS.get(connections, (None, None, None))
    return [
        row(what, ours.rate, bare.rate, "/s", rate),
        row(f"{what}, p50", ours.p50, bare.p50, "ms", p50),
        row(f"{what}, p99", ours.p99, bare.p99, "ms", p99),
        row(f"{what}, client", ours.client, bare.client, "us each"),
    ]


if __name__ == "__main__":
    print(run())
