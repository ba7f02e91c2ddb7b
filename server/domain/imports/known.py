"""What the hub already has when a file is read, and what reading it gave."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.domain.imports.layout import Sheet
from server.domain.imports.problem import Problem
from server.domain.plan import Plan, Room


@dataclass(frozen=True, slots=True)
class Known:
    """The plan, rooms and staff numbers against which a file is checked; empty where they are not known."""

    plan: Plan | None = None
    rooms: Mapping[str, Room] = field(default_factory=dict)
    staff: Collection[str] = ()


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
