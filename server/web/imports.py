"""Files to import: checked and kept; taking them is a fact the device signs afterwards."""

import json
import os
from collections.abc import Callable
from typing import IO, Any
from urllib.parse import quote

from apiflask import APIBlueprint
from flask import Response, request
from werkzeug.datastructures import FileStorage

from server.desk.staging import READ_LIMIT, Staged, Staging, Upload, marked_sheets
from server.domain.imports import Mend, Problem, mends_of
from server.domain.refusal import Refusal
from server.web import guard
from server.web.core import core
from server.web.problem import language

bp = APIBlueprint("imports", __name__, tag="imports")

MAX_BYTES = 256 * 1024 * 1024
MAX_FILES = 3000
MAX_FORM = 4 * 1024 * 1024  # fields that are no files: the mends
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAN_DIGITS = 15
KINDS = ("plan", "rooms", "candidates", "staff", "schemes", "assessors")


@bp.post("/api/imports")
@guard.only("chief", "office")
@bp.doc(
    summary="Check files (multipart `files`; `mends`, `keep_good`, `plan`, `kind`); nothing changes",
    responses={200: "What each file holds"},
)
def check() -> dict[str, Any]:
    """Check files against what the hub has and against one another, and keep them by content."""
    lang = language()
    return {"files": [_shown(staged, lang) for staged in _staged(keep=True)]}


@bp.post("/api/imports/marked")
@guard.only("chief", "office")
@bp.doc(
    summary="Check files (as /api/imports) and get the sheets with everything wrong marked",
    responses={200: "A workbook (xlsx)"},
)
def mark() -> Response:
    """Answer a workbook: wrong cells coloured, with comments, and the sentences in a column at the end."""
    hub, lang = core(), language()
    staged = _staged(keep=False)
    book = hub.waiting.run(lambda: marked_sheets(staged, lang))
    name = quote(f"{_stem(staged)}{'-marked' if lang == 'en' else '（标出问题）'}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename=marked.xlsx; filename*=UTF-8''{name}"}
    return Response(book, mimetype=XLSX, headers=headers | {"Cache-Control": "no-store"})


def _stem(staged: list[Staged]) -> str:
    """Return the name, without its ending, of the first file that has problems, else of the first."""
    files = [each.file for each in sorted(staged, key=lambda each: not each.errors) if each.marked is not None]
    return files[0].rpartition(".")[0] or files[0] if files else "import"


def _staged(*, keep: bool) -> list[Staged]:
    """Check the files of this request."""
    request.max_content_length = MAX_BYTES
    request.max_form_parts = MAX_FILES
    request.max_form_memory_size = MAX_FORM
    hub = core()
    request.environ["wsgi.input"] = InTurns(request.environ["wsgi.input"], hub.waiting.turn)
    files = request.files.getlist("files")
    if not files:
        raise Refusal("bad-request", field="files", expected="at least one file (multipart/form-data)")
    plan, kind = _number(request.form.get("plan")), request.form.get("kind")
    if kind is not None and kind not in KINDS:
        raise Refusal("bad-request", field="kind", expected=" | ".join(KINDS))
    good = request.form.get("keep_good") == "1"
    mends = _mends(request.form.get("mends"))

    def work() -> list[Staged]:
        uploads = [_upload(file) for file in files]
        with hub.db.reading() as connection:
            staging = Staging(connection, hub.door.hub.files, hub.keys.salt, plan, good=good, mends=mends, keep=keep)
            return list(staging.stage(uploads, kind))

    return hub.waiting.run(work)


def _upload(file: FileStorage) -> Upload:
    """Read a file, unless it is too large to be one of ours: then its size is all that is needed."""
    size = file.stream.seek(0, os.SEEK_END)
    file.stream.seek(0)
    return Upload(_name(file), b"" if size > READ_LIMIT else file.read(), size)


def _mends(text: str | None) -> list[Mend]:
    if not text:
        return []
    try:
        stated = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise Refusal("bad-request", field="mends", expected="JSON") from wrong
    return mends_of(stated)


class InTurns:
    """A request's body that lets other requests have their turn after each piece: hundreds of MB arrive at once."""

    def __init__(self, body: IO[bytes], turn: Callable[[], None]) -> None:
        self._body, self._turn = body, turn

    def read(self, size: int = -1) -> bytes:
        """Read one piece, after a turn for the others."""
        self._turn()
        return self._body.read(size)


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > PLAN_DIGITS:
        raise Refusal("bad-request", field="plan", expected="the plan's number")
    return int(text)


def _name(file: FileStorage) -> str:
    """Keep a file's name, and of its folders only whether it lies in ``photos``."""
    parts = (file.filename or "").replace("\\", "/").split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 and parts[-2] == "photos" else parts[-1]


def _shown(staged: Staged, lang: str) -> dict[str, Any]:
    return {
        "file": staged.file,
        "kind": staged.kind,
        "plan": staged.plan,
        "taken": staged.taken,
        "total": staged.total,
        "errors": [problem(each, lang) for each in staged.errors],
        "warnings": [problem(each, lang) for each in staged.warnings],
        "file_sha256": staged.file_sha256,
        "rows_sha256": staged.rows_sha256,
        "table": staged.table,
    }


def problem(each: Problem, lang: str) -> dict[str, Any]:
    """Write one problem in the caller's language."""
    english = lang == "en"
    return {
        "file": each.file,
        "sheet": each.sheet,
        "row": each.row,
        "column": each.column,
        "letter": each.letter,
        "code": each.code,
        "says": each.says_en if english else each.says,
        "fix": each.fix_en if english else each.fix,
    }
