"""An action on its way into a transaction, and how the database is doing."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from storage.transaction import Transaction

T = TypeVar("T")


class Job(Generic[T]):
    """Work for one transaction; `future` is resolved only after the commit."""

    def __init__(self, work: Callable[[Transaction], T]) -> None:
        self.work = work
        self.future: Future[T] = Future()
        self.touched: set[str] = set()
        self._result: T
        self._error: BaseException | None = None

    @property
    def wanted(self) -> bool:
        """False when whoever asked has gone away before it began."""
        return self.future.set_running_or_notify_cancel()

    def attempt(self, transaction: Transaction) -> None:
        """Do the work; its outcome is kept back until `settle`."""
        self._error = None
        self._result = self.work(transaction)
        self.touched = transaction.touched

    def refuse(self, error: BaseException) -> None:
        """Keep the error instead of a result."""
        self._error = error
        self.touched = set()

    def settle(self) -> None:
        """Tell whoever asked, after the commit or the rollback."""
        if self._error is not None:
            self.future.set_exception(self._error)
        else:
            self.future.set_result(self._result)


@dataclass
class Health:
    """What last went wrong and was not followed by a success; None: nothing."""

    writing: str | None = None
    reading: str | None = None
    skew: str | None = None  # the database's clock and ours differ

    @property
    def ok(self) -> bool:
        return self.cause is None

    @property
    def cause(self) -> str | None:
        return self.writing or self.reading or self.skew


class Engine(Protocol):
    """One kind of database: runs jobs, each in a transaction of its own."""

    dialect: str

    def write(self, job: Job[T]) -> None: ...

    def read(self, job: Job[T]) -> None: ...

    def server_time(self) -> datetime | None: ...

    def close(self) -> None: ...


Announce = Callable[[set[str]], None]
