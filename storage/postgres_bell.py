"""Between copies of the service on one PostgreSQL: what a commit touched is told to the others."""

import logging
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress

import psycopg

from storage.jobs import Announce

CHANNEL = "dingban"
STOP = "stop"
RETRY_SECONDS = 1.0
# What may have been missed while the line was down.
EVERYTHING = frozenset({"inbox", "outbox", "due", "people", "said", "events"})

log = logging.getLogger(__name__)


class Bell:
    """Rings for others after commits, several of them at once, and hears their ringing.

    `speak` sends one note on a connection of its own, after the commit: within the transaction
    it would make all commits of all copies wait for each other.
    """

    def __init__(
        self, address: str, centre_id: str, announce: Announce, speak: Callable[[str, str], None]
    ) -> None:
        self._address = address
        self._centre_id = centre_id
        self._announce = announce
        self._speak = speak
        self._own = secrets.token_hex(8)
        self._lock = threading.Lock()
        self._pending: set[str] = set()
        self._stopping = threading.Event()
        self._ready = threading.Event()
        self._listener = threading.Thread(target=self._listen, name="storage-bell", daemon=True)
        self._listener.start()
        self._ready.wait(RETRY_SECONDS)

    def collect(self, topics: set[str]) -> bool:
        """Note what to tell; True when `tell` must be called for it, False when it will be."""
        with self._lock:
            first = not self._pending
            self._pending |= topics
        return first

    def tell(self) -> None:
        """Tell everything that was collected."""
        with self._lock:
            topics, self._pending = self._pending, set()
        self._send(" ".join(sorted(topics)))

    def stop(self) -> None:
        self._stopping.set()
        self._send(STOP)
        self._listener.join(5 * RETRY_SECONDS)

    def _send(self, words: str) -> None:
        try:
            self._speak(CHANNEL, f"{self._own} {self._centre_id} {words}")
        except Exception:
            # The others look for themselves every half minute.
            log.warning("bell_not_rung", exc_info=True)

    def _listen(self) -> None:
        again = False
        while not self._stopping.is_set():
            with suppress(psycopg.OperationalError):
                self._hear(again=again)
            again = True
            self._stopping.wait(RETRY_SECONDS)

    def _hear(self, *, again: bool) -> None:
        """Listen until the line is lost; only when it stands again is everything looked at, so
        that nothing falls into the gap."""
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}".encode())
            self._ready.set()
            if again:
                self._announce(set(EVERYTHING))
            for note in connection.notifies():
                sender, centre_id, *topics = note.payload.split()
                if sender == self._own:
                    if topics == [STOP]:
                        return
                elif centre_id == self._centre_id and topics != [STOP]:
                    self._announce(set(topics))
