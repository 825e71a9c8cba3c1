"""Stretches of time and their ends: 月底, 12月中旬, 本季度末, 年底, 下周, 第一个工作日."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.language.times.dates import MONTH, MONTH_STARTS, YEAR, month_of, year_of
from bot.language.times.days import WEEK, WHICH_WEEK, monday
from bot.language.times.numerals import NUM, NUMBER, number
from bot.language.times.pattern import Pattern, unclear
from bot.language.times.values import Day, Order, Period, Today, Trouble, Value
from tasks.deadlines import ONE_DAY, add_months

YEAR_NAME = "(?:[今明后去前本]年度?|本年度|20[0-9]{2}年度?)"
QUARTER = f"(?:(?:{YEAR_NAME}的?)?第?[一二三四1-4]季度?|(?:本|这个?|下一?个?|上一?个?)季度)"
HALF = f"(?:(?:{YEAR_NAME}的?)?[上下]半年)"
TENS = {"上旬": 10, "中旬": 20, "中": 15}


def month_period(text: str, today: Today) -> Period | None:
    month = month_of(text, today)
    if month is None:
        return None
    first, sure, rolled = month
    return Period(text, first, add_months(first, 1) - ONE_DAY, sure, rolled)


def _month_day_of(period: Period, word: str) -> date:
    """The house's days for parts of a month: the 10th, 15th, 20th and the last."""
    return period.first.replace(day=TENS[word]) if word in TENS else period.last


def _within_month(match: re.Match[str], today: Today) -> Value:
    text = match["month"] or "本月"
    period = month_period(text, today)
    if period is None:
        return Trouble("没有这个月")
    there = _month_day_of(period, match["part"])
    if there >= today.day or (match["month"] and period.sure):
        return Day(there, sure=period.sure, rolled=period.rolled)
    next_first = add_months(period.first, 12 if match["month"] else 1)
    following = Period(text, next_first, add_months(next_first, 1) - ONE_DAY)
    choice = today.close(_month_day_of(following, match["part"]))
    return Trouble("已经过了", (choice,))


def _quarter(match: re.Match[str], today: Today) -> Period:
    text = match["quarter"]
    this = (today.day.month - 1) // 3
    said = re.search("[一二三四1-4]季", text)
    if said is None:
        quarter, year = this + text.count("下") - text.count("上"), today.day.year
    else:
        quarter, year = number(said[0][0]) - 1, _year_in(text, today)
    sure = said is None or text[0] not in "第一二三四1234"
    rolled = not sure and quarter < this
    first = add_months(date(year + rolled, 1, 1), 3 * quarter)
    return Period(text, first, add_months(first, 3) - ONE_DAY, sure, rolled)


def _half(match: re.Match[str], today: Today) -> Period:
    text = match["half"]
    first = date(_year_in(text, today), 7 if "下半" in text else 1, 1)
    return Period(text, first, add_months(first, 6) - ONE_DAY)


def _year(match: re.Match[str], today: Today) -> Period:
    there = _year_in(match["year"] or "", today)
    return Period(match[0], date(there, 1, 1), date(there, 12, 31))


def _year_in(text: str, today: Today) -> int:
    said = re.match(YEAR, text)
    return year_of(said[0], today) if said else today.day.year


def _week(match: re.Match[str], today: Today) -> Period:
    weeks = match[0].count("下") - match[0].count("上")
    first = monday(today.day) + timedelta(weeks=weeks)
    return Period(match[0], first, first + timedelta(days=6))


def _month(match: re.Match[str], today: Today) -> Value:
    named = match["month"] != "月"
    return month_period(match["month"] if named else "本月", today) or Trouble("没有这个月")


def _end(find: Callable[[re.Match[str], Today], Period]) -> Callable[[re.Match[str], Today], Value]:
    """The last day of a period somebody named; a quarter gone by is asked."""

    def build(match: re.Match[str], today: Today) -> Value:
        period = find(match, today)
        if period.rolled:
            return Trouble("今年的已经过了", (today.close(period.last),))
        return Day(period.last, sure=True)

    return build


def _order(match: re.Match[str], _today: Today) -> Order:
    n = -1 if match["last"] else number(match["n"]) if match["n"] else 1
    return Order(n, working=match["what"] != "天")


def _within_short_month(match: re.Match[str], today: Today) -> Trouble:
    """“12月内”: in December, or within twelve months?"""
    n = number(match["n"])
    days = [add_months(today.day, n)]
    if 1 <= n <= 12:
        days.insert(0, (month_period(f"{n}月", today) or _year(match, today)).last)
    return Trouble("可能是月份,也可能是几个月", tuple(map(today.close, days)))


_INSIDE = "(?=之?内|以内)"
_LAST = "(?:底|末|的?最后一天)"

PERIODS = (
    Pattern(
        "O",
        "上最的第首",
        rf"的?(?:第(?P<n>{NUM})个?|首个?|(?P<last>最后)(?:一个?)?)(?P<what>工作日|上班日|天)"
        "|上班的?(?:第一天|首日)|第一天上班",
        _order,
    ),
    Pattern(
        "V",
        MONTH_STARTS + "周年月",
        f"(?:{MONTH}|{WHICH_WEEK}{WEEK}|{YEAR_NAME}年?|[月年周])初(?![审步稿次中级心])",
        unclear("没有说到哪一天"),
    ),
    Pattern(
        "D",
        MONTH_STARTS,
        rf"(?P<month>{MONTH})的?(?:月份?)?"
        "(?P<part>[上中下]旬|中(?![午心学小国央型间旬])|[底末]|最后一天)",
        _within_month,
    ),
    Pattern(
        "D",
        "上下中底月末",
        "(?P<month>)月?(?P<part>(?<=月)[底末中](?![午央国])|[上中下]旬)",
        _within_month,
    ),
    Pattern(
        "D",
        "1234一三上下二今前去后四季明本第这",
        f"(?P<quarter>{QUARTER}|季度?){_LAST}",
        _end(_quarter),
    ),
    Pattern("D", "2上下今前去后明本", f"(?P<half>{HALF}){_LAST}", _end(_half)),
    Pattern(
        "D",
        "2今前去后年明本",
        f"(?:(?P<year>{YEAR_NAME})年?|(?<![0-9])年度?)(?:{_LAST}|终(?=之?前))",
        _end(_year),
    ),
    Pattern("V", NUMBER, f"(?P<n>{NUM})月{_INSIDE}(?P<year>)", _within_short_month),
    Pattern("M", MONTH_STARTS + "月", f"(?P<month>{MONTH}|月{_INSIDE})", _month),
    Pattern("M", "上下周本这", f"{WHICH_WEEK}{WEEK}|周{_INSIDE}", _week),
    Pattern(
        "M", "1234一三上下二今前去后四季明本第这", f"(?P<quarter>{QUARTER}|季度{_INSIDE})", _quarter
    ),
    Pattern("M", "2上下今前去后明本", f"(?P<half>{HALF})", _half),
    Pattern("M", "2今前去后年明本", f"(?P<year>(?<![之以]){YEAR_NAME})|年度?{_INSIDE}", _year),
)
