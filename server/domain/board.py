"""The chief's board: who is in, which rooms are covered, and what needs a person now."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from protocol.role import BY_NUMBER, PROCTOR, ROLES
from server.domain.duty import Post
from server.domain.plan import Plan, Point, Room, Session

#: A device that asked nothing for so long is silent: what was done on it may not have arrived.
TOO_QUIET = timedelta(minutes=5)
#: A device that is there has found a hub that was started anew by then.
FOUND_AGAIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Listened:
    """A device in use: when it last asked anything (None: not since the hub started), and what it said waits."""

    device: str
    name: str
    kind: str
    seen: datetime | None
    waiting: int | None


def silent(devices: Iterable[Listened], since: datetime, now: datetime) -> list[dict[str, Any]]:
    """Return the devices of which nothing is heard, the longest silent first; ``since``: the hub listens since then.

    Times are aware; those written are RFC 3339.
    """
    quiet = [
        one for one in devices if (now - one.seen > TOO_QUIET if one.seen is not None else now - since > FOUND_AGAIN)
    ]
    quiet.sort(key=lambda one: (one.seen or since, one.name))
    return [asdict(one) | {"seen": one.seen.isoformat() if one.seen is not None else None} for one in quiet]


@dataclass(frozen=True, slots=True)
class RoleCount:
    """People of one role: listed for the session, in, and the person numbers of those who are not in."""

    role: int
    expected: int
    present: int
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RoomCover:
    """One room in one session: candidates expected, invigilators given to it and those of them who are in."""

    room: str
    expected: int
    needed: int
    assigned: int
    present: int


@dataclass(frozen=True, slots=True)
class Board:
    """The board of one session at one moment."""

    session: str
    next_point: Point | None
    roles: tuple[RoleCount, ...]
    rooms: tuple[RoomCover, ...]
    can_open: int
    alerts: tuple[Mapping[str, Any], ...]


def serves(post: Post, session: Session) -> bool:
    """Tell whether somebody is on duty in a session."""
    return post.listed and (not post.sessions or session.id in post.sessions)


def board(plan: Plan, session: Session, rooms: Iterable[Room], posts: Iterable[Post], now: datetime) -> Board:
    """Work out the board of ``session`` at ``now`` (aware)."""
    on_duty = [post for post in posts if serves(post, session)]
    roles = tuple(_count(role.number, on_duty) for role in ROLES if any(post.role == role.number for post in on_duty))
    covered = tuple(
        _cover(room, session, on_duty, plan.proctors_per_room) for room in rooms if session.id in room.sittings
    )
    upcoming = next((point for point in plan.timetable if point.at > now), None)
    can_open = sum(cover.present >= cover.needed for cover in covered)
    return Board(session.id, upcoming, roles, covered, can_open, tuple(_alerts(plan, session, roles, covered, now)))


def _count(role: int, on_duty: list[Post]) -> RoleCount:
    people = [post for post in on_duty if post.role == role]
    missing = tuple(post.person for post in people if post.state != "in")
    return RoleCount(role, len(people), len(people) - len(missing), missing)


def _cover(room: Room, session: Session, on_duty: list[Post], needed: int) -> RoomCover:
    given = [post for post in on_duty if post.role == PROCTOR.number and post.rooms.get(session.id) == room.room]
    present = sum(post.state == "in" for post in given)
    return RoomCover(room.room, room.sittings[session.id].expected, needed, len(given), present)


def _alerts(
    plan: Plan, session: Session, roles: tuple[RoleCount, ...], rooms: tuple[RoomCover, ...], now: datetime
) -> Iterable[Mapping[str, Any]]:
    if not plan.due_at(session, "staff") <= now < session.ends:
        return
    for count in roles:
        if count.missing:
            yield {"code": "staff-missing", "role": BY_NUMBER[count.role].zh, "count": len(count.missing)}
    uncovered = [cover.room for cover in rooms if cover.assigned and cover.present < cover.needed]
    if uncovered and now >= plan.due_at(session, "papers"):
        yield {"code": "rooms-uncovered", "rooms": uncovered}


def to_json(shown: Board) -> dict[str, Any]:
    """Write a board for programs; times RFC 3339."""
    value = asdict(shown)
    if shown.next_point is not None:
        value["next_point"]["at"] = shown.next_point.at.isoformat()
    return value
