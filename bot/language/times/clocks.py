"""Clock times and parts of the day: 上午, 今晚八点, 17:30, 差五分八点, 下班."""

import re
from datetime import time

from bot.language.times.amounts import PAIR
from bot.language.times.numerals import DIGIT, NUM, NUMBER, number
from bot.language.times.pattern import Pattern, any_of, unclear
from bot.language.times.values import Clock, Edge, Part, Today, Trouble, Value

QUARTER_HOURS = {"一": 15, "1": 15, "二": 30, "2": 30, "两": 30, "三": 45, "3": 45}


def _afternoon(*hours: int) -> dict[int, int]:
    return {hour: hour + 12 for hour in hours}


def _as_said(first: int, last: int) -> dict[int, int]:
    return {hour: hour for hour in range(first, last + 1)}


# 下午 stands for close of business, which the calendar knows; parts without a time are asked.
PARTS = {
    "早": Part("早上", time(9), _as_said(4, 11)),
    "上": Part("上午", time(12), _as_said(6, 12)),
    "中": Part("中午", time(12), _as_said(11, 12) | _afternoon(1, 2)),
    "下": Part("下午", None, {12: 12} | _afternoon(1, 2, 3, 4, 5, 6, 7)),
    "晚": Part("晚上", time(20), {0: 24, 12: 24} | _afternoon(5, 6, 7, 8, 9, 10, 11)),
    "凌": Part("凌晨", None, _as_said(0, 6)),
    "清": Part("清晨", None, _as_said(4, 9)),
    "后": Part("午后", None, {12: 12} | _afternoon(1, 2, 3, 4, 5)),
    "傍": Part("傍晚", None, _afternoon(4, 5, 6, 7, 8)),
    "夜": Part("夜里", None, {0: 24, 12: 24} | _afternoon(6, 7, 8, 9, 10, 11)),
}
_WORDS = (
    ("早", "早上(?!班)|早晨|早间|一大早|一早"),
    ("上", "上午|上半天"),
    ("中", "中午|正午|晌午"),
    ("下", "下午|下半天"),
    ("晚", "晚上(?!班)|晚间"),
    ("凌", "凌晨|拂晓"),
    ("清", "大清早|清早|清晨"),
    ("后", "午后"),
    ("傍", "傍晚|黄昏"),
    ("夜", "夜晚|夜里|夜间|半夜|深夜|午夜|大半夜|(?<=[今昨])夜"),
)
_PART_OF = {
    word: PARTS[key] for key, words in _WORDS for word in re.sub(r"\(.*?\)", "", words).split("|")
}
_DAY_BEFORE = "(?<=[今昨明后天日号每周一二三四五六])"
_HOUR_NEXT = rf"(?=\s?{NUM}(?:[点时:]))"


def _part(match: re.Match[str], _today: Today) -> Value:
    return _PART_OF.get(match[0]) or PARTS[match[0]]  # 早 and 晚 stand by themselves too


def _clock(match: re.Match[str], _today: Today) -> Value:
    """8点, 八点半, 10点一刻, 八点过十分, 17时30分."""
    hour, minute = number(match["h"]), 0
    if match["half"]:
        minute = 30
    elif match["quarter"]:
        minute = QUARTER_HOURS[match["quarter"]]
    elif match["m"]:
        minute = number(match["m"])
    return _checked(Clock(hour, minute))


def _colon(match: re.Match[str], _today: Today) -> Value:
    padded = match["h"].startswith("0") and match["h"] != "00"
    return _checked(Clock(int(match["h"]), int(match["m"]), padded=padded))


def _short_of(match: re.Match[str], _today: Today) -> Value:
    """差五分八点 and 八点差五分 are both 7:55."""
    hour = number(match["h"] or match["h2"]) - 1
    said = match["m"] or match["m2"]
    minute = QUARTER_HOURS[said[0]] if said.endswith("刻") else number(said)
    return _checked(Clock(hour % 24, 60 - minute))


def _english(match: re.Match[str], _today: Today) -> Value:
    hour = int(match["h"])
    if not 1 <= hour <= 12:
        return Trouble("没有这个钟点")
    hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    return _checked(Clock(hour, int(match["m"] or 0), exact=True))


def _timestamp(match: re.Match[str], _today: Today) -> Value:
    return _checked(Clock(int(match["h"]), int(match["m"]), exact=True))


def _checked(clock: Clock) -> Clock | Trouble:
    if clock.minute > 59 or clock.hour > 24 or (clock.hour == 24 and clock.minute):
        return Trouble("没有这个钟点")
    return clock


def _edge(match: re.Match[str], _today: Today) -> Edge:
    return Edge.OPENS if "上" in match[0] else Edge.CLOSES


