"""Files to import: checked and kept; taking them is a fact the device signs afterwards."""

from collections.abc import Callable
from typing import IO, Any

from apiflask import APIBlueprint
from flask import request
from werkzeug.datastructures import FileStorage

from server.desk.staging import Staged, Staging, Upload
from server.domain.imports import Problem
from server.domain.refusal import Refusal
from server.web import guard
from server.web.core import core
from server.web.problem import language

bp = APIBlueprint("imports", __name__, tag="imports")

MAX_BYTES = 256 * 1024 * 1024
MAX_FILES = 3000
PLAN_DIGITS = 15
KINDS = ("plan", "rooms", "candidates", "staff")


@bp.post("/api/imports")
@guard.only("chief", "office")
@bp.doc(summary="Check files (multipart `files`); nothing changes", responses={200: "What each file holds"})
def check() -> dict[str, Any]:
    """Check files against what the hub has and against one another, and keep them by content."""
    request.max_content_length = MAX_BYTES
    request.max_form_parts = MAX_FILES
    hub, lang = core(), language()
    request.environ["wsgi.input"] = InTurns(request.environ["wsgi.input"], hub.waiting.turn)
    files = request.files.getlist("files")
    if not files:
        raise Refusal("bad-request", field="files", expected="at least one file (multipart/form-data)")
    plan, kind = _number(request.form.get("plan")), request.form.get("kind")
    if kind is not None and kind not in KINDS:
        raise Refusal("bad-request", field="kind", expected=" | ".join(KINDS))
    good = request.form.get("keep_good") == "1"

    def work() -> list[Staged]:
        uploads = [Upload(_name(file), file.read()) for file in files]
        with hub.db.reading() as connection:
            staging = Staging(connection, hub.door.hub.files, hub.keys.salt, plan, good=good)
            return list(staging.stage(uploads, kind))

    return {"files": [_shown(staged, lang) for staged in hub.waiting.run(work)]}


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
    }


def problem(each: Problem, lang: str) -> dict[str, Any]:
    """Write one problem in the caller's language."""
    english = lang == "en"
    return {
        "file": each.file,
        "sheet": each.sheet,
        "row": each.row,
        "column": each.column,
        "code": each.code,
        "says": each.says_en if english else each.says,
        "fix": each.fix_en if english else each.fix,
    }
