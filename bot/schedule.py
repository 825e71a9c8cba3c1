"""The metronome: APScheduler rings, three workers work; due times themselves are rows of ours.

inbox      what people wrote: rung by each commit that brought something
sweep      what fell due: rung at the earliest due time, at most 30 s away; the inbox goes first,
           because a move counts from when its writer sent it, even after we were down
delivery   what is to be said: rung by each commit that queued something, and when a held letter
           may leave
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import delivery, inbox_worker
from bot.desk import Desk
from bot.reminding import audit, sweep_all
from bot.service import Service
from storage.errors import StorageError

log = structlog.get_logger()

AT_MOST = timedelta(seconds=30)
AT_LEAST = timedelta(seconds=1)  # after a round that found nothing: another copy may be at it
AUDIT_EVERY = timedelta(minutes=10)
STOP_SECONDS = 3.0  # a round under way may end by itself
JOB: dict[str, Any] = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}

NextTime = Callable[[Desk], datetime | None]


class Worker:
    """Work that is done when it is rung, never twice at once; rung meanwhile, it is done again.

    An error is logged and ends only that round: the next ring tries again.
    """

    def __init__(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self.name = name
        self._work = work
        self._bell = asyncio.Event()
        self._stopping = False

    def ring(self) -> None:
        self._bell.set()

    def stop(self) -> None:
        self._stopping = True
        self._bell.set()

    async def run(self) -> None:
        while True:
            await self._bell.wait()
            self._bell.clear()
            if self._stopping:
                return
            try:
                await self._work()
            except StorageError as error:
                log.error("storage_unavailable", worker=self.name, exc_info=error)
            except Exception:
                log.exception("round_failed", worker=self.name)


class Schedule:
    """The service's workers, and the jobs that ring them."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._emptying = asyncio.Lock()
        self._workers = {
            "inbox": Worker("inbox", self._empty_inbox),
            "sweep": Worker("sweep", self._sweep),
            "delivery": Worker("delivery", self._deliver),
            "arm": Worker("arm", partial(self._arm, "sweep", _next_due)),
        }
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, executors={"default": AsyncIOExecutor()}, job_defaults=JOB
        )

    def start(self) -> list[asyncio.Task[None]]:
        """Everything is looked at once, now: what waited while we were down goes first."""
        add = self._scheduler.add_job
        every, now = AT_MOST.total_seconds(), self._service.clock.now()
        add(self._tick, "interval", ["sweep"], seconds=every, id="sweep", next_run_time=now)
        add(self._tick, "interval", ["delivery"], seconds=every, id="drain", next_run_time=now)
        add(self._audit, "interval", seconds=AUDIT_EVERY.total_seconds(), id="audit")
        self._service.database.on_commit.append(self._hear)
        self._scheduler.start()
        return [asyncio.create_task(worker.run()) for worker in self._workers.values()]

    def stop(self) -> None:
        self._service.database.on_commit.remove(self._hear)
        self._scheduler.shutdown(wait=False)
        for worker in self._workers.values():
            worker.stop()

    def _hear(self, topics: set[str]) -> None:
        """After each commit, on the event loop: only bells are rung here."""
        for topic, worker in (("inbox", "inbox"), ("outbox", "delivery"), ("due", "arm")):
            if topic in topics:
                self._workers[worker].ring()

    async def _tick(self, worker: str) -> None:
        self._workers[worker].ring()

    async def _empty_inbox(self) -> None:
        async with self._emptying:  # the sweep empties it too
            while await inbox_worker.drain(self._service):
                pass

    async def _sweep(self) -> None:
        await self._empty_inbox()
        done = await sweep_all(self._service)
        await self._arm("sweep", _next_due, after=timedelta() if done else AT_LEAST)

    async def _deliver(self) -> None:
        done = 0
        while sent := await delivery.drain(self._service):
            done += sent
        await self._arm("drain", _next_letter, after=timedelta() if done else AT_LEAST)

    async def _arm(self, job: str, query: NextTime, after: timedelta = timedelta()) -> None:
        """Ring when the next thing is due, not before `after` has passed, 30 s away at most."""
        due = await self._service.ask(query)
        if not self._scheduler.running:
            return
        now = self._service.clock.now()
        at = min(max(due or now + AT_MOST, now + after), now + AT_MOST)
        self._scheduler.modify_job(job, next_run_time=at)

    async def _audit(self) -> None:
        with suppress(StorageError):  # the workers say so, and so does the health check
            for finding in await self._service.ask(audit):
                log.error("audit_found", finding=finding)


@asynccontextmanager
async def scheduled(service: Service) -> AsyncIterator[None]:
    """The workers run inside; at the end a round under way is given time to finish."""
    schedule = Schedule(service)
    tasks = schedule.start()
    try:
        yield
    finally:
        schedule.stop()
        _done, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


def _next_due(desk: Desk) -> datetime | None:
    return desk.stores.due.next_at()


def _next_letter(desk: Desk) -> datetime | None:
    return desk.stores.outbox.next_at()
