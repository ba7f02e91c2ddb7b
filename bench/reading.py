"""30,000 cards of 100 questions: read, held against the list, marked and analysed; seconds and peak memory.

The baseline is pandas reading the same file into columns of text (``read_fwf`` cuts by characters, ``read_csv`` by
commas, ``read_excel`` by cells): it checks nothing and marks nothing. Each side runs in a process of its own.
"""

import io
import json
import random
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import escape

from bench.process import ROOT, python
from bench.table import Row, printed, row
from formats.table import letter
from server.sample.book import xlsx
from server.sample.card_files import Layout, csv, fitted, txt
from server.sample.card_profiles import profile
from server.sample.cards import LETTERS, Card

#: Runs of each side by format: a workbook keeps pandas busy for a minute.
RUNS: Mapping[str, int] = MappingProxyType({"txt": 3, "csv": 3, "xlsx": 1})
COUNT, SEATS = 30_000, 30
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
#: What a workbook says of its shared strings, by part: before which words, and what.
BESIDE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "xl/_rels/workbook.xml.rels": (
            "</Relationships>", f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        ),
        "[Content_Types].xml": ("</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}"/>'),
    }
)  # fmt: skip
SINGLES, MULTIS = 80, 20
DAY = date(2026, 11, 22)
AWAY = 40  # one candidate in so many did not come


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: seconds of the work itself, peak resident megabytes of the process, what it says of its parts."""

    seconds: float
    memory: float
    told: dict[str, float]


def run() -> list[Row]:
    """Read the same cards by turns and compare."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        layout = _files(folder)
        found: dict[tuple[str, str], list[Measured]] = {}
        for form, runs in RUNS.items():
            for _ in range(runs):
                for side in ("ours", "pandas"):
                    found.setdefault((form, side), []).append(measure(side, folder / f"cards.{form}", layout))
    for (_, side), measured in found.items():
        assert side == "pandas" or all(one.told["scored"] + one.told["absent"] == COUNT for one in measured)
        assert all(one.told["cards"] == COUNT for one in measured)
    rows = []
    for form in RUNS:
        ours, plain = found[form, "ours"], found[form, "pandas"]
        what = f"30,000 cards of 100 questions, {form}"
        rows += [
            row(f"{what}: read, reconciled, scored", _seconds(ours), _seconds(plain), "s", "ours <= 10"),
            row(f"{what}: peak memory", _memory(ours), _memory(plain), "MB", "ours <= 400"),
        ]
        for part in ("parse", "reconcile", "mark", "analyse"):
            rows.append(row(f"{what}: {part} alone", [one.told[part] for one in ours], [], "s"))
    return rows


def _seconds(runs: list[Measured]) -> list[float]:
    return [one.seconds for one in runs]


def _memory(runs: list[Measured]) -> list[float]:
    return [one.memory for one in runs]


def _files(folder: Path) -> Layout:
    """Write the cards in both forms, the list, the keys and the profiles; candidates fill 1,000 rooms."""
    rng = random.Random(1)
    right = [rng.choice(LETTERS) for _ in range(SINGLES)]
    right += ["".join(sorted(rng.sample(LETTERS, 2 + place % 2))) for place in range(MULTIS)]
    made = [_card(place, right, rng) for place in range(COUNT)]
    layout = fitted(made, Layout(singles=SINGLES, multis=MULTIS))
    (folder / "cards.txt").write_bytes(txt(made, DAY, layout))
    (folder / "cards.csv").write_bytes(csv(made, layout))
    (folder / "cards.xlsx").write_bytes(_book(csv(made, layout).decode("utf-8-sig")))
    for form in RUNS:
        (folder / f"profile-{form}.yaml").write_text(profile(form, layout), "utf-8")
    listed = [[one.number, one.name, one.room, str(one.seat), one.subject, one.absent] for one in made]
    (folder / "list.json").write_text(json.dumps({"listed": listed, "right": right}), "utf-8")
    (folder / "widths.json").write_text(json.dumps(_widths(layout)), "utf-8")
    return layout


def _book(text: str) -> bytes:
    """Write a table as spreadsheet programs do: every cell is text and names its place among the shared strings."""
    strings: dict[str, int] = {}
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = (
            f'<c r="{letter(place)}{number}" s="1" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>'
            for place, cell in enumerate(line.split(","), 1)
            if cell
        )
        rows.append(f'<row r="{number}" spans="1:109">{"".join(cells)}</row>')
    shared = "".join(f"<si><t>{escape(one)}</t></si>" for one in strings)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx("S", ["x"], [["x"]]))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as to,
    ):
        parts = {name: source.read(name).decode() for name in source.namelist()}
        parts["xl/worksheets/sheet1.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
        )
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{shared}</sst>'
        for name, (before, more) in BESIDE.items():
            parts[name] = parts[name].replace(before, more + before)
        for name, part in parts.items():
            to.writestr(name, part)
    return out.getvalue()


def _widths(layout: Layout) -> list[int]:
    head = [5, layout.number, layout.name, layout.subject, 1, layout.room, layout.seat, 1, 1]
    return head + [1] * (SINGLES + MULTIS)


def _card(place: int, right: list[str], rng: random.Random) -> Card:
    room, seat = f"{101 + place // SEATS:04d}", place % SEATS + 1
    number = f"26360010011{room}{seat:03d}"
    name = "张王李赵陈"[place % 5] + chr(0x4E00 + place % 4000) + chr(0x5E00 + place % 3001)
    if place % AWAY == 0:
        return Card(number, name, "101", "A", room, seat, ("",) * (SINGLES + MULTIS), absent=True)
    knows = rng.uniform(0.4, 0.95)
    answers = [one if rng.random() < knows else rng.choice(LETTERS) for one in right]
    return Card(number, name, "101", "A", room, seat, tuple(answers))


def measure(side: str, path: Path, _: Layout) -> Measured:
    """Run one side to its end."""
    command = python(f"bench.reading_{side}", str(path))
    told = json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
    return Measured(told["seconds"], told["memory"], told)


if __name__ == "__main__":
    print(printed(run()))
