"""A command's errand at the centre's data: through the running service, else on its own."""

import json
import socket
from pathlib import Path
from typing import Any

from bot.centre_file import read_centre
from bot.clock import SystemClock
from bot.command_error import CommandError
from bot.installation import (
    SOCKET,
    database_url,
    has_data,
    make_data_dir,
    only_writer,
    short_path,
)
from bot.settings import Settings

PATIENCE = 600.0  # seconds for the longest errand: every chain of events checked


def run_errand(settings: Settings, errand: str, /, **given: Any) -> Any:
    """What the errand gives back; a refusal is a CommandError or TaskError.

    What it changed is seen at once by everybody: the service did it, or nobody else was there.
    """
    answer = ask_service(settings.data_dir, errand, given)
    if answer is None:
        return _alone(settings, errand, given)
    if "refused" in answer:
        raise CommandError(*answer["refused"])
    return answer["done"]


def is_running(folder: Path) -> bool:
    """Whether a service answers at the socket of this data folder."""
    caller = _call(folder)
    if caller is None:
        return False
    caller.close()
    return True


def ask_service(folder: Path, name: str, given: dict[str, Any]) -> dict[str, Any] | None:
    """The service's answer; None when no service runs (a socket without one is only a file)."""
    caller = _call(folder)
    if caller is None:
        return None
    with caller, caller.makefile("rwb") as stream:
        stream.write(json.dumps({"errand": name, "given": given}).encode() + b"\n")
        stream.flush()
        line = stream.readline()
    if not line:
        raise CommandError("服务正在停止,没有回答。请过一会儿再运行一次。")
    answer: dict[str, Any] = json.loads(line)
    return answer


def _call(folder: Path) -> socket.socket | None:
    if not (folder / SOCKET).exists():
        return None
    caller = socket.socket(socket.AF_UNIX)
    caller.settimeout(PATIENCE)
    try:
        with short_path(folder) as near:
            caller.connect(str(near / SOCKET))
    except (ConnectionRefusedError, FileNotFoundError):
        caller.close()
        return None
    return caller


def _alone(settings: Settings, name: str, given: dict[str, Any]) -> Any:
    """Open the database here, as the only one who writes to it."""
    from bot.errands import ERRANDS  # late: heavy, and not needed when the service answers
    from bot.logs import set_up_logs
    from bot.service import at_desk
    from storage.database import Database
    from storage.sealing import Sealer

    set_up_logs("WARNING")
    errand = ERRANDS[name]
    settings.require_keys()
    policy = read_centre(settings.centre_dir / "centre.toml")
    if not errand.on_empty and not has_data(settings):
        raise CommandError("还没有数据:这个中心还没启动过。请先运行 dingban serve(或 make run)。")
    with only_writer(make_data_dir(settings)):
        database = Database.open(database_url(settings), sealer=Sealer(settings.data_keys))
        try:
            run = database.write_now if errand.writes else database.read_now
            return run(at_desk(errand.run, policy, SystemClock().now()), **given)
        finally:
            database.close()
