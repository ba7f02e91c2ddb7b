"""The live balance: the lines of a room and of the site, shown after each fact that changed them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from protocol.role import PROCTOR
from server.domain import balance
from server.domain.badge import account
from server.domain.balance import Gaps, Line
from server.domain.balance import row as rows
from server.domain.board import RoomCover
from server.domain.counts import Count, figures_of, has_papers, known
from server.domain.custody.item import Item
from server.domain.plan import Plan, Room, Session
from server.domain.policy import Policy
from server.store import badge as badges
from server.store import balance as stored
from server.store import custody, people, signal
from server.store import plan as plans
from server.store.journal import Transaction
from server.store.rows import Rows

#: A session's id and a room.
Place = tuple[str, str]
SITE = "site"


@dataclass(frozen=True, slots=True)
class RoomNow:
    """A room in a session as it stands: its objects, all that is known of its figures, whether its papers are there."""

    plan: Plan
    policy: Policy
    session: Session
    room: Room
    items: tuple[Item, ...]
    counts: tuple[Count, ...]

    @property
    def has_its_papers(self) -> bool:
        """Tell whether something of it is in the room now."""
        return any(item.holder.stage == "room" for item in self.items)


def room_now(connection: Connection, plan_number: int, place: Place) -> RoomNow | None:
    """Read a room; None where the plan has no such session or room."""
    plan, (session_id, name) = plans.get(connection, plan_number), place
    session = plan.session(session_id) if plan is not None else None
    room = plans.room(connection, plan_number, name)
    if plan is None or session is None or room is None:
        return None
    policy = custody.policy(connection, plan_number)
    items = tuple(stored.of_room(connection, plan_number, session_id, name))
    counted = set(figures_of(session.kind, policy))
    found = (
        *balance.from_list(room, session_id),
        *balance.from_custody(items),
        *stored.figures(connection, plan_number, session_id, name),
    )
    return RoomNow(plan, policy, session, room, items, tuple(one for one in found if one.figure in counted))


def room_lines(connection: Connection, now: RoomNow) -> tuple[Line, ...]:
    """Work a room's lines out, without a look at the other rooms and at what was settled."""
    place = (now.session.id, now.room.room)
    lines = balance.room_lines(place[0], now.session.kind, place[1], known(now.counts), now.policy)
    if has_papers(now.session.kind, now.policy):
        lines = (*lines, *balance.packed_lines(*place, now.items, lines))
    lines = (*lines, *balance.counted_lines(*place, now.counts))
    if not now.has_its_papers:
        return lines
    given = people.in_room(connection, now.plan.number, now.session.id, now.room.room)
    posts = [one.post for one in given if one.post.role == PROCTOR.number and one.post.listed]
    present = sum(post.state == "in" for post in posts)
    sitting = now.room.sittings.get(now.session.id)
    expected = sitting.expected if sitting is not None else 0
    cover = RoomCover(now.room.room, expected, now.plan.proctors_per_room, len(posts), present)
    return (*lines, *balance.proctor_lines(now.session.id, [cover], {now.room.room}))


def site_lines(rows: Rows, plan: Plan, now: datetime) -> tuple[Line, ...]:
    """Work the site's lines out: bags by serial, seals, spares, rooms to count; badges and what was lent at the end.

    ``rows`` as they stand: they tell which rooms are counted.
    """
    connection, policy = rows.connection, custody.policy(rows.connection, plan.number)
    items = stored.bags(connection, plan.number)
    lent = stored.lent(connection, plan.number)
    if not items and not lent:
        return ()
    ends = signal.last_ends(connection, plan.number)
    over = balance.all_over(plan, ends)
    late = now >= over + balance.stored_within(policy)
    lines = list(_bag_lines(rows, plan, policy, items, ends, now)) if items else []
    if items and now >= over:
        came = {one.post.person for one in people.every(connection, plan.number) if one.post.state != "expected"}
        made = [held[0] for held in badges.every(connection, plan.number, revoked=True)]
        lines.append(balance.badge_line(account(made, came), over=late))
    holders = {person for thing in lent for person in thing.holder.people} if late else ()
    names = {one: found.name for one in holders if (found := people.get(connection, plan.number, one))}
    return (*lines, *balance.thing_lines(lent, names, over=late))


