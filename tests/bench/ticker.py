"""How long the event loop was ever kept from its next tick."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

STEP = 0.001  # seconds between two ticks


class Ticker:
    """Rings every millisecond and remembers the longest wait, in milliseconds."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._last = perf_counter()
        self._gaps: list[float] = []
        self._next = loop.call_later(STEP, self._tick)

    @property
    def stall(self) -> float:
        """The longest wait beyond the step itself."""
        return 1000 * (max(self._gaps, default=0.0) - STEP)

    def stop(self) -> None:
        """A tick that is late at the end counts as well."""
        self._next.cancel()
        self._gaps.append(perf_counter() - self._last)

    def _tick(self) -> None:
        now = perf_counter()
        self._gaps.append(now - self._last)
        self._last = now
        self._next = self._loop.call_later(STEP, self._tick)


@contextmanager
def ticking() -> Iterator[Ticker]:
    ticker = Ticker(asyncio.get_running_loop())
    try:
        yield ticker
    finally:
        ticker.stop()
