"""The balance as screens read it: a room's counts, a room's lines, the site's lines; none above 5 kB."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from server.domain.balance.line import NAMED, Line, line_to_row, open_differences
from server.domain.counts import COUNTERS, Count, known

#: Bytes of a row at most, whatever differs.
MOST_BYTES = 5_000
HINTS = 4


def counts_row(counts: Sequence[Count], last: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Write a room's figures by counter; ``last`` is who stated them last, when, and why they differ."""
    by = {counter: {one.figure: one.value for one in counts if one.by == counter} for counter in COUNTERS}
    return {"counts": {counter: of for counter, of in by.items() if of}, "last": dict(last)}


def papers_of(counts: Iterable[Count]) -> dict[str, dict[str, int | None]]:
    """Return how many cards and papers a room has had, and how many came back; None: not known."""
    values = {figure: count.value for figure, count in known(counts).items()}
    cards = ("cards_ans", "cards_abs", "cards_void", "cards_blank")
    return {
        what: {
            "out": _sum(values, (f"{what}_in", f"{what}_sup"), (f"{what}_out",)),
            "back": _sum(values, cards if what == "cards" else ("papers_returned",)),
        }
        for what in ("papers", "cards")
    }


def _sum(values: Mapping[str, int], plus: Iterable[str], less: Iterable[str] = ()) -> int | None:
    plus, less = tuple(plus), tuple(less)
    if any(figure not in values for figure in (*plus, *less)):
        return None
    return sum(values[figure] for figure in plus) - sum(values[figure] for figure in less)


def lines_row(lines: Iterable[Line]) -> dict[str, Any]:
    """Write lines; of what differs all that is said, of the rest only how it stands.

    Where too much differs for one row, hints are left out, from the last line on.
    """
    every = tuple(lines)
    shown = [_line(line) for line in every]
    row = {"open": len(open_differences(every)), "lines": shown}
    for line in reversed(shown):
        if _size(row) <= MOST_BYTES:
            break
        line["hints"] = []
    return row


def _size(row: Mapping[str, Any]) -> int:
    return len(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()) + 400  # what the row has besides


def on_board(row: Mapping[str, Any]) -> dict[str, Any]:
    """Write a row as the board needs it: what went out and came back, and what is open, in words."""
    differing = [line for line in row["lines"] if line["state"] == "differs"]
    open_lines = [line for line in differing if not line["settled"] and not line.get("follows")]
    return {
        "room": row["room"],
        "papers": row.get("papers"),
        "cards": row.get("cards"),
        "counted": not any(line["state"] == "unknown" for line in row["lines"]),
        "open": [{name: line[name] for name in ("key", "says", "expected", "found")} for line in open_lines],
    }


def _line(line: Line) -> dict[str, Any]:
    plain = {"key": line.key, "code": line.code, "state": line.state, "expected": line.expected, "found": line.found}
    if line.state == "holds":
        return plain
    if line.state == "unknown":
        return plain | {"unknown": list(line.unknown[:NAMED])}
    whole = line_to_row(line)
    hints = [{"code": one.code, "zh": one.zh, "en": one.en, "person": one.person} for one in line.hints[:HINTS]]
    settled = whole["settled"] and {name: whole["settled"][name] for name in ("by", "at", "grounds")}
    says = {language: _short(text) for language, text in whole["says"].items()}
    follows = {} if line.follows is None else {"follows": line.follows}
    return plain | {"says": says, "labels": list(line.labels[:NAMED]), "hints": hints, "settled": settled} | follows


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:199]}…"
