"""`dingban serve`: the service itself, from settings to the last goodbye."""

import argparse
import asyncio
import errno
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

from bot.centre_file import read_centre
from bot.centre_folder import CENTRE_FILE, Centre, read_centre_folder
from bot.command_error import CommandError
from bot.installation import LOGS, address, database_url, make_data_dir, only_writer
from bot.mistakes import BadFile
from bot.service import Service
from bot.settings import Settings, read_settings
from tasks.policy import Policy

SWITCH_SECONDS = 0.0005  # measured: keeps the event loop quick beside the writer thread
GOODBYE_SECONDS = 1.0  # an answer under way may end by itself
NO_HOST = "DINGBAN_HOST 写的“{}”不是这台机器的地址,请改成 127.0.0.1 或 0.0.0.0。"
NO_PORT = {
    errno.EADDRINUSE: "端口 {} 已被别的程序占用:请先关掉它,或在 .env 里换一个 DINGBAN_PORT。",
    errno.EACCES: "端口 {} 没有权限使用:1024 以下的请换成 8080 这样的端口(DINGBAN_PORT)。",
}

People = Centre | BadFile
"""What people.csv says; its mistakes stand in the way only while nobody was imported yet."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything `serve` needs stands in the settings."""


def main(_args: argparse.Namespace) -> int:
    began = monotonic()
    settings = read_settings()
    settings.require_keys()
    policy, people = read_both(settings.centre_dir)
    sys.setswitchinterval(SWITCH_SECONDS)
    asyncio.run(_until_stopped(settings, policy, people, began))
    return 0


async def _until_stopped(settings: Settings, policy: Policy, people: People, began: float) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serving(settings, policy, people) as service:
        await _greet(service, monotonic() - began)
        await stop.wait()
        print("正在停止……", flush=True)
    print("已停止,数据都在。", flush=True)


@asynccontextmanager
async def serving(settings: Settings, policy: Policy, people: People) -> AsyncIterator[Service]:
    """The whole service, ready: database, workers, socket, pages; closed in reverse order."""
    from bot.control import listening  # late: heavy, and a wrong setting is said before
    from bot.logs import close_logs, set_up_logs
    from bot.schedule import scheduled

    folder = make_data_dir(settings)
    with only_writer(folder), _port(settings) as port:
        set_up_logs(settings.log_level, folder / LOGS)
        try:
            async with (
                _opened(settings, policy, people) as service,
                scheduled(service),
                listening(service, folder),
                _pages(service, settings, port),
            ):
                yield service
        finally:
            close_logs()


def read_both(folder: Path) -> tuple[Policy, People]:
    """The policy must be right at every start; all mistakes of both files are named together."""
    try:
        centre = read_centre_folder(folder)
    except BadFile as wrong:
        try:
            return read_centre(folder / CENTRE_FILE), wrong
        except BadFile:
            raise wrong from None
    return centre.policy, centre


@asynccontextmanager
async def _opened(settings: Settings, policy: Policy, people: People) -> AsyncIterator[Service]:
    from bot.clock import SystemClock
    from bot.main import Parts, running

    parts = Parts(
        database_url=database_url(settings),
        data_keys=settings.data_keys,
        files_dir=settings.files_dir,
        policy=policy,
        clock=SystemClock(),
        public_url=address(settings),
    )
    async with running(parts) as service:
        await _first_import(service, people)
        yield service


async def _first_import(service: Service, people: People) -> None:
    """An empty database takes the people of people.csv."""
    from bot.main import import_people

    if await service.ask(lambda desk: len(desk.roster.people)):
        if isinstance(people, BadFile):
            count = len(people.mistakes)
            print(f"people.csv 有 {count} 处错误(没有用到它;运行 dingban check 查看)。", flush=True)
        return
    if isinstance(people, BadFile):
        raise people
    count = await service.act(import_people, people.rows)
    print(f"第一次启动:从 people.csv 导入了 {count} 人。", flush=True)


@asynccontextmanager
async def _pages(service: Service, settings: Settings, port: socket.socket) -> AsyncIterator[None]:
    from aiohttp import web

    from bot.web import build_app

    app = build_app(service, secret_key=settings.secret_key.get_secret_value())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GOODBYE_SECONDS)
    await runner.setup()
    try:
        await web.SockSite(runner, port).start()
        yield
    finally:
        await runner.cleanup()


def _port(settings: Settings) -> socket.socket:
    """The port, taken before anything else is touched."""
    try:
        found = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except OSError as error:
        raise CommandError(NO_HOST.format(settings.host)) from error
    family, _, _, _, where = found[0]
    try:
        return socket.create_server((str(where[0]), int(where[1])), family=family)
    except OSError as error:
        says = NO_PORT.get(error.errno or 0, "")
        raise CommandError(says.format(settings.port) or NO_HOST.format(settings.host)) from error


async def _greet(service: Service, seconds: float) -> None:
    from bot.welcome import ways_in, welcome

    people = await service.ask(lambda desk: len(list(desk.roster)))
    ways = await service.act(ways_in, service.public_url)
    lines = welcome(service.policy.name, people, service.public_url, ways, seconds)
    print(*lines, sep="\n", flush=True)
