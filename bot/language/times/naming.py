"""Which day the naming part of a run means: a date with its gloss, a festival, a period, 3天后."""

from datetime import date, timedelta

from bot.language.times.festivals import coming
from bot.language.times.lengths import CLOCK_UNITS, day_after
from bot.language.times.scanner import Run
from bot.language.times.values import Amount, Day, Festival, Order, Period, Today, Trouble, Unit
from tasks.deadlines import ONE_DAY

FRIDAY = 4


def named_day(run: Run, today: Today) -> Day | Trouble | None:
    """None where no day is said at all."""
    festival, period = run.first(Festival), run.first(Period)
    if festival:
        return _agreed(_by_festival(festival, run, today), run.first(Day), today)
    if period:
        return _by_period(period, run.first(Order), today)
    if run.first(Amount):
        return _counted(run, today)
    days = run.values(Day)
    return _agreed(days[0], days[1] if len(days) > 1 else None, today) if days else None


def _agreed(day: Day | Trouble, gloss: Day | None, today: Today) -> Day | Trouble:
    """11月25日(周三): both must be the same day; a bare weekday only has to fit."""
    if gloss is None or isinstance(day, Trouble) or day.date == gloss.date:
        return day
    exact, loose = (gloss, day) if day.weekday else (day, gloss)
    if loose.weekday and exact.date.weekday() == loose.date.weekday():
        return exact
    return Trouble("日期和星期对不上", (today.close(day.date), today.close(gloss.date)))


def _counted(run: Run, today: Today) -> Day | Trouble:
    """3天后上午10点; 从明天起3天内."""
    amounts, start = run.values(Amount), run.first(Day)
    if len(amounts) > 1 or amounts[0].unit in CLOCK_UNITS:
        return Trouble("不知道是哪一天")
    there = day_after(amounts[0], start.date if start else today.day, today)
    return there if isinstance(there, Trouble) else Day(there, sure=True)


def _by_festival(festival: Festival, run: Run, today: Today) -> Day | Trouble:
    order, days_before = run.first(Order), run.first(Amount)
    if days_before and days_before != Amount(1, Unit.DAY):
        return Trouble("不知道从哪一天往前数")
    if "Hf" in run.code:
        return _after_holiday(festival, order, today)
    if "HbO" in run.code:
        return _before_holiday(festival, order, today)
    if "Hb" in run.code:
        return coming(festival, today, lambda _day, first, _last: first - ONE_DAY)
    return coming(festival, today, lambda day, _first, _last: day)


def _after_holiday(festival: Festival, order: Order | None, today: Today) -> Day | Trouble:
    n = order.n if order else 0
    calendar = today.calendar
    if n < 1:
        return Trouble("没有说是节后哪一天")

    def pick(_day: date, _first: date, last: date) -> date:
        return calendar.add_working_days(last, n)

    there = coming(festival, today, pick)
    if order is None or order.working or isinstance(there, Trouble):
        return there
    plain = coming(festival, today, lambda _day, _first, last: last + n * ONE_DAY)
    if isinstance(plain, Day) and plain.date != there.date:
        return Trouble("有休息日", (today.close(there.date), today.close(plain.date)))
    return there


def _before_holiday(festival: Festival, order: Order | None, today: Today) -> Day | Trouble:
    """春节前最后一个工作日; the day before the holiday always is one, unless it is a weekend."""
    if order is None or order.n != -1:
        return Trouble("不知道从哪一天往前数")
    working = today.calendar.previous_working_day
    return coming(festival, today, lambda _day, first, _last: working(first))


def _by_period(period: Period, order: Order | None, today: Today) -> Day | Trouble:
    if order is None:
        return _within(period, today)
    if not order.working:
        there: date | None = (
            period.last if order.n == -1 else period.first + (order.n - 1) * ONE_DAY
        )
        if there and there > period.last:
            there = None
    else:
        there = today.calendar.nth_working_day(period.first, period.last, order.n)
    return Day(there, sure=True) if there else Trouble("没有这么多天")


def _within(period: Period, today: Today) -> Day | Trouble:
    """本月内 is its last day; in 本周内 people mean Friday or Sunday."""
    if period.is_week:
        friday = period.first + timedelta(days=FRIDAY)
        choices = (today.close(friday), today.close(period.last))
        return Trouble("可能是周五下班前,也可能到周日", choices)
    if period.rolled:
        return Trouble("今年的已经过了", (today.close(period.last),))
    return Day(period.last, sure=True)
