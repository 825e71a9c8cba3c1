"""A day, a part of the day and a clock time put together: which moment, gone or to come."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.language.times.clocks import PARTS
from bot.language.times.reading import Reading, ask, past, point
from bot.language.times.values import Clock, Day, Edge, Part, Today, Trouble
from tasks.deadlines import CHINA, ONE_DAY

HALF_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class Spoken:
    """The pieces of one moment, as far as they were said; `counted` in working days."""

    day: Day | None = None
    part: Part | None = None
    clock: Clock | None = None
    edge: Edge | None = None
    counted: bool = False

    @property
    def gran(self) -> Literal["minute", "day"]:
        return "minute" if self.clock or self.edge else "day"


def moment(spoken: Spoken, today: Today) -> Reading:
    """Point, past or ask; a day without a clock time is close of business of that day."""
    at = _at(spoken, spoken.day.date if spoken.day else today.day, today)
    if isinstance(at, Trouble):
        return ask(at.reason, at.choices, today)
    if at > today.now:
        return point(at, today, spoken.gran, counted=spoken.counted)
    return _gone(spoken, at, today)


def _at(spoken: Spoken, day: date, today: Today) -> datetime | Trouble:
    if spoken.clock:
        return _clock_on(day, spoken.clock, spoken.part, today)
    if spoken.edge:
        return _edge_of(day, spoken.edge, spoken.part, today)
    if spoken.part is None:
        return today.close(day)
    if spoken.part.stands_for:
        return today.at(day, spoken.part.stands_for)
    if spoken.part is PARTS["下"]:
        return today.close(day)
    return Trouble(f"没有说{spoken.part.name}几点")


def _edge_of(day: date, edge: Edge, part: Part | None, today: Today) -> datetime | Trouble:
    """下班 is close of business; 上午下班 may be noon."""
    forenoon, afternoon = today.calendar.halves(day)
    opens, closes = forenoon[0], afternoon[1]
    if edge is Edge.OPENS:
        usual, usual_part, other = opens, PARTS["早"], afternoon[0]
    else:
        usual, usual_part, other = closes, PARTS["下"], forenoon[1]
    if part in (None, usual_part):
        return usual
    return Trouble(f"不知道{part.name}几点{edge}" if part else "", (other, usual))


def _clock_on(day: date, clock: Clock, part: Part | None, today: Today) -> datetime | Trouble:
    hour = hour_meant(clock, part)
    if hour is None:
        return Trouble("不知道是上午还是下午", _both_halves(day, clock))
    if part is PARTS["夜"] and hour == 24 and day != today.day:
        return Trouble("不知道是哪一夜", (_midnight(day), _midnight(day + ONE_DAY)))
    return _midnight(day) + timedelta(hours=hour, minutes=clock.minute)


def hour_meant(clock: Clock, part: Part | None) -> int | None:
    """The hour meant, 24 for midnight at the end of the day; None when it does not fit.

    Without a part of the day 1 to 6 is the afternoon, 7 to 24 as said; 05:00 could be both.
    """
    if part is not None:
        if clock.hour in part.hours:
            return part.hours[clock.hour]
        return clock.hour if clock.hour in part.hours.values() else None
    if clock.exact or not 1 <= clock.hour <= 6:
        return clock.hour
    return None if clock.padded else clock.hour + 12


def _both_halves(day: date, clock: Clock) -> tuple[datetime, ...]:
    morning = _midnight(day) + timedelta(hours=clock.hour % 12, minutes=clock.minute)
    return (morning, morning + HALF_DAY)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _gone(spoken: Spoken, at: datetime, today: Today) -> Reading:
    """Said exactly is past; a bare hour or day that is gone may mean another one: asked."""
    day = spoken.day
    if day is None:
        choices: tuple[datetime, ...] = (at + ONE_DAY,)
        if spoken.clock and spoken.clock == Clock(0) and spoken.part is None:
            return point(at + ONE_DAY, today, "minute")  # 零点: tonight's midnight
        if spoken.clock and spoken.part is None and spoken.clock.hour <= 12:
            choices = (at + HALF_DAY, *choices)
        return ask("今天的已经过了", choices, today)
    if day.sure:
        if day.date == today.day and spoken.gran == "day" and spoken.part is None:
            return ask("已经过了下班时间", (today.close(today.day + ONE_DAY),), today)
        return past(at, today)
    again = timedelta(weeks=1) if day.weekday else timedelta()
    return ask("今天的已经过了", (at + again,), today)
