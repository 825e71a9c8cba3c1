"""10,000 reminders of one second, a million pending, against claim and bare outbox rows."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bot import delivery
from bot.reminding import BATCH, sweep_all
from bot.service import Service
from storage import due_store, outbox_statements, sqlite
from storage.statements import SQLITE
from storage.utc import to_us
from tests.bench.centre import centre
from tests.bench.county import MOMENT, PENDING, PEOPLE, REMINDERS, build, reset
from tests.bench.figures import Figure
from tests.bench.ticker import ticking

NOW = MOMENT + timedelta(seconds=1)
ROUNDS = 3
AIM, AIM_STALL = 6.0, 20.0

Rows = list[dict[str, Any]]


@dataclass
class Found:
    """Seconds of each round, and how long the event loop stood still, in milliseconds."""

    sweep: list[float] = field(default_factory=list)
    sweep_stall: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    delivery: list[float] = field(default_factory=list)
    delivery_stall: list[float] = field(default_factory=list)


def measure(folder: Path) -> list[Figure]:
    return asyncio.run(_measure(folder))


async def _measure(folder: Path) -> list[Figure]:
    file, found = folder / "county.db", Found()
    await build(file)
    for _ in range(ROUNDS):
        rows = await _ours(file, found)
        reset(file)
        found.floor.append(_floor(file, rows))
        reset(file)
    return _figures(found)


async def _ours(file: Path, found: Found) -> Rows:
    """Sweep and deliver; the outbox rows that the sweep wrote."""
    async with centre(file, NOW) as service:
        gc.freeze()  # as `serve` does
        seconds, stall = await _timed(service, sweep_all)
        found.sweep.append(seconds)
        found.sweep_stall.append(stall)
        rows = _written(file)
        if len(rows) != REMINDERS:
            raise RuntimeError(f"{len(rows)} messages of {REMINDERS} reminders")
        seconds, stall = await _timed(service, _deliver)
        found.delivery.append(seconds)
        found.delivery_stall.append(stall)
    return rows


async def _timed(
    service: Service, work: Callable[[Service], Awaitable[object]]
) -> tuple[float, float]:
    began = perf_counter()
    with ticking() as ticker:
        await work(service)
    return perf_counter() - began, ticker.stall


async def _deliver(service: Service) -> None:
    while await delivery.drain(service):
        pass


def _written(file: Path) -> Rows:
    with closing(sqlite.connect_reader(file)) as reader:
        cursor = reader.execute("SELECT * FROM outbox ORDER BY place")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def _floor(file: Path, rows: Rows) -> float:
    """The same batches by bare sqlite3: claim, write the same outbox rows, commit."""
    claim, add = due_store.CLAIM.text(SQLITE), outbox_statements.ADD.text(SQLITE)
    values = {"centre_id": "main", "now": to_us(NOW), "limit": BATCH}
    with closing(sqlite.connect(file)) as connection:
        began = perf_counter()
        for first in range(0, REMINDERS, BATCH):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(claim, values).fetchall()
            connection.executemany(add, rows[first : first + BATCH])
            connection.execute("COMMIT")
        return perf_counter() - began


def _figures(found: Found) -> list[Figure]:
    ours, floor = min(found.sweep), min(found.floor)
    said = min(found.delivery)
    what = f"{REMINDERS} reminders of {PEOPLE} people in one second, {PENDING} rows pending"
    return [
        Figure(
            name="sweep / claim and bare outbox rows",
            value=ours / floor,
            unit="x",
            aim=AIM,
            note=f"{1000 * ours:.0f} ms against {1000 * floor:.0f} ms; {what}",
        ),
        Figure(
            name="event loop stall, sweep",
            value=median(found.sweep_stall),
            unit="ms",
            aim=AIM_STALL,
            note=f"longest of a 1 ms ticker, of {ROUNDS} rounds {_all(found.sweep_stall)}",
        ),
        Figure(
            name="event loop stall, delivery of them",
            value=median(found.delivery_stall),
            unit="ms",
            aim=AIM_STALL,
            note=f"{said:.1f} s for {PEOPLE} bundles; rounds {_all(found.delivery_stall)}",
        ),
    ]


def _all(values: list[float]) -> str:
    return " / ".join(f"{value:.0f}" for value in values)
