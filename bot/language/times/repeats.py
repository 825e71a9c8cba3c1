"""Heads of repetitions: 每天, 每个工作日, 每周一三五, 每月5号, 每月最后一天."""

import re

from bot.language.times.amounts import ONCE
from bot.language.times.days import WEEK, WEEKDAYS
from bot.language.times.numerals import NUM, number
from bot.language.times.pattern import Build, Pattern, unclear
from bot.language.times.values import Recurrence, Today, Trouble, Value

_SIGN = "[一二三四五六日天]"
_NAMES = "一二三四五六日"
_LATEST = 28  # every month has it
_EVERY = "(?:每逢|逢|每)(?:一?个)?"


def _weekly(match: re.Match[str], _today: Today) -> Recurrence:
    days = sorted({WEEKDAYS[sign] for sign in match["days"] if sign in WEEKDAYS})
    return _on_weekdays(days)


def _weekday_range(match: re.Match[str], _today: Today) -> Value:
    first, last = (WEEKDAYS[match[name]] for name in ("first", "last"))
    if first >= last:
        return Trouble("不知道是哪几天")
    return _on_weekdays(list(range(first, last + 1)))


def _on_weekdays(days: list[int]) -> Recurrence:
    names = "、".join(f"周{_NAMES[day - 1]}" for day in days)
    return Recurrence(f"WEEKLY[{','.join(map(str, days))}]", f"每{names}")


def _monthly(match: re.Match[str], _today: Today) -> Value:
    days = sorted({number(day) for day in re.findall(NUM, match["days"])})
    if not 1 <= days[0] <= days[-1] <= 31:
        return Trouble("没有这一天")
    if days[-1] > _LATEST:
        return Trouble("不是每个月都有这一天,是不是“每月最后一天”")
    names = "、".join(f"{day}日" for day in days)
    return Recurrence(f"MONTHLY[{','.join(map(str, days))}]", f"每月{names}")


def _workdays(match: re.Match[str], _today: Today) -> Recurrence:
    """“工作日9点” is every one of them; “工作日” alone may be any."""
    return Recurrence("WORKDAY", "每个工作日", doubtful=not (match["each"] or match["daily"]))


def _always(rule: str, says: str) -> Build:
    return lambda _match, _today: Recurrence(rule, says)


REPEATS = (
    Pattern(
        "V",
        "每",
        "每个?(?:天|日|周|星期|礼拜|月|季度?|年|工作日)(?:[一二两三四五六几]|[0-9]{1,2})[次回遍趟]",
        unclear("没有说在什么时候"),
    ),
    Pattern(
        "R",
        "每逢",
        f"(?:{_EVERY}{WEEK}(?P<first>{_SIGN})[到至~-]{WEEK}?(?P<last>{_SIGN})(?:的?每[天日])?)",
        _weekday_range,
    ),
    Pattern(
        "R",
        "周星礼",
        f"{WEEK}(?P<first>{_SIGN})[到至~-]{WEEK}?(?P<last>{_SIGN})的?每[天日]",
        _weekday_range,
    ),
    Pattern(
        "R",
        "每逢",
        f"{_EVERY}{WEEK}(?:的)?(?P<days>{_SIGN}(?:[、,和及]?{WEEK}?{_SIGN}){{0,6}})"
        "(?![点时月号个次项件场])",
        _weekly,
    ),
    Pattern(
        "R",
        "每逢",
        f"{_EVERY}{WEEK}(?P<days>[1-7](?:[、,和及/]?[1-7]){{0,6}})(?![0-9点时:月号日天小个.次])",
        _weekly,
    ),
    Pattern(
        "R",
        "每",
        "每个?月的?(?:月?[底末]|最后一?天)",
        _always("MONTHLY[-1]", "每月最后一天"),
    ),
    Pattern(
        "R",
        "每",
        f"每个?月的?(?P<days>{NUM}[日号]?(?:[、,和]{NUM}[日号]?){{0,5}}(?<=[日号]))",
        _monthly,
    ),
    Pattern(
        "R",
        "工每",
        "(?:(?P<each>每个?)|(?<![非个]))工作日(?P<daily>的?每[天日])?(?!之?[内后前]|以)",
        _workdays,
    ),
    Pattern("R", "每", "每(?:一?天|日|(?=[早晚]))", _always("DAILY", "每天")),
    Pattern(
        "V",
        "每",
        f"每个?{WEEK}末?|每个?(?:季度?|半年|半个?月|年)|每个?月(?:[初中]|[上中下]旬)?",
        unclear("没有说在哪一天"),
    ),
    Pattern("V", "每", "每逢|每到|每当", unclear("没有说在哪一天", loose=True)),
    Pattern("E", "每", f"每(?={NUM}|半|{ONCE})"),
    Pattern("I", "每隔", f"每?(?<!间)隔(?=(?:{NUM}|半))"),
)
