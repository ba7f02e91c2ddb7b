"""Badges to paper: the job for the printing process, which draws in a process of its own."""

import base64
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from badges import imposition, size
from badges.characters import shaped
from badges.face import Face, faces
from protocol import token as tokens
from protocol.number import badge_number
from protocol.role import BY_NUMBER
from server.domain import design as designs
from server.domain.badge import NOBODY, Badge
from server.domain.plan import Plan
from server.domain.refusal import Refusal
from server.store import badge as badges
from server.store import design as kept
from server.store import journal, people
from server.store import plan as plans
from server.store.files import Files

REPO = Path(__file__).resolve().parents[2]
SIZES, LAYOUTS, SIDES = tuple(size.SIZES), imposition.LAYOUTS, imposition.SIDES
DRAWN = ".drawn"
TIMEOUT = 300  # seconds; a thousand badges take a few


@dataclass(frozen=True, slots=True)
class Asked:
    """Which badges to draw, and how.

    Attributes:
        plan: the plan's number; None: the one imported last.
        role: only badges of this role.
        fact: the id of an accepted ``badge.print``: exactly its badges, in its order, but for those revoked since.
        unprinted: only badges that no ``badge.print`` has named yet.
        size: ``full`` or ``pocket``; None: the layout's own.
        layout: one of ``LAYOUTS``.
        sides: one of ``SIDES``.
        sheet: for the layout ``custom``, the sheet as JSON.
    """

    plan: int | None = None
    role: int | None = None
    fact: str | None = None
    unprinted: bool = False
    size: str | None = None
    layout: str = "single"
    sides: str = "one"
    sheet: str | None = None

    def check(self) -> None:
        """Refuse what no sheet can be laid out for.

        Raises:
            Refusal: ``bad-request``, naming the field.
        """
        try:
            _, sheet = imposition.chosen(self.size, self.layout, self.sheet)
        except imposition.BadSheet as error:
            raise Refusal("bad-request", field="sheet", expected=str(error)) from error
        except ValueError as error:
            raise Refusal("bad-request", field="layout", expected=str(error)) from error
        try:
            if self.sides == "fold":
                sheet.folded()
        except ValueError as error:
            raise Refusal("bad-request", field="sides", expected=str(error)) from error


@dataclass(frozen=True, slots=True)
class Printed:
    """How a print job ended: the drawing program's report, or its error ``{"code", "says", "fix", "names"}``."""

    report: dict[str, Any] | None
    error: dict[str, Any] | None


def job(connection: Connection, files: Files, key: Ed25519PrivateKey, kid: int, asked: Asked) -> bytes:
    """Write the badges asked for as a print job: the design, then one JSON line a badge, by serial.

    Raises:
        Refusal: ``print-unknown``, or ``nothing-to-print``.
    """
    held = selected(connection, asked)
    if not held:
        raise Refusal("nothing-to-print")
    plan = held[0][2]
    design = designs.design_from_row(kept.get(connection, plan.number))
    lines = [look(files, plan, design), *(_line(files, key, kid, design, *one) for one in held)]
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)


def selected(connection: Connection, asked: Asked) -> list[badges.Held]:
    """Return the badges asked for, all of one plan and none of them revoked.

    Raises:
        Refusal: ``print-unknown``: the fact named is none that sent badges to paper.
    """
    if asked.fact is not None:
        ids = _printed_by(connection, asked.fact)
        known = badges.by_ids(connection, ids)
        return [known[one] for one in dict.fromkeys(ids) if one in known and known[one][0].state == "issued"]
    number = asked.plan
    if number is None:
        every = plans.every(connection)
        number = every[0].number if every else 0
    held = badges.every(connection, number, asked.role)
    return [one for one in held if not (asked.unprinted and one[0].prints)]


def _printed_by(connection: Connection, fact_id: str) -> list[str]:
    for entry in journal.find(connection, [fact_id]):
        if entry.kind == "badge.print" and entry.verdict == "accepted":
            return [str(badge) for badge in json.loads(entry.fact)["body"]["badges"]]
    raise Refusal("print-unknown", field="print")


def look(files: Files, plan: Plan, design: designs.Design) -> dict[str, Any]:
    """Write the line of a job that says how its badges look."""
    crest = files.path(design.crest) if design.crest else None
    return {
        "design": {
            "colours": design.colours,
            "lines": design.lines,
            "crest_file": str(crest) if crest else None,
            "reverse": {role: design.duties(role) for role in BY_NUMBER},
            "found": design.found,
            "phone": plan.duty_phone if design.duty_phone else "",
        }
    }


def words(plan: Plan, design: designs.Design) -> dict[str, Any]:
    """Write the fields of a badge that are the same for a whole plan."""
    days = sorted(plan.days)
    return {
        "plan_code": plan.code,
        "plan_name": plan.name,
        "mark": design.mark or plan.mark,
        "site": plan.site.short or plan.site.name,
        "valid": str(days[0]) if len(days) == 1 else f"{days[0]} — {days[-1]}",
        "centre": plan.centre,
        "area": plan.area,
    }


