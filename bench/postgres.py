"""PostgreSQL beside the SQLite file, on this machine's disk: told, not asked for. Runs only when it is named.

The journal's appends as in ``bench.journal``; check-ins over HTTP as in ``bench.checkins``, by one connection and
by 32. Ours is the hub on a server of its own, reached by a socket; the baseline is the same hub on its file.
"""

import importlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import checkins, load
from bench.checkins import Side
from bench.day import accepted, prepare
from bench.hub import serving
from bench.journal import rate
from bench.table import Row, row
from server.store.journal import Journal

RUNS = 3
#: Connections, and the check-ins each of them makes.
SIZES = {1: 150, 32: 30}


def run() -> list[Row]:
    """Append and check in on both, in turn."""
    with importlib.import_module("tests.postgres").running(on_disk=True) as server:
        pairs = [(rate(Journal, server.url(server.create())), rate(Journal)) for _ in range(RUNS)]
        on_server, on_file = zip(*pairs, strict=True)
        rows = [row("journal append on PostgreSQL, beside SQLite", on_server, on_file, "facts/s")]
        ours = {connections: Side() for connections in SIZES}
        baseline = {connections: Side() for connections in SIZES}
        for _ in range(RUNS):
            _check_in(server.url(server.create()), ours)
            _check_in(None, baseline)
    for connections in SIZES:
        what = f"check-ins on PostgreSQL, {connections} connection{'s' if connections > 1 else ''}"
        mine, other = ours[connections], baseline[connections]
        rows.append(row(what, mine.rate, other.rate, "/s"))
        rows.append(row(f"{what}, p50", mine.p50, other.p50, "ms"))
        rows.append(row(f"{what}, p99", mine.p99, other.p99, "ms"))
    return rows


def _check_in(database: str | None, sides: dict[int, Side]) -> None:
    """Check everybody of a new day in, and note how long it took."""
    with tempfile.TemporaryDirectory() as name, _told(database):
        data = Path(name) / "data"
        day = prepare(data, sum(connections * each for connections, each in SIZES.items()), max(SIZES))
        facts = checkins.facts_of(day, SIZES)
        with serving(data) as hub:
            for connections, bodies in facts.items():
                report = load.run(hub.port, checkins.to_hub(hub.port, bodies, day.devices))
                for answer in report["answers"]:
                    accepted(json.loads(answer))
                sides[connections].note(report)


@contextmanager
def _told(database: str | None) -> Iterator[None]:
    """Let every program that is started meanwhile use this database."""
    if database is None:
        yield
        return
    os.environ["KAOWU_DATABASE"] = database
    try:
        yield
    finally:
        del os.environ["KAOWU_DATABASE"]


if __name__ == "__main__":
    print(run())
