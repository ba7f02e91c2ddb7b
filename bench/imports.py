"""30,000 candidates from a workbook and from text: checked, staged and ready to commit; seconds and peak memory.

The baseline is a plain pass of openpyxl (read-only, values only) over the same workbook, which checks nothing. Each
side runs in a process of its own.
"""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.process import ROOT, python
from bench.table import Row, printed, row
from server.domain.imports.values import id_check_digit
from server.sample.book import csv_text, xlsx
from server.sample.candidates import HEADER

RUNS = 3
COUNT = 30_000
SEATS = 30
SESSIONS = 2


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: seconds of the work itself, peak resident megabytes of the process, rows it gave."""

    seconds: float
    memory: float
    rows: int


def run() -> list[Row]:
    """Read the same candidates by turns and compare."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = candidates()
        (folder / "candidates.xlsx").write_bytes(xlsx("考生", HEADER, rows))
        (folder / "candidates.csv").write_bytes(csv_text(HEADER, rows))
        found: dict[str, list[Measured]] = {"xlsx": [], "csv": [], "plain": []}
        for _ in range(RUNS):
            for kind, side, file in (("xlsx", "ours", "xlsx"), ("csv", "ours", "csv"), ("plain", "plain", "xlsx")):
                found[kind].append(measure(side, folder / f"candidates.{file}"))
    assert all(each.rows == COUNT for kind in ("xlsx", "csv") for each in found[kind])
    seconds = {kind: [each.seconds for each in runs] for kind, runs in found.items()}
    memory = {kind: [each.memory for each in runs] for kind, runs in found.items()}
    return [
        row("import 30,000 candidates, xlsx", seconds["xlsx"], seconds["plain"], "s", "ours <= 5"),
        row("import 30,000 candidates, xlsx, peak memory", memory["xlsx"], memory["plain"], "MB", "ours <= 300"),
        row("import 30,000 candidates, csv", seconds["csv"], seconds["plain"], "s", "ours <= 5"),
        row("import 30,000 candidates, csv, peak memory", memory["csv"], memory["plain"], "MB", "ours <= 300"),
    ]


def candidates() -> list[tuple[str | int, ...]]:
    """Return candidates who fill every seat of 500 rooms in two sessions."""
    rows: list[tuple[str | int, ...]] = []
    for number in range(COUNT):
        room, seat = divmod(number // SESSIONS, SEATS)
        session = number % SESSIONS + 1
        first = f"{360000 + number // 1000:06d}19860701{number % 1000:03d}"
        admission = f"260101204{session}101{101 + room:03d}{seat + 1:03d}"
        name = "张王李赵陈"[number % 5] + chr(0x4E00 + number % 4000) + chr(0x5E00 + number % 3001)
        id_no, unit = first + id_check_digit(first), f"某某机械厂{number % 50}"
        rows.append((admission, name, id_no, unit, "电工", 4, f"S{session}", str(101 + room), seat + 1))
    return rows


def measure(side: str, path: Path) -> Measured:
    """Run one side to its end."""
    program = subprocess.Popen(python(f"bench.imports_{side}", str(path)), cwd=ROOT, stdout=subprocess.PIPE)
    assert program.stdout is not None
    with program.stdout:
        said = json.loads(program.stdout.read())
    _, status, usage = os.wait4(program.pid, 0)
    program.returncode = os.waitstatus_to_exitcode(status)
    if program.returncode:
        raise RuntimeError(f"{side} ended with {program.returncode}")
    return Measured(said["seconds"], usage.ru_maxrss / 1024, said["rows"])


if __name__ == "__main__":
    print(printed(run()))
