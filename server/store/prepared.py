"""Statements of the busiest road, compiled once for each database and run on the driver's own cursor.

SQLAlchemy looks a statement's plan up at each use and describes each result anew, which costs more than the query
itself (about 150 us against 10 us). A check-in runs three of them.
"""

from collections import namedtuple
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.expression import Executable


class Prepared:
    """A Core statement whose parameters are all ``bindparam`` by name; columns come back as the driver gives them."""

    def __init__(self, statement: Executable) -> None:
        """Compile nothing before the first use: the dialect is known only then."""
        self._statement = statement
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None]] = {}
        self._row: Any = None

    def __call__(self, connection: Connection, **params: Any) -> list[Any]:
        """Run the statement inside ``connection``'s transaction and return its rows, columns by name."""
        sql, order = self._for(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(sql, _arranged(params, order))
            if cursor.description is None:
                return []
            if self._row is None:
                self._row = namedtuple("Row", [column[0] for column in cursor.description])  # type: ignore[misc]
            return [self._row._make(values) for values in cursor.fetchall()]
        finally:
            cursor.close()

    def many(self, connection: Connection, params: Sequence[Mapping[str, Any]]) -> None:
        """Run the statement once for each set of parameters."""
        sql, order = self._for(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(sql, [_arranged(each, order) for each in params])
        finally:
            cursor.close()

    def _for(self, connection: Connection) -> tuple[str, tuple[str, ...] | None]:
        name = connection.dialect.name
        if name not in self._compiled:
            compiled: Any = self._statement.compile(dialect=connection.dialect)  # type: ignore[attr-defined]
            self._compiled[name] = (str(compiled), tuple(compiled.positiontup) if compiled.positional else None)
        return self._compiled[name]


def _arranged(params: Mapping[str, Any], order: tuple[str, ...] | None) -> Any:
    return dict(params) if order is None else tuple([params[name] for name in order])
