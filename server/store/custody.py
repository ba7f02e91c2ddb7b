"""Labelled objects as they are, the strips that were put on them, and every act on them."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from server.domain.custody.group import BY_GROUP, Subject
from server.domain.custody.item import Item
from server.domain.custody.register import Labels
from server.domain.custody.row import item_from_row, item_to_row
from server.domain.objects import BY_LETTER, given_out
from server.domain.policy import JIANGXI, Policy, policy_from_row, policy_to_row
from server.store import tables

ITEM, ACT, STRIP = tables.item.c, tables.custody.c, tables.strip.c
SERIAL, POLICY = tables.serial.c, tables.policy.c
#: Kinds of what has a label; under other names the table counts evidence, by group of the archive.
LABELLED = tuple(kind.code for kind in BY_LETTER.values())


@dataclass(frozen=True, slots=True)
class Kept:
    """An act on record; ``row`` is what screens show of it."""

    fact: str
    seq: int
    plan: int
    device: str
    undone: bool
    row: Mapping[str, Any]


def policy(connection: Connection, plan: int) -> Policy:
    """Return a plan's policies; Jiangxi's where none were stated."""
    body = connection.execute(select(POLICY.body).where(POLICY.plan == plan)).scalar()
    return JIANGXI if body is None else _policy(body)


@lru_cache(maxsize=16)
def _policy(body: str) -> Policy:
    return policy_from_row(json.loads(body))


def keep_policy(connection: Connection, plan: int, stated: Policy) -> None:
    """Set a plan's policies."""
    connection.execute(delete(tables.policy).where(POLICY.plan == plan))
    connection.execute(insert(tables.policy), {"plan": plan, "body": _text(policy_to_row(stated))})


def concerned(connection: Connection, plan: int, labels: Collection[str]) -> dict[str, Item]:
    """Return these objects, what they lie in, and all that lies in any of them.

    Of a bag of one trade and level they are all its room's: what it lacks may lie in another.
    """
    found: dict[str, Item] = {}
    asked = set(labels)
    while asked:
        query = select(ITEM.body).where(ITEM.plan == plan, or_(ITEM.label.in_(asked), ITEM.inside.in_(asked)))
        new = [item for item in _items(connection, query) if item.label not in found]
        found |= {item.label: item for item in new}
        asked = {item.label for item in new} | {item.inside for item in new if item.inside}
        asked -= {label for label in asked if label in found and label not in {item.label for item in new}}
    rooms = {(item.session, item.room) for item in found.values() if item.group and item.session and item.room}
    beside = (one for session, room in sorted(rooms) for one in of_room(connection, plan, session, room))
    return {one.label: one for one in beside} | found


def of_room(connection: Connection, plan: int, session: str, room: str) -> list[Item]:
    """Return the objects that are for a room in a session, in order of label."""
    query = select(ITEM.body).where(ITEM.plan == plan, ITEM.session == session, ITEM.room == room)
    return _items(connection, query.order_by(ITEM.label))


def in_rooms(connection: Connection, plan: int, session: str) -> frozenset[str]:
    """Return the rooms that have papers or cards of a session now."""
    query = select(ITEM.body).where(ITEM.plan == plan, ITEM.session == session)
    there = (item for item in _items(connection, query) if item.of.secure and item.holder.stage == "room")
    return frozenset(item.holder.room for item in there if item.holder.room is not None)


def every(connection: Connection, plan: int) -> dict[str, Item]:
    """Return all objects of a plan by label."""
    query = select(ITEM.body).where(ITEM.plan == plan).order_by(ITEM.label)
    return {item.label: item for item in _items(connection, query)}


def _items(connection: Connection, query: Any) -> list[Item]:
    return [item_from_row(json.loads(body)) for (body,) in connection.execute(query)]


def add(connection: Connection, items: Iterable[Item]) -> None:
    """Add new objects."""
    rows = [_values(item) for item in items]
    if rows:
        connection.execute(insert(tables.item), rows)


def keep(connection: Connection, items: Iterable[Item]) -> None:
    """Set objects that are there."""
    for item in items:
        place = (ITEM.plan == item.plan, ITEM.label == item.label)
        connection.execute(update(tables.item).where(*place).values(_values(item)))


def remove(connection: Connection, plan: int, label: str) -> None:
    """Remove an object of which there was none in truth."""
    connection.execute(delete(tables.item).where(ITEM.plan == plan, ITEM.label == label))


