"""Read a print job: JSON Lines, one badge a line, so that a thousand portraits never stand in memory at once.

A line holds the fields of ``badges.badge.Badge`` by name, with ``role`` as its number and ``portrait`` as base64 of
the JPEG, or absent. ``portrait_file`` names a file instead; one that cannot be read counts as no portrait.
A line ``{"design": {...}}`` holds the fields of ``badges.badge.Look`` and goes for the badges after it; ``crest_file``
names the crest's picture.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from badges import picture
from badges.badge import PLAIN, Badge, Look
from badges.card import LABELS
from badges.characters import shaped
from protocol.role import BY_NUMBER

WORDS = ("name", "number", "token", "plan_code", "plan_name", "mark", "site", "valid", "unit", "centre", "area")
NEEDED = ("name", "number", "token")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class BadJob(ValueError):
    """A line of the job is not a badge; the message names line and field."""


def read(lines: Iterable[bytes]) -> Iterator[Badge]:
    """Read badges line by line; empty lines are passed over.

    Raises:
        BadJob: a line is no JSON object, a field is missing or of another kind.
    """
    look = PLAIN
    for place, line in enumerate(lines, 1):
        if line.strip():
            row = _row(line, place)
            if "design" in row:
                look = _look(row["design"], place)
            else:
                yield _badge(row, look, place)


def _row(line: bytes, place: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _bad(place, "", "应为一行 JSON (a line of JSON was expected)") from error
    if not isinstance(row, dict):
        raise _bad(place, "", "应为 JSON 对象 (a JSON object was expected)")
    return row


def _badge(row: dict[str, Any], look: Look, place: int) -> Badge:
    spare = row.get("spare", False)
    if not isinstance(spare, bool):
        raise _bad(place, "spare", "应为 true 或 false (true or false was expected)")
    needed = NEEDED[1:] if spare else NEEDED
    words = {field: _text(row, field, place, needed=field in needed) for field in WORDS}
    if spare:
        words["name"] = ""
    number = row.get("role")
    role = BY_NUMBER.get(number) if isinstance(number, int) and not isinstance(number, bool) else None
    if role is None:
        raise _bad(place, "role", f"应为角色编号 1 至 {max(BY_NUMBER)} (a role number was expected)")
    return Badge(role=role, portrait=_portrait(row, place), spare=spare, look=look, **words)


def _look(row: Any, place: int) -> Look:
    """Read a design; the hub has checked it, so this only keeps what could break the drawing from getting in."""
    try:
        colours = {int(role): str(colour) for role, colour in row.get("colours", {}).items()}
        reverse = {
            int(role): tuple(shaped(str(duty)) for duty in duties) for role, duties in row.get("reverse", {}).items()
        }
        lines = tuple(map(str, row.get("lines", PLAIN.lines)))
        crest = picture.read(Path(row["crest_file"])) if row.get("crest_file") else None
        found, phone = (shaped(str(row.get(field) or "")) for field in ("found", "phone"))
    except (AttributeError, TypeError, ValueError) as error:
        raise _bad(place, "design", "应为证牌设计 (a badge design was expected)") from error
    if not all(map(COLOUR.fullmatch, colours.values())) or not all(line in LABELS for line in lines):
        raise _bad(place, "design", "颜色应为 #RRGGBB，行应为已知代码 (colours #RRGGBB, lines of known codes)")
    return Look(colours, lines, crest, reverse, found.strip(), phone.strip())


def _text(row: dict[str, Any], field: str, place: int, *, needed: bool) -> str:
    words = row.get(field, "")
    if not isinstance(words, str) or (needed and not words.strip()):
        raise _bad(place, field, "应为非空文字 (text was expected)")
    return shaped(words).strip()


def _portrait(row: dict[str, Any], place: int) -> bytes | None:
    inside, file = row.get("portrait"), row.get("portrait_file")
    try:
        if inside:
            return base64.b64decode(inside, validate=True)
        return Path(file).read_bytes() if file else None
    except (binascii.Error, TypeError, ValueError) as error:
        raise _bad(place, "portrait", "应为 JPEG 的 base64 (base64 of a JPEG was expected)") from error
    except OSError:
        return None  # one lost file must not hold up the morning's badges: the report names who has no portrait


def _bad(place: int, field: str, expected: str) -> BadJob:
    where = f"第 {place} 行" + (f" {field}" if field else "")
    return BadJob(f"{where}：{expected}")
