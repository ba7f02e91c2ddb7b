"""Checking files before they are taken: nothing changes, but what was checked is kept by content.

What a person confirms afterwards (``import.commit``) is exactly what was checked here, named by hash.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from formats.table import FILE_LIMIT, MEGABYTE, too_large
from server.desk.imports import staged_text
from server.domain.imports import (
    Checked,
    Known,
    Marked,
    Mend,
    Opened,
    Problem,
    check_opened,
    marked,
    open_file,
    preview,
)
from server.domain.imports.problem import Place, problem
from server.domain.plan import Plan, Room, plan_from_row, room_from_row
from server.store import people, portrait
from server.store import plan as plans
from server.store.files import Files

#: Files are read in this order: each kind is checked against those before it.
ORDER = ("plan", "rooms", "candidates", "staff", "schemes", "assessors", "portraits")

#: Cells held at once while files wait for their turn; those beyond are read again then.
HELD_LIMIT = 1_500_000

#: Bytes of a file that are ever read; a larger one is refused by its size.
READ_LIMIT = FILE_LIMIT * MEGABYTE


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as handed in; portraits keep their folder (``photos/S001.jpg``).

    ``size``: its bytes where they are more than ``data`` holds, because the file is too large to be read.
    """

    name: str
    data: bytes
    size: int = 0


@dataclass(slots=True)
class Staged:
    """One file (or all portraits together) as checked. The hashes are None where there is nothing to take."""

    file: str
    kind: str | None
    plan: int | None
    taken: int = 0
    total: int = 0
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    file_sha256: str | None = None
    rows_sha256: str | None = None
    table: dict[str, Any] | None = None
    marked: Marked | None = None


def id_hash(salt: bytes, id_no: str) -> str:
    """Return the keyed hash by which an ID number is looked up without being kept."""
    return hmac.new(salt, b"id " + id_no.upper().encode(), hashlib.sha256).hexdigest()


