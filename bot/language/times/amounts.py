"""Lengths of time: 三天, 5个工作日, 半小时, 一个半小时, 两周."""

import re

from bot.language.times.numerals import DIGIT, NUM, NUMBER, number
from bot.language.times.pattern import Pattern, any_of, unclear
from bot.language.times.values import Amount, Today, Trouble, Unit, Value

_SIGNS = {
    "工作": Unit.WORKING_DAY,
    "分": Unit.MINUTE,
    "min": Unit.MINUTE,
    "时": Unit.HOUR,
    "钟": Unit.HOUR,
    "h": Unit.HOUR,
    "月": Unit.MONTH,
    "年": Unit.YEAR,
    "周": Unit.WEEK,
    "星期": Unit.WEEK,
    "礼拜": Unit.WEEK,
    "天": Unit.DAY,
    "日": Unit.DAY,
}
_MARKED = "(?=之?内|以内|之?后|以后)"  # 3日 is a date, 3日内 a length; 30分 may be a score
_NO_LETTER = "(?![a-zA-Z])"
UNIT = (
    f"(?:个?工作[日天]|分钟|分{_MARKED}|min(?:ute)?s?{_NO_LETTER}"
    f"|个?小时|个?钟头|个钟(?!头)|h(?:ours?|rs?)?{_NO_LETTER}|天|日{_MARKED}"
    "|个?(?:周|星期|礼拜)(?![一二三四五六日天末])|个月|个?季度|年(?![级代纪龄货]))"
)
PAIR = any_of("一二 一两 二三 两三 三四 三五 四五 五六 六七 七八 八九")
_FEW = any_of("好几 十几 几十 十来 十多 几百 若干 几 数")


def unit_of(word: str) -> Unit:
    """The unit of a word that `UNIT` matched, by its telling sign."""
    return next(unit for sign, unit in _SIGNS.items() if sign in word)


def _amount(match: re.Match[str], _today: Today) -> Value:
    """3天, 两天半, 1.5小时, 一个半小时."""
    n, word = number(match["n"]), match["unit"] or match["after_half"]
    half = bool(match["point"] or match["half"] or match["after_half"])
    if word.endswith("季度"):
        return Trouble("请用几个月来说") if half else Amount(3 * n, Unit.MONTH)
    return Amount(n, unit_of(word), half)


def _half(match: re.Match[str], _today: Today) -> Amount:
    return Amount(0, unit_of(match["unit"]), half=True)


def _one(match: re.Match[str], _today: Today) -> Amount:
    return Amount(1, unit_of(match[0]))


def _quarter_hours(match: re.Match[str], _today: Today) -> Amount:
    return Amount(15 * number(match["n"]), Unit.MINUTE)


def _hours_minutes(match: re.Match[str], _today: Today) -> Amount:
    return Amount(number(match["n"]), Unit.HOUR, minutes=number(match["m"]))


_ROUGH = "说得不够准"

ONCE = "(?:个?小时|个?钟头|分钟)"  # 每小时 is every one of them
AMOUNTS = (
    Pattern("A", "个小钟分", f"(?<=每){ONCE}", _one),
    Pattern(
        "V",
        "再过",
        f"(?:再过|过)(?:{_FEW}|两)(?:天|日|个?星期|个?礼拜|周)|过些(?:天|日子)|过段时间|过阵子",
        unclear(_ROUGH),
    ),
    Pattern("V", "近这", "(?:这|近)(?:几|两|些)天|这阵子", unclear("不知道是哪一天")),
    Pattern(
        "V",
        "前头",
        f"(?<![期止间日限满])(?:前|头)(?:{_FEW}|些)(?:天|日|个?星期|周|个?月|年)",
        unclear("可能是已经过了的", loose=True),
    ),
    Pattern(
        "V",
        NUMBER + "几好数若",
        f"十?{PAIR}十?{UNIT}|{_FEW}{UNIT}|{NUM}[多来余]{UNIT}",
        unclear(_ROUGH, loose=True),
    ),
    Pattern(
        "V", NUMBER, f"{NUM}(?:{UNIT}?[-~至到或]|、){NUM}{UNIT}", unclear("有两个数", loose=True)
    ),
    Pattern(
        "V",
        DIGIT + "多大小",
        rf"[0-9]+\.(?!5{UNIT})[0-9]+{UNIT}|[大小多]半[天年]",
        unclear(_ROUGH, loose=True),
    ),
    Pattern(
        "V", "一个半", "一个?[周月]半|个半月|半个?(?:星期|礼拜|周)", unclear(_ROUGH, loose=True)
    ),
    Pattern("A", "半", "半(?P<unit>个?小时|个?钟头|天|日|个月|月(?!刊|报)|年)", _half),
    Pattern("A", NUMBER, f"(?P<n>{NUM})刻钟", _quarter_hours),
    Pattern("A", NUMBER, f"(?P<n>{NUM})个?(?:小时|钟头)[零又加]?(?P<m>{NUM})分钟?", _hours_minutes),
    Pattern(
        "A",
        NUMBER,
        rf"(?!0[0-9])(?P<n>{NUM})(?P<point>\.5)?\s?"
        f"(?:个半(?P<after_half>小时|钟头)|(?P<unit>{UNIT})(?P<half>半(?![年月夜天]))?)",
        _amount,
    ),
)
