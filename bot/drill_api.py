"""The drill's JSON interface: people speak and press, time passes, messages are heard."""

import asyncio
import base64
import binascii
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from adapters.webchat.adapter import NAME as WEBCHAT
from bot.clock import StandingClock
from bot.desk import Desk
from bot.engine import next_due, settle
from bot.people_file import record
from bot.receive import receive, sound
from bot.records import case_record, local, task_record
from bot.service import Service
from storage.letters import Said
from tasks.deadlines import CHINA
from tasks.errors import TaskError
from tasks.messages import DIRECT, IncomingMessage
from tasks.people import Person

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


class BadRequest(Exception):
    """A call the drill cannot read; the sentence is its {"error"}."""


class Drill:
    """One service, and the clock that everybody in the drill lives by."""

    def __init__(self, service: Service, clock: StandingClock) -> None:
        self.service = service
        self.clock = clock
        self._settling = asyncio.Lock()  # two calls at once: each returns when all is settled

    def add_to(self, app: web.Application) -> None:
        add = app.router
        add.add_post("/drill/say", answering(self.say))
        add.add_post("/drill/press", answering(self.press))
        add.add_post("/drill/advance", answering(self.advance))
        add.add_get("/drill/heard", answering(self.heard))
        add.add_get("/drill/people", answering(self.people))
        add.add_get("/drill/task/{number}", answering(self.task))
        add.add_get("/drill/case/{number}", answering(self.case))

    async def say(self, request: web.Request) -> Any:
        body = await read_body(request)
        files = [_file(item) for item in body.get("attachments") or ()]
        message = await self._message(body, text=str(body.get("text") or ""))
        return await self._receive(message, files)

    async def press(self, request: web.Request) -> Any:
        body = await read_body(request)
        message = await self._message(body)
        value, seq, chat = await self.service.ask(_find_card, message.account, body)
        pressed = replace(
            message, text=value, pressed=True, reply_to=seq, chat=chat, addressed=True
        )
        return await self._receive(pressed, [])

    async def advance(self, request: web.Request) -> Any:
        body = await read_body(request)
        async with self._settling:
            return await self._advance(self._target(body))

    async def _advance(self, target: datetime) -> Any:
        before = await self.service.ask(_last_seq)
        while True:
            moment = await self.service.ask(next_due)
            if moment is None or moment > target:
                break
            self.clock.move_to(max(moment, self.clock.now()))
            if not await settle(self.service):
                break  # what is due cannot be done: never spin
        self.clock.move_to(target)
        await settle(self.service)
        after = await self.service.ask(_last_seq)
        return {"now": local(self.clock.now()), "delivered": after - before}

    async def heard(self, request: web.Request) -> Any:
        person = request.query.get("person")
        after = _whole(request.query.get("after", "0"), "after")
        return {"messages": await self.service.ask(_heard, person, after)}

    async def people(self, _request: web.Request) -> Any:
        return await self.service.ask(lambda desk: [record(person) for person in desk.roster])

    async def task(self, request: web.Request) -> Any:
        return await self.service.ask(_task, request.match_info["number"])

    async def case(self, request: web.Request) -> Any:
        return await self.service.ask(_case, request.match_info["number"])

    async def _message(self, body: dict[str, Any], text: str = "") -> IncomingMessage:
        who = str(body.get("person") or "")
        if not who:
            raise BadRequest("person 要写名字")
        account = await self.service.ask(_account, who)
        reply_to = body.get("reply_to")
        chat = str(body.get("chat") or DIRECT)
        return IncomingMessage(
            platform=WEBCHAT,
            message_id=str(body.get("message_id") or secrets.token_hex(8)),
            account=account,
            sent_at=self.clock.now(),
            chat=chat,
            text=text,
            addressed=chat == DIRECT or "@钉办" in text or reply_to is not None,
            reply_to=None if reply_to is None else _whole(reply_to, "reply_to"),
            forwarded=bool(body.get("forwarded")),
        )

    async def _receive(self, message: IncomingMessage, files: list[tuple[str, bytes]]) -> Any:
        before = await self.service.ask(_last_seq)
        await receive(self.service, message, files)
        async with self._settling:
            await settle(self.service)
        heard = await self.service.ask(_heard_by, message.account, message.chat, before)
        return {"now": local(self.clock.now()), "heard": heard}

    def _target(self, body: dict[str, Any]) -> datetime:
        now = self.clock.now()
        if "to" in body:
            target = parse_moment(str(body["to"]))
        elif isinstance(body.get("minutes"), int | float):
            target = now + timedelta(minutes=float(body["minutes"]))
        else:
            raise BadRequest("要写 to(时间)或 minutes(分钟)")
        if target < now:
            raise BadRequest(f"时间不能倒退,现在是 {local(now)}")
        return target


