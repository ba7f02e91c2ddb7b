"""Reading one input file: its kind, its rows, and everything that is wrong with it."""

from typing import Any, cast

from server.domain.imports.candidates import CandidateRules
from server.domain.imports.columns import KINDS, Header, likeliest, match
from server.domain.imports.known import Checked, Known
from server.domain.imports.line import Rule, read_lines
from server.domain.imports.plan_file import check_plan
from server.domain.imports.portraits import check_portrait, is_portrait
from server.domain.imports.problem import Place, Problem, Unreadable, capped, problem
from server.domain.imports.rooms import RoomRules
from server.domain.imports.staff import StaffRules
from server.domain.imports.table import Table, tables
from server.domain.imports.values import is_blank

PLAN_SUFFIXES = (".yaml", ".yml")

KINDS_OF_FILE = ("plan", *KINDS, "portraits")
"""Every kind of input file, in the order in which a day is imported."""


def kind_of(name: str, data: bytes) -> str | Problem:
    """Tell a file's kind from its name and, for a table, from its header.

    Returns:
        plan, rooms, candidates, staff or portraits; or the problem that keeps it from being told.
    """
    if name.lower().endswith(PLAN_SUFFIXES):
        return "plan"
    if is_portrait(name):
        return "portraits"
    try:
        return _choose(tables(name, data), None)[1].kind
    except Unreadable as wrong:
        return _unreadable(name, wrong)


def check(name: str, data: bytes, known: Known, kind: str | None = None) -> Checked:
    """Read one file and check every row.

    Args:
        name: the file's name; its ending tells the format, and problems repeat it.
        data: the file's bytes.
        known: what the hub already has; candidates and staff need the plan, candidates also the rooms.
        kind: plan, rooms, candidates, staff or portraits, where the caller knows; else it is told from the file.

    Returns:
        The good rows, and at most ``SHOWN`` errors and warnings. Nothing is raised for bad input.
    """
    if kind == "plan" or (kind is None and name.lower().endswith(PLAN_SUFFIXES)):
        return check_plan(name, data)
    if kind == "portraits" or (kind is None and is_portrait(name)):
        return check_portrait(name, data, known)
    try:
        table, header = _choose(tables(name, data), kind)
    except Unreadable as wrong:
        return Checked(kind, _number(known), errors=(_unreadable(name, wrong),))
    return _check_table(name, table, header, known)


def _check_table(name: str, table: Table, header: Header, known: Known) -> Checked:
    errors, warnings = _header_problems(name, table, header)
    whole_file = Place(name, table.sheet)
    rule = _rule(header.kind, known)
    if isinstance(rule, str):
        errors.append(problem(whole_file, rule))
    if errors or isinstance(rule, str):
        total = sum(not all(is_blank(cell) for cell in row) for row in table.rows[1:])
        return Checked(header.kind, _number(known), total, (), capped(name, errors), capped(name, warnings))
    findings = read_lines(name, table, header, rule)
    if not findings.total:
        findings.errors.append(problem(whole_file, "rows-none"))
    return Checked(
        kind=header.kind,
        plan=_number(known),
        total=findings.total,
        rows=tuple(findings.rows),
        errors=capped(name, findings.errors),
        warnings=capped(name, [*warnings, *findings.warnings]),
    )


def _rule(kind: str, known: Known) -> Rule | str:
    """Return the rules of a kind, or the code of what must be imported before it."""
    if known.plan is None:
        return "plan-first"
    if kind == "rooms":
        return RoomRules()
    if kind == "staff":
        return StaffRules(known.plan, known.rooms)
    return CandidateRules(known.plan, known.rooms) if known.rooms else "rooms-first"


def _choose(found: list[Table], kind: str | None) -> tuple[Table, Header]:
    """Pick the sheet whose header fits best.

    Raises:
        Unreadable: ``header-missing`` or ``kind-unknown``.
    """
    headed = [table for table in found if table.rows and not all(is_blank(cell) for cell in table.rows[0])]
    if not headed:
        raise Unreadable("header-missing")
    if kind is not None:
        wanted = [(table, match(kind, table.rows[0])) for table in headed]
        return max(wanted, key=lambda pair: len(pair[1].found))
    for table in headed:
        header = likeliest(table.rows[0])
        if header is not None:
            return table, header
    first = headed[0].rows[0]
    raise Unreadable("kind-unknown", header="、".join(str(cell) for cell in first[:12] if not is_blank(cell)))


def _header_problems(name: str, table: Table, header: Header) -> tuple[list[Problem], list[Problem]]:
    def place(title: str | None) -> Place:
        return Place(name, table.sheet, 1, title)

    errors = [
        problem(place(column.names[0]), "column-missing", expected=column.names[0], form=column.form)
        for column in header.missing
    ]
    for position, first in header.twice:
        title = header.titles[position]
        errors.append(problem(place(title), "column-twice", column=title, other=header.titles[first]))
    warnings = [
        problem(place(header.titles[position]), "column-unknown", column=header.titles[position])
        for position in header.unknown
    ]
    warnings += [problem(Place(name, other), "sheet-ignored", other=other, sheet=table.sheet) for other in table.others]
    return errors, warnings


def _unreadable(name: str, wrong: Unreadable) -> Problem:
    details: dict[str, Any] = dict(wrong.details)
    return problem(Place(name, row=cast(int | None, details.get("row"))), wrong.code, **details)


def _number(known: Known) -> int | None:
    return known.plan.number if known.plan else None
