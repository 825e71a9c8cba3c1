"""10,000 reminders of one second, a million pending, against claim and bare outbox rows."""

import asyncio
import gc
import sqlite3
from collections.abc import Awaitable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bot import delivery
from bot.reminding import BATCH, sweep, sweep_all
from bot.service import Service
from storage import due_store, outbox_statements, sqlite
from storage.statements import SQLITE
from storage.utc import to_us
from tests.bench.centre import centre, copied
from tests.bench.county import MOMENT, PENDING, PEOPLE, REMINDERS, build, reset
from tests.bench.figures import Figure
from tests.bench.ticker import ticking

NOW = MOMENT + timedelta(seconds=1)
WHAT = f"{REMINDERS} reminders of {PEOPLE} people in one second, {PENDING} rows pending"
ROUNDS = 3
DRAINS = 10  # of the delivery, 200 letters each
REST = 1.0  # seconds in which nothing happens, for comparison
AIM, AIM_STALL = 6.0, 20.0
WRITTEN = "SELECT * FROM outbox WHERE place > ? ORDER BY place"

Rows = list[dict[str, Any]]


def measure(folder: Path) -> list[Figure]:
    return asyncio.run(_measure(folder))


async def _measure(folder: Path) -> list[Figure]:
    ours = folder / "ours.db"
    await build(ours)
    bare = copied(ours, "bare.db")
    race = await _race(ours, bare)
    sweeps, deliveries, rests = Stall("sweep"), Stall("delivery"), Stall("rest")
    for _ in range(ROUNDS):
        reset(ours)
        async with centre(ours, NOW) as service:
            gc.freeze()  # as `serve` does
            await rests.of(_rest())
            await sweeps.of(sweep_all(service))
            await deliveries.of(_deliver(service))
    return [race, sweeps.figure(rests), deliveries.figure(rests)]


@dataclass
class Stall:
    """How long the event loop stood still in each round, in milliseconds."""

    name: str
    rounds: list[float] = field(default_factory=list)

    async def of(self, work: Awaitable[object]) -> None:
        with ticking() as ticker:
            await work
        self.rounds.append(ticker.stall)

    def figure(self, rests: "Stall") -> Figure:
        """The middle round: on a busy machine one of them meets a hiccup that is not ours."""
        note = f"longest of each round {self}; of a second at rest {rests}"
        value = median(self.rounds)
        name = f"event loop stall, {self.name}"
        return Figure(name=name, value=value, unit="ms", aim=AIM_STALL, note=note)

    def __str__(self) -> str:
        return " / ".join(f"{stall:.0f}" for stall in self.rounds)


async def _rest() -> None:
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(REST, over.set)
    await over.wait()


async def _deliver(service: Service) -> None:
    for _ in range(DRAINS):
        await delivery.drain(service)


async def _race(ours: Path, bare: Path) -> Figure:
    """Batch by batch, each followed by its floor, so that both meet the same machine."""
    seconds = floor = 0.0
    last = 0
    with closing(sqlite.connect(bare)) as connection, closing(sqlite.connect_reader(ours)) as seen:
        async with centre(ours, NOW) as service:
            gc.freeze()
            while True:
                began = perf_counter()
                if not await service.act(sweep):
                    break
                seconds += perf_counter() - began
                rows = _written(seen, last)
                last = rows[-1]["place"]
                floor += _floor(connection, rows)
    note = f"{1000 * seconds:.0f} ms against {1000 * floor:.0f} ms; {WHAT}"
    name = "sweep / claim and bare outbox rows"
    return Figure(name=name, value=seconds / floor, unit="x", aim=AIM, note=note)


def _written(reader: sqlite3.Connection, last: int) -> Rows:
    cursor = reader.execute(WRITTEN, (last,))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _floor(connection: sqlite3.Connection, rows: Rows) -> float:
    """By bare sqlite3: claim as many, write the same outbox rows one by one, commit."""
    claim, add = due_store.CLAIM.text(SQLITE), outbox_statements.ADD.text(SQLITE)
    values = {"centre_id": "main", "now": to_us(NOW), "limit": BATCH}
    began = perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(claim, values).fetchall()
    for row in rows:
        connection.execute(add, row)
    connection.execute("COMMIT")
    return perf_counter() - began
