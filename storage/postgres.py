"""PostgreSQL: the same actions on a small pool; a conflict runs the whole action once more."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import IsolationLevel, errors
from psycopg_pool import ConnectionPool, PoolTimeout

from storage.errors import StorageUnavailable
from storage.jobs import Announce, Health, Job
from storage.postgres_bell import Bell
from storage.statements import POSTGRESQL
from storage.transaction import Transaction

POOL = 4
WAIT_SECONDS = 10.0  # for a free connection, or for a server that is coming back
ATTEMPTS = 8

# Two copies met: the loser starts over and sees what the winner wrote.
CONFLICTS = (errors.SerializationFailure, errors.DeadlockDetected, errors.UniqueViolation)
UNREACHABLE = (psycopg.OperationalError, PoolTimeout)

FULL = (errors.DiskFull, errors.OutOfMemory)
DAMAGED = (errors.DataCorrupted, errors.IndexCorrupted)


@contextmanager
def troubles() -> Iterator[None]:
    """Turn errors of the server into StorageUnavailable."""
    try:
        yield
    except FULL as error:
        raise StorageUnavailable(f"磁盘已满({error})") from error
    except DAMAGED as error:
        raise StorageUnavailable(f"数据库已损坏({error})") from error
    except UNREACHABLE as error:
        if isinstance(error, CONFLICTS):
            raise
        raise StorageUnavailable(f"连不上数据库({error})") from error


def conninfo(url: str) -> str:
    """The driver's own spelling of a SQLAlchemy address."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


class PostgresEngine:
    """Runs jobs on a pool; several copies of the service may do so at once."""

    dialect = POSTGRESQL

    def __init__(self, url: str, centre_id: str, health: Health, announce: Announce) -> None:
        self._centre_id = centre_id
        self._health = health
        self._announce = announce
        address = conninfo(url)
        self._pool = ConnectionPool(
            address, min_size=1, max_size=POOL, timeout=WAIT_SECONDS, open=True
        )
        self._threads = ThreadPoolExecutor(POOL, thread_name_prefix="storage")
        self._bell = Bell(address, centre_id, announce, self._speak)

    def write(self, job: Job[Any]) -> None:
        self._threads.submit(self._serve, job, self._commit)

    def read(self, job: Job[Any]) -> None:
        self._threads.submit(self._serve, job, self._look)

    def close(self) -> None:
        self._threads.shutdown()
        self._bell.stop()
        self._pool.close()

    def server_time(self) -> datetime | None:
        """The server's clock, which all copies share."""
        with troubles(), self._pool.connection() as connection:
            row = connection.execute("SELECT clock_timestamp()").fetchone()
        return row[0].astimezone(UTC) if row else None

    def _serve(self, job: Job[Any], do: Callable[[Job[Any]], None]) -> None:
        if not job.wanted:
            return
        try:
            with troubles():
                do(job)
            self._health.writing = None
        except Exception as error:
            if isinstance(error, StorageUnavailable):
                self._health.writing = str(error)
                self._pool.check()  # whoever comes next must not get a dead connection
            job.refuse(error)
        if job.touched:
            self._announce(job.touched)
        job.settle()
        if job.touched and self._bell.collect(job.touched):
            self._ring()

    def _ring(self) -> None:
        """After what is queued already, so that many commits ring once."""
        with suppress(RuntimeError):  # closing: the others look for themselves
            self._threads.submit(self._bell.tell)

    def _speak(self, channel: str, note: str) -> None:
        with self._pool.connection() as connection:
            connection.execute("SELECT pg_notify(%s, %s)", (channel, note))

    def _commit(self, job: Job[Any]) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._pool.connection() as connection:
                    connection.isolation_level = IsolationLevel.READ_COMMITTED
                    connection.read_only = False
                    job.attempt(Transaction(connection, POSTGRESQL, self._centre_id))
                return
            except CONFLICTS:
                if attempt == ATTEMPTS:
                    raise

    def _look(self, job: Job[Any]) -> None:
        """Everything a query sees is of one moment."""
        with self._pool.connection() as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            job.attempt(Transaction(connection, POSTGRESQL, self._centre_id))
