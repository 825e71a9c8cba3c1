"""A chat harness: people speak and press, time passes, messages arrive; silence is checked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from aiohttp.test_utils import TestClient, TestServer

from bot.centre_folder import read_centre_folder, sample_folder
from bot.drill import drill_app
from tasks.deadlines import CHINA

Message = dict[str, Any]


class Chat:
    """The whole application behind the drill's own interface, with a clock of its own."""

    def __init__(self, client: TestClient[Any, Any]) -> None:
        self._client = client
        self._read: dict[str, int] = {}
        self._seen = 0

    async def says(self, person: str, text: str = "", **more: Any) -> list[Message]:
        """What came to that person because of it."""
        body = await self._post("/drill/say", {"person": person, "text": text, **more})
        heard: list[Message] = body["heard"]
        self._mark(person, heard)
        return heard

    async def presses(self, person: str, button: str, seq: int | None = None) -> list[Message]:
        where = {} if seq is None else {"seq": seq}
        body = await self._post("/drill/press", {"person": person, "button": button, **where})
        heard: list[Message] = body["heard"]
        self._mark(person, heard)
        return heard

    async def answer(self, person: str, text: str, **more: Any) -> str:
        """The texts that came back, as one."""
        heard = await self.says(person, text, **more)
        return "\n".join(message["text"] for message in heard)

    async def until(self, moment: str) -> datetime:
        return self._now(await self._post("/drill/advance", {"to": moment}))

    async def later(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> datetime:
        total = minutes + hours * 60 + days * 1440
        return self._now(await self._post("/drill/advance", {"minutes": total}))

    async def hears(self, person: str) -> list[Message]:
        """What came to that person since this was asked last, cards redrawn in place left out."""
        after = self._read.get(person, 0)
        body = await self._get(f"/drill/heard?person={person}&after={after}")
        messages: list[Message] = body["messages"]
        self._mark(person, messages)
        return [message for message in messages if message["updates"] is None]

    async def texts(self, person: str) -> str:
        return "\n".join(message["text"] for message in await self.hears(person))

    async def everything(self) -> list[Message]:
        body = await self._get("/drill/heard")
        messages: list[Message] = body["messages"]
        return messages

    async def nobody_else_hears(self, *people: str) -> None:
        """Fails when somebody not named got a message that no test step read."""
        unread = [
            message
            for message in await self.everything()
            if message["updates"] is None
            and message["person"] not in people
            and message["seq"] > self._read.get(message["person"] or "", 0)
        ]
        assert not unread, [(message["person"], message["text"]) for message in unread]

    async def task(self, number: str) -> dict[str, Any]:
        return await self._get(f"/drill/task/{number}")

    async def case(self, number: str) -> dict[str, Any]:
        return await self._get(f"/drill/case/{number}")

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self._client.post(path, json=body) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == 200, (path, body, answer)
            return answer

    async def _get(self, path: str) -> dict[str, Any]:
        async with self._client.get(path) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == 200, (path, answer)
            return answer

    def _mark(self, person: str, messages: list[Message]) -> None:
        if messages:
            newest = max(message["seq"] for message in messages)
            self._read[person] = max(self._read.get(person, 0), newest)

    def _now(self, body: dict[str, Any]) -> datetime:
        return datetime.fromisoformat(body["now"])


@asynccontextmanager
async def chatting(at: str, url: str = "") -> AsyncIterator[Chat]:
    """A chat in the sample centre, starting at a local time."""
    start = datetime.fromisoformat(at).replace(tzinfo=CHINA)
    centre = read_centre_folder(sample_folder())
    async with drill_app(start, centre, url) as app, TestClient(TestServer(app)) as client:
        yield Chat(client)
