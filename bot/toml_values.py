"""Read single values of centre.toml: each reader returns the value or says what to write."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from typing import TypeVar

from bot.mistakes import did_you_mean

T = TypeVar("T")
Reader = Callable[[object], T]

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_RANGE = re.compile(r"(\d{1,2}:\d{2})\s*[-–—~至到]+\s*(\d{1,2}:\d{2})")
_SPAN = re.compile(r"(?:提前)?\s*(\d+)\s*(周|个?星期|天|日|个?小时|个?钟头|分钟|分)")
_MONTH_DAY = re.compile(r"(\d{1,2})(?:-|月)(\d{1,2})日?")
_MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SPAN_UNITS = {
    "周": timedelta(weeks=1),
    "星期": timedelta(weeks=1),
    "天": timedelta(days=1),
    "日": timedelta(days=1),
    "小时": timedelta(hours=1),
    "钟头": timedelta(hours=1),
    "分钟": timedelta(minutes=1),
    "分": timedelta(minutes=1),
}
_WEEKDAYS = "一二三四五六日"


def text(value: object) -> str:
    """Any text, also empty."""
    if not isinstance(value, str):
        raise ValueError(f"要写成带引号的文字,现在是 {shown(value)}")
    return value.strip()


def words(value: object) -> str:
    """Text that is not empty and fits into one line of a card."""
    said = text(value)
    if not said:
        raise ValueError("不能为空")
    if len(said) > 60 or not said.isprintable():
        raise ValueError("请写成一行,不超过60个字")
    return said


def count(lowest: int, highest: int) -> Reader[int]:
    """A whole number within bounds."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(f"要写成整数(不加引号),现在是 {shown(value)}")
        if not lowest <= value <= highest:
            raise ValueError(f"要在 {lowest} 到 {highest} 之间,现在是 {value}")
        return value

    return read


def clock(value: object) -> time:
    """A local time of day, HH:MM."""
    if isinstance(value, time):
        return value
    said = _plain(value)
    found = _CLOCK.fullmatch(said)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f'时间要写成 "HH:MM"(24小时制,如 "08:30"),现在是 {shown(value)}')
    return time(int(found[1]), int(found[2]))


def clock_range(value: object) -> tuple[time, time]:
    """Two local times, the first earlier."""
    found = _RANGE.fullmatch(_plain(value))
    if not found:
        raise ValueError(f'时段要写成 "HH:MM-HH:MM"(如 "08:30-12:00"),现在是 {shown(value)}')
    start, end = clock(found[1]), clock(found[2])
    if start >= end:
        raise ValueError(f"开始时间要早于结束时间,现在是 {shown(value)}")
    return start, end


def month_day(value: object) -> tuple[int, int]:
    """A day of every year, MM-DD."""
    found = _MONTH_DAY.fullmatch(_plain(value))
    month, day = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= month <= 12 or not 1 <= day <= _MONTH_LENGTHS[month - 1]:
        raise ValueError(f'日期要写成 "MM-DD"(如 "05-01"),现在是 {shown(value)}')
    return month, day


def span(value: object) -> timedelta:
    """A positive length of time in plain units; a bare number means minutes."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return timedelta(minutes=value)
    found = _SPAN.fullmatch(_plain(value))
    if not found or int(found[1]) == 0 or len(found[1]) > 5:
        raise ValueError(f'要写成 "1天"、"2小时" 或 "30分钟" 这样的时长,现在是 {shown(value)}')
    return int(found[1]) * _SPAN_UNITS[found[2].removeprefix("个")]


def minutes(value: object) -> int:
    """The same as whole minutes."""
    return int(span(value).total_seconds()) // 60


def weekday(value: object) -> int:
    """ISO weekday, from 周一 or 1."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 7:
        return value
    said = _plain(value).replace("天", "日")
    for prefix in ("星期", "礼拜", "周"):
        rest = said.removeprefix(prefix)
        if rest != said and len(rest) == 1 and rest in _WEEKDAYS:
            return _WEEKDAYS.index(rest) + 1
    raise ValueError(f'要写成 "周一" 到 "周日",现在是 {shown(value)}')


def list_of(reader: Reader[T], *, at_least: int = 0) -> Reader[tuple[T, ...]]:
    """A list whose every value the reader takes; all that is wrong is said at once."""

    def read(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise ValueError(f'要写成列表,如 ["甲", "乙"],现在是 {shown(value)}')
        if len(value) < at_least:
            raise ValueError(f"至少要写 {at_least} 个")
        good: list[T] = []
        wrong: list[str] = []
        for item in value:
            try:
                good.append(reader(item))
            except ValueError as error:
                wrong.append(str(error))
        if wrong:
            raise ValueError(";".join(wrong))
        return tuple(good)

    return read


def one_of(choices: Mapping[str, T]) -> Reader[T]:
    """One of the words we know, near misses suggested."""

    def read(value: object) -> T:
        said = value.strip() if isinstance(value, str) else ""
        if said not in choices:
            known = "、".join(word for word in choices if not word.isascii())
            raise ValueError(f"不认识 {shown(value)}{did_you_mean(said, choices)}可以写:{known}")
        return choices[said]

    return read


def shown(value: object) -> str:
    """A value as its writer sees it, cut short."""
    said = str(value).lower() if isinstance(value, bool) else str(value)
    said = "".join(char if char.isprintable() else " " for char in said)
    return f"“{said[:30]}…”" if len(said) > 30 else f"“{said}”"


def _plain(value: object) -> str:
    """Text with full-width digits and colons made narrow; anything else reads as nothing."""
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else ""
