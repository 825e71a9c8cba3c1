"""Lengths of time: from now on, before the deadline, again and again."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.language.times.reading import Kind, Reading, ask, point, step
from bot.language.times.values import Amount, Today, Trouble, Unit

LONGEST_YEARS = 10
MOST_WORKING_DAYS = 750
CLOCK_UNITS = (Unit.MINUTE, Unit.HOUR)
_ORDER = tuple(Unit)


def length(amount: Amount) -> timedelta | None:
    """As plain time; None for months and working days, which have no fixed length."""
    n = amount.number + amount.half / 2
    match amount.unit:
        case Unit.MINUTE:
            return timedelta(minutes=n)
        case Unit.HOUR:
            return timedelta(hours=n, minutes=amount.minutes)
        case Unit.DAY:
            return timedelta(days=n)
        case Unit.WEEK if not amount.half:
            return timedelta(weeks=n)
        case Unit.MONTH if amount.half and not amount.number:
            return timedelta(days=15)
        case _:
            return None


def total(amounts: tuple[Amount, ...]) -> timedelta | None:
    """All of them together (1天2小时); None where one has no fixed length, or at nothing."""
    lengths = [length(amount) for amount in amounts]
    if any(_ORDER.index(a.unit) <= _ORDER.index(b.unit) for a, b in pairwise(amounts)):
        return None  # 三天两天 is no sum
    known = [found for found in lengths if found is not None]
    if len(known) < len(lengths) or not any(known):
        return None
    return sum(known, timedelta())


def day_after(amount: Amount, first: date, today: Today) -> date | Trouble:
    """The last day of N days, weeks, months, years or working days after `first`."""
    if amount.unit is Unit.WORKING_DAY:
        if amount.half or not 1 <= amount.number <= MOST_WORKING_DAYS:
            return Trouble("算不了这么多个工作日" if amount.number else "请写整数")
        return today.calendar.add_working_days(first, amount.number)
    if not (amount.number or amount.half):
        return Trouble("是零")
    if amount.half and not _half_is_days(amount):
        return Trouble("有半天或半周,说不准是哪一天")
    there = step(first, amount)
    if there is None or there.year > first.year + LONGEST_YEARS:
        return Trouble("太远了")
    return there


def _half_is_days(amount: Amount) -> bool:
    """半个月 is 15 days, 一年半 is 18 months; halves of days and weeks are no whole days."""
    return amount.unit is Unit.YEAR or (amount.unit is Unit.MONTH and not amount.number)


def from_now(amounts: tuple[Amount, ...], today: Today) -> Reading:
    """N小时 is exact; N天 and longer is a day, at close of business."""
    if len(amounts) == 1 and amounts[0].unit not in CLOCK_UNITS:
        there = day_after(amounts[0], today.day, today)
        if isinstance(there, Trouble):
            return ask(there.reason, there.choices, today)
        counted = amounts[0].unit is Unit.WORKING_DAY
        return point(today.close(there), today, "day", counted=counted)
    passed = total(amounts)
    if passed is None or passed > timedelta(days=366):
        return ask("算不出是什么时候", (), today)
    return point(_to_the_minute(today.now + passed), today, "minute")


def _to_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def before_deadline(amounts: tuple[Amount, ...], today: Today) -> Reading:
    """提前1天2小时: the ISO 8601 duration as it was said, and the plain time it means."""
    ahead = total(amounts)
    if ahead is None:
        return ask("请用天、小时或分钟来说提前多久", (), today)
    return Reading(
        kind=Kind.OFFSET,
        value=f"-{iso(amounts)}",
        offset=ahead,
        gran="minute",
        says=f"截止前{say(amounts)}",
    )


def again_every(amounts: tuple[Amount, ...], today: Today, *, apart: bool) -> Reading:
    """每4小时; `apart` (隔一天) leaves one out: every second day."""
    amount = amounts[0]
    if apart and amount.unit not in CLOCK_UNITS:
        if amount != Amount(1, Unit.DAY):
            return ask("可能是隔这么多天,也可能是每这么多天", (), today)
        amount = Amount(2, Unit.DAY)
    if total((amount,)) is None:
        return ask("还不会这样重复,请用天、小时或分钟", (), today)
    return Reading(
        kind=Kind.RECUR, value=f"EVERY {iso((amount,))}", gran="minute", says=f"每{say((amount,))}"
    )


def iso(amounts: tuple[Amount, ...]) -> str:
    """P1D, PT2H, P1DT12H, PT30M: units as said, half a day as 12 hours, weeks in days."""
    days = hours = minutes = 0
    for amount in amounts:
        n, half = amount.number, amount.half
        match amount.unit:
            case Unit.MINUTE:
                minutes += n
            case Unit.HOUR:
                hours, minutes = hours + n, minutes + 30 * half + amount.minutes
            case Unit.DAY:
                days, hours = days + n, hours + 12 * half
            case Unit.WEEK:
                days += 7 * n
            case _:
                days += 15
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M")) if n)
    return "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")


def say(amounts: tuple[Amount, ...]) -> str:
    return "".join(map(_say_one, amounts))


def _say_one(amount: Amount) -> str:
    unit, n = amount.unit, amount.number
    if not amount.half:
        return f"{n}{unit}" + (f"{amount.minutes}分钟" if amount.minutes else "")
    bare = unit.removeprefix("个")
    if not n:
        return f"半{'个' if unit in (Unit.MONTH, Unit.HOUR) else ''}{bare}"
    return f"{n}个半{bare}" if unit in (Unit.HOUR, Unit.MONTH) else f"{n}{unit}半"
