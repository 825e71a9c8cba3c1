"""Festivals by name: which day, how many days around it, which one comes next."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.language.times.dates import year_of
from bot.language.times.days import after_surname
from bot.language.times.numerals import number
from bot.language.times.pattern import Pattern, any_of, unclear
from bot.language.times.values import Day, Festival, Today, Trouble, Value
from tasks.deadlines import ONE_DAY, Calendar

# By the moon: 春节, 端午, 七夕, 中秋, 重阳, 腊八 (the one in January), 清明. Beyond them we ask.
_MOON = {
    2024: ("02-10", "06-10", "08-10", "09-17", "10-11", "01-18", "04-04"),
    2025: ("01-29", "05-31", "08-29", "10-06", "10-29", "01-07", "04-04"),
    2026: ("02-17", "06-19", "08-19", "09-25", "10-18", "01-26", "04-05"),
    2027: ("02-06", "06-09", "08-08", "09-15", "10-08", "01-15", "04-05"),
    2028: ("01-26", "05-28", "08-26", "10-03", "10-26", "01-04", "04-04"),
    2029: ("02-13", "06-16", "08-16", "09-22", "10-16", "01-22", "04-04"),
    2030: ("02-03", "06-05", "08-05", "09-12", "10-05", "01-11", "04-05"),
    2031: ("01-23", "06-24", "08-24", "10-01", "10-24", "01-01", "04-05"),
}
_MOON_NAMES = ("春节", "端午", "七夕", "中秋", "重阳", "腊八", "清明")
_SUN = {
    "元旦": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "植树节": (3, 12), "五一": (5, 1),
    "青年节": (5, 4), "儿童节": (6, 1), "建党节": (7, 1), "建军节": (8, 1), "教师节": (9, 10),
    "国庆": (10, 1), "圣诞节": (12, 25),
}  # fmt: skip
_ALIASES = {
    "劳动": "五一", "十一": "国庆", "三八": "妇女节", "五四": "青年节", "六一": "儿童节",
    "七一": "建党节", "八一": "建军节", "圣诞": "圣诞节", "妇女": "妇女节", "植树": "植树节",
    "青年": "青年节", "儿童": "儿童节", "建党": "建党节", "建军": "建军节", "教师": "教师节",
    "情人": "情人节", "大年三十": "除夕", "年三十": "除夕", "正月十五": "元宵", "正月初一": "春节",
    "大年初一": "春节",
}  # fmt: skip
JUST_GONE = 335  # days: on 3 October “国庆前” is hardly next year's
# Days off around the day itself while that year's notice is not loaded: before, after.
_USUAL = {"春节": (1, 6), "五一": (0, 4), "国庆": (0, 6)}
_STATUTORY = frozenset({"元旦", "春节", "清明", "五一", "端午", "中秋", "国庆"})


def day_of(name: str, year: int) -> date | None:
    """The day itself; None where our table ends."""
    if name in _SUN:
        return date(year, *_SUN[name])
    if year not in _MOON:
        return None
    if name in ("除夕", "元宵"):
        spring = date.fromisoformat(f"{year}-{_MOON[year][0]}")
        return spring + timedelta(days=-1 if name == "除夕" else 14)
    return date.fromisoformat(f"{year}-{_MOON[year][_MOON_NAMES.index(name)]}")


def days_off(name: str, day: date, calendar: Calendar) -> tuple[date, date]:
    """First and last day of the holiday: by the notice, else its usual days (data/README)."""
    if name not in _STATUTORY:
        return day, day
    if calendar.is_provisional(day):
        before, after = _USUAL.get(name, (0, 0))
        return day - timedelta(days=before), day + timedelta(days=after)
    first = last = day
    while not calendar.is_working(first - ONE_DAY) and first.year == day.year:
        first -= ONE_DAY
    while not calendar.is_working(last + ONE_DAY):
        last += ONE_DAY
    return first, last


def coming(
    festival: Festival, today: Today, pick: Callable[[date, date, date], date]
) -> Day | Trouble:
    """`pick` chooses from (the day, first off, last off); the first one not gone by is meant."""
    years = (festival.year,) if festival.year else range(today.day.year, today.day.year + 2)
    for year in years:
        day = day_of(festival.name, year)
        if day is None:
            break
        there = pick(day, *days_off(festival.name, day, today.calendar))
        if festival.year:
            return Day(there, sure=True)
        if (there - today.day).days > JUST_GONE:
            return Trouble("今年的刚过", (today.close(there),))
        if there >= today.day:
            return Day(there)
    return Trouble(f"不知道那年的{festival.name}是哪一天")


def _festival(match: re.Match[str], today: Today) -> Value:
    if not match["y"] and not match["jie"] and after_surname(match):
        return None  # 李国庆
    year = year_of(match["y"], today) if match["y"] else None
    name = _ALIASES.get(match["name"], match["name"])
    return Festival(name, year)


def _new_year_day(match: re.Match[str], today: Today) -> Value:
    """大年初七: days counted from 春节."""
    steps = timedelta(days=number(match["n"]) - 1)
    return coming(Festival("春节"), today, lambda day, _first, _last: day + steps)


def _unnamed(match: re.Match[str], today: Today) -> Trouble:
    """节前, 节后: the nearest holiday is offered."""
    after = "后" in match[0]

    def pick(_day: date, first: date, last: date) -> date:
        return today.calendar.next_working_day(last) if after else first - ONE_DAY

    near = [coming(Festival(name), today, pick) for name in sorted(_STATUTORY)]
    days = sorted(found.date for found in near if isinstance(found, Day))
    return Trouble("没有说是哪个节", tuple(map(today.close, days[:1])))


_PREFIX = "(?P<y>[今明后去]年的?|20[0-9]{2}年的?)?"
_PLAIN = any_of(
    "元旦 春节 清明 端午 中秋 国庆 元宵 七夕 重阳 腊八 除夕 圣诞 正月十五 正月初一 大年初一 "
    "大年三十 年三十"
)
_WITH_JIE = any_of("劳动 妇女 植树 青年 儿童 建党 建军 教师 情人")
_NUMBERED = any_of("五一 十一 三八 五四 六一 七一 八一")
_HAN_NUMBERS = "零一二三四五六七八九十百"

FESTIVALS = (
    Pattern("D", "大正", "(?:大年|正月)初(?P<n>十|[二三四五六七八九])", _new_year_day),
    Pattern(
        "V",
        "七五八农冬旧正腊阴",
        "(?:农历|阴历|旧历)(?:[正冬腊一二三四五六七八九十]{1,2}月)?(?:初?[一二三四五六七八九十廿]{1,3})?"
        "|[冬腊]月(?:初?[一二三四五六七八九十廿]{1,3})?|正月(?!初一|十五)(?:[一二三四五六七八九十廿]{1,3})?"
        "|五月初五|七月初?七(?![日号])|八月十五(?![日号])",
        unclear("是农历,请换成公历日期"),
    ),
    Pattern(
        "V",
        "初",
        "(?<!最)初[一二三四五六七八九十](?!中|级|班|年)",
        unclear("可能是农历,请写公历日期", loose=True),
    ),
    Pattern(
        "H",
        "2七中今元去后国圣大年明春正清端腊重除",
        f"{_PREFIX}(?P<name>{_PLAIN})(?P<jie>节?(?:假期|小?长假|放假)(?=之?[前后])|节)?(?!路|街|村|社区|广场)",
        _festival,
    ),
    Pattern(
        "H",
        "2七三五今儿八六劳十去后妇建情教明植青",
        f"{_PREFIX}(?:五一|三八|六一|八一|七一|五四|十一)?(?P<name>{_WITH_JIE})(?P<jie>节)",
        _festival,
    ),
    Pattern(
        "H",
        "2七三五今八六十去后明",
        rf"{_PREFIX}(?<![0-9第月周初双{_HAN_NUMBERS}])(?P<name>{_NUMBERED})"
        r"(?:(?P<jie>节?(?:假期|小?长假|放假)(?=之?[前后])|国?庆?节)|(?=之?前|之?后|假|放假|长假|小长假|期间|当天|的?第))",
        _festival,
    ),
    Pattern("H", " 五八六", r"^\s*(?P<y>)(?P<name>五一|六一|八一)(?P<jie>)(?=\s*$)", _festival),
    Pattern(
        "V",
        " 七三五十双",
        r"双十一|双11|^\s*(?:十一|三八|七一|五四)\s*$",
        unclear("可能是节日,请写日期", loose=True),
    ),
    Pattern(
        "V",
        "假放节长",
        r"(?<![一-龥])节日?之?[前后]|(?<=[请于在赶])节日?之?[前后]|(?:长假|假期|放假|节假日)之?[前后]",
        _unnamed,
    ),
    Pattern(
        "V",
        "年过",
        f"(?<![0-9几数多半去今明后{_HAN_NUMBERS}两])年[前后](?!往)|过完?年",
        unclear("可能是春节,也可能是元旦,请写日期"),
    ),
)
