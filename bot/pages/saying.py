"""What is done on a page is said in the chat: one way in, one answer, for pages and chat alike."""

import asyncio
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from yarl import URL

from bot.desk import Desk
from bot.engine import settle
from bot.keys import IS_DRILL, SERVICE, WEBCHAT
from bot.pages.conversation import STAMP
from bot.pages.conversation import WEBCHAT as PLATFORM
from bot.pages.safety import local_path
from bot.receive import receive
from storage.letters import Said
from storage.page_store import page_store
from tasks.messages import DIRECT, IncomingMessage
from tasks.people import Person

PATIENCE = 8.0  # seconds a form waits for the bot's answer
LOOK_AGAIN = 0.25
MOST_SHOWN = 3
WAITING, TWICE = "wait", "twice"
LONGEST = 100_000  # characters; the bot itself refuses what is too long to be meant


@dataclass(frozen=True, kw_only=True)
class Words:
    """One message from a page. `stamp` makes it count once however often it is sent."""

    text: str
    stamp: str = ""
    chat: str = DIRECT
    pressed: bool = False
    reply_to: int | None = None
    addressed: bool = True
    files: Sequence[tuple[str, bytes]] = ()


async def say(request: web.Request, person: Person, words: Words) -> str:
    """Hand it in and wait for the answer: which messages to show next, or why there are none.

    WAITING: it is taken, the answer will come in the chat. TWICE: the same form came before.
    """
    service, webchat = request.app[SERVICE], request.app[WEBCHAT]
    message = _message(person, words, service.clock.now())
    before = await service.ask(_newest, person.id)
    heard = webchat.listen(person.id)
    try:
        if not await _hand_in(request, message, words):
            return TWICE
        async with asyncio.timeout(PATIENCE):
            while await service.ask(_unanswered, message.message_id, person.id):
                await _wait(heard)
    except TimeoutError:
        return WAITING
    finally:
        webchat.forget(person.id, heard)
    answers = await service.ask(_answers, person.id, before)
    return ".".join(str(one.seq) for one in answers)


async def say_and_go_on(request: web.Request, person: Person, words: Words) -> None:
    """Hand it in; the open page hears the answer by itself."""
    message = _message(person, words, request.app[SERVICE].clock.now())
    await _hand_in(request, message, words)


async def _hand_in(request: web.Request, message: IncomingMessage, words: Words) -> bool:
    """False: it was handed in before."""
    service = request.app[SERVICE]
    if not await receive(service, message, words.files):
        return False
    if request.app[IS_DRILL]:
        await settle(service)  # the drill has no loops: its clock stands still
    return True


def back_to(path: str, shown: str) -> str:
    """The page to show next, with the answer on it."""
    url = URL(local_path(path))
    return str(url.update_query(said=shown) if shown else url)


def answers_on(desk: Desk, person: Person, shown: str) -> tuple[Said, ...]:
    """The messages a page was asked to show on top: only what was said to this person."""
    seqs = [int(seq) for seq in re.findall(r"\d{1,15}", shown)[:MOST_SHOWN]]
    found = (desk.stores.outbox.by_seq(seq) for seq in seqs)
    return tuple(one for one in found if one and one.person_id == person.id and one.chat == DIRECT)


def _message(person: Person, words: Words, now: datetime) -> IncomingMessage:
    """A stamp that is not ours is replaced, so that nobody can take another's place."""
    fits = STAMP.fullmatch(words.stamp)
    stamp = words.stamp if fits else secrets.token_urlsafe(12)
    return IncomingMessage(
        platform=PLATFORM,
        message_id=f"{person.id}:{stamp}",
        account=person.id,
        sent_at=now,
        chat=words.chat,
        text=words.text[:LONGEST],
        pressed=words.pressed,
        addressed=words.addressed,
        reply_to=words.reply_to,
    )


async def _wait(heard: asyncio.Event) -> None:
    """Until something was sent to the person, or a moment: other platforms wake nobody here."""
    try:
        await asyncio.wait_for(heard.wait(), LOOK_AGAIN)
    except TimeoutError:
        return
    heard.clear()


def _newest(desk: Desk, person_id: str) -> int:
    return page_store(desk.stores).newest_seq(person_id)


def _unanswered(desk: Desk, message_id: str, person_id: str) -> bool:
    return page_store(desk.stores).unanswered(PLATFORM, message_id, person_id)


def _answers(desk: Desk, person_id: str, before: int) -> tuple[Said, ...]:
    """What is new, without cards that were only redrawn in their place."""
    found = desk.stores.outbox.said(person_id=person_id, chat=DIRECT, after_seq=before)
    return tuple(one for one in found if one.updates is None)[:MOST_SHOWN]
