"""When to send again: one rule for all platforms."""

from datetime import datetime, timedelta

FIRST = timedelta(seconds=5)
LONGEST = timedelta(minutes=30)
GIVE_UP = 40  # attempts: about 18 hours, then somebody is told


def next_attempt(
    attempts: int, *, now: datetime, permanent: bool = False, retry_after: float | None = None
) -> datetime | None:
    """The next try after `attempts` failures, doubling up to half an hour; None: give up.

    `retry_after`: seconds the platform asked for, obeyed to the letter.
    """
    if permanent or attempts >= GIVE_UP:
        return None
    if retry_after is not None:
        return now + timedelta(seconds=retry_after)
    doublings = min(max(attempts - 1, 0), 12)
    return now + min(FIRST * (1 << doublings), LONGEST)
