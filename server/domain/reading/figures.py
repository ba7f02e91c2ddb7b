"""What a fault was settled on: a settlement ends that, and nothing that came after under the same key."""

from collections.abc import Mapping
from typing import Any

from server.domain.reading.fault import Fault
from server.domain.reading.report import Cell

#: What a person looked at who settled it.
LOOKED_AT = (
    "answered", "counted", "expected", "found", "marked", "n", "numbers", "only_new", "only_old", "questions",
    "recorded",
)  # fmt: skip


def figures(fault: Fault) -> dict[str, Any]:
    """Return what a fault is settled on, as JSON has it: figures, cells, and the cards it is about."""
    told = {name: _plain(fault.detail[name]) for name in LOOKED_AT if name in fault.detail}
    told["places"] = [[place.batch, place.row] for place in fault.places]
    if "cells" in fault.detail:
        told.pop("n", None)  # counts what is named
        told["cells"] = [_cell(one) for one in fault.detail["cells"]]
    return told


def _plain(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, list | tuple | set | frozenset) else value


def _cell(one: Cell) -> list[Any]:
    return [one.number, one.field, one.question, one.first, one.second]


def holds(stood: Mapping[str, Any] | None, fault: Fault) -> bool:
    """Tell whether what settled a fault settles it as it is now.

    It does where figures are the same, and there are no cells or cards that were not there then; fewer are over.

    Args:
        stood: ``figures`` of when it was settled; None where they are not known.
        fault: as it is now.
    """
    if stood is None:
        return True
    now, then = figures(fault), dict(stood)
    for name in ("cells", "places"):
        before, found = then.pop(name, []), now.pop(name, [])
        # Another file of a second pass with the same cells is the same fault.
        if (name != "places" or "cells" not in fault.detail) and any(one not in before for one in found):
            return False
    return now == then
