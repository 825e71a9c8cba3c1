"""The database as everybody sees it: `write` an action, `read` a query, both plain functions."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, Self, TypeVar

from storage.errors import StorageUnavailable
from storage.jobs import Engine, Health, Job
from storage.migrations import bring_up
from storage.sealing import Sealer
from storage.stores import Memory, Stores, check_key
from storage.transaction import Transaction

__all__ = ["Database", "Health", "Stores"]

P = ParamSpec("P")
T = TypeVar("T")

Hook = Callable[[set[str]], None]

log = logging.getLogger(__name__)


class Database:
    """One centre's data. An action is a plain function of (stores, …): it cannot await, so it
    cannot hold the database while a network is slow.

    `on_commit`: hooks called on the event loop after each commit with the topics it touched
    (inbox, outbox, due, people); while no loop is known, on the thread that committed.
    """

    def __init__(self, url: str, centre_id: str, sealer: Sealer) -> None:
        self.centre_id = centre_id
        self.on_commit: list[Hook] = []
        self._health = Health()
        self._memory = Memory(sealer)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._engine = self._engine_for(url)

    @classmethod
    def open(cls, url: str, *, centre_id: str = "main", sealer: Sealer) -> Self:
        """Bring the shape up to date, check the key, and start.

        `url`: sqlite:///path or postgresql+psycopg://…
        Raises StorageUnavailable, WrongKey or DatabaseTooNew.
        """
        if url.startswith("sqlite"):
            _make_room(url)
        bring_up(url)
        database = cls(url, centre_id, sealer)
        try:
            database.write_now(check_key)
        except BaseException:
            database.close()
            raise
        return database

    @property
    def dialect(self) -> str:
        return self._engine.dialect

    async def write(
        self, action: Callable[Concatenate[Stores, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the action in one transaction; any exception rolls all of it back."""
        self._loop = asyncio.get_running_loop()
        job = self._job(action, *args, **kwargs)
        self._engine.write(job)
        return await asyncio.wrap_future(job.future)

    async def read(
        self, query: Callable[Concatenate[Stores, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the query on committed data, all of one moment."""
        self._loop = asyncio.get_running_loop()
        job = self._job(query, *args, **kwargs)
        self._engine.read(job)
        return await asyncio.wrap_future(job.future)

    def write_now(
        self, action: Callable[Concatenate[Stores, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same as `write`, waiting here: for command lines and tests."""
        job = self._job(action, *args, **kwargs)
        self._engine.write(job)
        return job.future.result()

    def read_now(
        self, query: Callable[Concatenate[Stores, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        job = self._job(query, *args, **kwargs)
        self._engine.read(job)
        return job.future.result()

    def health(self) -> Health:
        """What last went wrong and was not followed by a success."""
        return self._health

    def server_time(self) -> datetime | None:
        """What time the database server says it is (aware UTC); None on SQLite."""
        return self._engine.server_time()

    def close(self) -> None:
        """Finish what is queued and let go of the database."""
        self._engine.close()

    def _job(
        self, action: Callable[Concatenate[Stores, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Job[T]:
        def work(transaction: Transaction) -> T:
            return action(Stores(transaction, self._memory), *args, **kwargs)

        return Job(work)

    def _engine_for(self, url: str) -> Engine:
        if url.startswith("sqlite"):
            from storage.sqlite import SqliteEngine, sqlite_path

            return SqliteEngine(sqlite_path(url), self.centre_id, self._health, self._announce)
        from storage.postgres import PostgresEngine

        return PostgresEngine(url, self.centre_id, self._health, self._announce)

    def _announce(self, topics: set[str]) -> None:
        """Called on the writing thread, before whoever asked hears of the commit."""
        loop = self._loop
        if loop is None:
            self._call_hooks(topics)
        elif not loop.is_closed():
            loop.call_soon_threadsafe(self._call_hooks, topics)

    def _call_hooks(self, topics: set[str]) -> None:
        for hook in self.on_commit:
            try:
                hook(topics)
            except Exception:
                log.exception("commit_hook_failed")


def _make_room(url: str) -> None:
    """The file and its folder, for the owner's eyes only."""
    from storage.sqlite import sqlite_path

    path = sqlite_path(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise StorageUnavailable(f"数据库文件建不了({error})") from error
