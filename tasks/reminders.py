"""When a task's reminders before its deadline are due (S3-04), quiet hours and lunch avoided.

A reminder never comes late: what falls into quiet hours or lunch moves earlier (chat.md, Fair
clocks). Moments are aware; answers are UTC.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tasks import quiet
from tasks.deadlines import CHINA, ONE_DAY, Calendar, china_day
from tasks.task import ReminderKind, ReminderRule, Task

SPAN = re.compile(
    r"[+-]?P(?=[\dT])(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)
RECURRING = re.compile(r"(DAILY|WORKDAY|WEEKLY|MONTHLY)(?:\[([\d,-]+)\])?@(\d{2}:\d{2})")
SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True)
class Reminder:
    """One reminder to come: when it is said, and by which rule."""

    at: datetime
    rule: ReminderRule


def span(text: str) -> timedelta:
    """The length of an ISO 8601 duration: -P1D, PT2H, P1W, P1DT12H; the sign is left out."""
    found = SPAN.fullmatch(text)
    if not found:
        raise ValueError(f"not a duration: {text}")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def reminder_times(task: Task, calendar: Calendar, now: datetime) -> tuple[datetime, ...]:
    """The moments after `now` at which the task reminds; of a recurring rule only the next."""
    return tuple(reminder.at for reminder in coming(task, calendar, now))


def coming(task: Task, calendar: Calendar, now: datetime) -> tuple[Reminder, ...]:
    """The reminders after `now` and before the deadline, by time; two at one moment are one."""
    found: dict[datetime, Reminder] = {}
    for rule in task.reminders:
        at = _next(rule, task, calendar, now)
        if at is not None and now < at < task.deadline:
            found.setdefault(at, Reminder(at, rule))
    return tuple(found[at] for at in sorted(found))


def _next(rule: ReminderRule, task: Task, calendar: Calendar, now: datetime) -> datetime | None:
    """The next moment of one rule, as it is said."""
    if rule.kind is not ReminderKind.RECUR:
        return _said_at(_moment(rule, task), task, calendar)
    for moment in _recurrences(rule.value, task, calendar, now):
        said_at = _said_at(moment, task, calendar)
        if said_at > now:
            return said_at
    return None


def _moment(rule: ReminderRule, task: Task) -> datetime:
    if rule.kind is ReminderKind.OFFSET:
        return task.deadline - span(rule.value)
    return datetime.fromisoformat(rule.value)


def _said_at(moment: datetime, task: Task, calendar: Calendar) -> datetime:
    """Moved earlier out of quiet hours and lunch; 紧急 is said when it is meant.

    Where that would be before the task was given, a task due before the hold ends is still
    reminded at its own moment.
    """
    if task.urgent:
        return moment.astimezone(UTC)
    moved = quiet.earlier(moment, calendar)
    if moved < task.assigned_at and task.deadline <= quiet.not_before(moment, calendar):
        moved = moment
    return moved.astimezone(UTC)


def _recurrences(value: str, task: Task, calendar: Calendar, now: datetime) -> Iterator[datetime]:
    """The moments of a recurring rule after `now` and before the deadline."""
    if value.startswith("EVERY "):
        step = max(span(value.removeprefix("EVERY ")), SHORTEST)
        first = task.assigned_at + ((now - task.assigned_at) // step + 1) * step
        return (first + n * step for n in range(max(0, -((first - task.deadline) // step))))
    found = RECURRING.fullmatch(value)
    if not found:
        raise ValueError(f"not a recurring reminder: {value}")
    word, numbers, clock = found.groups()
    chosen = frozenset(int(number) for number in (numbers or "").split(",") if number)
    today, last = china_day(now), china_day(task.deadline)
    days = (today + n * ONE_DAY for n in range((last - today).days + 1))
    at = time.fromisoformat(clock)
    moments = (datetime.combine(d, at, CHINA) for d in days if _falls(word, chosen, d, calendar))
    return (moment for moment in moments if now < moment < task.deadline)


def _falls(word: str, chosen: frozenset[int], day: date, calendar: Calendar) -> bool:
    """Whether a recurring rule has that day; a month too short for it uses its last day."""
    match word:
        case "WORKDAY":
            return calendar.is_working(day)
        case "WEEKLY":
            return day.isoweekday() in chosen
        case "MONTHLY":
            last = monthrange(day.year, day.month)[1]
            return day.day in {last if n < 0 else min(n, last) for n in chosen}
    return True
