"""The principals' decisions on one queue entry: one tap each, the typed words are the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.language.speak import WEEKDAYS
from tasks.deadlines import Calendar, china_day
from tasks.supervision import EntryState
from tasks.task import RequestKind, Task

LIMIT_DAYS = (1, 3, 5)  # working days from today that are offered as new deadlines


@dataclass(frozen=True)
class Tap:
    """One button; `value` is the command without number and reason, {…} a blank beside it."""

    label: str
    value: str


TIME, PERSON = "{time}", "{person}"
TIMED = (Tap("限期到这天", f"限期 {TIME}"), Tap("约谈", f"约谈 {TIME}"))
PERSONAL = (Tap("由他包案", f"包案 {PERSON}"), Tap("转给他办", f"转办 {PERSON}"))
LIFT = Tap("解除督办", "解除")


@dataclass(frozen=True)
class Choices:
    """What may be decided now: `main` without any blank, the others after writing a word."""

    main: tuple[Tap, ...]
    timed: tuple[Tap, ...] = TIMED
    personal: tuple[Tap, ...] = PERSONAL
    last: tuple[Tap, ...] = (LIFT,)


def choices(state: EntryState, task: Task, now: datetime, calendar: Calendar) -> Choices:
    """A plan waits to be judged; an extension asked for can be granted; else dates and a plan."""
    if state is EntryState.PLAN_REVIEW:
        return Choices((Tap("同意方案", "同意"), Tap("驳回方案", "驳回")), (), (), (LIFT,))
    days = [calendar.add_working_days(china_day(now), n) for n in LIMIT_DAYS]
    main = [Tap(f"限期{_said(day, china_day(now))}", f"限期 {_typed(day)}") for day in days]
    if task.pending(RequestKind.EXTENSION):
        main.insert(0, Tap("准延期", "准延期"))
    main.append(Tap("要方案", "要方案"))
    return Choices(tuple(main))


def command(tap: str, number: str, values: Mapping[str, str]) -> str | None:
    """`限期 {time}` with its blank filled in and the reason behind; None when a blank is empty."""
    verb, _, rest = tap.partition(" ")
    for blank in (TIME, PERSON):
        if blank in rest:
            word = values.get(blank.strip("{}"), "").strip()
            if not word:
                return None
            rest = rest.replace(blank, word)
    reason = values.get("reason", "").strip()
    return " ".join(word for word in (verb, number, rest, reason) if word)


def _typed(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _said(day: date, today: date) -> str:
    """明天, else the weekday with its date: 周三(11月25日)."""
    date_said = f"{day.month}月{day.day}日"
    if day - today == timedelta(days=1):
        return f"明天({date_said})"
    return f"周{WEEKDAYS[day.weekday()]}({date_said})"
