"""Repetitions: a head (每周一三五) and the time of day at which it happens."""

from datetime import time

from bot.language.times.clocks import PARTS
from bot.language.times.moments import hour_meant
from bot.language.times.reading import Kind, Reading, ask
from bot.language.times.values import Clock, Part, Recurrence, Today


def recurrence(rule: Recurrence, part: Part | None, clock: Clock | None, today: Today) -> Reading:
    """`WEEKLY[1,3,5]@09:00`; without a time of day at close of business."""
    if rule.doubtful and not (part or clock):
        return ask("没有说是哪个工作日", (), today)
    at = _time_of_day(part, clock, today)
    if at is None:
        return ask(f"{rule.says},不知道是几点", (), today)
    shown = at.strftime("%H:%M")
    return Reading(
        kind=Kind.RECUR,
        value=f"{rule.rule}@{shown}",
        gran="minute" if clock else "day",
        says=f"{rule.says} {shown}",
    )


def _time_of_day(part: Part | None, clock: Clock | None, today: Today) -> time | None:
    if clock is not None:
        hour = hour_meant(clock, part)
        return time(hour, clock.minute) if hour is not None and hour < 24 else None
    if part is None or part is PARTS["下"]:
        return today.calendar.hours.afternoon[1]
    return part.stands_for
