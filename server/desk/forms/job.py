"""The job of a form for the drawing program."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from server.desk.forms import labels, notice, practical, reading, rooms, site, wall
from server.desk.forms.asked import READING, Asked
from server.desk.forms.told import Told, told
from server.desk.printing import Printed, run
from server.domain.refusal import Refusal

_WRITERS: Mapping[str, Callable[[Told, Asked], list[dict[str, Any]]]] = MappingProxyType(
    {
        "labels": labels.labels,
        "doors": rooms.doors,
        "desks": rooms.desks,
        "seats": rooms.seats,
        "record": rooms.record,
        "handoff": site.handoff,
        "spares": site.spares,
        "wall": wall.wall,
        "slips": wall.slips,
        "scores": practical.blank,
        "scored": practical.filled,
        "report": practical.report,
        "reconciled": reading.reconciled,
        "theory": reading.theory,
        "analysis": reading.analysis,
        "abnormal": reading.abnormals,
        "notice": notice.notices,
    }
)


def job(connection: Connection, asked: Asked) -> bytes:
    """Write the job of a form for the drawing program.

    Raises:
        Refusal: those of ``told`` and of labels named, or ``form-empty``.
    """
    of = told(connection, asked)
    if asked.form in READING:
        of = replace(of, readings=reading.read(connection, of))
    items = _WRITERS[asked.form](of, asked)
    if not items:
        raise Refusal("form-empty")
    lies = {"sheet": asked.sheet, "grid": asked.grid, "start": asked.start, "cut": asked.cut}
    return json.dumps({"form": asked.form, "items": items, **lies}, ensure_ascii=False).encode()


def draw(lines: bytes, out: Path, *, picture: bool = False) -> Printed:
    """Draw a job into ``out`` as PDF, or its first page as PNG."""
    return run(["forms", "-o", str(out), *(["--picture"] if picture else [])], lines)
