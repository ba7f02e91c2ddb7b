"""What the hub already has when a file is read, and what reading it gave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.domain.imports.layout import Sheet
from server.domain.imports.problem import Problem
from server.domain.plan import Plan, Room


@dataclass(frozen=True, slots=True)
class Known:
    """The plan and rooms against which a file is checked; both empty where the plan comes with the same upload."""

    plan: Plan | None = None
    rooms: Mapping[str, Room] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """What reading one file gave.

    Attributes:
        kind: plan, rooms, candidates, staff or portraits; None where that cannot be told.
        plan: the plan's number; None where no plan is known.
        total: rows that hold anything (1 for a plan or a portrait).
        rows: the rows without errors, JSON-able and normalised, in the file's order.
        errors: what keeps the file from being taken.
        warnings: what a person should look at; nothing is kept back for it.
        sheets: the sheets that were read, mended, to be shown.
        mends: how many cells and rows a person mended.
    """

    kind: str | None
    plan: int | None
    total: int = 0
    rows: tuple[dict[str, Any], ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    sheets: tuple[Sheet, ...] = field(default=(), repr=False)
    mends: int = 0
