"""Reading one input file: its kind, its rows, and everything that is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from formats.table import Table, letter
from formats.unreadable import Unreadable
from server.domain.imports.assessors import AssessorRules
from server.domain.imports.candidates import CandidateRules
from server.domain.imports.columns import KINDS
from server.domain.imports.formats import DOCUMENTS, tables
from server.domain.imports.known import Checked, Known
from server.domain.imports.layout import Sheet, sheets
from server.domain.imports.line import Findings, Rule, read_lines
from server.domain.imports.mends import Mend, mended
from server.domain.imports.plan_file import check_plan
from server.domain.imports.portraits import check_portrait, is_portrait
from server.domain.imports.problem import Place, Problem, capped, problem
from server.domain.imports.rooms import RoomRules
from server.domain.imports.scheme_document import holds_schemes
from server.domain.imports.schemes import SchemeRules
from server.domain.imports.staff import StaffRules

NAMED_ROWS = 10

KINDS_OF_FILE = ("plan", *KINDS, "portraits")
"""Every kind of input file, in the order in which a day is imported."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file taken apart, so that it need not be read twice.

    Attributes:
        name: the file's name; its folder makes a portrait, its ending a plan.
        data: its bytes.
        kind: its kind; None where that cannot be told.
        tables: what a table file holds, mended.
        mends: how many cells and rows were mended.
        wrong: what keeps a table file from being read.
    """

    name: str
    data: bytes = field(repr=False)
    kind: str | None
    tables: tuple[Table, ...] = field(default=(), repr=False)
    mends: int = 0
    wrong: Unreadable | None = None

    @property
    def cells(self) -> int:
        """How many cells are held."""
        return sum(len(row) for table in self.tables for row in table.rows)


def open_file(name: str, data: bytes, kind: str | None = None, mends: Sequence[Mend] = ()) -> Opened:
    """Take a file apart, mend it, and tell its kind where the caller does not know it. Nothing is raised."""
    document = kind is None and name.lower().endswith(DOCUMENTS)
    if kind == "plan" or (document and not holds_schemes(data)):
        return Opened(name, data, "plan")
    if kind == "portraits" or (kind is None and is_portrait(name)):
        return Opened(name, data, "portraits")
    try:
        found, count = mended(tables(name, data), mends)
    except Unreadable as wrong:
        return Opened(name, data, kind, wrong=wrong)
    opened = Opened(name, data, kind, tuple(found), count)
    if kind is not None:
        return opened
    try:
        return replace(opened, kind=sheets(found, None)[0].header.kind)
    except Unreadable as wrong:
        return replace(opened, wrong=wrong)


def kind_of(name: str, data: bytes) -> str | Problem:
    """Tell a file's kind from its name and, for a table, from its header.

    Returns:
        plan, rooms, candidates, staff or portraits; or the problem that keeps it from being told.
    """
    opened = open_file(name, data)
    return opened.kind or _unreadable(name, opened.wrong or Unreadable("header-missing"))


def check(name: str, data: bytes, known: Known, kind: str | None = None, mends: Sequence[Mend] = ()) -> Checked:
    """Read one file and check every row.

    Args:
        name: the file's name; problems repeat it.
        data: the file's bytes.
        known: what the hub already has; candidates and staff need the plan, candidates also the rooms.
        kind: plan, rooms, candidates, staff or portraits, where the caller knows; else it is told from the file.
        mends: cells put right and rows left out by a person, before anything is checked.

    Returns:
        The good rows, and at most ``SHOWN`` errors and warnings. Nothing is raised for bad input.
    """
    return check_opened(open_file(name, data, kind, mends), known)


def check_opened(opened: Opened, known: Known) -> Checked:
    """Check a file that was taken apart; see ``check``."""
    if opened.kind == "plan":
        return check_plan(opened.name, opened.data)
    if opened.kind == "portraits":
        return check_portrait(opened.name, opened.data, known)
    try:
        if opened.wrong is not None:
            raise opened.wrong
        chosen = sheets(opened.tables, opened.kind)
    except Unreadable as wrong:
        return Checked(opened.kind, _number(known), errors=(_unreadable(opened.name, wrong),), mends=opened.mends)
    return _check_sheets(opened, chosen, known)


def _check_sheets(opened: Opened, chosen: list[Sheet], known: Known) -> Checked:
    name, kind = opened.name, chosen[0].header.kind
    rule = _rule(kind, known)
    told = rule.tells if isinstance(rule, CandidateRules) else frozenset()
    errors, warnings = _header_problems(name, chosen, told)
    warnings += _ignored(opened, chosen)
    if isinstance(rule, str):
        errors.append(problem(Place(name, chosen[0].table.sheet), rule))
    findings = read_lines(name, chosen, _no_rule if isinstance(rule, str) else rule)
    if errors:
        findings = Findings(total=findings.total, passed=findings.passed)
    elif not findings.total:
        findings.errors.append(problem(Place(name, chosen[0].table.sheet), "rows-none"))
    passed = [found for sheet, numbers in findings.passed for found in _passed(name, sheet, numbers)]
    return Checked(
        kind=kind,
        plan=_number(known),
        total=findings.total,
        rows=tuple(findings.rows),
        errors=capped(name, [*errors, *findings.errors]),
        warnings=capped(name, [*warnings, *passed, *findings.warnings]),
        sheets=tuple(chosen),
        mends=opened.mends,
    )


def _no_rule(*_: object) -> None:
    return


def _rule(kind: str, known: Known) -> Rule | str:
    """Return the rules of a kind, or the code of what must be imported before it."""
    if known.plan is None:
        return "plan-first"
    if kind == "rooms":
        return RoomRules()
    if kind == "staff":
        return StaffRules(known.plan, known.rooms)
    if kind == "schemes":
        return SchemeRules(known.plan)
    if kind == "assessors":
        return AssessorRules(known.plan, known.rooms, known.staff)
    return CandidateRules(known.plan, known.rooms) if known.rooms else "rooms-first"


def _header_problems(name: str, chosen: list[Sheet], told: frozenset[str]) -> tuple[list[Problem], list[Problem]]:
    errors: list[Problem] = []
    warnings: list[Problem] = []
    for sheet in chosen:
        header = sheet.header

        def place(position: int, sheet: Sheet = sheet) -> Place:
            title = sheet.header.titles[position]
            return Place(name, sheet.table.sheet, sheet.bottom, title, letter(position + 1))

        for column in header.lacking(told):
            where = Place(name, sheet.table.sheet, sheet.bottom, column.names[0])
            errors.append(problem(where, "column-missing", expected=column.names[0], form=column.form))
        for position, first in header.twice:
            titles = {"column": header.titles[position], "other": header.titles[first]}
            errors.append(problem(place(position), "column-twice", **titles))
        for position, read in header.beside:
            titles = {"column": header.titles[position], "other": header.titles[read]}
            warnings.append(problem(place(position), "column-beside", **titles))
        for position in header.unknown:
            warnings.append(problem(place(position), "column-unknown", column=header.titles[position]))
    return errors, warnings


def _ignored(opened: Opened, chosen: list[Sheet]) -> list[Problem]:
    """Name the sheets that hold something and were not read."""
    read = [sheet.table for sheet in chosen]
    names = "、".join(str(table.sheet) for table in read)
    return [
        problem(Place(opened.name, table.sheet), "sheet-ignored", other=table.sheet, sheet=names)
        for table in opened.tables
        if not any(table is other for other in read)
    ]


def _passed(name: str, sheet: Sheet, numbers: list[int]) -> list[Problem]:
    where = Place(name, sheet.table.sheet)
    found = []
    if numbers:
        shown, more = ", ".join(map(str, numbers[:NAMED_ROWS])), len(numbers) > NAMED_ROWS
        rows = (f"第 {shown.replace(', ', '、')} {'等行' if more else '行'}", f"{shown}{' …' if more else ''}")
        found.append(problem(where, "rows-passed", count=len(numbers), rows=rows))
    if sheet.table.deleted:
        found.append(problem(where, "rows-deleted", count=sheet.table.deleted))
    return found


def _unreadable(name: str, wrong: Unreadable) -> Problem:
    details: dict[str, Any] = dict(wrong.details)
    return problem(Place(name, row=cast(int | None, details.get("row"))), wrong.code, **details)


def _number(known: Known) -> int | None:
    return known.plan.number if known.plan else None
