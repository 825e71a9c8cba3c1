"""Several times in one text: which of them is meant, or that it must be asked."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from bot.language.times.claims import Level
from bot.language.times.pattern import any_of
from bot.language.times.reading import NOTHING, Kind, Reading, ask
from bot.language.times.scanner import Run, Text
from bot.language.times.shapes import read_run
from bot.language.times.values import Today

# What may stand around a time without making the text more than that time.
_FILLER_WORDS = any_of(
    "请 于 在 的 定 就 改 为 是 吧 了 呢 啊 我 那 按 要 办结 完成 办完 处理 解决 办理 提醒 报送 "
    "上报 报 回复 答复 整改 反馈 交 送 到位 截止 时间 时限 期限 限期 限 给 到 内 前 之前 以内"
)
# Possessive (+): a gap that does not fit is not tried in every other way.
_FILLER = re.compile(rf"(?:[\s,。;:、!?.~·“”\"'()\[\]【】]|{_FILLER_WORDS}){{0,40}}+")
_CLAUSE_END = re.compile(r"[,。;!?、\n]")


@dataclass(frozen=True)
class Found:
    """A reading, how much it claims, its run; what 和 or 、 joined has the same `group`."""

    reading: Reading
    level: Level
    run: Run
    group: int

    @property
    def has_day(self) -> bool:
        """Says a day to come."""
        return self.reading.kind is Kind.POINT and bool(set("DHM") & set(self.run.code))

    @property
    def is_clock(self) -> bool:
        """Says a time of day and no day."""
        code = set(self.run.code)
        return bool(set("CP") & code) and not set("DHMARVOE") & code


def choose(found: list[Found], text: Text, today: Today) -> Reading:
    """The one time meant: 前, 内 and 截止 outrank plain ones; what is gone gives way.

    Two of the same rank that differ are asked.
    """
    alone = _alone(found, text)
    kept = [one for one in found if alone or one.level is not Level.LOOSE]
    parted = _parted(kept, text, today)
    if parted:
        return parted
    kept = [one for one in kept if one.reading.kind is not Kind.PAST] or kept
    if not kept:
        return NOTHING
    top = max(one.level for one in kept)
    groups = {one.group for one in kept if one.level is top}
    best = [one.reading for one in kept if one.level is top or one.group in groups]
    if top is Level.FAINT and not alone:
        best = [_softened(reading, today) for reading in best]
    return _only(best, today)


def _alone(found: list[Found], text: Text) -> bool:
    """Nothing else was written."""
    edges = [0, *(edge for one in found for edge in (one.run.start, one.run.end)), len(text.text)]
    rest = zip(edges[::2], edges[1::2], strict=True)
    return all(_FILLER.fullmatch(text.text, start, end) for start, end in rest)


def _parted(kept: list[Found], text: Text, today: Today) -> Reading | None:
    """“明天请张三下午3点前报”: a day, and further on a time of day that may belong to it."""
    for one, other in pairwise(kept):
        if not (one.has_day and other.is_clock) or one.level is Level.MARKED:
            continue
        between = text.text[one.run.end : other.run.start]
        if other.level > Level.FAINT or not _CLAUSE_END.search(between):
            together = _on_that_day(one, other, today)
            if together != other.reading.at:
                return _same_or_not(one, other, together, today)
    return None


def _on_that_day(one: Found, other: Found, today: Today) -> datetime | None:
    run = Run((*one.run.without("PCKbi").tokens, *other.run.without("QTU").tokens))
    joined = read_run(run, today)
    return joined[0].at if joined else None


def _same_or_not(one: Found, other: Found, together: datetime | None, today: Today) -> Reading:
    choices = tuple(at for at in (together, other.reading.at) if at)
    asked = ask("日期和钟点隔开了,不知道是不是同一天", choices, today)
    return replace(asked, span=_span(one.reading, other.reading))


def _span(*readings: Reading) -> tuple[int, int] | None:
    spans = [reading.span for reading in readings if reading.span]
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None


def _softened(reading: Reading, today: Today) -> Reading:
    """Inside a sentence it may be something else: ask before taking it."""
    if reading.kind is not Kind.POINT or reading.at is None:
        return reading
    asked = ask("不知道说的是不是截止时间", (reading.at,), today)
    return replace(asked, span=reading.span)


def _only(readings: list[Reading], today: Today) -> Reading:
    for reading in readings:
        if reading.kind is Kind.ASK:
            return reading
    kinds = {reading.kind for reading in readings}
    if Kind.POINT in kinds:
        readings = [reading for reading in readings if reading.kind is not Kind.OFFSET]
    if len({reading.value for reading in readings}) == 1:
        return readings[0]
    choices = tuple(reading.at for reading in readings if reading.at)
    return replace(ask("有几个时间", choices, today), span=_span(*readings))
