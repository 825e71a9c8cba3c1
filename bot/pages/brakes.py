"""A limit on how often one address or person may do something, in real time."""

from collections import deque
from collections.abc import Callable


class Brake:
    """At most `count` times in `seconds`, per key. `clock` gives seconds that never go back."""

    def __init__(self, count: int, seconds: float, clock: Callable[[], float]) -> None:
        self._count = count
        self._seconds = seconds
        self._clock = clock
        self._times: dict[str, deque[float]] = {}

    def holds(self, key: str) -> float:
        """Seconds to wait until the next try; 0.0 when it may go on."""
        times = self._recent(key)
        if len(times) < self._count:
            return 0.0
        return max(times[0] + self._seconds - self._clock(), 0.001)

    def note(self, key: str) -> None:
        """Count one try."""
        if key not in self._times and len(self._times) >= 10_000:
            self._forget_old()
        self._times.setdefault(key, deque()).append(self._clock())

    def _recent(self, key: str) -> deque[float]:
        times = self._times.get(key, deque())
        oldest = self._clock() - self._seconds
        while times and times[0] <= oldest:
            times.popleft()
        return times

    def _forget_old(self) -> None:
        """Addresses that have been quiet need no memory."""
        for key in list(self._times):
            if not self._recent(key):
                del self._times[key]
