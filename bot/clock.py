"""The only place that knows what time it is; `now` is taken once per operation and passed down."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Aware UTC, always."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class StandingClock:
    """Stands still until it is moved: the drill's clock, and the tests'."""

    def __init__(self, at: datetime) -> None:
        self._now = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Forward only; time does not run backwards."""
        if moment < self._now:
            raise ValueError("时间只能往前走")
        self._now = moment.astimezone(UTC)
