"""Working days, work hours and due dates, by the State Council's calendar (rules.md §6, §7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


class LimitUnit(StrEnum):
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"
    HOUR = "hour"


@dataclass(frozen=True)
class Season:
    """Part of the year with its own afternoon; month-day pairs, both inclusive."""

    first: tuple[int, int]
    last: tuple[int, int]
    afternoon: tuple[time, time]


@dataclass(frozen=True)
class Hours:
    """Work hours, local time."""

    morning: tuple[time, time] = (time(8, 30), time(12, 0))
    afternoon: tuple[time, time] = (time(14, 0), time(18, 0))
    seasons: tuple[Season, ...] = (Season((5, 1), (9, 30), (time(14, 30), time(18, 0))),)


@dataclass(frozen=True)
class Quiet:
    """When the bot keeps still by itself, local time; `margin` minutes around each half day."""

    start: time = time(20, 0)
    end: time = time(7, 30)
    margin: int = 30


@dataclass(frozen=True)
class Calendar:
    """Days of the years we know, and the hours worked on them.

    `days` maps only the exceptions: False for a rest day, True for a make-up working day.
    A year not in `years` counts Monday to Friday (暂按周末推算).
    """

    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    hours: Hours = field(default_factory=Hours)
    quiet: Quiet = field(default_factory=Quiet)

    def is_working(self, day: date) -> bool:
        known = self.days.get(day)
        return day.isoweekday() <= 5 if known is None else known

    def close_of_business(self, day: date) -> datetime:
        """下班 on that day, aware, in China's zone."""
        return datetime.combine(day, self.hours.afternoon[1], CHINA)
