"""The sample centre on a file of its own, standing at one moment."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from adapters.webchat.adapter import NAME as WEBCHAT
from bot.clock import StandingClock
from bot.desk import Desk
from bot.drill import scratch
from bot.engine import settle
from bot.main import import_people, running
from bot.service import Service
from tasks.deadlines import CHINA
from tasks.messages import DIRECT, IncomingMessage
from tests.chat import keys, sample

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)


@asynccontextmanager
async def centre(file: Path, at: datetime = FRIDAY) -> AsyncIterator[Service]:
    """The service on that file; its people are imported once."""
    clock = StandingClock(at)
    parts = replace(scratch(file.parent, clock, sample(), f"sqlite:///{file}"), data_keys=keys())
    async with running(parts) as service:
        if not await service.ask(lambda desk: len(desk.roster.people)):
            await service.act(import_people, sample().rows)
            await settle(service)
        yield service


def copied(file: Path, name: str) -> Path:
    """A copy beside a database that is closed."""
    return Path(shutil.copy(file, file.with_name(name)))


async def written(service: Service, person: str, text: str, message_id: str) -> IncomingMessage:
    """What a person of the sample centre writes to the bot."""

    def account(desk: Desk) -> str:
        return next(each.id for each in desk.roster if each.name == person)

    return IncomingMessage(
        platform=WEBCHAT,
        message_id=message_id,
        account=await service.ask(account),
        sent_at=service.clock.now(),
        chat=DIRECT,
        text=text,
        addressed=True,
    )