# 五点建议, 两点要求 are items, not hours; so is 一点 in 有一点, 一点也不.
_ITEMS = any_of(
    "建议 意见 要求 问题 想法 说明 希望 情况 原因 理由 注意 措施 工作 内容 体会 启示 共识 补充 "
    "疑问 诉求 钱 事 好处 不足 经验 做法 安排 考虑 看法 任务 教训 区别 变化 感想 办法 思考 成绩 "
    "进展 困难 需要 一线 重要 具体 思路 结论 提示 声明 评 名 击 赞 位 子 球 头 滴"
)
_A_BIT = "(?<=[有快早晚慢差多少大小好高低远近重轻长短])一?点|一点[都也儿不没就小点的]"
_LISTED = f"(?<=[提讲说谈])(?:了|出|以下)?{NUM}点(?!前|之前|钟|半|整)|(?:以下|如下|这|那){NUM}点"
_NOT_COUNTED = "(?![0-9.个人天日号月年件项条户名份次位楼])"  # 5点30人 is no 5:30
_HAN_MINUTE = "[零〇]?[一二三四五]?十[一二三四五六七八九]?|[零〇][一二三四五六七八九]"
_MINUTE = (
    r"[零〇]?(?P<m>[0-5]?[0-9](?=分)|[0-5][0-9]|(?<=[零〇])[0-9]"
    rf"|{NUM}(?=分)|{_HAN_MINUTE})(?:分(?!之[^前内后]|钟之?[内后前]))?{_NOT_COUNTED}"
)
_BEFORE = "(?=之前|以前|前(?![往台期任]))"

PARTS_OF_DAY = (
    Pattern("a", "早晚", "[早晚](?:一?点(?!钟|半|整)|一?些)"),
    Pattern(
        "P", "一上下中傍凌午半夜大拂早晌晚正深清黄", "|".join(words for _, words in _WORDS), _part
    ),
    Pattern("P", "早", f"{_DAY_BEFORE}早(?![点些已就期年春市餐饭会班高])|早{_HOUR_NEXT}", _part),
    Pattern(
        "P",
        "晚",
        f"(?<=[今昨明后天日号每周一二三四五六早])晚(?![点些会报宴期婚辈饭班高])|晚{_HOUR_NEXT}",
        _part,
    ),
)
CLOCKS = (
    Pattern(
        "X",
        NUMBER + "点",
        f"{_A_BIT}|{NUM}点{_ITEMS}",
    ),
    Pattern(
        "X",
        NUMBER + "了以出如这那",
        _LISTED,
    ),
    Pattern("X", "一", "一时(?!整|半$|[零一二三四五0-9])"),
    Pattern(
        "V",
        NUMBER,
        rf"{NUM}[点时]?[-~至到]{NUM}[点时](?:钟|整|半)?",
        unclear("是一段时间,不知道以哪头为准"),
    ),
    Pattern(
        "V",
        "一七三两二五八六十四",
        f"十?{PAIR}[点时]",
        unclear("不知道是几点"),
    ),
    Pattern(
        "V",
        NUMBER,
        rf"{NUM}点(?:[0-9](?![0-9分刻])|[一二三四五六七八九](?=$|[\s,。前之]))",
        unclear("分钟没有说清"),
    ),
    Pattern(
        "V",
        DIGIT,
        r"(?<![0-9.])(?:1[3-9]|2[0-3])\.[0-5][0-9]"
        r"(?![0-9.]|\s?[元块万亿%米公千度吨斤亩平倍岁分版])",
        unclear("可能是钟点,也可能不是", loose=True),
    ),
    Pattern(
        "C",
        NUMBER + "差",
        rf"差(?P<m>{NUM}|[一三]刻)(?:分钟?)?(?:钟)?(?:到|就)?(?P<h>{NUM})[点时]"
        rf"|(?P<h2>{NUM})[点时](?:钟)?(?:还)?差(?P<m2>{NUM}|[一三]刻)(?:分钟?)?",
        _short_of,
    ),
    Pattern(
        "C",
        NUMBER,
        rf"(?P<h>{NUM})(?:点钟?|时(?![间候期段刻速代效长常而尚节装]))"
        rf"(?:过?(?P<half>半)钟?|过?(?P<quarter>[一二两三123])刻钟?|过?{_MINUTE}"
        "|(?:整|正|准时)?)",
        _clock,
    ),
    Pattern(
        "C", "T", r"(?<=[0-9])T(?P<h>[0-2][0-9]):(?P<m>[0-5][0-9])(?::00)?(?![0-9:])", _timestamp
    ),
    Pattern(
        "C",
        DIGIT,
        r"(?<![0-9:.])(?P<h>1[0-2]|0?[0-9])(?::(?P<m>[0-5][0-9]))?"
        r"\s?(?P<half>[aApP])\.?[mM](?![a-zA-Z])",
        _english,
    ),
    Pattern("C", DIGIT, r"(?<![0-9:.])(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})(?::00)?(?![0-9:])", _colon),
    Pattern(
        "V",
        DIGIT + " ",
        r"^\s*(?:[01]?[0-9]|2[0-4])[0-5][0-9]\s*$",
        unclear("可能是钟点,也可能不是", loose=True),
    ),
    Pattern(
        "V",
        DIGIT,
        f"(?<![0-9:.])(?:[01]?[0-9]|2[0-4])[0-5][0-9]{_BEFORE}",
        unclear("可能是钟点,也可能不是"),
    ),
    Pattern("K", "上下一刚", "下班|上班(?=之?前|以前|时(?!间))|[一刚]上班", _edge),
)
