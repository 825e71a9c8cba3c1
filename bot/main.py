"""Builds everything, wires it, closes it: the only file that knows all others."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.webchat.adapter import NAME as WEBCHAT
from adapters.webchat.adapter import WebChat
from bot.actions.import_people import import_people as take_people
from bot.actions.load_years import load_known_years
from bot.clock import Clock
from bot.desk import Desk
from bot.people_rows import PersonRow
from bot.reminding import ensure_standing_dues
from bot.service import Service
from storage.database import Database
from storage.files import FileStore
from storage.sealing import Sealer
from tasks.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a service is built from; read from settings, or made up for a drill."""

    database_url: str
    data_keys: Sequence[str]
    files_dir: Path
    policy: Policy
    clock: Clock
    public_url: str = ""


@asynccontextmanager
async def running(parts: Parts) -> AsyncIterator[Service]:
    """A service with its database open; everything is closed in reverse order."""
    sealer = Sealer(parts.data_keys)
    database = Database.open(parts.database_url, sealer=sealer)
    webchat = WebChat()
    service = Service(
        database=database,
        policy=parts.policy,
        clock=parts.clock,
        files=FileStore(parts.files_dir, sealer),
        adapters={WEBCHAT: webchat},
        public_url=parts.public_url,
    )
    try:
        await service.act(begin)
        yield service
    finally:
        await webchat.close()
        database.close()


def begin(desk: Desk) -> None:
    """Working days of the years we know, and the rows of all periodic work."""
    load_known_years(desk)
    ensure_standing_dues(desk)


def import_people(desk: Desk, rows: Sequence[PersonRow]) -> int:
    """The first import, on an empty database; returns how many people there are now."""
    return len(take_people(desk, rows).added)
