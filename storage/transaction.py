"""One open transaction on the driver's own connection, bound to one centre."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from storage.statements import SQLITE, Statement


class Cursor(Protocol):
    @property
    def rowcount(self) -> int: ...

    @property
    def lastrowid(self) -> int | None: ...

    def fetchall(self) -> list[Any]: ...

    def executemany(self, text: Any, batch: Any, /) -> Any: ...


class Connection(Protocol):
    """What sqlite3 and psycopg have in common."""

    def execute(self, text: Any, values: Any = ..., /) -> Any: ...

    def cursor(self) -> Any: ...


class Transaction:
    """Runs statements with the centre filled in, and remembers what was touched.

    `touched` are the topics told to the hooks after the commit: inbox, outbox, due, people.
    """

    __slots__ = ("_connection", "centre_id", "dialect", "touched")

    def __init__(self, connection: Connection, dialect: str, centre_id: str) -> None:
        self._connection = connection
        self.dialect = dialect
        self.centre_id = centre_id
        self.touched: set[str] = set()

    def rows(self, statement: Statement, **values: Any) -> list[Any]:
        """All rows, as tuples."""
        return self._execute(statement, values).fetchall()

    def one(self, statement: Statement, **values: Any) -> Any | None:
        """The first row, or None."""
        found = self._execute(statement, values).fetchall()
        return found[0] if found else None

    def run(self, statement: Statement, **values: Any) -> int:
        """How many rows were changed."""
        return self._execute(statement, values).rowcount

    def insert(self, statement: Statement, **values: Any) -> int | None:
        """The place of the new row; None when an older row with the same key was in its way.

        Not by RETURNING on SQLite: that makes an insert two to three times as slow.
        """
        values["centre_id"] = self.centre_id
        if self.dialect == SQLITE:
            cursor: Cursor = self._connection.execute(statement.text(SQLITE), values)
            return cursor.lastrowid if cursor.rowcount == 1 else None
        returning = statement.text(self.dialect) + " RETURNING place"
        found = self._connection.execute(returning, values).fetchone()
        return found[0] if found else None

    def many(self, statement: Statement, batch: Iterable[Mapping[str, Any]]) -> None:
        """The same statement for each set of values."""
        filled = [{"centre_id": self.centre_id, **values} for values in batch]
        self._connection.cursor().executemany(statement.text(self.dialect), filled)

    def _execute(self, statement: Statement, values: dict[str, Any]) -> Cursor:
        values["centre_id"] = self.centre_id
        cursor: Cursor = self._connection.execute(statement.text(self.dialect), values)
        return cursor
