"""Taking over what was read from a file: plan, rooms, candidates, staff, schemes, assessors, portraits.

The file was read and checked before (``server.domain.imports``); the rows that were shown to the person are kept by
content, and the fact names them by hash. So the journal says exactly what was taken, without a name in it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk import feed, grant, shown
from server.desk.act import Act, Body, Desk, Hub
from server.desk.badge import stop
from server.desk.practical import taken
from server.domain.plan import Room, plan_from_row, room_from_row
from server.domain.refusal import Refusal
from server.domain.seating import sittings
from server.store import people
from server.store import plan as plans
from server.store.journal import Transaction

Kind = Literal["plan", "rooms", "candidates", "staff", "schemes", "assessors", "portraits"]


class ImportBody(Body):
    """What was confirmed: the plan, the kind of file, file and rows by hash, and how many rows."""

    plan: StrictInt = Field(ge=0, lt=2**53)
    kind: Kind
    file_sha256: StrictStr = Field(pattern=r"^[0-9a-f]{64}$")
    rows_sha256: StrictStr = Field(pattern=r"^[0-9a-f]{64}$")
    taken: StrictInt = Field(ge=0)


@dataclass(frozen=True, slots=True)
class Staged:
    """What was kept when the file was checked (None: nothing under that hash), and whether its plan is there.

    ``fault``: why its rows, good as they are, cannot be taken now.
    """

    content: dict[str, Any] | None
    plan_known: bool
    fault: Refusal | None = None


class Lost(RuntimeError):
    """Rows that the journal says were taken are no longer in the data folder, or damaged; the message names them."""


def staged_text(
    salt: bytes, kind: str, plan: int, file_sha256: str, rows: list[dict[str, Any]], mends: int = 0
) -> bytes:
    """Write checked rows as they are kept; ``salt`` keeps their hash in the journal from being guessed.

    ``mends``: how many cells and rows of the file a person mended before; the file itself is kept as it came.
    """
    content = {"salt": salt.hex(), "kind": kind, "plan": plan, "file_sha256": file_sha256, "rows": rows}
    if kind == "assessors":
        content["by_record"] = taken.BY_RECORD  # by which rule it was checked: a rebuild forms its teams by that
    if mends:
        content["mends"] = mends
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def load(connection: Connection, hub: Hub, _act: Act, body: ImportBody) -> Staged:
    """Read the rows that were kept when the file was checked."""
    text = hub.files.read(body.rows_sha256)
    try:
        content = None if text is None else json.loads(text)
    except ValueError:
        content = None
    content = content if isinstance(content, dict) else None
    fault = None
    if content is not None and content.get("kind") == "schemes":
        fault = taken.scored(connection, body.plan, content.get("rows", ()))
    return Staged(content, plans.get(connection, body.plan) is not None, fault)


def decide(loaded: Staged, _act: Act, body: ImportBody) -> None:
    """Refuse what differs from what was checked.

    Raises:
        Refusal: ``import-unknown``, ``import-differs``, ``plan-unknown``, or why these rows cannot be taken now.
    """
    content = loaded.content
    if content is None or "rows" not in content:
        raise Refusal("import-unknown", field="rows_sha256")
    for field, confirmed in (("kind", body.kind), ("plan", body.plan), ("file_sha256", body.file_sha256)):
        if content.get(field) != confirmed:
            raise Refusal("import-differs", field=field)
    if len(content["rows"]) != body.taken:
        raise Refusal("import-differs", field="taken")
    if body.kind != "plan" and not loaded.plan_known:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)
    if loaded.fault is not None:
        raise loaded.fault


def keep(tx: Transaction, act: Act, body: ImportBody, loaded: Staged) -> None:
    """Put the rows in place and show what changed.

    Raises:
        Lost: a rebuild does not find the rows that were taken.
    """
    if loaded.content is None:
        raise Lost(body.rows_sha256)
    rows = loaded.content["rows"]
    if body.kind == "assessors":
        how = loaded.content.get("by_record") or ""
        taken.assessors(tx, act, body.plan, rows, by_record="any" if how is True else how)
    else:
        _TAKE[body.kind](tx, act, body.plan, rows)
    feed.line(tx, act, plan=body.plan, about=body.kind, what=[str(body.taken)])


def _plan(tx: Transaction, act: Act, number: int, rows: list[dict[str, Any]]) -> None:
    plans.keep(tx.connection, number, rows[0], act.seq)
    shown.plan(tx, act.seq, plan_from_row(rows[0]), act.seq)


def _rooms(tx: Transaction, act: Act, number: int, rows: list[dict[str, Any]]) -> None:
    rooms = [room_from_row(row) for row in rows]
    for gone in plans.rooms(tx.connection, number).keys() - {room.room for room in rooms}:
        shown.room_gone(tx, act.seq, number, gone)
    _seat(tx, act, number, rooms)


def _candidates(tx: Transaction, act: Act, number: int, rows: list[dict[str, Any]]) -> None:
    plans.replace_candidates(tx.connection, number, rows)
    _seat(tx, act, number, list(plans.rooms(tx.connection, number).values()))


def _seat(tx: Transaction, act: Act, number: int, rooms: list[Room]) -> None:
    counted = sittings(plans.candidate_bodies(tx.connection, number))
    seated = [replace(room, sittings=counted.get(room.room, {})) for room in rooms]
    plans.replace_rooms(tx.connection, number, seated)
    for room in seated:
        shown.room(tx, act.seq, number, room)


def _staff(tx: Transaction, act: Act, number: int, rows: list[dict[str, Any]]) -> None:
    """Put the list in place: by staff number people keep number, badge and state; who is gone from it is unlisted.

    What was done on the day stands: substitutes stay, and whoever they replace stays off the list. A badge with
    another role than the list now says stops.
    """
    plan = plans.get(tx.connection, number)
    theory = [session.id for session in plan.sessions if session.kind == "theory"] if plan else []
    everyone = people.every(tx.connection, number)
    replaced = {person.replaces for person in everyone if person.post.listed}
    before = {person.staff_no: person for person in everyone}
    last_person, last_serial = plans.counters(tx.connection, number)
    added: list[dict[str, Any]] = []
    for row in rows:
        values = _columns(row, theory)
        known = before.pop(row["staff_no"], None)
        if known is None:
            last_person += 1
            added.append(values | {"person": last_person, "portrait": None})
        else:
            kept = values if row.get("room") else {name: value for name, value in values.items() if name != "rooms"}
            listed = {"listed": int(known.post.person not in replaced)}
            people.change(tx.connection, number, known.post.person, kept | listed)
            if known.badge is not None and known.post.role != values["role"]:
                stop(tx, act, known.badge, "role")
    people.add(tx.connection, number, added)
    for person in before.values():
        if person.added is None:
            people.change(tx.connection, number, person.post.person, {"listed": 0})
    plans.count_on(tx.connection, number, last_person=last_person, last_serial=last_serial)
    grant.review(tx, act, number)
    for person in people.every(tx.connection, number):
        shown.person(tx, act.seq, person)
        shown.contact(tx, act.seq, person)


def _columns(row: dict[str, Any], theory: list[str]) -> dict[str, Any]:
    sessions = row["sessions"]
    # A room given beforehand holds for the theory sessions of the person; the draw on the day replaces it.
    seats = [session for session in theory if not sessions or session in sessions] if row.get("room") else []
    return {
        "staff_no": row["staff_no"],
        "name": row["name"],
        "role": row["role"],
        "unit": row["unit"] or "",
        "phone": row["phone"] or "",
        "sessions": json.dumps(sessions),
        "rooms": json.dumps(dict.fromkeys(seats, row.get("room")), sort_keys=True, ensure_ascii=False),
        "note": row["note"] or "",
        "id_hash": row["id_hash"],
    }


def _portraits(tx: Transaction, act: Act, number: int, rows: list[dict[str, Any]]) -> None:
    pictures = {row["staff_no"]: row["sha256"] for row in rows}
    for person in people.every(tx.connection, number):
        picture = pictures.get(person.staff_no)
        if picture is not None and picture != person.portrait:
            people.change(tx.connection, number, person.post.person, {"portrait": picture})
            shown.person(tx, act.seq, replace(person, portrait=picture))


_TAKE: Mapping[str, Callable[[Transaction, Act, int, list[dict[str, Any]]], None]] = {
    "plan": _plan,
    "rooms": _rooms,
    "candidates": _candidates,
    "staff": _staff,
    "schemes": taken.schemes,
    "portraits": _portraits,
}

COMMIT = Desk("import.commit", ImportBody, load, decide, keep)