def answering(handle: Callable[[web.Request], Awaitable[Any]]) -> Handle:
    """JSON out; what cannot be read is a 4xx with {"error"}."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response(await handle(request))
        except BadRequest as error:
            return web.json_response({"error": str(error)}, status=400)
        except TaskError as error:
            return web.json_response({"error": error.sentence}, status=404)

    return answer


def parse_moment(text: str) -> datetime:
    """ISO; without an offset it is Asia/Shanghai."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(f"看不懂的时间:{text}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


async def read_body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json(loads=_loads)
    except ValueError as error:
        raise BadRequest("请求要是 JSON") from error
    if not isinstance(body, dict):
        raise BadRequest("请求要是一个 JSON 对象")
    return body


def _loads(text: str) -> Any:
    r"""JSON; half an emoji (\ud83d) in it is left out."""
    body = json.loads(text)
    if "\\ud" not in text.lower():
        return body
    return json.loads(sound(json.dumps(body, ensure_ascii=False)))


def _file(item: Any) -> tuple[str, bytes]:
    try:
        return str(item["name"]), base64.b64decode(item["base64"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise BadRequest("附件要有 name 和 base64") from error


def _whole(value: Any, name: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise BadRequest(f"{name} 要是整数") from error


def _account(desk: Desk, who: str) -> str:
    """A person by name or name/unit; anybody else speaks as a stranger."""
    name, _, unit = who.partition("/")
    found = [p for p in desk.roster if p.name == name and (not unit or p.unit == unit)]
    if len(found) > 1:
        raise BadRequest(f"{name} 有 {len(found)} 位,请写成 姓名/单位")
    return found[0].id if found else f"stranger:{who}"


def _last_seq(desk: Desk) -> int:
    newest = desk.stores.outbox.said(limit=1)
    return newest[-1].seq if newest else 0


def _heard(desk: Desk, who: str | None, after: int) -> list[dict[str, Any]]:
    if who is None:
        return [message(desk, said) for said in desk.stores.outbox.said(after_seq=after)]
    account = _account(desk, who)
    return _heard_by(desk, account, None, after)


def _heard_by(desk: Desk, account: str, chat: str | None, after: int) -> list[dict[str, Any]]:
    """Direct messages, and what was said in groups this person sits in."""
    person = desk.roster.get(account)
    said = desk.stores.outbox.said(after_seq=after)
    mine = [s for s in said if _hears(desk, s, account, person, chat)]
    return [message(desk, each) for each in mine]


def _hears(desk: Desk, said: Said, account: str, person: Person | None, chat: str | None) -> bool:
    if said.chat == DIRECT:
        return said.person_id == account or (
            said.account is not None and said.account[1] == account
        )
    if said.chat == chat:
        return True
    return person is not None and any(
        group.name == said.chat and person.name in group.members for group in desk.policy.groups
    )


def message(desk: Desk, said: Said) -> dict[str, Any]:
    """One message in the contract's shape."""
    person = desk.roster.get(said.person_id) if said.person_id else None
    stranger = said.account[1].removeprefix("stranger:") if said.account else None
    return {
        "seq": said.seq,
        "at": local(said.at),
        "person": person.name if person else stranger,
        "chat": said.chat,
        "method": said.method.value,
        "text": said.text,
        "buttons": [{"label": b.label, "value": b.value} for b in said.buttons],
        "task": said.task_number,
        "case": said.case_number,
        "updates": said.updates,
    }


def _find_card(desk: Desk, account: str, body: dict[str, Any]) -> tuple[str, int, str]:
    """The button's value on the card `seq`, or on that person's newest card that has it."""
    wanted = str(body.get("button") or "")
    seq = body.get("seq")
    if seq is not None:
        said = desk.stores.outbox.by_seq(_whole(seq, "seq"))
        cards = [said] if said else []
    else:
        person = desk.roster.get(account)
        every = desk.stores.outbox.said()
        cards = [s for s in reversed(every) if _hears(desk, s, account, person, None)]
    for card in cards:
        for button in card.buttons:
            if wanted in (button.value, button.label):
                return button.value, card.seq, card.chat
    raise BadRequest(f"没有找到按钮“{wanted}”")


def _task(desk: Desk, number: str) -> dict[str, Any]:
    return task_record(desk, desk.task(number))


def _case(desk: Desk, number: str) -> dict[str, Any]:
    case = desk.stores.cases.by_number(number)
    if case is None:
        raise TaskError(f"没有案件 {number}")
    return case_record(desk, case)
