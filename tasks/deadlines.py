"""Working days, work hours and due dates, by the State Council's calendar (rules.md §6, §7).

Days are China's. Whatever takes a moment takes an aware one in any zone and answers in that zone.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import count
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)

Period = tuple[datetime, datetime]  # from, to


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

    def covers(self, day: date) -> bool:
        """A season may run over the new year (first > last)."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True)
class Hours:
    """Work hours, local time."""

    morning: tuple[time, time] = (time(8, 30), time(12, 0))
    afternoon: tuple[time, time] = (time(14, 0), time(18, 0))
    seasons: tuple[Season, ...] = (Season((5, 1), (9, 30), (time(14, 30), time(18, 0))),)

    def afternoon_on(self, day: date) -> tuple[time, time]:
        """The afternoon of that day's season; the first season that covers it counts."""
        for season in self.seasons:
            if season.covers(day):
                return season.afternoon
        return self.afternoon


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

    # --- days -----------------------------------------------------------------------------

    def is_working(self, day: date) -> bool:
        known = self.days.get(day)
        return day.isoweekday() <= 5 if known is None else known

    def is_provisional(self, day: date) -> bool:
        """The notice for that year has not been loaded: shown as 暂按周末推算 (rules.md §7)."""
        return day.year not in self.years

    def provisional_between(self, first: date, last: date) -> bool:
        """Counting from `first` to `last`, both included, touches a year without a notice."""
        return any(year not in self.years for year in range(first.year, last.year + 1))

    def working_day_on_or_after(self, day: date) -> date:
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.working_day_on_or_after(day + ONE_DAY)

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`."""
        day -= ONE_DAY
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`, before it for n < 0; `day` is not counted."""
        step = self.next_working_day if n > 0 else self.previous_working_day
        for _ in range(abs(n)):
            day = step(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, up to and including `last`."""
        return sum(map(self.is_working, _days(first + ONE_DAY, last)))

    def nth_working_day(self, first: date, last: date, n: int) -> date | None:
        """The n-th working day from `first` to `last`, both included; -1 is the last one."""
        working = [day for day in _days(first, last) if self.is_working(day)]
        index = n - 1 if n > 0 else n
        return working[index] if -len(working) <= index < len(working) else None

    # --- limits ---------------------------------------------------------------------------

    def due_date(self, start: date, amount: int, unit: LimitUnit, *, roll: bool = True) -> date:
        """The last day of a limit; the start day is not counted (民法典 201, 202).

        Days, weeks and months that end on a rest day roll forward (民法典 203) unless `roll` is
        off; working days never need to. A month ends on the same day or the month's last one.
        """
        match unit:
            case LimitUnit.WORKING_DAY:
                return self.add_working_days(start, amount)
            case LimitUnit.CALENDAR_DAY:
                last = start + amount * ONE_DAY
            case LimitUnit.WEEK:
                last = start + amount * 7 * ONE_DAY
            case LimitUnit.MONTH:
                last = add_months(start, amount)
            case LimitUnit.HOUR:
                raise ValueError("hours have no due date, only due_at")
        return self.working_day_on_or_after(last) if roll else last

    def due_at(
        self, start: datetime, amount: int, unit: LimitUnit, *, roll: bool = True
    ) -> datetime:
        """Close of business of the due date; hours count from the moment (民法典 201)."""
        if unit is LimitUnit.HOUR:
            return start + timedelta(hours=amount)
        day = self.due_date(china_day(start), amount, unit, roll=roll)
        return self.close_of_business(day).astimezone(start.tzinfo)

    # --- hours ----------------------------------------------------------------------------

    def halves(self, day: date) -> tuple[Period, Period]:
        """Forenoon and afternoon in that day's season, whether or not anybody works."""
        return (_period(day, self.hours.morning), _period(day, self.hours.afternoon_on(day)))

    def work_periods(self, day: date) -> tuple[Period, ...]:
        """The hours worked on that day, aware, in China's zone; none on a rest day."""
        return self.halves(day) if self.is_working(day) else ()

    def close_of_business(self, day: date) -> datetime:
        """下班 on that day, aware, in China's zone; a rest day has one too."""
        return datetime.combine(day, self.hours.afternoon_on(day)[1], CHINA)

    def add_working_minutes(self, start: datetime, minutes: float) -> datetime:
        """The moment when that much work time has passed since `start`.

        Time outside work hours does not count; what ends exactly with a half day ends there.
        """
        left = timedelta(minutes=minutes)
        if left <= timedelta():
            return start
        for opens, closes in self._periods_from(start):
            opens = max(opens, start)
            if left <= closes - opens:
                return (opens + left).astimezone(start.tzinfo)
            left -= closes - opens
        raise AssertionError("work periods never end")

    def working_minutes_between(self, first: datetime, last: datetime) -> float:
        """Work time from `first` to `last` in minutes; nothing when `last` is not later."""
        total = timedelta()
        for opens, closes in self._periods_from(first):
            if opens >= last:
                break
            total += min(closes, last) - max(opens, first)
        return total / timedelta(minutes=1)

    # --- lateness -------------------------------------------------------------------------

    def late_day(self, deadline: datetime, n: int) -> date:
        """The n-th late day (n ≥ 1), as people count: working days after the day it was due."""
        return self.add_working_days(china_day(deadline), n)

    def working_days_late(self, deadline: datetime, now: datetime) -> int:
        """Which late day `now` is in; 0 on the day it was due. A rest day belongs to the late
        day before it."""
        due, today = china_day(deadline), china_day(now)
        return self.working_days_between(due, today) if today > due else 0

    def _periods_from(self, start: datetime) -> Iterator[Period]:
        """Every work period that ends after `start`, without end."""
        day = china_day(start)
        for passed in count():
            for opens, closes in self.work_periods(day + passed * ONE_DAY):
                if closes > start:
                    yield opens, closes


def china_day(moment: datetime) -> date:
    """The day in China on which the moment falls."""
    return moment.astimezone(CHINA).date()


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day (民法典 202)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + passed * ONE_DAY for passed in range((last - first).days + 1))


def _period(day: date, hours: tuple[time, time]) -> Period:
    return datetime.combine(day, hours[0], CHINA), datetime.combine(day, hours[1], CHINA)