def _bag_lines(
    rows: Rows, plan: Plan, policy: Policy, items: list[Item], ends: Mapping[str, datetime], now: datetime
) -> Iterator[Line]:
    connection = rows.connection
    seals = stored.first_seals(connection, plan.number)
    yield from balance.bag_lines(balance.travelled(plan, policy, items, dict(seals), now, ends), policy)
    with_papers = [session for session in plan.sessions if has_papers(session.kind, policy)]
    stated, of_rooms = stored.supplied(connection, plan.number), _by_room(items)
    rooms = plans.rooms(connection, plan.number)
    for session in with_papers:
        figures = {
            name: _supplies(of_rooms.get((session.id, name), ()), stated.get((session.id, name), ()))
            for name, room in rooms.items()
            if session.id in room.sittings
        }
        used = balance.spares_used(items, session.id, only=len(with_papers) == 1)
        yield from balance.spare_lines(session.id, figures, used)
        back = balance.back_since(items, session.id)
        counted = _counted(rows, plan.number, session.id) if back else ()
        yield from balance.uncounted_lines(session, policy, back, counted, now)


def _counted(rows: Rows, plan_number: int, session: str) -> list[str]:
    """Return the rooms of a session of which every figure is known."""
    prefix = f"{plan_number}/{session}/"
    return [key.removeprefix(prefix) for key in rows.keys_of("balance", prefix, '"state":"unknown"')]


def _by_room(items: Iterable[Item]) -> dict[Place, list[Item]]:
    found: dict[Place, list[Item]] = {}
    for item in items:
        if item.session is not None and item.room is not None:
            found.setdefault((item.session, item.room), []).append(item)
    return found


def _supplies(items: Iterable[Item], stated: Iterable[Count]) -> dict[str, int]:
    return {figure: count.value for figure, count in known((*balance.from_custody(items), *stated)).items()}


def show_room(tx: Transaction, seq: int, plan_number: int, place: Place) -> None:
    """Show a room's figures and lines where they changed; and those of rooms whose hints change with it.

    A room of which nothing is known but the roster has no rows.
    """
    before, after = _show(tx, seq, plan_number, place)
    changed = set(before) ^ set(after)
    if not changed:
        return
    rooms = _others(tx, plan_number, place) | {place[1]: after}
    for other in sorted(balance.crossed(rooms, place[1], changed)):
        _show(tx, seq, plan_number, (place[0], other), rooms)


def _show(
    tx: Transaction, seq: int, plan_number: int, place: Place, rooms: Mapping[str, Gaps] | None = None
) -> tuple[Gaps, Gaps]:
    """Show one room and return what differed before and what differs now.

    ``rooms``: what differs in the session's rooms, where it was read already.
    """
    key = f"{plan_number}/{place[0]}/{place[1]}"
    before = tx.rows.current("balance", key)
    now = room_now(tx.connection, plan_number, place)
    if now is None or all(one.by == "list" for one in now.counts):
        if before is not None:
            tx.rows.put(seq, "balance", key, "table", None)
            tx.rows.put(seq, "counts", key, "table", None)
        return _gaps_of(before), ()
    lines = room_lines(tx.connection, now)
    _end_settlements(tx, plan_number, before, lines)
    gaps = tuple((line.code, _gap(line)) for line in lines if line.state == "differs")
    if gaps:
        found = _others(tx, plan_number, place) if rooms is None else rooms
        others = [line for name, of in found.items() if name != place[1] for line in _plain(place[0], name, of)]
        lines = balance.crosswise((*lines, *others))[: len(lines)]
        lines = balance.with_settlements(lines, stored.settlements(tx.connection, plan_number))
    named = {"plan": plan_number, "session": place[0], "room": place[1]}
    _put(tx, seq, "counts", key, named | rows.counts_row(now.counts, _last(tx, key)))
    _put(tx, seq, "balance", key, named | rows.papers_of(now.counts) | rows.lines_row(lines), before)
    return _gaps_of(before), gaps


def _gap(line: Line) -> int:
    return (line.found or 0) - (line.expected or 0)


