"""Read a print job: JSON Lines, one badge a line, so that a thousand portraits never stand in memory at once.

A line holds the fields of ``badges.card.Badge`` by name, with ``role`` as its number and ``portrait`` as base64 of
the JPEG, or absent. ``portrait_file`` names a file instead; one that cannot be read counts as no portrait.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from badges.card import Badge
from protocol.role import BY_NUMBER

WORDS = ("name", "number", "token", "plan_code", "plan_name", "mark", "site", "valid", "unit")
NEEDED = ("name", "number", "token")


class BadJob(ValueError):
    """A line of the job is not a badge; the message names line and field."""


def read(lines: Iterable[bytes]) -> Iterator[Badge]:
    """Read badges line by line; empty lines are passed over.

    Raises:
        BadJob: a line is no JSON object, a field is missing or of another kind.
    """
    for place, line in enumerate(lines, 1):
        if line.strip():
            yield _badge(line, place)


def _badge(line: bytes, place: int) -> Badge:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _bad(place, "", "应为一行 JSON (a line of JSON was expected)") from error
    if not isinstance(row, dict):
        raise _bad(place, "", "应为 JSON 对象 (a JSON object was expected)")
    words = {field: _text(row, field, place) for field in WORDS}
    number = row.get("role")
    role = BY_NUMBER.get(number) if isinstance(number, int) and not isinstance(number, bool) else None
    if role is None:
        raise _bad(place, "role", f"应为角色编号 1 至 {max(BY_NUMBER)} (a role number was expected)")
    return Badge(role=role, portrait=_portrait(row, place), **words)


def _text(row: dict[str, Any], field: str, place: int) -> str:
    words = row.get(field, "")
    if not isinstance(words, str) or (field in NEEDED and not words.strip()):
        raise _bad(place, field, "应为非空文字 (text was expected)")
    return words.strip()


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