def _line(
    files: Files,
    key: Ed25519PrivateKey,
    kid: int,
    design: designs.Design,
    badge: Badge,
    person: people.Person | None,
    plan: Plan,
) -> dict[str, Any]:
    token = tokens.Token(
        badge.badge, badge.person, badge.role, plan.site.number, badge.plan, badge.not_before, badge.expires
    )
    if badge.spare:  # a spare badge says so in its token for ever, whoever wears it
        token = replace(token, person=NOBODY)
    picture = files.path(person.portrait) if person is not None and person.portrait else None
    return {
        **words(plan, design),
        "name": person.name if person is not None else "",
        "spare": person is None,
        "role": badge.role,
        "number": badge_number(badge.serial),
        "token": tokens.mint(token, key, kid),
        "unit": person.unit if person is not None else "",
        "portrait_file": str(picture) if picture else None,
    }


@dataclass(frozen=True, slots=True)
class Sample:
    """Who stands on a sample badge; without a name it is a spare one."""

    name: str
    unit: str
    portrait: bytes | None


def sample(files: Files, plan: Plan, design: designs.Design, role: int, person: Sample) -> bytes:
    """Write a job of one badge that is nobody's; its QR holds no token, so that a picture of it opens no door."""
    line = {
        **words(plan, design),
        "name": person.name,
        "spare": not person.name,
        "role": role,
        "number": badge_number(17),
        "token": "KW1:" + "SAMPLE " * 26,
        "unit": person.unit,
        "portrait": base64.b64encode(person.portrait).decode() if person.portrait else None,
    }
    return b"".join(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in (look(files, plan, design), line))


@lru_cache(maxsize=1)
def _faces() -> tuple[Face, ...]:
    return tuple(faces(os.environ).values())


def lacking(name: str) -> tuple[str, ...]:
    """Return the characters of a name that no font at hand can draw; the first call reads the fonts."""
    drawn_by = _faces()
    return tuple(dict.fromkeys(each for each in shaped(name) if not any(face.glyph(each) for face in drawn_by)))


def print_pdf(lines: bytes, out: Path, asked: Asked, progress: Callable[[int], None] | None = None) -> Printed:
    """Draw a job into ``out``; ``progress`` is told how many badges are done."""
    command = ["badges", "-o", str(out), "--layout", asked.layout, "--sides", asked.sides]
    command += ["--size", asked.size] if asked.size else []
    command += ["--sheet", asked.sheet] if asked.sheet else []
    return run(command, lines, progress)


def draw_picture(lines: bytes, out: Path, size: str, side: str) -> Printed:
    """Draw one side (``front`` or ``back``) of a job's first badge into ``out`` as PNG."""
    return run(["badges.preview", "-o", str(out), "--size", size, "--side", side], lines, None)


def run(command: list[str], lines: bytes, progress: Callable[[int], None] | None = None) -> Printed:
    """Run one of our drawing programs (a module and its arguments) with the job as its input."""
    with subprocess.Popen(  # noqa: S603 - our own program, no shell, arguments checked
        [sys.executable, "-m", *command],
        cwd=REPO,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    ) as process:
        if process.stdin is None or process.stderr is None:
            raise RuntimeError("the printing process has no pipes")
        try:
            process.stdin.write(lines)
            process.stdin.close()
        except BrokenPipeError:  # it ended early and says why on standard error
            pass
        said = _said(process.stderr, progress)
        process.wait(TIMEOUT)
    return Printed(said.get("report"), said.get("error") or (None if process.returncode == 0 else _crashed()))


def drawn(folder: Path, draw: Callable[[Path], Printed]) -> tuple[bytes, dict[str, Any]]:
    """Let ``draw`` write a file into ``folder`` (made, for the owner alone); return its bytes and the report.

    Nothing stays on the disk: the file holds faces and names.

    Raises:
        Refusal: ``print-failed``.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    out = folder / f"{secrets.token_hex(8)}{DRAWN}"
    try:
        printed = draw(out)
        if printed.error is not None:
            raise Refusal("print-failed", problem=printed.error["says"], advice=printed.error["fix"])
        return out.read_bytes(), printed.report or {}
    finally:
        out.unlink(missing_ok=True)


def tidy(folder: Path) -> None:
    """Delete what drawings left in ``folder`` when the hub was killed."""
    for left in folder.glob(f"*{DRAWN}"):
        left.unlink(missing_ok=True)


def _said(lines: Iterable[bytes], progress: Callable[[int], None] | None) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for line in lines:
        try:
            words = json.loads(line)
        except ValueError:
            continue  # a warning of a library
        if "done" in words and progress is not None:
            progress(words["done"])
        said |= words
    return said


def _crashed() -> dict[str, Any]:
    says, fix = "制证程序意外中止", "请重试；仍不行则报告技术员"
    return {"code": "print-failed", "says": says, "fix": fix, "names": []}
