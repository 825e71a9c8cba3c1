"""Dates of the calendar: 12月1日, 2026-12-01, 12.1, 下月5号, 25日."""

import re
from datetime import date

from bot.language.times.numerals import DIGIT, NUM, NUMBER, number, year
from bot.language.times.pattern import Pattern, any_of, unclear
from bot.language.times.values import Day, Today, Trouble, Value
from tasks.deadlines import add_months

YEAR = (
    "(?:(?:20[0-9]{2}|(?<![0-9])[0-9]{2}|二[〇零][〇零一二三四五六七八九]{2})年|[今明后去前本]年)"
)
MONTH = f"(?:(?:本|这个?|当|下{{1,2}}个?|上{{1,2}}个?)月|(?:{YEAR}的?)?(?:(?<!单)元|{NUM})月份?)"
MONTH_STARTS = NUMBER + "上下今前去后当明本这元"
FAR = 183  # days: a bare “9.30” further away than this is hardly a date

# 人民路18号, 城东村3号: a house, not the 18th; 各村3号 is the 3rd again.
_ADDRESS = frozenset(
    "路街巷弄里村组区道寨屯镇乡社楼栋幢座编排帐户证房卡段坊园苑湾桥墩坡门院厂湖#第月年]】〕)"
)
HOUSE = any_of(
    "楼 会议室 会场 接待 办公 食堂 大厅 院 线 路 门 桌 厅 机 车 井 地 坑 文 码 店 口 房 室 馆 库 "
    "令 公 台风 仓 船 厂 矿 塘 池 泵 闸 桥 杆 柜 箱 桩 栋 幢 座 单元 铺 摊 位 窗 柱 墙 坝 沟 渠 "
    "田 山 岛 站 塔 选手 病 家 住 屋 小区 信箱 称 角 床 电 灯 变 字 牌 球 表 卷 图 附 标 网格 "
    "通知 议题 案 单 工程 项 哨 岗 入口 出口"
)
_UNIT = any_of(
    "元 块 万 亿 % 米 公里 千米 [a-zA-Z㎡℃°] 度 吨 斤 亩 平 分 倍 版 级 岁 人 户 件 栋 幢 楼 室 "
    "单元 天 个 小时 周 月 年 次 条 点 时 名 项 家 层 路 寸 折 [0-9] [-/.~][0-9]"
)


def month_of(text: str, today: Today) -> tuple[date, bool, bool] | None:
    """First day of what `MONTH` matched; whether said exactly; whether it is next year's.

    None where there is no such month. A bare month that is gone means the next one.
    """
    said = re.fullmatch(rf"(?:(?P<y>{YEAR})的?)?(?P<m>元|{NUM})月份?", text)
    if said is None:
        steps = text.count("下") - text.count("上")
        return add_months(today.day.replace(day=1), steps), True, False
    month = 1 if said["m"] == "元" else number(said["m"])
    if not 1 <= month <= 12:
        return None
    if said["y"]:
        return date(year_of(said["y"], today), month, 1), True, False
    rolled = month < today.day.month
    return date(today.day.year + rolled, month, 1), False, rolled


def year_of(text: str, today: Today) -> int:
    """The year of what `YEAR` matched, or of 今年, 明年, 本年."""
    steps = {"前": -2, "去": -1, "今": 0, "本": 0, "明": 1, "后": 2}
    if text[0] in steps:
        return today.day.year + steps[text[0]]
    return year(text.removesuffix("年"))


def make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_day(match: re.Match[str], today: Today) -> Value:
    month = month_of(match["month"], today)
    there = month and make_date(month[0].year, month[0].month, number(match["d"]))
    if not month or not there:
        return Trouble("没有这一天")
    if month[1] or there >= today.day:
        return Day(there, sure=month[1], firm=month[1], rolled=month[2])
    following = make_date(there.year + 1, there.month, there.day)
    return Day(following, rolled=True) if following else Trouble("下一年没有这一天")


def _whole_date(match: re.Match[str], _today: Today) -> Value:
    there = make_date(int(match["y"]), int(match["m"]), int(match["d"]))
    if there is None:
        return Trouble("没有这一天")
    return Day(there, sure=True, firm=bool(match["sep"]), doubtful=not match["sep"])


