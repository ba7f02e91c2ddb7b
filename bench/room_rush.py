"""Eighty rooms act within the same two minutes: packed, handed out, opened, counted; and the board afterwards.

More than 600 facts from eight tables, two minutes compressed into twelve seconds: each fact is sent at its moment, or
as soon as the one before it on its table is answered. The baseline is the same acts in an idle hour: four rooms before
the rush, one fact at a time. Every answer is checked to be ``accepted`` and every room to balance. The board of all
rooms is asked beside a bare answer of the same size.
"""

import http.client
import json
import random
import tempfile
import threading
import time
from pathlib import Path

from bench import papers
from bench.day import _ask, _rows, accepted
from bench.flapping import p99
from bench.hub import serving
from bench.papers import Morning, Table
from bench.process import free_port, python, running
from bench.table import Row, row

ROOMS, TABLES, IDLE = 94, 8, 4
RUSH = 12.0  # seconds for two minutes
ASKED = 60


def run() -> list[Row]:
    """Let the rooms act and ask for the board."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        morning = papers.prepare(folder / "data", ROOMS, TABLES)
        rooms = sorted(morning.labels)
        with serving(folder / "data") as hub:
            idle = _idle(hub.port, morning, rooms[:IDLE])
            rush = _rush(hub.port, morning, rooms[IDLE:])
            shown = [value for value in _rows(hub.port, morning.tables[0], "balance") if value["room"] is not None]
            assert all(line["state"] == "holds" for value in shown for line in value["lines"]), "a clean room differs"
            largest = max(len(json.dumps(value, ensure_ascii=False).encode()) for value in shown)
            ours, bare, size = _board(hub.port, morning.tables[0], folder)
    return [
        row(f"room rush, {len(rush)} facts, p99", [p99(rush)], [p99(idle)], "ms"),
        row("room rush, p50", [_median(rush)], [_median(idle)], "ms"),
        row("balance, largest row", [largest / 1000], [], "kB", "ours <= 5"),
        row(f"board of {len(rooms)} rooms, p50", [_median(ours)], [_median(bare)], "ms", "ours <= 50"),
        row("board, size", [size / 1000], [], "kB", "ours <= 150"),
    ]


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _idle(port: int, morning: Morning, rooms: list[str]) -> list[float]:
    line, found = http.client.HTTPConnection("127.0.0.1", port), []
    for room in rooms:
        for kind, body in papers.acts(morning, room):
            found.append(_post(line, morning.tables[0], kind, body))
            time.sleep(0.05)
    line.close()
    return found


def _rush(port: int, morning: Morning, rooms: list[str]) -> list[float]:
    chance, found = random.Random(5), list[float]()
    lanes: list[list[tuple[float, str, dict[str, object]]]] = [[] for _ in morning.tables]
    for index, room in enumerate(rooms):
        acts = papers.acts(morning, room)
        moments = sorted(chance.uniform(0, RUSH) for _ in acts)
        lanes[index % len(lanes)] += [(at, *act) for at, act in zip(moments, acts, strict=True)]
    began = time.perf_counter() + 0.2

    def work(table: Table, lane: list[tuple[float, str, dict[str, object]]]) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        for at, kind, body in sorted(lane, key=lambda one: one[0]):
            time.sleep(max(0.0, began + at - time.perf_counter()))
            found.append(_post(line, table, kind, body))
        line.close()

    threads = [threading.Thread(target=work, args=pair) for pair in zip(morning.tables, lanes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 * len(rooms), f"{len(found)} answers"
    return found


def _post(line: http.client.HTTPConnection, table: Table, kind: str, body: dict[str, object]) -> float:
    text = papers.batch(table, kind, body)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {table.token}"}
    began = time.perf_counter()
    line.request("POST", "/api/facts", text, headers)
    answer = line.getresponse().read()
    took = (time.perf_counter() - began) * 1000
    accepted(json.loads(answer))
    return took


def _board(port: int, table: Table, folder: Path) -> tuple[list[float], list[float], int]:
    path = f"/api/board?session={papers.SESSION}"
    said = json.dumps(_ask(port, path, table.token), ensure_ascii=False, separators=(",", ":")).encode()
    (folder / "answer.json").write_bytes(said)
    beside = free_port()
    command = python("bench.bare_answer", str(beside), str(folder / "answer.json"))
    ours, bare = [], []
    with running(command, f"http://127.0.0.1:{beside}/readyz"):
        for _ in range(ASKED):
            ours.append(_get(port, path, table.token))
            bare.append(_get(beside, "/answer", table.token))
    return ours, bare, len(said)


def _get(port: int, path: str, token: str) -> float:
    line = http.client.HTTPConnection("127.0.0.1", port)
    began = time.perf_counter()
    line.request("GET", path, headers={"Authorization": f"Bearer {token}"})
    answer = line.getresponse()
    answer.read()
    took = (time.perf_counter() - began) * 1000
    line.close()
    assert answer.status == 200, answer.status
    return took


if __name__ == "__main__":
    print(run())
