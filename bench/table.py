"""One row of the ratio table, and the table itself."""

import json
import operator
import re
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NotRequired, TypedDict

RESULTS = Path(__file__).parent / "results.json"

_GOAL = re.compile(r"(ours|ratio) (>=|<=) ([0-9.]+)")
_COMPARE = {">=": operator.ge, "<=": operator.le}


class Row(TypedDict):
    """One figure: ours beside a baseline of the same run.

    ``goal`` is ``ratio >= 0.35`` or ``ours <= 6`` (several joined by `` and ``), or None where the figure is only told.
    """

    what: str
    ours: float
    baseline: float | None
    ratio: float | None
    unit: str
    goal: str | None
    note: NotRequired[str]


def row(what: str, ours: Sequence[float], baseline: Sequence[float], unit: str, goal: str | None = None) -> Row:
    """Make a row from the runs of both sides: medians, and the ratio of the medians."""
    mine = statistics.median(ours)
    other = statistics.median(baseline) if baseline else None
    return Row(
        what=what,
        ours=round(mine, 3),
        baseline=None if other is None else round(other, 3),
        ratio=round(mine / other, 3) if other else None,
        unit=unit,
        goal=goal,
    )


def reached(row: Row) -> bool | None:
    """Tell whether a row meets its goal; None where it has none that can be checked."""
    parts = _GOAL.findall(row["goal"] or "")
    if not parts:
        return None
    values = {"ours": row["ours"], "ratio": row["ratio"]}
    return all(
        (value := values[name]) is not None and _COMPARE[sign](value, float(limit)) for name, sign, limit in parts
    )


def printed(rows: Iterable[Row]) -> str:
    """Write the rows as a table for people."""
    words = {True: "reached", False: "MISSED", None: ""}
    lines = [("what", "ours", "baseline", "ratio", "unit", "goal", "")]
    for each in rows:
        baseline = "-" if each["baseline"] is None else f"{each['baseline']:,.6g}"
        ratio = "-" if each["ratio"] is None else f"{each['ratio']:.2f}x"
        goal = each["goal"] or ""
        lines.append((each["what"], f"{each['ours']:,.6g}", baseline, ratio, each["unit"], goal, words[reached(each)]))
    widths = [max(len(line[column]) for line in lines) for column in range(7)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def keep(rows: Sequence[Row], machine: dict[str, str | int], path: Path = RESULTS) -> None:
    """Write the rows and what machine they were taken on."""
    path.write_text(json.dumps({"machine": machine, "rows": rows}, ensure_ascii=False, indent=1) + "\n", "utf-8")
