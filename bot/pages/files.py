"""Photos and files of a case, task or chat, for those who may see it; never run by the browser."""

import asyncio
from urllib.parse import quote

from aiohttp import web

from bot.desk import Desk
from bot.keys import SERVICE
from bot.pages.conversation import Talker, conversation
from bot.pages.session import Viewer
from bot.pages.sight import case_for, task_for
from tasks.case import Attachment
from tasks.errors import NotFound
from tasks.people import Person

SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
OWN_CHAT = "chat"
GONE = "没有这个附件,或者这件事不归你看。"
LATEST = 400


async def show_file(request: web.Request, viewer: Viewer) -> web.StreamResponse:
    """`/file/<hash>?of=<number or chat>`: decrypted for this person, never kept by the browser."""
    digest, of = request.match_info["digest"], request.query.get("of", "")
    service = request.app[SERVICE]
    file = await service.ask(_allowed, viewer.person, digest, of)
    try:
        data = await asyncio.to_thread(service.files.get, digest)
    except FileNotFoundError as missing:
        raise NotFound(GONE) from missing
    inline = file.media_type in SHOWN_INLINE
    headers = {
        "Content-Disposition": f"{'inline' if inline else 'attachment'}; "
        f"filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=3600",
    }
    media_type = file.media_type if inline else "application/octet-stream"
    return web.Response(body=data, content_type=media_type, headers=headers)


def _allowed(desk: Desk, person: Person, digest: str, of: str) -> Attachment:
    for file in _files(desk, person, of):
        if file.sha256 == digest:
            return file
    raise NotFound(GONE)


def _files(desk: Desk, person: Person, of: str) -> tuple[Attachment, ...]:
    """What hangs on the thing that the address names, if this person may see it."""
    if of.startswith("RW"):
        task = task_for(desk, person, of)
        case = desk.case_of(task)
        return (*task.files, *(case.attachments if case else ()))
    if of.startswith("MT"):
        return case_for(desk, person, of).attachments
    if of != OWN_CHAT:
        return ()
    own = conversation(desk, Talker(person.id, person.id), LATEST)
    return tuple(file for line in own.lines if line.mine for file in line.files)
