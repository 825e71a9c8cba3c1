"""Times a principal may choose from, and when a talk is over."""

import re
from datetime import date, datetime, time, timedelta

from bot.commands.turn import Turn
from bot.commands.when import one_time
from bot.language.speak import WEEKDAYS
from bot.language.times import Kind, Reading, read_time
from tasks.deadlines import CHINA, Calendar, china_day

TALK_LASTS = timedelta(hours=1)  # nobody says how long; the entry is back when it is over
MORNING, AFTERNOON = time(9, 0), time(15, 0)
DAYS_OFFERED = 3  # working days
FRIDAY = 5
LONGEST_TIME = 40  # characters in which the time that a decision begins with must end
GAPS = re.compile(r"[\s,;，；。]+")
FILLER = re.compile(
    r"(?:之前|以前|以内|之内|必须|务必|一定|抓紧|给我|要|把|到|前|内|办结|办完|办好|办妥|办理|完成|解决|落实|这件事?|它|"
    r"谈|的|了|吧|就|再|[\s,，。、:：;；!！])*"
)


def said_time(turn: Turn, text: str, example: str) -> tuple[datetime | None, str]:
    """A moment to come and the words beside it, without those that only lead to the time."""
    reading, rest = reading_of(turn, text, example)
    return (reading.at if reading else None), telling(rest)


def reading_of(turn: Turn, text: str, example: str) -> tuple[Reading | None, str]:
    """Like `one_time`; but a decision begins with its time, so `12月2日 等配件` is no question.

    Only where the words behind hold no other time: of two times none is picked in silence.
    """
    now, calendar = turn.desk.now, turn.desk.calendar
    if read_time(text, now, calendar).kind in (Kind.ASK, Kind.NONE):
        for gap in reversed(list(GAPS.finditer(text[:LONGEST_TIME]))):
            head, tail = text[: gap.start()], text[gap.end() :]
            if read_time(head, now, calendar).kind is not Kind.POINT:
                continue
            if read_time(tail, now, calendar).kind is Kind.NONE:
                reading, rest = one_time(turn, head, example)
                return reading, f"{rest} {tail}".strip()
    return one_time(turn, text, example)


def talk_over(meets: datetime, *, clock: bool) -> datetime:
    """When the talk is over: an hour after a clock time, the end of the day that was named."""
    return meets + (TALK_LASTS if clock else timedelta())


def offered_deadlines(now: datetime, calendar: Calendar) -> tuple[tuple[str, str], ...]:
    """(label, as typed): the next working day, three working days, Friday of next week."""
    today = china_day(now)
    days = {
        _next_label(calendar.next_working_day(today), today): calendar.next_working_day(today),
        f"{DAYS_OFFERED}个工作日": calendar.add_working_days(today, DAYS_OFFERED),
        "下周五": today + timedelta(days=7 - today.isoweekday() + FRIDAY),
    }
    return _unlike([(f"{label}({_said(day)})", _typed(day, today)) for label, day in days.items()])


def offered_talks(now: datetime, calendar: Calendar) -> tuple[tuple[str, str], ...]:
    """(label, as typed): this afternoon, then the next working day's morning and afternoon."""
    today = china_day(now)
    later = calendar.next_working_day(today)
    moments = [(day, clock) for day in (today, later) for clock in (MORNING, AFTERNOON)]
    return tuple(
        (f"{_said(day)} {clock:%H:%M}", f"{_typed(day, today)} {clock:%H:%M}")
        for day, clock in moments
        if calendar.is_working(day) and datetime.combine(day, clock, CHINA) > now
    )


def _next_label(day: date, today: date) -> str:
    near = "明天" if day - today == timedelta(days=1) else f"周{WEEKDAYS[day.weekday()]}"
    return f"{near}下班"


def _said(day: date) -> str:
    return f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def _typed(day: date, today: date) -> str:
    """Read back without a doubt, also across the new year."""
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def _unlike(offers: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Two labels of one day are one choice."""
    seen: dict[str, tuple[str, str]] = {}
    for label, typed in offers:
        seen.setdefault(typed, (label, typed))
    return tuple(seen.values())


def telling(rest: str) -> str:
    """What stands beside a time, where it says anything; 前办结 at its head only leads there."""
    if FILLER.fullmatch(rest):
        return ""
    gap = GAPS.search(rest)
    leads = gap is not None and FILLER.fullmatch(rest[: gap.start()])
    return (rest[gap.end() :] if gap and leads else rest).strip()
