"""What a transaction really wrote, taken down and written again by bare sqlite3."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from storage import sqlite

Values = Mapping[str, Any]
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Written:
    """One statement that changed `rows` rows; `batch`: it was given several sets of values."""

    text: str
    values: Any
    rows: int
    batch: bool = False


Transactions = list[list[Written]]


@dataclass
class Tape:
    """The transactions that were committed, one after the other, without what they only read."""

    _closed: Transactions = field(default_factory=list)
    _open: list[Written] = field(default_factory=list)

    def begin(self) -> None:
        self._open = []

    def add(self, written: Written) -> None:
        if written.rows > 0 and written.text.startswith(WRITES):
            self._open.append(written)

    def commit(self) -> None:
        if self._open:
            self._closed.append(self._open)

    def take(self) -> Transactions:
        """What was committed since it was taken last."""
        taken, self._closed = self._closed, []
        return taken


class Taped:
    """A connection as the writer thread uses it, with the tape running."""

    def __init__(self, connection: sqlite3.Connection, tape: Tape) -> None:
        self._connection = connection
        self._tape = tape

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def execute(self, text: str, values: Values | tuple[()] = ()) -> sqlite3.Cursor:
        cursor = self._connection.execute(text, values)
        if text.startswith("BEGIN"):
            self._tape.begin()
        elif text == "COMMIT":
            self._tape.commit()
        # A statement with RETURNING knows its rows only when they were fetched; it found some.
        rows = 1 if "RETURNING" in text else cursor.rowcount
        self._tape.add(Written(text, values, rows))
        return cursor

    def cursor(self) -> "Taped":
        return self

    def executemany(self, text: str, batch: Sequence[Values]) -> None:
        cursor = self._connection.executemany(text, batch)
        self._tape.add(Written(text, batch, cursor.rowcount, batch=True))

    def close(self) -> None:
        self._connection.close()


@contextmanager
def taped() -> Iterator[Tape]:
    """Every SQLite database opened inside takes down what it writes."""
    tape, connect = Tape(), sqlite.connect

    def connected(path: Path) -> Taped:
        return Taped(connect(path), tape)

    with patch.object(sqlite, "connect", connected):
        yield tape


def write_again(connection: sqlite3.Connection, transactions: Transactions) -> None:
    """The same rows within the same boundaries, and nothing else."""
    for transaction in transactions:
        connection.execute("BEGIN IMMEDIATE")
        for written in transaction:
            if written.batch:
                connection.executemany(written.text, written.values)
            else:
                connection.execute(written.text, written.values).fetchall()
        connection.execute("COMMIT")


def rows_of(transactions: Transactions) -> int:
    return sum(written.rows for transaction in transactions for written in transaction)
