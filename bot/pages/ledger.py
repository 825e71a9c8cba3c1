"""台账: everything, filtered, a page at a time; the same columns go to xlsx."""

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import structlog
from aiohttp import web

from bot.desk import Desk
from bot.documents.ledger import COLUMNS
from bot.documents.ledger_rows import STATUSES, Wanted, asked_of, read_page, title_of, wanted_of
from bot.keys import SERVICE
from bot.pages.frame import Facts, may_open_ledger, show
from bot.pages.session import Viewer
from bot.pages.sight import overseen, sees_all
from bot.service import Service
from tasks.deadlines import china_day
from tasks.errors import NotFound
from tasks.people import Person

log = structlog.get_logger()

T = TypeVar("T")

EXPORTING = web.AppKey("exporting", asyncio.Lock)
AT_ONCE = 30
SOUGHT = ("编号", "内容", "办理情况", "责任人", "办结时限", "是否超期")  # first on a screen
MUCH, SOME = 30, 12  # characters in the sheet's columns
EXACT = (17, 19)  # a time, a number: never broken
BATCH = 500  # rows read in one go while exporting: other readers get their turn
KEY = re.compile(r"-?\d{1,19}:[\w-]{1,64}", re.ASCII)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BROKEN = "表格没有做成,请再试一次;还不行请告诉管理员。"
HIDDEN = "台账由指挥室和领导看。你的任务在“我的待办”里。"


async def show_ledger(request: web.Request, viewer: Viewer) -> web.StreamResponse:
    key = request.query.get("after", "")
    wanted = wanted_of(request.query)
    return await show(request, viewer, "ledger", ledger_facts, wanted, _key(key))


async def export_ledger(request: web.Request, viewer: Viewer) -> web.StreamResponse:
    """The filtered ledger as a file, made by a process of its own; who took it is logged."""
    if not may_open_ledger(viewer.person):
        raise web.HTTPNotFound(text=HIDDEN)
    service, wanted = request.app[SERVICE], wanted_of(request.query)
    async with request.app[EXPORTING]:
        body = await _make(service, viewer.person, wanted)
    log.info("ledger_exported", person=viewer.person.id, bytes=len(body), **asked_of(wanted))
    name = quote(f"台账{china_day(service.clock.now()):%Y%m%d}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename=ledger.xlsx; filename*=UTF-8''{name}"}
    return web.Response(body=body, content_type=XLSX, headers=headers)


def ledger_facts(desk: Desk, person: Person, wanted: Wanted, after: str | None) -> Facts:
    if not may_open_ledger(person):
        raise NotFound(HIDDEN)
    lines, page = read_page(desk, wanted, after, AT_ONCE, seen_by(desk, person))
    asked = asked_of(wanted)
    return {
        "wanted": wanted,
        "columns": [column.title for column in _shown(COLUMNS)],
        "widths": [_breadth(column.width) for column in _shown(COLUMNS)],
        "lines": [_linked(line, row) for line, row in zip(lines, page.rows, strict=True)],
        "statuses": STATUSES,
        "units": sorted({one.unit for one in desk.roster}),
        "villages": desk.roster.villages,
        "next": urlencode({**asked, "after": page.next_key}) if page.next_key else "",
        "first_page": after is None,
        "filtered": bool(asked),
        "export": f"/ledger.xlsx?{urlencode(asked)}" if asked else "/ledger.xlsx",
    }


def _shown(cells: Sequence[T]) -> list[T]:
    """The sheet's columns in the order of a screen: what people look for comes first."""
    titles = [column.title for column in COLUMNS]
    first = [titles.index(title) for title in SOUGHT]
    return [cells[i] for i in (*first, *(i for i in range(len(titles)) if i not in first))]


def seen_by(desk: Desk, person: Person) -> tuple[str, ...] | None:
    """Whose rows this person may see: None for everybody's."""
    if sees_all(person):
        return None
    return (person.id, *(one.id for one in overseen(person, desk.roster)))


async def all_lines(
    service: Service, person: Person, wanted: Wanted
) -> AsyncIterator[list[tuple[str, ...]]]:
    """Every line the filter asks for, in batches."""
    whose = await service.ask(seen_by, person)
    after: str | None = None
    while True:
        lines, page = await service.ask(read_page, wanted, after, BATCH, whose)
        yield lines
        after = page.next_key
        if after is None:
            return


async def _make(service: Service, person: Person, wanted: Wanted) -> bytes:
    with tempfile.TemporaryDirectory(prefix="dingban-") as folder:
        path = Path(folder) / "ledger.xlsx"
        await _write(service, person, wanted, path)
        return await asyncio.to_thread(path.read_bytes)


async def _write(service: Service, person: Person, wanted: Wanted, path: Path) -> None:
    title = await service.ask(title_of, wanted)
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.documents.ledger", str(path), title,
        stdin=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2], env={"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert writer.stdin is not None  # noqa: S101 - it was asked for
    try:
        async for lines in all_lines(service, person, wanted):
            for line in lines:
                writer.stdin.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            await writer.stdin.drain()
        writer.stdin.close()
        if await writer.wait() != 0:
            raise web.HTTPInternalServerError(text=BROKEN)
    except ConnectionError as error:
        raise web.HTTPInternalServerError(text=BROKEN) from error
    finally:
        if writer.returncode is None:
            writer.kill()
            await writer.wait()


def _linked(line: tuple[str, ...], row: Any) -> dict[str, Any]:
    path = f"/task/{row.task.number}" if row.task else f"/case/{row.case.number}"
    return {"cells": _shown(line), "path": path}


def _breadth(width: int) -> str:
    """The style of a column: room for sentences, for a few words, or none."""
    if width >= MUCH:
        return "much"
    if width in EXACT:
        return "num"
    return "some" if width >= SOME else ""


def _key(text: str) -> str | None:
    return text if KEY.fullmatch(text) else None
