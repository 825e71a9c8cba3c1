"""The sample centre behind its pages: people sign in, time stands still until it is moved."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from bot.centre_folder import read_centre_folder, sample_folder
from bot.clock import StandingClock
from bot.desk import Desk
from bot.drill import scratch
from bot.engine import settle
from bot.main import import_people, running
from bot.receive import receive
from bot.service import Service
from bot.web import build_app
from tasks.deadlines import CHINA
from tasks.messages import IncomingMessage
from tasks.people import Person

WINDOW, ROOM, WORKER = "冯玉珂", "苏念安", "丁若楠"
OTHER_WORKER, HEAD, LEADER, SECRETARY = "吕思齐", "王承泽", "顾维桢", "郑怀瑾"
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
STAMP = re.compile(r'name="stamp" value="([^"]+)"')
NUMBER = re.compile(r"RW\d{8}-\d{4}")

Client = TestClient[Any, Any]


class Town:
    """The service and its clock; `says` goes straight to the inbox, as from another platform."""

    def __init__(self, service: Service, clock: StandingClock) -> None:
        self.service = service
        self.clock = clock
        self._working = asyncio.Lock()

    async def settle(self) -> None:
        """Until nothing is left to do; one at a time, so that who waits sees the end of it."""
        async with self._working:
            await settle(self.service)

    async def person(self, name: str) -> Person:
        return (await self.service.ask(lambda desk: desk.roster.named(name)))[0]

    async def says(self, name: str, text: str, files: list[tuple[str, bytes]] | None = None) -> str:
        """What the bot said to that person because of it."""
        person = await self.person(name)
        before = await self.service.ask(_last_seq)
        message = IncomingMessage(
            platform="webchat",
            message_id=secrets.token_hex(8),
            account=person.id,
            sent_at=self.clock.now(),
            text=text,
        )
        await receive(self.service, message, files or [])
        await self.settle()
        said = await self.service.ask(
            lambda desk: desk.stores.outbox.said(person_id=person.id, after_seq=before)
        )
        return "\n".join(one.text for one in said)

    async def assigns(self, text: str) -> str:
        """The number of a task that the command room gives."""
        answer = await self.says(ROOM, text)
        found = NUMBER.search(answer)
        assert found, answer
        return found[0]

    async def until(self, moment: str) -> None:
        """Time passes; everything due on the way happens."""
        target = datetime.fromisoformat(moment).replace(tzinfo=CHINA)
        while self.clock.now() < target:
            self.clock.move_to(min(target, self.clock.now() + timedelta(minutes=30)))
            await self.settle()

    async def link(self, name: str) -> str:
        """A fresh sign-in link, as an administrator would hand out."""
        person = await self.person(name)
        code = secrets.token_urlsafe(16)
        await self.service.act(_new_link, person.id, code)
        return f"/in/{code}"

    async def signs_in(self, client: Client, name: str) -> None:
        path = await self.link(name)
        page = await (await client.get(path)).text()
        async with client.post(path, data={"csrf": token_in(page)}) as answer:
            assert answer.status == 200, await answer.text()


def _new_link(desk: Desk, person_id: str, code: str) -> None:
    expires = desk.now + timedelta(minutes=15)
    digest = sha256(code.encode()).hexdigest()
    desk.stores.people.new_code(person_id, digest, "link", expires, desk.now)


def _last_seq(desk: Desk) -> int:
    newest = desk.stores.outbox.said(limit=1)
    return newest[-1].seq if newest else 0


@asynccontextmanager
async def a_town(folder: Path, at: str = "2026-11-20T09:00") -> AsyncIterator[Town]:
    """The sample centre on a Friday morning."""
    clock = StandingClock(datetime.fromisoformat(at).replace(tzinfo=CHINA))
    centre = read_centre_folder(sample_folder())
    async with running(scratch(folder, clock, centre, "")) as service:
        await service.act(import_people, centre.rows)
        await settle(service)
        yield Town(service, clock)


@asynccontextmanager
async def served(town: Town, *, is_drill: bool = False) -> AsyncIterator[TestServer]:
    """The town's pages on a free local port; what comes in is handled as by the service's loops."""
    app = build_app(town.service, secret_key="a-key-for-tests", is_drill=is_drill)
    woken = asyncio.Event()
    hook = lambda topics: woken.set() if "inbox" in topics else None  # noqa: E731
    town.service.database.on_commit.append(hook)
    loop = asyncio.create_task(_settle_when(woken, town))
    try:
        server = TestServer(app)
        async with server:
            yield server
    finally:
        loop.cancel()
        town.service.database.on_commit.remove(hook)


async def _settle_when(woken: asyncio.Event, town: Town) -> None:
    while True:
        await woken.wait()
        woken.clear()
        await town.settle()


def token_in(page: str) -> str:
    found = TOKEN.search(page)
    assert found, page
    return found[1]


def stamp_in(page: str) -> str:
    """The first form's stamp; empty where no form of the page says anything."""
    found = STAMP.search(page)
    return found[1] if found else ""


async def page_of(client: Client, path: str, status: int = 200) -> str:
    """The HTML of a page, as a browser asks for it."""
    async with client.get(path, headers={"Accept": "text/html"}) as answer:
        text = await answer.text()
        assert answer.status == status, (path, answer.status, text)
        return text


async def post(client: Client, path: str, page: str, **fields: Any) -> ClientResponse:
    """Send a form that stood on `page`; the redirect is followed."""
    data = {"csrf": token_in(page), "stamp": stamp_in(page), **fields}
    return await client.post(path, data=data, headers={"Accept": "text/html"})
