"""The peer we did not choose: one APScheduler job per reminder. Its jobs do nothing at all."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import SystemClock
from tests.bench.figures import Figure
from tests.bench.ticker import ticking

ONE_SECOND = timedelta(seconds=1)
LEAD = timedelta(seconds=6)  # while jobs are added, none of them is due
LONGEST = 120.0  # seconds until a peer is given up


@dataclass(frozen=True, kw_only=True)
class Peer:
    """`grace` in seconds as APScheduler's misfire_grace_time; 1 is its default, None waits."""

    name: str
    store: Callable[[], Any]
    jobs: int
    grace: int | None
    lead: timedelta = timedelta()


@dataclass
class Outcome:
    """What became of the jobs."""

    jobs: int
    ended: Counter[str] = field(default_factory=Counter)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, event: JobExecutionEvent) -> None:
        self.ended["ran" if event.code == EVENT_JOB_EXECUTED else "lost"] += 1
        if self.ended.total() == self.jobs:
            self.over.set()


def measure(folder: Path) -> list[Figure]:
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # it says each loss in a line
    disk = partial(SQLAlchemyJobStore, f"sqlite:///{folder / 'jobs.db'}")
    peers = (
        Peer(name="memory, no grace", store=MemoryJobStore, jobs=10_000, grace=None),
        Peer(name="SQLite, no grace", store=disk, jobs=500, grace=None),
        Peer(name="SQLite, its default", store=disk, jobs=500, grace=1, lead=LEAD),
    )
    return [asyncio.run(_measure(peer)) for peer in peers]


async def remind() -> None:
    """The scheduler alone is measured."""


async def _measure(peer: Peer) -> Figure:
    scheduler = AsyncIOScheduler(
        jobstores={"default": peer.store()}, executors={"default": AsyncIOExecutor()}
    )
    scheduler.start(paused=True)
    adding = _add_jobs(scheduler, peer)
    outcome = Outcome(peer.jobs)
    scheduler.add_listener(outcome.hear, EVENT_JOB_EXECUTED | EVENT_JOB_MISSED)
    began = perf_counter()
    with ticking() as ticker:
        scheduler.resume()
        await asyncio.wait_for(outcome.over.wait(), LONGEST)
    seconds = perf_counter() - began
    scheduler.shutdown(wait=False)
    return _figure(peer, outcome, ticker.stall, f"added in {adding:.1f} s, over in {seconds:.1f} s")


def _add_jobs(scheduler: AsyncIOScheduler, peer: Peer) -> float:
    """Due within one second, now or after the lead; how many seconds adding them took."""
    began, first = perf_counter(), SystemClock().now() + peer.lead
    for n in range(peer.jobs):
        at = first + n * ONE_SECOND / peer.jobs
        scheduler.add_job(remind, "date", run_date=at, misfire_grace_time=peer.grace)
    return perf_counter() - began


def _figure(peer: Peer, outcome: Outcome, stall: float, note: str) -> Figure:
    each = f", {10_000 * stall / peer.jobs:.0f} ms for 10000" if peer.jobs < 10_000 else ""
    ended = f"{outcome.ended['ran']} of {peer.jobs} ran, {outcome.ended['lost']} lost"
    name = f"peer: loop stall, a job each ({peer.name})"
    return Figure(name=name, value=stall, unit="ms", note=f"{ended}; {note}{each}")
