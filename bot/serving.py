"""The whole service, built from settings and closed in reverse order."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.centre_folder import Centre
from bot.clock import SystemClock
from bot.control import listening
from bot.installation import LOGS, address, database_url, make_data_dir, only_writer
from bot.logs import close_logs, set_up_logs
from bot.main import Parts, import_people, running
from bot.mistakes import BadFile
from bot.schedule import scheduled
from bot.service import Service
from bot.settings import Settings
from bot.web import build_app
from bot.welcome import ways_in, welcome
from tasks.policy import Policy

Say = Callable[[str], None]

GOODBYE_SECONDS = 1.0  # an answer under way may end by itself

People = Centre | BadFile
"""What people.csv says; its mistakes stand in the way only while nobody was imported yet."""


@asynccontextmanager
async def serving(
    settings: Settings, policy: Policy, people: People, port: socket.socket, say: Say
) -> AsyncIterator[Service]:
    """Ready inside: database, workers, socket, pages. `say` tells what happens on the way."""
    folder = make_data_dir(settings)
    with only_writer(folder):
        set_up_logs(settings.log_level, folder / LOGS)
        try:
            async with (
                _opened(settings, policy, people, say) as service,
                scheduled(service),
                listening(service, folder),
                _pages(service, settings, port),
            ):
                yield service
        finally:
            close_logs()


async def greeting(service: Service, seconds: float) -> list[str]:
    """What is printed when it is ready, with a new way in for each main role."""
    people = await service.ask(lambda desk: len(list(desk.roster)))
    ways = await service.act(ways_in, service.public_url)
    return welcome(service.policy.name, people, service.public_url, ways, seconds)


@asynccontextmanager
async def _opened(
    settings: Settings, policy: Policy, people: People, say: Say
) -> AsyncIterator[Service]:
    parts = Parts(
        database_url=database_url(settings),
        data_keys=settings.data_keys,
        files_dir=settings.files_dir,
        policy=policy,
        clock=SystemClock(),
        public_url=address(settings),
    )
    async with running(parts) as service:
        await _first_import(service, people, say)
        yield service


async def _first_import(service: Service, people: People, say: Say) -> None:
    """An empty database takes the people of people.csv."""
    if await service.ask(lambda desk: len(desk.roster.people)):
        if isinstance(people, BadFile):
            count = len(people.mistakes)
            say(f"people.csv 有 {count} 处错误(没有用到它;运行 dingban check 查看)。")
        return
    if isinstance(people, BadFile):
        raise people
    count = await service.act(import_people, people.rows)
    say(f"第一次启动:从 people.csv 导入了 {count} 人。")


@asynccontextmanager
async def _pages(service: Service, settings: Settings, port: socket.socket) -> AsyncIterator[None]:
    app = build_app(service, secret_key=settings.secret_key.get_secret_value())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GOODBYE_SECONDS)
    await runner.setup()
    try:
        await web.SockSite(runner, port).start()
        yield
    finally:
        await runner.cleanup()