class Staging:
    """Checks the files of one upload in order, each against what the hub has and what came before it."""

    def __init__(
        self,
        connection: Connection,
        files: Files,
        salt: bytes,
        plan: int | None,
        *,
        good: bool,
        mends: Sequence[Mend] = (),
        keep: bool = True,
    ) -> None:
        """Check against what the hub has.

        Args:
            connection: reads what the hub has.
            files: where what was checked is kept.
            salt: keeps hashes from being guessed.
            plan: the plan meant where the upload brings none.
            good: take the good rows of a bad file.
            mends: cells put right and rows left out before checking.
            keep: keep what was checked; without it, only say what is wrong, and hold the sheets to be marked.
        """
        self._connection, self._files, self._salt, self._good = connection, files, salt, good
        self._mends, self._keeping = mends, keep
        self._plan: Plan | None = plans.get(connection, plan) if plan is not None else None
        if plan is None and (known := plans.every(connection)):
            self._plan = known[0]
        self._rooms: dict[str, Room] = {}
        self._owners: dict[str, str] = {}
        self._follow()

    def _follow(self) -> None:
        """Read what the hub has of the plan that now applies."""
        if self._plan is None:
            return
        self._rooms = plans.rooms(self._connection, self._plan.number)
        self._owners = {}
        for person in people.every(self._connection, self._plan.number):
            self._own(person.staff_no, people.id_hash(self._connection, self._plan.number, person.post.person))

    def _own(self, staff_no: str, hashed: str | None) -> None:
        self._owners[staff_no] = staff_no
        if hashed is not None:
            self._owners[hashed] = staff_no

    def stage(self, uploads: Sequence[Upload], kind: str | None = None) -> Iterator[Staged]:
        """Check every file; portraits are taken together, as one."""
        told: list[tuple[Upload, Opened]] = []
        held = 0
        for upload in uploads:
            opened = self._open(upload, kind)
            held += opened.cells
            told.append((upload, opened if held <= HELD_LIMIT else replace(opened, tables=())))
        for upload, opened in told:
            if opened.kind is None:
                yield self._one(upload, opened)
        for wanted in ORDER:
            chosen = [(upload, opened) for upload, opened in told if opened.kind == wanted]
            if wanted == "portraits":
                yield from self._portraits([upload for upload, _ in chosen])
                continue
            for upload, opened in chosen:
                yield self._one(upload, opened)

    def _open(self, upload: Upload, kind: str | None) -> Opened:
        if upload.size > READ_LIMIT:
            return Opened(upload.name, b"", kind, wrong=too_large(upload.size))
        mends = [mend for mend in self._mends if mend.file == upload.name]
        return open_file(upload.name, upload.data, kind, mends)

    def _one(self, upload: Upload, opened: Opened) -> Staged:
        if not opened.tables and opened.wrong is None:
            opened = self._open(upload, opened.kind)
        checked = check_opened(opened, Known(self._plan, self._rooms, self._owners))
        staged = Staged(
            upload.name, checked.kind, checked.plan, total=checked.total,
            errors=list(checked.errors), warnings=list(checked.warnings),
            table=preview(checked.sheets, checked.errors, checked.warnings),
        )  # fmt: skip
        if not self._keeping:
            staged.marked = Marked(upload.name, checked, opened.tables)
        if checked.rows and checked.plan is not None and (self._good or not checked.errors):
            self._keep(staged, upload.data, self._rows(checked), checked.mends)
        return staged

    def _rows(self, checked: Checked) -> list[dict[str, Any]]:
        rows = list(checked.rows)
        if checked.kind == "plan":
            self._plan = plan_from_row(rows[0])
            self._follow()
        elif checked.kind == "rooms":
            self._rooms = {row["room"]: room_from_row(row) for row in rows}
        elif checked.kind == "staff":
            rows = [self._hidden(row) for row in rows]
            for row in rows:
                self._own(row["staff_no"], row["id_hash"])
        elif checked.kind == "candidates":
            rows = [self._hidden(row) for row in rows]
        return rows

    def _hidden(self, row: dict[str, Any]) -> dict[str, Any]:
        """Keep of the ID number only its last digits and a keyed hash; the file itself holds the whole."""
        number = row.get("id_no") or ""
        hidden = {"id_hash": id_hash(self._salt, number) if number else None, "id_tail": number[-4:]}
        return {key: value for key, value in row.items() if key != "id_no"} | hidden

    def _portraits(self, uploads: Sequence[Upload]) -> Iterator[Staged]:
        if not uploads:
            return
        staged = Staged("photos/", "portraits", self._plan.number if self._plan else None)
        rows: list[dict[str, Any]] = []
        for upload in uploads:
            checked = check_opened(self._open(upload, "portraits"), Known(self._plan, self._rooms))
            staged.total += checked.total
            staged.errors += checked.errors
            staged.warnings += checked.warnings
            for row in checked.rows:
                self._portrait(staged, rows, upload, row["owner"])
        if rows and staged.plan is not None and (self._good or not staged.errors):
            self._keep(staged, json.dumps(rows, sort_keys=True).encode(), rows)
        yield staged

    def _portrait(self, staged: Staged, rows: list[dict[str, Any]], upload: Upload, owner: str) -> None:
        staff_no = self._owners.get(owner) or self._owners.get(id_hash(self._salt, owner))
        if staff_no is None:
            staged.warnings.append(problem(Place(upload.name), "portrait-nobody", value=owner))
            return
        try:
            picture = portrait.clean(upload.data)
        except ValueError:
            staged.errors.append(problem(Place(upload.name), "portrait-form"))
            return
        if self._keeping:
            rows.append({"staff_no": staff_no, "sha256": self._files.keep(picture)})

    def _keep(self, staged: Staged, data: bytes, rows: list[dict[str, Any]], mends: int = 0) -> None:
        staged.taken = len(rows)
        if not self._keeping:
            return
        staged.file_sha256 = self._files.keep(data)
        text = staged_text(self._salt, str(staged.kind), staged.plan or 0, staged.file_sha256, rows, mends)
        staged.rows_sha256 = self._files.keep(text)


def marked_sheets(staged: Sequence[Staged], lang: str) -> bytes:
    """Return a workbook in which everything wrong is marked: of the files with problems, or of all where none has any.

    ``staged``: files as ``Staging`` gave them that kept nothing.
    """
    whole = [(each, each.marked) for each in staged if each.marked is not None]
    bad = [found for each, found in whole if each.errors or each.warnings]
    return marked(bad or [found for _, found in whole], lang)