def _gaps_of(row: Mapping[str, Any] | None) -> Gaps:
    lines = row["lines"] if row is not None else ()
    return tuple((line["code"], line["found"] - line["expected"]) for line in lines if line["state"] == "differs")


def _others(tx: Transaction, plan_number: int, place: Place) -> dict[str, Gaps]:
    """Return what differs in the session's other rooms, by room."""
    found = tx.rows.current_of("balance", f"{plan_number}/{place[0]}/", '"state":"differs"')
    return {row["room"]: _gaps_of(row) for row in found.values() if row["room"] != place[1]}


def _plain(session: str, room: str, gaps: Gaps) -> list[Line]:
    """Return another room's differences as far as ``crosswise`` looks at them."""
    return [Line("", code, 0, session, room, "differs", 0, gap) for code, gap in gaps]


def _last(tx: Transaction, key: str) -> Mapping[str, Any]:
    row = tx.rows.current("counts", key)
    return row["last"] if row is not None else {}


def note_counter(tx: Transaction, seq: int, plan_number: int, place: Place, by: str, told: Mapping[str, Any]) -> None:
    """Note in a room's figures who stated them last as this counter; whoever stated them later stays."""
    key = f"{plan_number}/{place[0]}/{place[1]}"
    row = tx.rows.current("counts", key) or {
        "plan": plan_number, "session": place[0], "room": place[1], "counts": {}, "last": {},
    }  # fmt: skip
    last = row["last"].get(by)
    if last is None or datetime.fromisoformat(told["at"]) >= datetime.fromisoformat(last["at"]):
        tx.rows.put(seq, "counts", key, "table", {**row, "last": {**row["last"], by: dict(told)}})


def show_site(tx: Transaction, seq: int, plan_number: int, now: datetime) -> None:
    """Show the site's lines where they changed."""
    plan, key = plans.get(tx.connection, plan_number), f"{plan_number}/{SITE}"
    lines = site_lines(tx.rows, plan, now) if plan is not None else ()
    if not lines:
        return
    before = tx.rows.current("balance", key)
    _end_settlements(tx, plan_number, before, lines)
    _put(tx, seq, "balance", key, _site_row(tx.connection, plan_number, lines), before)


def _site_row(connection: Connection, plan_number: int, lines: Iterable[Line]) -> dict[str, Any]:
    lines = balance.with_settlements(lines, stored.settlements(connection, plan_number))
    return {"plan": plan_number, "session": None, "room": None} | rows.lines_row(lines)


def stale(connection: Connection, now: datetime) -> list[int]:
    """Return the plans whose site's lines are no longer as they are shown: something has become late since."""
    found = []
    for plan in plans.every(connection):
        lines = site_lines(Rows(connection), plan, now)
        shown = Rows(connection).current("balance", f"{plan.number}/{SITE}")
        if lines and shown is not None and shown != _site_row(connection, plan.number, lines):
            found.append(plan.number)
    return found


def _end_settlements(
    tx: Transaction, plan_number: int, before: Mapping[str, Any] | None, lines: Iterable[Line]
) -> None:
    """End the settlements of differences that are no more."""
    over = balance.ended(before["lines"] if before is not None else ())
    keys = [line.key for line in lines if over(line)]
    if keys:
        stored.end_settlements(tx.connection, plan_number, keys)


def _put(
    tx: Transaction, seq: int, kind: str, key: str, value: dict[str, Any], before: Mapping[str, Any] | None = None
) -> None:
    if value != (before or tx.rows.current(kind, key)):
        tx.rows.put(seq, kind, key, "table", value)


def line_of(connection: Connection, plan_number: int, key: str, now: datetime) -> tuple[Line | None, tuple[Line, ...]]:
    """Return the line with this key as it stands, or None; and what follows from it and nobody has settled."""
    plan, (session, _, rest) = plans.get(connection, plan_number), key.partition("/")
    room, _, _ = rest.rpartition("/")
    if plan is None:
        return None, ()
    if SITE in (session, room):
        lines = balance.with_settlements(
            site_lines(Rows(connection), plan, now), stored.settlements(connection, plan_number)
        )
    else:
        found = room_now(connection, plan_number, (session, room))
        lines = () if found is None else room_lines(connection, found)
    return next((line for line in lines if line.key == key), None), tuple(balance.folded(lines, key))
