"""A report as JSON, for programs, rows and pages; every sentence in both languages, and no name in any."""

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from server.domain.reading.fault import Fault
from server.domain.reading.report import Equation, Report, RoomReport
from server.domain.reading.said import fix, kind_words, resolution_words, says
from server.domain.words.card_fault import EQUATIONS

#: What the sentence is made from and a program has no use for.
INNER = frozenset(("file", "batch", "wrong_row", "at_room", "at_seat", "candidate"))


def fault_to_row(fault: Fault, files: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Write a fault; ``files``: names of the batches, where they are known."""
    kind, kind_en = kind_words(fault)
    zh, en = says(fault)
    todo, todo_en = fix(fault)
    return {
        "key": fault.key,
        "code": fault.code,
        "kind": kind,
        "kind_en": kind_en,
        "room": fault.room,
        "number": fault.number,
        "row": fault.rows[0] if fault.rows else None,
        "rows": list(fault.rows),
        "batch": fault.batch,
        "file": (files or {}).get(fault.batch or ""),
        "places": [asdict(place) for place in fault.places],
        "candidate": fault.candidate,
        "candidates": list(fault.detail.get("candidates") or fault.detail.get("lacking") or ()),
        "says": zh,
        "says_en": en,
        "fix": todo,
        "fix_en": todo_en,
        "resolutions": [
            {"code": code, "words": resolution_words(code)[0], "words_en": resolution_words(code)[1]}
            for code in fault.resolutions
        ],
        "holds_up": fault.holds_up,
        "settled": fault.settled,
        "detail": {name: _plain(value) for name, value in fault.detail.items() if name not in INNER},
    }


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def equation_to_row(equation: Equation) -> dict[str, Any]:
    """Write an equation as it stands."""
    zh, en = EQUATIONS[equation.key]
    return {
        "key": equation.key, "words": zh, "words_en": en, "expected": equation.expected, "found": equation.found,
        "state": equation.state,
    }  # fmt: skip


def room_to_row(room: RoomReport) -> dict[str, Any]:
    """Write a room: figures, equations, and the keys of its faults."""
    return {
        "room": room.room, "state": room.state, "expected": room.expected, "present": room.present,
        "absent": room.absent, "bag": room.bag, "read": room.read,
        "equations": [equation_to_row(one) for one in room.equations],
        "faults": [one.key for one in room.faults], "open": sum(one.is_open for one in room.faults),
    }  # fmt: skip


def report_to_row(report: Report, files: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Write a whole report."""
    return {
        "rooms": [room_to_row(room) for room in report.rooms.values()],
        "faults": [fault_to_row(one, files) for one in report.faults],
        "equations": [equation_to_row(one) for one in report.equations],
        "rereads": [_plain(one) for one in report.rereads],
        "compared": dict(report.compared),
        "clean": report.clean,
    }
