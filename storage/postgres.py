"""PostgreSQL: the same actions on a small pool; a conflict runs the whole action once more."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import IsolationLevel, errors
from psycopg_pool import ConnectionPool, PoolTimeout

from storage.errors import StorageUnavailable
from storage.jobs import Announce, Health, Job
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
        self._pool = ConnectionPool(
            conninfo(url), min_size=1, max_size=POOL, timeout=WAIT_SECONDS, open=True
        )
        self._threads = ThreadPoolExecutor(POOL, thread_name_prefix="storage")

    def write(self, job: Job[Any]) -> None:
        self._threads.submit(self._serve, job, self._commit)

    def read(self, job: Job[Any]) -> None:
        self._threads.submit(self._serve, job, self._look)

    def close(self) -> None:
        self._threads.shutdown()
        self._pool.close()

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
