"""Hands each message to the open chat pages; what was said before is read from the outbox."""

import asyncio
from collections import defaultdict

from adapters.base import Parcel

NAME = "webchat"


class WebChat:
    """Wakes the pages that show a chat. Nothing is kept here: the outbox remembers."""

    name = NAME

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)

    async def send(self, parcel: Parcel) -> str:
        """Always arrives: an open page is woken, a closed one reads it when it opens."""
        self.wake(parcel.account)
        return parcel.id

    def wake(self, account: str) -> None:
        for listener in self._listeners.get(account, ()):
            listener.set()

    def listen(self, account: str) -> asyncio.Event:
        """An event that is set whenever something new waits for the account."""
        event = asyncio.Event()
        self._listeners[account].add(event)
        return event

    def forget(self, account: str, event: asyncio.Event) -> None:
        self._listeners[account].discard(event)
        if not self._listeners[account]:
            del self._listeners[account]

    async def close(self) -> None:
        """Wakes every page so that it can say goodbye."""
        for account in list(self._listeners):
            self.wake(account)