def _short_date(match: re.Match[str], today: Today) -> Value:
    """12.1, 12-1, 12/1: a date where a date is expected, else just numbers."""
    month, day = int(match["m"]), int(match["d"])
    this_year = make_date(today.day.year, month, day)
    if this_year is None:
        return Trouble("没有这一天", loose=True)
    rolled = this_year < today.day
    there = make_date(today.day.year + rolled, month, day) or this_year
    if not _looks_like_a_date(match, there, today):
        return Trouble("可能是日期,也可能不是", (today.close(there),), loose=True)
    led = match.string[match.start() - 1 : match.start()] in ("在", "于", "到", "至")
    return Day(there, rolled=rolled, doubtful=not (match["mark"] or led))


def _looks_like_a_date(match: re.Match[str], there: date, today: Today) -> bool:
    month, day = match["m"], match["d"]
    if match["mark"] or "0" in (month[0], day[0]):
        return True
    if match["sep"] == ".":
        return (there - today.day).days <= FAR
    return len(month) == 2 or int(day) > 12


def _day_of_month(match: re.Match[str], today: Today) -> Value:
    """5号, 25日: this month's, else the next month's."""
    before = match.string[max(match.start() - 2, 0) : match.start()]
    if before[-1:] in _ADDRESS and before[:1] not in ("各", "全"):
        return None
    day, first = number(match["d"]), today.day.replace(day=1)
    if not 1 <= day <= 31:
        return Trouble("没有这一天", loose=True)
    if day < today.day.day:
        first = add_months(first, 1)
    there = make_date(first.year, first.month, day)
    if there is None:
        return Trouble("那个月没有这一天")
    return Day(there, of_month=True)


DATES = (
    Pattern(
        "D",
        "2",
        r"(?<![0-9a-zA-Z])(?P<y>20[0-9]{2})(?P<sep>[-/.])(?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})(?![0-9])",
        _whole_date,
    ),
    Pattern(
        "D",
        "2",
        r"(?<![0-9a-zA-Z])(?P<y>20[0-9]{2})(?P<sep>)(?P<m>[01][0-9])(?P<d>[0-3][0-9])(?!-?[0-9])",
        _whole_date,
    ),
    Pattern(
        "V",
        MONTH_STARTS,
        rf"{MONTH}的?{NUM}[-~至到、或和/及]{NUM}[日号]",
        unclear("不止一天"),
    ),
    Pattern(
        "V",
        DIGIT,
        r"(?<![0-9.])(?:1[0-2]|0?[1-9])[./-][0-9]{1,2}(?:[~至到]|-(?=[0-9]{1,2}(?:[./-]|$|前|日|号)))(?:[0-9]{1,2}[./-])?[0-9]{1,2}(?![0-9.])",
        unclear("不止一天", loose=True),
    ),
    Pattern(
        "D",
        MONTH_STARTS,
        rf"(?P<month>{MONTH})的?\s?(?P<d>{NUM})"
        rf"(?:日|号(?!{HOUSE})|(?=\s*$|前|之前|[\s,。(]|[上下中]午|[早晚]))",
        _month_day,
    ),
    Pattern(
        "D",
        DIGIT,
        r"(?<![0-9a-zA-Z.\-/版第约达])(?P<m>1[0-2]|0?[1-9])(?P<sep>[-/.])(?P<d>3[01]|[12][0-9]|0?[1-9])"
        rf"(?![0-9])(?:(?P<mark>[号日])(?!{HOUSE})|(?!\s?{_UNIT})|(?=\s[0-9]{{1,2}}[点时:]))",
        _short_date,
    ),
)
DAY_OF_MONTH = (
    Pattern("X", NUMBER, rf"(?:{NUM}[-~至到、])?{NUM}号{HOUSE}"),
    Pattern("V", NUMBER, rf"{NUM}[-~至到、或和/及]{NUM}[号日]", unclear("不止一天")),
    Pattern(
        "V",
        "一七三九二五八六四",
        "(?<!十)[一二三四五六七八九]日(?!报|餐|子|志)",
        unclear("可能是几天,也可能是几号", loose=True),
    ),
    Pattern("D", NUMBER, rf"(?P<d>{NUM})(?:号|日(?!均|报|常|元|语|子|志|[一二三]))", _day_of_month),
)
