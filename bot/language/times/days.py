"""Days counted from today: 明天, 大后天, 下周三, 周末."""

import re
from datetime import date, timedelta

from bot.language.times.pattern import Pattern, unclear
from bot.language.times.values import Day, Today, Trouble, Value

NEAR = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "名": 1, "后": 2, "大后": 3}
WEEK = "(?:周|星期|礼拜)"
WEEKDAYS = {sign: 1 + index % 7 for index, sign in enumerate("一二三四五六日1234567天末")}
WEEKDAYS |= {"天": 7, "末": 7}
WHICH_WEEK = "(?:(?:下{1,3}|上{1,3}|本|这)(?:一?个)?)"
SURNAMES = frozenset(
    "张王李赵刘陈杨黄周吴徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤"
)
_MEASURES = "次项个件场户类种份批起村组班级届岁"  # 本周三次会议 is three times, not Wednesday


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def after_surname(match: re.Match[str]) -> bool:
    """The word may be the end of a name: 李明早上, 王国庆."""
    return match.string[max(match.start() - 1, 0) : match.start()] in SURNAMES


def _near(match: re.Match[str], today: Today) -> Value:
    word = match["near"]
    if match["short"] is not None and word == "明" and after_surname(match):
        return Trouble("可能是人名,也可能是明天")
    return Day(today.day + timedelta(days=NEAR[word]), sure=True, firm=True)


def _weekday(match: re.Match[str], today: Today) -> Value:
    which, weekday = match["which"], WEEKDAYS[match["d"]]
    weeks = which.count("下") - which.count("上")
    there = monday(today.day) + timedelta(days=weekday - 1, weeks=weeks)
    if which:
        sooner = there - timedelta(weeks=1)
        if which == "下个" and sooner > today.day:
            return Trouble("可能是本周的,也可能是下周的", (today.close(sooner), today.close(there)))
        return Day(there, sure=True, firm=True)
    if there < today.day:
        there += timedelta(weeks=1)
    return Day(there, weekday=True)


def _before_weekend(match: re.Match[str], today: Today) -> Trouble:
    weeks = match[0].count("下") - match[0].count("上")
    friday = monday(today.day) + timedelta(days=4, weeks=weeks)
    choices = (today.close(friday), today.close(friday + timedelta(days=2)))
    return Trouble("可能是周五下班前,也可能到周日", choices)


def _both(match: re.Match[str], today: Today) -> Trouble:
    """今明两天, 明后天: which of them?"""
    steps = [NEAR[sign] for sign in match[0] if sign in NEAR]
    days = (today.day + timedelta(days=step) for step in steps)
    return Trouble("不止一天", tuple(map(today.close, days)))


DAYS = (
    Pattern("V", "今明", "今明(?:后|两|[天日晚])|明后(?:两|[天日])", _both),
    Pattern(
        "V", "同当次翌隔", "当[天日晚]|同日|次日|翌日|隔天(?!一)", unclear("不知道是从哪一天算的")
    ),
    Pattern("D", "大", "(?P<near>大前|大后)[天日](?P<short>)?", _near),
    Pattern("D", "今明昨", "(?P<near>[昨今明])(?:[天日儿]|(?P<short>(?=[早晚夜])))", _near),
    Pattern("D", "名", "(?<!姓)(?P<near>名)天(?P<short>)?", _near),
    Pattern("D", "前", "(?<![以之目先日])(?P<near>前)[天儿](?P<short>)?", _near),
    Pattern(
        "D",
        "后",
        "(?<![之以然今先最])(?P<near>后)(?:[天儿]|日(?!期)|(?<![天日周月年时钟]后)(?=晚[^点]))(?P<short>)?",
        _near,
    ),
    Pattern(
        "V",
        "第最头首",
        f"(?:第[一二三四五1-5]|最后一?|头一?|首)个?{WEEK}[一二三四五六日天]",
        unclear("还不会算,请写日期"),
    ),
    Pattern("V", "下本这", "(?:下|本|这)周午", unclear("是不是“周五”")),
    Pattern(
        "V",
        "大隔单双",
        f"大下{WEEK}[一二三四五六日天]|[隔单双]周[一二三四五六日天末]",
        unclear("说不准是哪一周"),
    ),
    Pattern(
        "V",
        "这此同老",
        "这个?(?:时候|时间|点儿?)|此时|同[一样]?时间|老时间",
        unclear("没有说钟点", loose=True),
    ),
    Pattern("V", "上下周本这", rf"{WHICH_WEEK}?周末(?:之前|以前|前(?!往))", _before_weekend),
    Pattern(
        "V",
        "上下周星本礼这",
        rf"{WHICH_WEEK}?{WEEK}[一二三四五六](?:[、和或/至到~-]?{WEEK}?[二三四五六日天]){{1,6}}"
        r"(?=$|[\s,。;、(前之都各和上下早晚中])",
        unclear("不止一天"),
    ),
    Pattern(
        "D",
        "上下周星本礼这",
        rf"(?P<which>{WHICH_WEEK}?)(?P<week>{WEEK})"
        rf"(?P<d>[一二三四五六日天末]|[1-7](?![0-9.]))(?![{_MEASURES}])",
        _weekday,
    ),
)
