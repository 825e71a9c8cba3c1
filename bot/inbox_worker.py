"""One incoming message at a time per chat: language, command, action, reply, in one transaction."""

import secrets
from contextlib import suppress

import structlog

from bot.commands.turn import Turn
from bot.conversation import converse
from bot.desk import Desk
from bot.service import Service
from storage.errors import StorageError
from tasks.errors import ChangedMeanwhile, TaskError
from tasks.messages import IncomingMessage

log = structlog.get_logger()

BATCH = 100
TRIES = 3  # when somebody else changed the same thing in between, it is looked at again


async def drain(service: Service) -> int:
    """Handle what waits, oldest first; returns how many were handled."""
    waiting = await service.database.read(lambda stores: stores.inbox.waiting(BATCH))
    for inbox_id, _ in waiting:
        with structlog.contextvars.bound_contextvars(inbox=inbox_id):
            await handle(service, inbox_id)
    return len(waiting)


async def handle(service: Service, inbox_id: str) -> None:
    """A refusal rolls everything back and is then said; a bug is logged and its code is said.

    While the database cannot be written the message stays in the inbox.
    """
    try:
        await _take(service, inbox_id)
    except StorageError:
        raise
    except TaskError as refusal:
        await service.act(answer_only, inbox_id, refusal.sentence)
    except Exception as error:
        code = secrets.token_hex(3)
        log.exception("message_failed", code=code, error=type(error).__name__)
        sentence = f"出错了,没有改动任何事情。请把代码 {code} 告诉管理员。"
        await service.act(answer_only, inbox_id, sentence)


async def _take(service: Service, inbox_id: str) -> None:
    for _ in range(TRIES - 1):
        with suppress(ChangedMeanwhile):
            return await service.act(take, inbox_id)
    return await service.act(take, inbox_id)


def take(desk: Desk, inbox_id: str) -> None:
    """Claim the row, do what it says, mark it handled: all or nothing."""
    message = desk.stores.inbox.take(inbox_id)
    if message is None:
        return
    turn = Turn.begin(desk, message, inbox_id)
    converse(turn)
    turn.finish()
    desk.stores.inbox.done(inbox_id, "handled")


def answer_only(desk: Desk, inbox_id: str, sentence: str) -> None:
    """The refusal's transaction: nothing changed but that it was said."""
    message: IncomingMessage | None = desk.stores.inbox.take(inbox_id)
    if message is None:
        return
    turn = Turn.begin(desk, message, inbox_id)
    turn.refuse(sentence)
    turn.finish()
    desk.stores.inbox.done(inbox_id, "handled")
