"""What `read_time` answers, and how the bot says it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from bot.language.times.values import Amount, Today, Unit
from tasks.deadlines import CHINA, ONE_DAY, LimitUnit, add_months

WEEKDAY_NAMES = "一二三四五六日"
NEAR_NAMES = ("今天", "明天", "后天")
EXAMPLE = "请写清日期和钟点,如“明天17:00”"


class Kind(StrEnum):
    POINT = "point"  # a moment
    OFFSET = "offset"  # a length of time before the deadline
    RECUR = "recur"  # again and again
    ASK = "ask"  # could mean several things, or something we cannot compute
    PAST = "past"  # clearly gone
    NONE = "none"  # no time at all


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One time read from a text.

    `at`: aware, China's zone, for a point only. `value`: a point as `YYYY-MM-DDTHH:MM` local, else
    the canonical text (-P1D, DAILY@09:00, PAST, ASK, NONE). `span`: code points of the text, end
    not included. `gran`: whether a clock time was said. `says`: as the bot says it. `offset`: the
    length before the deadline. `choices`: for ask, the moments it could mean, likeliest first.
    """

    kind: Kind
    value: str
    says: str
    at: datetime | None = None
    span: tuple[int, int] | None = None
    gran: Literal["minute", "day"] = "day"
    offset: timedelta | None = None
    choices: tuple[datetime, ...] = ()

    @property
    def has_clock(self) -> bool:
        return self.gran == "minute"


NOTHING = Reading(kind=Kind.NONE, value="NONE", says="没有看到时间")


@dataclass(frozen=True, kw_only=True)
class SpokenAmount:
    """A length of time by itself (延期三天): how much, in which unit, where it stands."""

    says: str
    span: tuple[int, int]
    amount: Amount

    @property
    def limit(self) -> tuple[int, LimitUnit] | None:
        """As a time limit (amount, unit); None for halves and minutes, which are plain time."""
        amount = self.amount
        if amount.half or amount.minutes:
            return None
        match amount.unit:
            case Unit.MINUTE:
                return None
            case Unit.YEAR:
                return 12 * amount.number, LimitUnit.MONTH
            case unit:
                return amount.number, _LIMIT_UNITS[unit]


_LIMIT_UNITS = {
    Unit.HOUR: LimitUnit.HOUR,
    Unit.DAY: LimitUnit.CALENDAR_DAY,
    Unit.WORKING_DAY: LimitUnit.WORKING_DAY,
    Unit.WEEK: LimitUnit.WEEK,
    Unit.MONTH: LimitUnit.MONTH,
}


def say_moment(at: datetime, today: Today, *, counted: bool = False) -> str:
    """`明天 17:00(11月21日 周六,休息日)`; the year when it is another one.

    `counted`: found by counting working days, so a year without a notice is provisional.
    """
    local = at.astimezone(CHINA)
    day, clock = local.date(), local.strftime("%H:%M")
    remarks = [f"周{WEEKDAY_NAMES[day.weekday()]}"]
    if not today.calendar.is_working(day):
        remarks.append("休息日")
    if counted and today.calendar.provisional_between(today.day, day):
        remarks.append("暂按周末推算")
    named = f"{day.month}月{day.day}日"
    if day.year != today.day.year:
        named = f"{day.year}年{named}"
    ahead = (day - today.day).days
    if 0 <= ahead < len(NEAR_NAMES):
        return f"{NEAR_NAMES[ahead]} {clock}({named} {','.join(remarks)})"
    return f"{named} {clock}({','.join(remarks)})"


def point(
    at: datetime, today: Today, gran: Literal["minute", "day"], *, counted: bool = False
) -> Reading:
    local = at.astimezone(CHINA)
    return Reading(
        kind=Kind.POINT,
        at=local,
        value=local.strftime("%Y-%m-%dT%H:%M"),
        gran=gran,
        says=say_moment(local, today, counted=counted),
    )


def past(at: datetime, today: Today) -> Reading:
    return Reading(
        kind=Kind.PAST,
        value="PAST",
        says=f"{say_moment(at, today)}已经过了,请写以后的时间",
    )


def ask(reason: str, choices: tuple[datetime, ...], today: Today) -> Reading:
    """`reason` is about the words themselves: they are quoted before it by `quoted`."""
    ahead = tuple(dict.fromkeys(choice for choice in choices if choice > today.now))
    shown = [say_moment(choice, today) for choice in ahead]
    if len(shown) > 1:
        says = f"{reason}:是 {',还是 '.join(shown)}?"
    elif shown:
        says = f"{reason}:是不是 {shown[0]}?"
    else:
        says = reason if "请" in reason else f"{reason},{EXAMPLE}"
    return Reading(kind=Kind.ASK, value="ASK", says=says, choices=ahead)


def step(day: date, amount: Amount) -> date | None:
    """The calendar day that many days, weeks, months or years later; None beyond the calendar."""
    try:
        match amount.unit:
            case Unit.DAY:
                return day + amount.number * ONE_DAY
            case Unit.WEEK:
                return day + 7 * amount.number * ONE_DAY
            case Unit.MONTH if amount.half:
                return add_months(day, amount.number) + 15 * ONE_DAY
            case Unit.MONTH:
                return add_months(day, amount.number)
            case Unit.YEAR:
                return add_months(day, 12 * amount.number + 6 * amount.half)
            case _:
                return None
    except (OverflowError, ValueError):
        return None
