"""聊天: what did the bot just say, and what can I press? Live with script, whole without."""

import asyncio
import contextlib
import re
from typing import Any

from aiohttp import web

from bot.desk import Desk
from bot.keys import SERVICE, WEBCHAT
from bot.pages.conversation import Talker, conversation
from bot.pages.frame import Facts, show
from bot.pages.safety import Form
from bot.pages.saying import Words, back_to, say, say_and_go_on
from bot.pages.session import Viewer
from storage.page_store import page_store
from tasks.errors import NotFound
from tasks.messages import DIRECT
from tasks.people import Person

CLOSING = web.AppKey("closing", asyncio.Event)
SHOWN = 40
MOST_SHOWN = 400
HEARTBEAT = 20.0  # seconds; also how long a missed wake-up can stay unnoticed
SETTLES = (0.0, 0.05, 0.2, 0.6)  # a page is woken just before the commit it waits for
MENTION = "@钉办"
PRESS = re.compile(r"(\d{0,15}):(.*)", re.DOTALL)


async def show_chat(request: web.Request, viewer: Viewer) -> web.StreamResponse:
    return await show(
        request,
        viewer,
        "chat",
        chat_facts,
        request.query.get("chat", DIRECT),
        number_of(request.query.get("show"), SHOWN),
        number_of(request.query.get("reply"), 0),
    )


async def show_lines(request: web.Request, viewer: Viewer) -> web.StreamResponse:
    """Only the bubbles, for the script that keeps the page up to date."""
    shown = number_of(request.query.get("show"), SHOWN)
    chat = request.query.get("chat", DIRECT)
    return await show(request, viewer, "chat_lines", chat_facts, chat, shown, 0)


async def post_chat(request: web.Request, viewer: Viewer, form: Form) -> web.StreamResponse:
    """Words, photos, or a button; shown again with the answer."""
    chat = form.word("chat") or DIRECT
    if chat != DIRECT:
        await request.app[SERVICE].ask(_check_group, viewer.person, chat)
    words = _words(form, chat)
    if "script" in form.values:
        await say_and_go_on(request, viewer.person, words)
        return web.Response(status=204)
    answers = await say(request, viewer.person, words)
    if form.word("back"):
        raise web.HTTPSeeOther(back_to(form.word("back"), answers))
    raise web.HTTPSeeOther("/chat" if chat == DIRECT else f"/chat?chat={chat}")


async def live(request: web.Request, viewer: Viewer) -> web.StreamResponse:
    """Server-sent events: one line each time something new waits to be fetched."""
    chat = request.query.get("chat", DIRECT)
    if chat != DIRECT:
        await request.app[SERVICE].ask(_check_group, viewer.person, chat)
    unbuffered = {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
    response = web.StreamResponse(headers=unbuffered)
    await response.prepare(request)
    account = viewer.person.id if chat == DIRECT else chat
    webchat, closing = request.app[WEBCHAT], request.app[CLOSING]
    heard = webchat.listen(account)
    newest = -1
    try:
        while not closing.is_set():
            newest = await _tell_if_newer(request, response, viewer.person, chat, newest)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(heard.wait(), HEARTBEAT)
            heard.clear()
    except ConnectionError:
        pass  # the page was closed
    finally:
        webchat.forget(account, heard)
    return response


async def _tell_if_newer(
    request: web.Request, response: web.StreamResponse, person: Person, chat: str, newest: int
) -> int:
    for pause in SETTLES if newest >= 0 else SETTLES[:1]:
        await asyncio.sleep(pause)
        now = await request.app[SERVICE].ask(_newest, person, chat)
        if now > newest:
            await response.write(f"data: {now}\n\n".encode())
            return now
    await response.write(b": still here\n\n")
    return newest


def _newest(desk: Desk, person: Person, chat: str) -> int:
    if chat == DIRECT:
        return page_store(desk.stores).newest_seq(person.id)
    said = desk.stores.outbox.said(chat=chat, limit=1)
    return said[-1].seq if said else 0


def chat_facts(desk: Desk, person: Person, chat: str, shown: int, reply: int) -> Facts:
    if chat != DIRECT:
        _check_group(desk, person, chat)
    found = conversation(desk, Talker(person.id, person.id, chat), min(shown, MOST_SHOWN))
    return {
        "chat": chat,
        "groups": groups_of(desk, person),
        "talk": found,
        "more": min(shown * 3, MOST_SHOWN) if found.more and shown < MOST_SHOWN else 0,
        "shown": shown,
        "reply": _quoted(desk, person, chat, reply),
        "lines_only": False,
    }


def groups_of(desk: Desk, person: Person) -> tuple[str, ...]:
    """The group chats the person sits in (centre.toml)."""
    return tuple(
        group.name
        for group in desk.policy.groups
        if any(person.id == one.id for label in group.members for one in desk.roster.named(label))
    )


def _check_group(desk: Desk, person: Person, chat: str) -> None:
    if chat not in groups_of(desk, person):
        raise NotFound(f"没有“{chat}”这个群,或者你不在群里。")


def _quoted(desk: Desk, person: Person, chat: str, seq: int) -> Any:
    """The message a reply will quote, if it was said in this chat."""
    said = desk.stores.outbox.by_seq(seq) if seq else None
    if said is None or said.chat != chat:
        return None
    return said if chat != DIRECT or said.person_id == person.id else None


def _words(form: Form, chat: str) -> Words:
    pressed = PRESS.fullmatch(form.values.get("press", ""))
    text = pressed[2] if pressed else form.word("text")
    reply_to = (pressed[1] if pressed else form.word("reply_to")) or "0"
    quoted = int(reply_to) if reply_to.isascii() and reply_to.isdigit() else 0
    return Words(
        text=text,
        stamp=form.word("stamp"),
        chat=chat,
        pressed=pressed is not None,
        reply_to=quoted or None,
        addressed=chat == DIRECT or bool(quoted) or MENTION in text or "tell" in form.values,
        files=form.files,
    )


def number_of(text: str | None, otherwise: int) -> int:
    """A number from an address, or what stands for none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else otherwise
