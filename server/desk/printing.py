"""Badges to paper: the job for the printing process, which draws in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from protocol import token as tokens
from protocol.number import badge_number
from server.domain.plan import Plan
from server.store import badge as badges
from server.store.files import Files

REPO = Path(__file__).resolve().parents[2]
SIZES, LAYOUTS = ("full",), ("single",)
TIMEOUT = 300  # seconds; a thousand badges take a few


@dataclass(frozen=True, slots=True)
class Printed:
    """How a print job ended: the drawing program's report, or its error ``{"code", "says", "fix", "names"}``."""

    report: dict[str, Any] | None
    error: dict[str, Any] | None


def job(connection: Connection, files: Files, key: Ed25519PrivateKey, kid: int, plan: int, role: int | None) -> bytes:
    """Write the badges of a plan (of one role, or all) as a print job, one JSON line a badge, by serial."""
    lines = (_line(files, key, kid, *held) for held in badges.every(connection, plan, role))
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)


def _line(files: Files, key: Ed25519PrivateKey, kid: int, badge: Any, person: Any, plan: Plan) -> dict[str, Any]:
    token = tokens.Token(
        badge.badge, badge.person, badge.role, plan.site.number, badge.plan, badge.not_before, badge.expires
    )
    picture = files.path(person.portrait) if person.portrait else None
    days = sorted(plan.days)
    return {
        "name": person.name,
        "role": badge.role,
        "number": badge_number(badge.serial),
        "token": tokens.mint(token, key, kid),
        "plan_code": plan.code,
        "plan_name": plan.name,
        "mark": plan.mark,
        "site": plan.site.short,
        "valid": str(days[0]) if len(days) == 1 else f"{days[0]} — {days[-1]}",
        "unit": person.unit,
        "portrait_file": str(picture) if picture else None,
    }


def print_pdf(
    lines: bytes, out: Path, size: str, layout: str, progress: Callable[[int], None] | None = None
) -> Printed:
    """Draw a job into ``out``; ``progress`` is told how many badges are done."""
    command = [sys.executable, "-m", "badges", "-o", str(out), "--size", size, "--layout", layout]
    with subprocess.Popen(  # noqa: S603 - our own program, no shell, fixed arguments
        command, cwd=REPO, stdin=subprocess.PIPE, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
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
