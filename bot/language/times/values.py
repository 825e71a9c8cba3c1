"""What the words of a time phrase stand for, before they are put together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from tasks.deadlines import CHINA, Calendar


@dataclass(frozen=True)
class Today:
    """Where we stand: the moment, in China's zone, and the centre's calendar."""

    now: datetime
    calendar: Calendar

    @property
    def day(self) -> date:
        return self.now.date()

    def at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, CHINA)

    def close(self, day: date) -> datetime:
        """A day without a clock time, as a deadline, is close of business of that day."""
        return self.calendar.close_of_business(day)


@dataclass(frozen=True)
class Day:
    """A day somebody named.

    `sure`: said so exactly that a day gone by is past (今天, 本周三, 2026年…), never the next one.
    `firm`: the words mean nothing else, whatever follows them (明天, 下周三; not 周一, 年底).
    `rolled`: it is gone this year, so next year's was taken.
    `doubtful`: may be no day at all (12.1, 20261201), unless something marks it as a time.
    `weekday`: only a weekday was said, which any date of that weekday explains.
    `of_month`: only 25日 was said; after 12月23日至 it belongs to that month.
    """

    date: date
    sure: bool = False
    firm: bool = False
    rolled: bool = False
    doubtful: bool = False
    weekday: bool = False
    of_month: bool = False


@dataclass(frozen=True)
class Part:
    """A part of the day: the clock time it stands for, and which hours may be said with it.

    `hours` maps an hour as said to the hour meant; 24 is midnight at the end of the day.
    """

    name: str
    stands_for: time | None = None
    hours: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Clock:
    """An hour and minute as said. `exact` needs no part of the day (2026-12-01T05:00, 3pm)."""

    hour: int
    minute: int = 0
    exact: bool = False
    padded: bool = False  # 05:00


class Edge(StrEnum):
    """The edges of a working day."""

    OPENS = "上班"
    CLOSES = "下班"


class Unit(StrEnum):
    MINUTE = "分钟"
    HOUR = "小时"
    DAY = "天"
    WORKING_DAY = "个工作日"
    WEEK = "周"
    MONTH = "个月"
    YEAR = "年"


@dataclass(frozen=True)
class Amount:
    """A length of time as said; `half` adds half a unit; `minutes` after hours (2小时30分)."""

    number: int
    unit: Unit
    half: bool = False
    minutes: int = 0


@dataclass(frozen=True)
class Period:
    """A week, month, quarter or year; `last` is its last day."""

    name: str
    first: date
    last: date
    sure: bool = True
    rolled: bool = False

    @property
    def is_week(self) -> bool:
        return (self.last - self.first).days == 6


@dataclass(frozen=True)
class Festival:
    """A festival by name, in the year said or whichever comes next."""

    name: str
    year: int | None = None


@dataclass(frozen=True)
class Order:
    """第二个工作日, 最后一天: the n-th (-1: last) working day or day of something."""

    n: int
    working: bool


@dataclass(frozen=True)
class Recurrence:
    """The head of a repetition in the phrase file's words: DAILY, WEEKLY[1,3], MONTHLY[-1]."""

    rule: str
    says: str
    doubtful: bool = False


@dataclass(frozen=True)
class Trouble:
    """Looks like a time, but cannot be read as one: the reason a person is told.

    `loose`: ask only when nothing else is said; inside a sentence it is just a word.
    """

    reason: str
    choices: tuple[datetime, ...] = ()
    loose: bool = False


Value = Day | Part | Clock | Edge | Amount | Period | Festival | Order | Recurrence | Trouble | None


@dataclass(frozen=True)
class Token:
    """One word of the grammar: its letter (see `shapes`), where it stands, what it stands for."""

    letter: str
    start: int
    end: int
    value: Value = None
