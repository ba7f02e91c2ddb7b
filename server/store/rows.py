"""Rows: what screens show, folded from facts once, each with the sequence number that changed it last."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from server.store import tables
from server.store.prepared import Prepared

ROW = tables.row.c
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _upsert(insert: Any) -> Prepared:
    statement = insert(tables.row)
    changed = {name: statement.excluded[name] for name in ("seq", "scope", "value")}
    return Prepared(statement.on_conflict_do_update(index_elements=["kind", "key"], set_=changed))


_UPSERT = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}


_CURRENT = Prepared(select(ROW.value).where(ROW.kind == bindparam("of"), ROW.key == bindparam("at")))


@dataclass(frozen=True, slots=True)
class Changes:
    """Changed rows in the order of ``seq``; ``through`` is the sequence reached, ``more`` whether to ask again."""

    rows: list[dict[str, Any]]
    through: int
    more: bool


class Rows:
    """The rows one transaction changes: kept back until its end, so that a row changed twice is written once."""

    def __init__(self, connection: Connection) -> None:
        """Write through ``connection`` when flushed."""
        self.connection = connection
        self._changed: dict[tuple[str, str], dict[str, Any]] = {}

    def put(self, seq: int, kind: str, key: str, scope: str, value: dict[str, Any] | None) -> None:
        """Set the row ``(kind, key)`` for devices of ``scope``; None says the row is gone."""
        text = None if value is None else _JSON.encode(value)
        self._changed[kind, key] = {"kind": kind, "key": key, "seq": seq, "scope": scope, "value": text}

    def current(self, kind: str, key: str) -> dict[str, Any] | None:
        """Return a row as it stands, with what this transaction has changed; None: there is none."""
        changed = self._changed.get((kind, key))
        if changed is not None:
            text = changed["value"]
        else:
            found = _CURRENT(self.connection, of=kind, at=key)
            text = found[0].value if found else None
        return None if text is None else json.loads(text)

    def current_of(self, kind: str, prefix: str, holding: str = "") -> dict[str, dict[str, Any]]:
        """Return the rows of a kind whose key begins with ``prefix`` and whose text holds ``holding``, by key."""
        return {key: json.loads(text) for key, text in self._texts(kind, prefix) if holding in text}

    def keys_of(self, kind: str, prefix: str, lacking: str) -> list[str]:
        """Return the keys of the rows of a kind that begin with ``prefix`` and whose text does not hold ``lacking``."""
        return [key for key, text in self._texts(kind, prefix) if lacking not in text]

    def _texts(self, kind: str, prefix: str) -> list[tuple[str, str]]:
        query = select(ROW.key, ROW.value).where(ROW.kind == kind, ROW.key >= prefix, ROW.key < prefix + "\U0010ffff")
        texts = {row.key: row.value for row in self.connection.execute(query)}
        texts |= {at: one["value"] for (of, at), one in self._changed.items() if of == kind and at.startswith(prefix)}
        return sorted((key, text) for key, text in texts.items() if text is not None)

    def flush(self) -> None:
        """Write the changed rows."""
        if not self._changed:
            return
        dialect = self.connection.dialect.name
        _UPSERT[dialect].many(self.connection, list(self._changed.values()))
        self._changed.clear()


def changes(connection: Connection, after: int, scopes: Collection[str], limit: int, size: int) -> Changes:
    """Return the rows of ``scopes`` changed after ``after``, at most ``limit`` unless one entry changed more.

    ``size`` is the journal's size: where nothing is left, it is the sequence reached, so that what the caller may not
    see leaves no gap.
    """
    query = select(tables.row).where(ROW.seq > after, ROW.scope.in_(scopes)).order_by(ROW.seq, ROW.kind, ROW.key)
    found = list(connection.execute(query.limit(limit + 1)))
    if len(found) <= limit:
        return Changes([_row(row) for row in found], max(after, size), more=False)
    last = found[-1].seq
    whole = [row for row in found if row.seq < last]
    if not whole:  # one entry changed more rows than a page holds: an entry is never cut in two
        whole = list(connection.execute(query.where(ROW.seq == last)))
    return Changes([_row(row) for row in whole], whole[-1].seq, more=True)


def of_kind(connection: Connection, kind: str, prefix: str) -> dict[str, dict[str, Any]]:
    """Return the rows of a kind whose key begins with ``prefix``, by key; gone ones left out."""
    query = select(ROW.key, ROW.value).where(ROW.kind == kind, ROW.key >= prefix, ROW.key < prefix + "\U0010ffff")
    found = connection.execute(query.where(ROW.value.is_not(None)).order_by(ROW.key))
    return {row.key: json.loads(row.value) for row in found}


def counts(connection: Connection) -> dict[str, int]:
    """Return how many rows there are of each kind, gone ones left out."""
    query = select(ROW.kind, func.count()).where(ROW.value.is_not(None)).group_by(ROW.kind)
    return {kind: count for kind, count in connection.execute(query)}


def _row(row: Any) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "key": row.key,
        "seq": row.seq,
        "value": None if row.value is None else json.loads(row.value),
    }
