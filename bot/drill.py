"""`dingban drill`: the same service on a scratch database, with a clock you can move."""

import argparse
import asyncio
import signal
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from aiohttp import web

from bot.centre_folder import Centre, read_centre_folder, sample_folder
from bot.clock import StandingClock
from bot.command_error import CommandError
from bot.drill_api import BadRequest, Drill, parse_moment
from bot.engine import settle
from bot.logs import set_up_logs
from bot.main import Parts, import_people, running
from bot.port import take_port
from bot.service import Service
from bot.web import build_app
from storage.sealing import new_key

LOOPBACK, PORT = "127.0.0.1", 8090
GOODBYE_SECONDS = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--at", required=True, help="从什么时候开始,如 2026-11-20T09:00")
    parser.add_argument("--port", type=int, default=PORT, help=f"端口(默认 {PORT})")
    parser.add_argument("--centre", type=Path, help="中心文件夹(默认用示例中心)")


def main(args: argparse.Namespace) -> int:
    try:
        at = parse_moment(args.at)
    except BadRequest as error:
        raise CommandError(f"--at {error}") from error
    centre = read_centre_folder(args.centre or sample_folder())
    set_up_logs("WARNING")
    with take_port(LOOPBACK, args.port, "用 --port 换一个") as port:
        asyncio.run(_run(at, port, centre))
    return 0


async def _run(at: datetime, port: socket.socket, centre: Centre) -> None:
    """Until it is stopped; then its scratch data goes."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with drill_app(at, centre) as app:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=GOODBYE_SECONDS)
        await runner.setup()
        try:
            await web.SockSite(runner, port).start()
            where = f"http://{LOOPBACK}:{port.getsockname()[1]}/drill"
            print(f"演练已开始:{where} 时间 {at:%Y-%m-%d %H:%M}", flush=True)
            await stop.wait()
        finally:
            await runner.cleanup()


@asynccontextmanager
async def drill_app(at: datetime, centre: Centre, url: str = "") -> AsyncIterator[web.Application]:
    """The drill's application; its scratch data is gone when it is closed."""
    clock = StandingClock(at)
    with tempfile.TemporaryDirectory(prefix="dingban-drill-") as folder:
        async with running(scratch(Path(folder), clock, centre, url)) as service:
            await service.act(import_people, centre.rows)
            await settle(service)
            yield build(service, clock)


def build(service: Service, clock: StandingClock) -> web.Application:
    app = build_app(service, secret_key=new_key(), is_drill=True)
    Drill(service, clock).add_to(app)
    return app


def scratch(folder: Path, clock: StandingClock, centre: Centre, url: str) -> Parts:
    return Parts(
        database_url=url or f"sqlite:///{folder / 'drill.db'}",
        data_keys=[new_key()],
        files_dir=folder / "files",
        policy=centre.policy,
        clock=clock,
    )
