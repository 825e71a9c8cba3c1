"""The door: files are kept, the message is written down once, and only then acknowledged."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import filetype

from bot.service import Service
from tasks.case import Attachment
from tasks.messages import IncomingMessage

LARGEST_FILE = 25 * 1024 * 1024


async def receive(
    service: Service, message: IncomingMessage, files: Sequence[tuple[str, bytes]] = ()
) -> bool:
    """Keep a message until it is handled. False: it was received before, nothing happens again."""
    kept = [await keep(service, sound(name), data) for name, data in files]
    text, attachments = sound(message.text), (*message.attachments, *kept)
    whole = replace(message, text=text, attachments=attachments)
    return await service.act(lambda desk: desk.stores.inbox.add(whole, desk.now)) is not None


def sound(text: str) -> str:
    """Without half characters (an emoji cut in two), which can neither be stored nor sent."""
    return text.encode("utf-8", "ignore").decode()


async def keep(service: Service, name: str, data: bytes) -> Attachment:
    """Store a file encrypted; what it is, is read from its bytes, never from its name."""
    kind = filetype.guess(data)
    media_type = kind.mime if kind else "application/octet-stream"
    if len(data) > LARGEST_FILE:
        return Attachment(name, "", len(data), media_type)
    digest = await asyncio.to_thread(service.files.put, data)
    return Attachment(name[:200], digest, len(data), media_type)
