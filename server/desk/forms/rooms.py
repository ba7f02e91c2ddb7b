"""What stands on the slips, lists and sheets of rooms."""

from collections.abc import Sequence
from typing import Any

from server.desk.forms.asked import Asked
from server.desk.forms.told import Candidate, Told, grade, head, seat, subject, when
from server.domain import objects
from server.domain.custody.group import in_words
from server.domain.plan import Room, Session


def doors(of: Told, _asked: Asked) -> list[dict[str, Any]]:
    """Write a door slip for each room of each session."""
    return [
        head(of, session, room)
        | {
            "place": place(room),
            "groups": _groups(of.sat(session, room)),
            "qr": objects.room_qr(of.plan.site.number, of.plan.number, room.room),
        }
        for session, room in of.sitting()
    ]


def place(room: Room) -> str:
    """Say where a room is; its name often says all of it."""
    floor = f"{room.floor} 层" if room.floor is not None else ""
    return room.name if room.name.startswith(room.building) else f"{room.building} {floor} {room.name}".strip()


def _groups(sat: Sequence[Candidate]) -> list[list[str]]:
    """Return trade, level, first and last admission number, and how many, of each group in a room."""
    by: dict[tuple[str, int], list[str]] = {}
    for row in sat:
        by.setdefault((row["trade"], row["level"]), []).append(row["admission_no"])
    return [
        [trade, grade(level), min(numbers), max(numbers), str(len(numbers))] for (trade, level), numbers in by.items()
    ]


def desks(of: Told, _asked: Asked) -> list[dict[str, Any]]:
    """Write a desk slip for each seat, room by room."""
    return [
        {
            "seat": f"{seat(row)[0]:02d}" if seat(row)[0] else str(row["seat"]),
            "room": room.room,
            "name": row.get("name") or "",
            "number": row["admission_no"],
            "subject": subject(row),
            "session": f"{session.name} {when(session)}",
        }
        for session, room in of.sitting()
        for row in of.sat(session, room)
    ]


def seats(of: Told, asked: Asked) -> list[dict[str, Any]]:
    """Write a seat list for each room."""
    return [
        _coded(of, "SL", session, room)
        | {"mixed": len(_groups(of.sat(session, room))) > 1}
        | {"rows": [_row(row, tail=asked.tail) for row in of.sat(session, room)]}
        for session, room in of.sitting()
    ]


def _row(row: Candidate, *, tail: bool) -> list[str]:
    shown = f"…{row['id_tail']}" if tail and row.get("id_tail") else ""
    return [str(row["seat"]), row["admission_no"], row.get("name") or "", shown, subject(row)]


def record(of: Told, _asked: Asked) -> list[dict[str, Any]]:
    """Write a record sheet for each room."""
    return [_coded(of, "RS", session, room) | {"bags": _bags(of, session, room)} for session, room in of.sitting()]


def _bags(of: Told, session: Session, room: Room) -> list[list[str]]:
    """Return trade and level, label, and how many papers, of each paper bag of a room of several."""
    bags = of.bags(session, room)
    return [
        [in_words(bag.group)[0], bag.label, str(bag.packed.get("papers", ""))] for bag in bags if bag.group is not None
    ]


def _coded(of: Told, kind: str, session: Session, room: Room) -> dict[str, Any]:
    """Return a sheet's head with the label of the sheet itself, so that it is scanned like any other object."""
    label = of.label(kind, session, room)
    read = objects.read_label(label) if label else None
    site = of.plan.site.number
    qr = objects.label_qr(site, of.plan.number, read.kind, read.serial) if read is not None else ""
    return head(of, session, room) | {"label": label, "qr": qr}
