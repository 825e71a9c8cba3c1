"""`dingban serve`: what could stop the service is said first; then it runs until it is stopped."""

import argparse
import asyncio
import gc
import signal
import socket
import sys
from pathlib import Path
from time import monotonic

from bot.centre_file import read_centre
from bot.centre_folder import CENTRE_FILE, Centre, read_centre_folder
from bot.command_error import CommandError
from bot.control_client import is_running
from bot.installation import make_data_dir
from bot.mistakes import BadFile
from bot.port import take_port
from bot.settings import Settings, read_settings
from tasks.policy import Policy

SWITCH_SECONDS = 0.0005  # measured: keeps the event loop quick beside the writer thread
RUNNING = "{}:这里的服务已经在运行,不用再启动。要重新启动,请先停下它(在它的窗口按 Ctrl+C)。"
OTHER_PORT = "在 .env 里换一个 DINGBAN_PORT"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything `serve` needs stands in the settings."""


def main(_args: argparse.Namespace) -> int:
    began = monotonic()
    settings = read_settings()
    settings.require_keys()
    policy, people = read_both(settings.centre_dir)
    if is_running(make_data_dir(settings)):
        raise CommandError(RUNNING.format(settings.data_dir))
    with take_port(settings.host, settings.port, OTHER_PORT) as port:
        sys.setswitchinterval(SWITCH_SECONDS)
        asyncio.run(_until_stopped(settings, policy, people, port, began))
    return 0


def read_both(folder: Path) -> tuple[Policy, Centre | BadFile]:
    """The policy must be right at every start; all mistakes of both files are named together."""
    try:
        centre = read_centre_folder(folder)
    except BadFile as wrong:
        try:
            return read_centre(folder / CENTRE_FILE), wrong
        except BadFile:
            raise wrong from None
    return centre.policy, centre


async def _until_stopped(
    settings: Settings,
    policy: Policy,
    people: Centre | BadFile,
    port: socket.socket,
    began: float,
) -> None:
    from bot.serving import greeting, serving  # late: heavy, and a wrong setting is said before

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serving(settings, policy, people, port, _say) as service:
        _say(*await greeting(service, monotonic() - began))
        gc.freeze()  # measured: looking over all that start-up made held the event loop for 0.2 s
        await stop.wait()
        _say("正在停止……")
    _say("已停止,数据都在。")


def _say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)
