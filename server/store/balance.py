"""Counts as they were stated, differences as they were settled, and the objects of the balance."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from server.domain.balance import Settlement
from server.domain.balance.site import BAGS
from server.domain.balance.things import LENT
from server.domain.counts import Count
from server.domain.custody.item import Item
from server.domain.custody.row import item_from_row
from server.store import tables
from server.store.prepared import Prepared

FIGURE, SETTLEMENT, ITEM, STRIP = tables.figure.c, tables.settlement.c, tables.item.c, tables.strip.c
_OF_ROOM = Prepared(
    select(ITEM.body)
    .where(ITEM.plan == bindparam("in_plan"), ITEM.session == bindparam("in_session"), ITEM.room == bindparam("of"))
    .order_by(ITEM.label)
)
_FIGURES = Prepared(
    select(FIGURE.figure, FIGURE.value, FIGURE.by, FIGURE.person, FIGURE.fact, FIGURE.at)
    .where(
        FIGURE.plan == bindparam("in_plan"), FIGURE.session == bindparam("in_session"), FIGURE.room == bindparam("of")
    )
    .order_by(FIGURE.figure, FIGURE.by)
)


def _keeping(insert_of: Any) -> Prepared:
    statement = insert_of(tables.figure)
    changed = {name: statement.excluded[name] for name in ("value", "person", "fact", "at")}
    where = ["plan", "session", "room", "figure", "by"]
    newer = statement.excluded.at >= tables.figure.c.at
    return Prepared(statement.on_conflict_do_update(index_elements=where, set_=changed, where=newer))


_KEEP = {"sqlite": _keeping(sqlite.insert), "postgresql": _keeping(postgresql.insert)}


@lru_cache(maxsize=4096)
def _object(body: str) -> Item:
    """Read an object without its acts; one that has not changed since is not read again."""
    return item_from_row({**json.loads(body), "acts": []})


def of_room(connection: Connection, plan: int, session: str, room: str) -> list[Item]:
    """Return the objects that are for a room in a session, without what can be taken back."""
    found = _OF_ROOM(connection, in_plan=plan, in_session=session, of=room)
    return [_object(one.body) for one in found]


def bags(connection: Connection, plan: int) -> list[Item]:
    """Return the bags whose serials are balanced, without what can be taken back, in order of label."""
    return _of_kinds(connection, plan, BAGS)


def lent(connection: Connection, plan: int) -> list[Item]:
    """Return what is lent for the day and comes back, without what can be taken back, in order of label."""
    return _of_kinds(connection, plan, LENT)


def _of_kinds(connection: Connection, plan: int, kinds: Collection[str]) -> list[Item]:
    query = select(ITEM.body).where(ITEM.plan == plan, ITEM.kind.in_(sorted(kinds))).order_by(ITEM.label)
    return [_object(body) for (body,) in connection.execute(query)]


def first_seals(connection: Connection, plan: int) -> dict[str, str]:
    """Return the strips that objects were registered with, by label."""
    acts = select(tables.custody.c.fact).where(tables.custody.c.plan == plan)
    query = select(STRIP.label, STRIP.seal).where(STRIP.plan == plan, STRIP.fact.not_in(acts))
    return {label: seal for label, seal in connection.execute(query)}


def figures(connection: Connection, plan: int, session: str, room: str) -> list[Count]:
    """Return what was counted in a room, of each figure everybody's newest."""
    found = _FIGURES(connection, in_plan=plan, in_session=session, of=room)
    return [_count(one) for one in found]


def supplied(connection: Connection, plan: int) -> dict[tuple[str, str], list[Count]]:
    """Return what people stated about supplies, by session and room."""
    found: dict[tuple[str, str], list[Count]] = {}
    names = [f"{what}_{way}" for what in ("cards", "papers") for way in ("sup", "out")]
    query = select(tables.figure).where(FIGURE.plan == plan, FIGURE.figure.in_(names))
    for one in connection.execute(query.order_by(FIGURE.session, FIGURE.room, FIGURE.figure, FIGURE.by)):
        found.setdefault((one.session, one.room), []).append(_count(one))
    return found


def figures_of_session(connection: Connection, plan: int, session: str) -> dict[str, list[Count]]:
    """Return what was counted in each room of a session, of each figure everybody's newest."""
    query = select(tables.figure).where(FIGURE.plan == plan, FIGURE.session == session)
    found: dict[str, list[Count]] = {}
    for one in connection.execute(query.order_by(FIGURE.room, FIGURE.figure, FIGURE.by)):
        found.setdefault(one.room, []).append(_count(one))
    return found


def of_session(connection: Connection, plan: int, session: str) -> dict[str, list[Item]]:
    """Return the objects that are for each room of a session, without what can be taken back."""
    query = select(ITEM.room, ITEM.body).where(ITEM.plan == plan, ITEM.session == session, ITEM.room.is_not(None))
    found: dict[str, list[Item]] = {}
    for room, body in connection.execute(query.order_by(ITEM.label)):
        found.setdefault(room, []).append(_object(body))
    return found


def _count(row: Any) -> Count:
    return Count(row.figure, row.value, row.by, row.person, row.fact, datetime.fromisoformat(row.at))


def keep_figures(connection: Connection, plan: int, session: str, room: str, counts: Iterable[Count]) -> None:
    """Set figures as somebody counted them; earlier ones by the same kind of counter give way, later ones stand.

    Moments are kept in UTC, so that they compare as text: a count may arrive long after a newer one.
    """
    place = {"plan": plan, "session": session, "room": room}
    rows = [
        place
        | {"figure": count.figure, "by": count.by, "value": count.value, "person": count.person}
        | {"fact": count.fact or "", "at": _moment(count.at)}
        for count in counts
    ]
    _KEEP[connection.dialect.name].many(connection, rows)


def _moment(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds")


def settlements(connection: Connection, plan: int) -> list[Settlement]:
    """Return a plan's settlements, of each difference the newest."""
    query = select(SETTLEMENT.body).where(SETTLEMENT.plan == plan).order_by(SETTLEMENT.key)
    return [_settlement(json.loads(body)) for (body,) in connection.execute(query)]


def _settlement(row: Mapping[str, Any]) -> Settlement:
    return Settlement(**{**row, "labels": tuple(row["labels"]), "at": datetime.fromisoformat(row["at"])})


def keep_settlement(connection: Connection, plan: int, settled: Settlement) -> None:
    """Set how a difference was settled."""
    row = {**asdict(settled), "labels": list(settled.labels), "at": settled.at.isoformat(timespec="milliseconds")}
    connection.execute(delete(tables.settlement).where(SETTLEMENT.plan == plan, SETTLEMENT.key == settled.key))
    body = json.dumps(row, ensure_ascii=False, sort_keys=True)
    connection.execute(insert(tables.settlement), {"plan": plan, "key": settled.key, "body": body})


def end_settlements(connection: Connection, plan: int, keys: Collection[str]) -> None:
    """End the settlements of these differences."""
    connection.execute(delete(tables.settlement).where(SETTLEMENT.plan == plan, SETTLEMENT.key.in_(keys)))
