"""The service's socket: commands of this machine's own user act through the running service.

Two writing processes would lock each other out, so a command that changes data asks the service.
One line of JSON in, one out: {"errand", "given"} -> {"done"} or {"refused": [sentence…]}.
"""

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import structlog

from bot.errands import ERRANDS
from bot.installation import SOCKET, short_path
from bot.service import Service
from storage.errors import StorageError
from tasks.errors import TaskError

log = structlog.get_logger()

LARGEST = 64 * 1024 * 1024  # bytes of one line: a people file with thousands of rows
PATIENCE = 10.0  # seconds until a caller has said what it wants
READ_WRITE_MINE = 0o177  # umask that leaves mode 600


@asynccontextmanager
async def listening(service: Service, folder: Path) -> AsyncIterator[None]:
    """Take errands at the socket in `folder`; whoever holds the folder's lock may call this."""

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _meet(service, reader, writer)

    listener = _bind(folder)
    try:
        server = await asyncio.start_unix_server(meet, sock=listener, limit=LARGEST)
        async with server:
            yield
    finally:
        with suppress(FileNotFoundError):
            (folder / SOCKET).unlink()


def _bind(folder: Path) -> socket.socket:
    """A socket only its owner may use; what a dead service left behind is removed."""
    with suppress(FileNotFoundError):
        (folder / SOCKET).unlink()
    listener = socket.socket(socket.AF_UNIX)
    before = os.umask(READ_WRITE_MINE)
    try:
        with short_path(folder) as near:
            listener.bind(str(near / SOCKET))
    except BaseException:
        listener.close()
        raise
    finally:
        os.umask(before)
    return listener


async def _meet(
    service: Service, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            line = await reader.readline()
        if line:
            writer.write(json.dumps(await _answer(service, line)).encode() + b"\n")
            await writer.drain()
    except (TimeoutError, ValueError, KeyError, TypeError, ConnectionError) as error:
        log.warning("errand_lost", exc_info=error)
    finally:
        writer.close()


async def _answer(service: Service, line: bytes) -> dict[str, Any]:
    asked = json.loads(line)
    name, given = asked["errand"], asked["given"]
    errand = ERRANDS.get(name)
    if errand is None:
        return {"refused": ["运行中的服务是另一个版本,不认识这个命令。请重新启动服务。"]}
    run = service.act if errand.writes else service.ask
    try:
        done = await run(errand.run, **given)
    except TaskError as refusal:
        return {"refused": refusal.sentence.splitlines()}
    except StorageError as error:
        log.warning("errand_failed", errand=name, exc_info=error)
        return {"refused": [f"{error}。"]}
    except Exception as error:
        log.exception("errand_failed", errand=name)
        return {"refused": [f"服务出错了({type(error).__name__}),没有改动;经过在服务的日志里。"]}
    log.info("errand_done", errand=name)
    return {"done": done}
