"""The whole chat command, from received to reply queued, against bare sqlite3 and the same rows.

The story is told twice: once with a tape running, then measured. Each measured command is followed
at once by its own rows from the tape, on a second file, so that both meet the same machine.
"""

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from time import perf_counter

from bot import delivery, inbox_worker
from bot.receive import receive
from bot.service import Service
from storage import sqlite
from tasks.messages import IncomingMessage
from tasks.task import Status
from tests.bench.centre import centre, copied, written
from tests.bench.figures import Figure
from tests.bench.tape import Transactions, rows_of, taped, write_again

WINDOW, ROOM = "冯玉珂", "苏念安"
CADRES = ("丁若楠", "陶一帆", "吕思齐", "雷振山")
STORIES = 40
WARM_UP = 5  # stories not counted: readers and statements are built at first use
AIM = 8.0


@dataclass(frozen=True)
class Spoken:
    """One message of the story; `counted` once everything is warm."""

    person: str
    verb: str
    words: str
    counted: bool


@dataclass
class Times:
    """Seconds of each command of one verb, ours and bare, and how many rows were written."""

    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def add(self, ours: float, bare: float, rows: int) -> None:
        self.ours.append(ours)
        self.bare.append(bare)
        self.rows.append(rows)


@dataclass(frozen=True)
class Taped:
    """What one message wrote: its command, then its delivery."""

    command: Transactions
    delivery: Transactions


def measure(folder: Path) -> list[Figure]:
    return asyncio.run(_measure(folder))


async def _measure(folder: Path) -> list[Figure]:
    start = folder / "start.db"
    async with centre(start):
        pass
    tapes = await _tape(copied(start, "taped.db"))
    with closing(sqlite.connect(copied(start, "bare.db"))) as bare:
        times = await _race(copied(start, "ours.db"), bare, tapes)
    verbs = (_figure(f"chat command {verb}", (found,)) for verb, found in times.items())
    return [_figure("chat command / bare sqlite3", tuple(times.values()), AIM), *verbs]


def story() -> Iterator[Spoken]:
    """Appeals come in, are given out, signed, reported on, closed and struck off."""
    for n in range(1, STORIES + 1):
        cadre, counted = CADRES[n % len(CADRES)], n > WARM_UP
        case, task = f"MT20261120-{n:04}", f"RW20261120-{n:04}"
        appeal = f"城东村{n}组村民来访,反映门口水渠堵了半个月,雨天进水,电话13800001234"
        order = f"{cadre} 抄送 赵水根 截止 11月25日17点 提醒 提前1天 方式 应用内"
        for person, verb, words in (
            (WINDOW, "登记", appeal),
            (ROOM, "交办", f"{case} {order} 内容 清理城东村{n}组水渠"),
            (cadre, "签收", task),
            (cadre, "反馈", f"{task} 已到现场看过第{n}处,明天带人清淤"),
            (cadre, "办结", f"{task} 水渠已清理{n}米,群众到场看过"),
            (ROOM, "销号", f"{task} 电话"),
        ):
            yield Spoken(person, verb, f"{verb} {words}", counted)


async def _tape(file: Path) -> list[Taped]:
    found = []
    with taped() as tape:
        async with centre(file) as service:
            for n, spoken in enumerate(story()):
                message = await written(service, spoken.person, spoken.words, f"bench-{n}")
                tape.take()
                await _command(service, message)
                command = tape.take()
                await delivery.drain(service)
                found.append(Taped(command, tape.take()))
            await _check(service)
    return found


async def _race(file: Path, bare: sqlite3.Connection, tapes: list[Taped]) -> Mapping[str, Times]:
    times: dict[str, Times] = defaultdict(Times)
    async with centre(file) as service:
        for n, (spoken, tape) in enumerate(zip(story(), tapes, strict=True)):
            message = await written(service, spoken.person, spoken.words, f"bench-{n}")
            began = perf_counter()
            await _command(service, message)
            ended = perf_counter()
            write_again(bare, tape.command)
            if spoken.counted:
                times[spoken.verb].add(ended - began, perf_counter() - ended, rows_of(tape.command))
            await delivery.drain(service)
            write_again(bare, tape.delivery)
        await _check(service)
    return times


async def _command(service: Service, message: IncomingMessage) -> None:
    """Received, then what the inbox worker does when that commit rings it."""
    await receive(service, message)
    await inbox_worker.drain(service)


async def _check(service: Service) -> None:
    """A story of refusals would measure nothing."""
    counts = await service.ask(lambda desk: desk.stores.tasks.counts())
    if counts != {Status.STRUCK_OFF: STORIES}:
        raise RuntimeError(f"the story went another way: {counts}")


def _figure(name: str, found: Sequence[Times], aim: float | None = None) -> Figure:
    """Medians, verb by verb: a slow moment of the machine must not decide."""
    ours = sum(median(times.ours) for times in found)
    bare = sum(median(times.bare) for times in found)
    rows = sum(mean(times.rows) for times in found)
    each = f"{1000 * ours / len(found):.2f} ms against {1000 * bare / len(found):.2f} ms"
    note = f"{each}, {rows / len(found):.1f} rows in two transactions"
    return Figure(name=name, value=ours / bare, unit="x", aim=aim, note=note)
