"""What a parse found, as it is kept by content: the cards, and what was wrong with the file.

A fact names it by its hash, so no name or number of a candidate stands in the journal for it.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from reading import Card, FileFault, Parsed
from server.domain.reading.report import Cell

_USUAL = {one.name: one.default for one in fields(Card) if one.default is not MISSING}


def parsed_text(sha256: str, parsed: Parsed) -> bytes:
    """Write what a parse of the file ``sha256`` found; the same for the same file and profile."""
    content = {
        "batch": sha256,
        "profile": parsed.profile,
        "header": dict(parsed.header),
        "cards": [card_to_row(card) for card in parsed.cards],
        "faults": [fault_to_row(fault) for fault in parsed.faults],
    }
    # A character that cannot be written becomes a question mark: what is kept of a parse is always readable.
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode(errors="replace")


def card_to_row(card: Card) -> dict[str, Any]:
    """Write a card as JSON; what is as usual is left out."""
    told = {one.name: getattr(card, one.name) for one in fields(Card)}
    return {name: value for name, value in told.items() if name not in _USUAL or value != _USUAL[name]}


def card_from_row(row: Mapping[str, Any]) -> Card:
    """Read a card."""
    told = dict(row)
    told["answers"] = tuple(row["answers"])
    if "marked" in told:
        told["marked"] = tuple((int(question), str(letters)) for question, letters in row["marked"])
    return Card(**told)


def cell_to_row(cell: Cell) -> dict[str, Any]:
    """Write what two readings of a card have differently, as screens show it."""
    return {
        "number": cell.number, "field": cell.field, "question": cell.question, "first": cell.first,
        "second": cell.second, "rows": [cell.first_row, cell.second_row], "marked": cell.marked,
    }  # fmt: skip


def fault_to_row(fault: FileFault) -> dict[str, Any]:
    """Write what is wrong with a file as JSON."""
    return {one.name: getattr(fault, one.name) for one in fields(FileFault)}


def fault_shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is wrong with a file as screens show it, in both languages."""
    fault = FileFault(**row)
    return {
        "code": fault.code, "row": fault.row, "offset": fault.offset, "stops": fault.stops,
        "says": {"zh": fault.says, "en": fault.says_en}, "fix": {"zh": fault.fix, "en": fault.fix_en},
    }  # fmt: skip