def _values(item: Item) -> dict[str, Any]:
    return {
        "plan": item.plan,
        "label": item.label,
        "kind": item.kind,
        "session": item.session,
        "room": item.room,
        "inside": item.inside,
        "body": _text(item_to_row(item)),
    }


def registered(connection: Connection, plan: int) -> tuple[int, dict[tuple[str, str | None, str | None], Labels]]:
    """Return how many labels a plan gave out, and the first one there of each kind, session, room and group."""
    query = select(ITEM.kind, ITEM.session, ITEM.room, func.min(ITEM.label))
    found = connection.execute(query.where(ITEM.plan == plan).group_by(ITEM.kind, ITEM.session, ITEM.room)).all()
    labels: dict[tuple[str, str | None, str | None], dict[Subject | None, str]] = {
        (row[0], row[1], row[2]): {None: row[3]} for row in found if row[0] not in BY_GROUP
    }
    bags = select(ITEM.body).where(ITEM.plan == plan, ITEM.kind.in_(BY_GROUP)).order_by(ITEM.label)
    for item in _items(connection, bags):
        labels.setdefault((item.kind, item.session, item.room), {}).setdefault(item.group, item.label)
    return given(connection, plan), dict(labels)


def given(connection: Connection, plan: int) -> int:
    """Return how many labels a plan ever gave out, with those that were withdrawn: a number that only grows."""
    query = select(SERIAL.kind, SERIAL.last).where(SERIAL.plan == plan, SERIAL.kind.in_(LABELLED))
    return sum(given_out(kind, last) for kind, last in connection.execute(query))


def last_serial(connection: Connection, plan: int, kind: str) -> int:
    """Return the last serial of a kind of labels, or of a group of the archive; 0 where there was none."""
    query = select(SERIAL.last).where(SERIAL.plan == plan, SERIAL.kind == kind)
    return connection.execute(query).scalar() or 0


def count_on(connection: Connection, plan: int, kind: str, last: int) -> None:
    """Set the last serial of a kind or group; none is ever given out twice."""
    connection.execute(delete(tables.serial).where(SERIAL.plan == plan, SERIAL.kind == kind))
    connection.execute(insert(tables.serial), {"plan": plan, "kind": kind, "last": last})


def used(connection: Connection, plan: int, seals: Collection[str]) -> frozenset[str]:
    """Return those of these strips that were put on something before."""
    query = select(STRIP.seal).where(STRIP.plan == plan, STRIP.seal.in_(seals))
    return frozenset(connection.execute(query).scalars())


def use(connection: Connection, plan: int, seal: str, label: str, fact: str) -> None:
    """Note that a strip was put on an object."""
    if not used(connection, plan, [seal]):
        connection.execute(insert(tables.strip), {"plan": plan, "seal": seal, "label": label, "fact": fact})


def unused(connection: Connection, fact: str) -> None:
    """Forget the strips of an act that was taken back."""
    connection.execute(delete(tables.strip).where(STRIP.fact == fact))


def add_act(connection: Connection, act: Kept) -> None:
    """Add an act."""
    values = {"fact": act.fact, "seq": act.seq, "plan": act.plan, "device": act.device, "undone": int(act.undone)}
    connection.execute(insert(tables.custody), values | {"body": _text(act.row)})


def act_of(connection: Connection, fact: str) -> Kept | None:
    """Return an act by its fact, or None."""
    found = connection.execute(select(tables.custody).where(ACT.fact == fact)).first()
    return None if found is None else _kept(found)


def newest_of(connection: Connection, device: str) -> str | None:
    """Return the fact of a device's newest act that was not taken back, or None."""
    query = select(ACT.fact).where(ACT.device == device, ACT.undone == 0).order_by(ACT.seq.desc()).limit(1)
    return connection.execute(query).scalar()


def change_act(connection: Connection, fact: str, row: Mapping[str, Any], *, undone: bool) -> None:
    """Set the row of an act, and whether it was taken back."""
    values = {"body": _text(row), "undone": int(undone)}
    connection.execute(update(tables.custody).where(ACT.fact == fact).values(values))


def acts(connection: Connection, plan: int) -> list[Kept]:
    """Return a plan's acts in the order of the journal."""
    query = select(tables.custody).where(ACT.plan == plan).order_by(ACT.seq)
    return [_kept(found) for found in connection.execute(query)]


def _kept(found: Any) -> Kept:
    return Kept(found.fact, found.seq, found.plan, found.device, bool(found.undone), json.loads(found.body))


def _text(row: Mapping[str, Any]) -> str:
    return json.dumps(dict(row), ensure_ascii=False, sort_keys=True)
