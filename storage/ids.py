"""Ids of our own: time-ordered text, unique without asking the database."""

import os
import threading
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class _Sequence:
    """Microseconds that only go forward, whatever the clock does (a drill's stands still)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = -1

    def next(self, microseconds: int) -> int:
        with self._lock:
            self._last = max(self._last + 1, microseconds)
            return self._last


_sequence = _Sequence()


def new_id(now: datetime) -> str:
    """30 signs 0-9a-f: 14 for the microsecond, rising within the process, then 64 random bits.

    `now` must be aware; a naive one raises TypeError.
    """
    return f"{_sequence.next((now - _EPOCH) // _MICROSECOND):014x}{os.urandom(8).hex()}"
