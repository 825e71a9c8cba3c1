"""SQLite: one writer thread whose waiting actions share a commit, and readers beside it."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from storage.errors import StorageUnavailable
from storage.jobs import Announce, Health, Job
from storage.statements import SQLITE
from storage.transaction import Transaction

PREFIX = "sqlite:///"
BATCH = 64  # actions that may share one commit
BUSY_MS = 5_000  # how long another program's lock is waited for
READERS = 2

CAUSES = {
    sqlite3.SQLITE_FULL: "磁盘已满",
    sqlite3.SQLITE_BUSY: "数据库被别的程序占用",
    sqlite3.SQLITE_LOCKED: "数据库被别的程序占用",
    sqlite3.SQLITE_CORRUPT: "数据库文件已损坏",
    sqlite3.SQLITE_NOTADB: "数据库文件已损坏",
    sqlite3.SQLITE_IOERR: "磁盘读写出错",
    sqlite3.SQLITE_CANTOPEN: "数据库文件打不开",
    sqlite3.SQLITE_READONLY: "数据库文件只读",
    sqlite3.SQLITE_PERM: "数据库文件没有读写权限",
    sqlite3.SQLITE_NOMEM: "内存不足",
}


def sqlite_path(url: str) -> Path:
    return Path(url.removeprefix(PREFIX))


def trouble(error: BaseException) -> StorageUnavailable | None:
    """The error as a state of the disk; None when it is the statement's own fault."""
    cause = CAUSES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return StorageUnavailable(f"{cause}({error})") if cause else None


@contextmanager
def troubles() -> Iterator[None]:
    """Turn errors of the disk into StorageUnavailable."""
    try:
        yield
    except sqlite3.Error as error:
        state = trouble(error)
        if state is None:
            raise
        raise state from error


def connect(path: Path) -> sqlite3.Connection:
    """A connection for writing, in the modes that lose nothing acknowledged."""
    with troubles():
        connection = _connect(path)
        try:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                connection.execute(f"PRAGMA {pragma}")
            # Without this, INSERT OR REPLACE would get past the triggers that guard the events.
            connection.execute("PRAGMA recursive_triggers=ON")
        except BaseException:
            connection.close()
            raise
        return connection


def connect_reader(path: Path) -> sqlite3.Connection:
    connection = _connect(path)
    connection.execute("PRAGMA query_only=ON")
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path,
        timeout=BUSY_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )


class SqliteEngine:
    """Runs jobs on one file; a failed disk is told in `health` until a write succeeds again."""

    dialect = SQLITE

    def __init__(self, path: Path, centre_id: str, health: Health, announce: Announce) -> None:
        self._path = path
        self._centre_id = centre_id
        self._health = health
        self._announce = announce
        self._jobs: SimpleQueue[Job[Any] | None] = SimpleQueue()
        self._connection: sqlite3.Connection | None = None
        self._writer = threading.Thread(target=self._run, name="storage-writer", daemon=True)
        self._writer.start()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="storage-reader")
        self._mine = threading.local()
        self._opened: list[sqlite3.Connection] = []

    def write(self, job: Job[Any]) -> None:
        self._jobs.put(job)

    def read(self, job: Job[Any]) -> None:
        self._readers.submit(self._look, job)

    def server_time(self) -> datetime | None:
        """None: there is no server, the clock is ours."""
        return None

    def close(self) -> None:
        """Finish what is queued, then let go of the file."""
        self._jobs.put(None)
        self._writer.join()
        self._readers.shutdown()
        for connection in self._opened:
            connection.close()

    # The writer thread

    def _run(self) -> None:
        while batch := self._next_batch():
            self._commit_together(batch)
        self._let_go()

    def _next_batch(self) -> list[Job[Any]]:
        """What waits now, at least one; empty when it is time to stop."""
        batch: list[Job[Any]] = []
        job = self._jobs.get()
        while job is not None:
            if job.wanted:
                batch.append(job)
            if len(batch) == BATCH:
                return batch
            try:
                job = self._jobs.get(block=not batch)
            except Empty:
                return batch
        if batch:
            self._jobs.put(None)
        return batch

    def _commit_together(self, batch: list[Job[Any]]) -> None:
        try:
            with troubles():
                self._attempt(batch)
        except Exception as error:
            self._health.writing = str(error)
            for job in batch:
                job.refuse(error)
            self._let_go()
        else:
            self._health.writing = None
        touched = set().union(*(job.touched for job in batch))
        if touched:
            self._announce(touched)
        for job in batch:
            job.settle()

    def _attempt(self, batch: list[Job[Any]]) -> None:
        if self._connection is None:
            self._connection = connect(self._path)
        self._connection.execute("BEGIN IMMEDIATE")
        if len(batch) == 1:
            self._act_alone(self._connection, batch[0])
            return
        for job in batch:
            self._act_among_others(self._connection, job)
        self._connection.execute("COMMIT")

    def _act_alone(self, connection: sqlite3.Connection, job: Job[Any]) -> None:
        try:
            job.attempt(Transaction(connection, SQLITE, self._centre_id))
        except Exception as error:
            if trouble(error) or not connection.in_transaction:
                raise
            connection.execute("ROLLBACK")
            job.refuse(error)
        else:
            connection.execute("COMMIT")

    def _act_among_others(self, connection: sqlite3.Connection, job: Job[Any]) -> None:
        """One action between savepoints: its failure takes nothing of the others with it."""
        connection.execute("SAVEPOINT action")
        try:
            job.attempt(Transaction(connection, SQLITE, self._centre_id))
        except Exception as error:
            if trouble(error) or not connection.in_transaction:
                raise
            connection.execute("ROLLBACK TO action")
            job.refuse(error)
        connection.execute("RELEASE action")

    def _let_go(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

    # The readers

    def _look(self, job: Job[Any]) -> None:
        if not job.wanted:
            return
        try:
            with troubles():
                self._snapshot(job)
            self._health.reading = None
        except Exception as error:
            if isinstance(error, StorageUnavailable):
                self._health.reading = str(error)
            job.refuse(error)
        job.settle()

    def _snapshot(self, job: Job[Any]) -> None:
        connection = self._reader()
        connection.execute("BEGIN")
        try:
            job.attempt(Transaction(connection, SQLITE, self._centre_id))
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _reader(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = connect_reader(self._path)
            self._mine.connection = connection
            self._opened.append(connection)
        return connection
