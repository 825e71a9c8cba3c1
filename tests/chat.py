"""A chat harness: people speak and press, time passes, messages arrive; silence is checked."""

import base64
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient, TestServer

from adapters.webchat.adapter import NAME as WEBCHAT
from bot.centre_folder import Centre, read_centre_folder, sample_folder
from bot.clock import StandingClock
from bot.desk import Desk
from bot.drill import build, scratch
from bot.engine import settle
from bot.main import Parts, import_people, running
from bot.receive import receive
from bot.service import Service
from storage.sealing import new_key
from storage.sqlite import PREFIX as SQLITE
from storage.sqlite import sqlite_path
from tasks.deadlines import CHINA
from tasks.messages import DIRECT, IncomingMessage
from tasks.policy import Policy

Message = dict[str, Any]
JSON = {"Content-Type": "application/json"}
Waiting = tuple[str, str, str]  # when it was written, by whom, what


class Chat:
    """The whole application behind the drill's own interface, with a clock of its own."""

    def __init__(self, parts: Parts, clock: StandingClock) -> None:
        self._parts = parts
        self._clock = clock
        self._program = AsyncExitStack()
        self._client: TestClient[Any, Any]
        self.service: Service  # for what no chat can bring about: a platform that refuses
        self._read: set[int] = set()

    async def says(self, person: str, text: str = "", **more: Any) -> list[Message]:
        """What came to that person because of it."""
        body = await self._post("/drill/say", {"person": person, "text": text, **more})
        return self._mark(body["heard"])

    async def presses(self, person: str, button: str, seq: int | None = None) -> list[Message]:
        where = {} if seq is None else {"seq": seq}
        body = await self._post("/drill/press", {"person": person, "button": button, **where})
        return self._mark(body["heard"])

    async def answer(self, person: str, text: str, **more: Any) -> str:
        """The texts that came back, as one."""
        return joined(await self.says(person, text, **more))

    async def press(self, person: str, button: str, seq: int | None = None) -> str:
        """The texts that came back after a press, as one."""
        return joined(await self.presses(person, button, seq))

    async def until(self, moment: str) -> datetime:
        return self._now(await self._post("/drill/advance", {"to": moment}))

    async def later(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> datetime:
        total = minutes + hours * 60 + days * 1440
        return self._now(await self._post("/drill/advance", {"minutes": total}))

    async def hears(self, *people: str) -> list[Message]:
        """What came to them that was not read yet, cards redrawn in place left out."""
        found: list[Message] = []
        for person in people:
            messages = await self.heard(person=person)
            found += [message for message in messages if message["seq"] not in self._read]
            self._mark(messages)
        return [message for message in found if message["updates"] is None]

    async def texts(self, *people: str) -> str:
        return joined(await self.hears(*people))

    async def everything(self) -> list[Message]:
        return await self.heard()

    async def heard(self, **query: str | int) -> list[Message]:
        """As the drill answers it; nothing is marked as read."""
        body = await self._get("/drill/heard", **query)
        messages: list[Message] = body["messages"]
        return messages

    async def people(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self._get("/drill/people")
        return found

    async def reads(self, wanted: Callable[[Message], bool]) -> list[Message]:
        """Messages to anybody that were not read yet and are of no concern from here on."""
        unread = [m for m in await self.everything() if m["seq"] not in self._read]
        return self._mark([message for message in unread if wanted(message)])

    async def nobody_else_hears(self, *people: str) -> None:
        """Fails when somebody not named got a message that no test step read."""
        unread = [
            (message["person"], message["at"], message["text"])
            for message in await self.everything()
            if message["updates"] is None
            and message["person"] not in people
            and message["seq"] not in self._read
        ]
        assert not unread, unread

    async def task(self, number: str) -> dict[str, Any]:
        record: dict[str, Any] = await self._get(f"/drill/task/{number}")
        return record

    async def case(self, number: str) -> dict[str, Any]:
        record: dict[str, Any] = await self._get(f"/drill/case/{number}")
        return record

    async def refused(self, path: str, body: dict[str, Any]) -> str:
        """The error of a call that the drill does not take."""
        async with self._client.post(path, json=body) as response:
            assert 400 <= response.status < 500, response.status
            answer: dict[str, str] = await response.json()
            assert list(answer) == ["error"]
            return answer["error"]

    async def restarts(self, policy: Policy | None = None) -> None:
        """The program ends and starts again on the same database, at the same moment."""
        if policy is not None:
            self._parts = replace(self._parts, policy=policy)
        await self.down_until(self._clock.now().isoformat())

    async def down_until(self, moment: str, *waiting: Waiting) -> None:
        """The program is not running until then; what people wrote meanwhile waits at the door."""
        await self.close()
        self._clock.move_to(local_time(moment))
        await self.open(waiting)

    async def open(self, waiting: Iterable[Waiting] = ()) -> None:
        service = await self._program.enter_async_context(running(self._parts))
        for at, person, text in waiting:
            await receive(service, await _written(service, at, person, text))
        await settle(service)
        self.service = service
        server = TestServer(build(service, self._clock))
        self._client = await self._program.enter_async_context(TestClient(server))

    async def close(self) -> None:
        await self._program.aclose()

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        data = BytesIO(json.dumps(body).encode())  # a photo of 25 MB is a large body
        async with self._client.post(path, data=data, headers=JSON) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == 200, (path, str(body)[:500], answer)
            return answer

    async def _get(self, path: str, **query: str | int) -> Any:
        async with self._client.get(path, params=query) as response:
            answer = await response.json()
            assert response.status == 200, (path, answer)
            return answer

    def _mark(self, messages: list[Message]) -> list[Message]:
        self._read.update(message["seq"] for message in messages)
        return messages

    def _now(self, body: dict[str, Any]) -> datetime:
        return datetime.fromisoformat(body["now"])


def joined(messages: Iterable[Message]) -> str:
    return "\n".join(message["text"] for message in messages)


def attached(name: str, data: bytes) -> dict[str, str]:
    """A file as the drill takes it."""
    return {"name": name, "base64": base64.b64encode(data).decode()}


def local_time(text: str) -> datetime:
    """Without an offset it is China's time."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


@asynccontextmanager
async def chatting(at: str, url: str = "", centre: Centre | None = None) -> AsyncIterator[Chat]:
    """A chat in the sample centre (or another), starting at a local time."""
    clock = StandingClock(local_time(at))
    with tempfile.TemporaryDirectory(prefix="dingban-chat-") as folder:
        parts = replace(scratch(Path(folder), clock, centre or sample(), url), data_keys=keys())
        await _move_in(parts, centre)
        chat = Chat(parts, clock)
        try:
            await chat.open()
            yield chat
        finally:
            await chat.close()


@cache
def sample() -> Centre:
    return read_centre_folder(sample_folder())


@cache
def keys() -> tuple[str, ...]:
    return (new_key(),)


_FRESH: dict[datetime, bytes] = {}


async def _move_in(parts: Parts, centre: Centre | None) -> None:
    """The people are imported; the sample centre's file is made once for each start and copied."""
    if centre or not parts.database_url.startswith(SQLITE):
        await _import(parts, centre or sample())
        return
    file, start = sqlite_path(parts.database_url), parts.clock.now()
    if start not in _FRESH:
        await _import(parts, sample())
        _FRESH[start] = file.read_bytes()
    file.write_bytes(_FRESH[start])


async def _import(parts: Parts, centre: Centre) -> None:
    async with running(parts) as service:
        await service.act(import_people, centre.rows)


async def _written(service: Service, at: str, person: str, text: str) -> IncomingMessage:
    """A message that its writer sent while the program was down."""

    def account(desk: Desk) -> str:
        return next(p.id for p in desk.roster if p.name == person)

    return IncomingMessage(
        platform=WEBCHAT,
        message_id=f"{at} {person}",
        account=await service.ask(account),
        sent_at=local_time(at),
        chat=DIRECT,
        text=text,
        addressed=True,
    )
