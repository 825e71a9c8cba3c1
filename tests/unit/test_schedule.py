"""The metronome and the workers: rung by commits and by due times, never stopped by an error."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import structlog
from structlog.typing import EventDict

from adapters.webchat.adapter import NAME as WEBCHAT
from bot.centre_folder import read_centre_folder, sample_folder
from bot.clock import SystemClock
from bot.desk import Desk
from bot.main import Parts, import_people, running
from bot.receive import receive
from bot.reminding import sweep_all
from bot.schedule import Worker, scheduled
from bot.service import Service
from storage.errors import StorageUnavailable
from storage.sealing import new_key
from tasks.due import Due, DueKind
from tasks.messages import IncomingMessage, OutgoingMessage

PATIENCE = 10.0

Until = Callable[[Callable[[Desk], object]], Awaitable[None]]


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """The sample centre on the machine's own time; nothing is scheduled yet."""
    centre = read_centre_folder(sample_folder())
    parts = Parts(
        database_url=f"sqlite:///{tmp_path}/dingban.db",
        data_keys=(new_key(),),
        files_dir=tmp_path / "files",
        policy=centre.policy,
        clock=SystemClock(),
    )
    async with running(parts) as opened:
        await opened.act(import_people, centre.rows)
        yield opened


@pytest.fixture
def changed(service: Service, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set after each commit and after each sweep."""
    event = asyncio.Event()

    async def sweep(of: Service) -> int:
        done = await sweep_all(of)
        event.set()
        return done

    monkeypatch.setattr("bot.schedule.sweep_all", sweep)
    service.database.on_commit.append(lambda _topics: event.set())
    return event


@pytest.fixture
def until(service: Service, changed: asyncio.Event) -> Until:
    """Look again whenever something happened; too long is a failure."""

    async def look(is_so: Callable[[Desk], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not await service.ask(is_so):
                await changed.wait()
                changed.clear()

    return look


def a_message(account: str, text: str = "帮助", number: int = 1) -> IncomingMessage:
    now = SystemClock().now()
    return IncomingMessage(
        platform=WEBCHAT, message_id=f"m{number}", account=account, sent_at=now, text=text
    )


def somebody(desk: Desk) -> str:
    return desk.roster.people[0].id


async def test_what_people_write_is_answered_at_once(service: Service, until: Until) -> None:
    person = await service.ask(somebody)
    async with scheduled(service):
        await receive(service, a_message(person))
        await until(lambda desk: desk.stores.outbox.said(person_id=person))


async def test_what_waited_while_we_were_down_is_done_at_the_start(
    service: Service, until: Until
) -> None:
    person = await service.ask(somebody)
    await receive(service, a_message(person))
    await service.act(_plan, person)
    async with scheduled(service):
        await until(lambda desk: desk.stores.outbox.said(person_id=person))
        await until(lambda desk: not desk.stores.due.pending(DueKind.LEAVE_ENDS))


async def test_what_falls_due_later_is_armed_by_its_commit(service: Service, until: Until) -> None:
    async with scheduled(service):
        await service.act(_plan, await service.ask(somebody))
        await until(lambda desk: not desk.stores.due.pending(DueKind.LEAVE_ENDS))


async def test_a_message_queued_by_a_command_leaves_at_once(service: Service, until: Until) -> None:
    person = await service.ask(somebody)
    async with scheduled(service):
        await service.act(
            lambda desk: desk.say(
                OutgoingMessage(template="plain", facts={"text": "开会"}, person_id=person)
            )
        )
        await until(lambda desk: desk.stores.outbox.said(person_id=person))


async def test_the_inbox_goes_before_the_sweep(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    both = asyncio.Event()

    async def drain(_service: Service) -> int:
        order.append("inbox")
        return 0

    async def sweep_all(_service: Service) -> int:
        order.append("sweep")
        both.set()
        return 0

    monkeypatch.setattr("bot.schedule.inbox_worker.drain", drain)
    monkeypatch.setattr("bot.schedule.sweep_all", sweep_all)
    async with scheduled(service), asyncio.timeout(PATIENCE):
        await both.wait()
    assert order[:2] == ["inbox", "sweep"]


def _plan(desk: Desk, person: str) -> None:
    desk.stores.due.plan(Due(kind=DueKind.LEAVE_ENDS, at=desk.now, person_id=person, key="back"))


# One worker by itself


class Work:
    """Counts its rounds; each may fail, or wait at a gate."""

    def __init__(self) -> None:
        self.rounds = self.at_once = self.most_at_once = 0
        self.errors: list[Exception] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = asyncio.Event()

    async def __call__(self) -> None:
        self.rounds += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.begun.set()
        await self.gate.wait()
        self.at_once -= 1
        if self.errors:
            raise self.errors.pop()


async def rest() -> None:
    """Everybody else has had a turn."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
async def ringing() -> AsyncIterator[tuple[Worker, Work]]:
    work = Work()
    worker = Worker("test", work)
    task = asyncio.create_task(worker.run())
    yield worker, work
    worker.stop()
    work.gate.set()
    await task


async def test_rung_while_it_works_it_works_once_more(ringing: tuple[Worker, Work]) -> None:
    worker, work = ringing
    work.gate.clear()
    worker.ring()
    await work.begun.wait()
    for _ in range(5):
        worker.ring()
        await rest()
    work.gate.set()
    await rest()
    assert (work.rounds, work.most_at_once) == (2, 1)


@pytest.mark.parametrize(
    ("error", "event"),
    [
        (StorageUnavailable("磁盘已满"), "storage_unavailable"),
        (KeyError("x"), "round_failed"),
    ],
)
async def test_an_error_is_logged_and_the_next_ring_tries_again(
    ringing: tuple[Worker, Work], error: Exception, event: str
) -> None:
    worker, work = ringing
    work.errors = [error]
    logged: list[EventDict]
    with structlog.testing.capture_logs() as logged:
        worker.ring()
        await rest()
        worker.ring()
        await rest()
    assert work.rounds == 2
    assert [(entry["event"], entry["worker"]) for entry in logged] == [(event, "test")]


async def test_stopping_waits_for_the_round(ringing: tuple[Worker, Work]) -> None:
    worker, work = ringing
    work.gate.clear()
    worker.ring()
    await work.begun.wait()
    worker.stop()
    await rest()
    assert work.at_once == 1
