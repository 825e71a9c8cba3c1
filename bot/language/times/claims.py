"""How much a run claims to be the time that is meant, by its marks and by the words around it."""

import re
from enum import IntEnum

from bot.language.times.scanner import Run, Text
from bot.language.times.values import Day, Today


class Level(IntEnum):
    """How much a run claims to be the time that is meant."""

    LOOSE = 0  # only when it is all that was written
    FAINT = 1  # only when there is nothing better, and then it is asked
    PLAIN = 2
    MARKED = 3  # with 前, 内, 截止 …


# What usually follows a time inside a sentence; before any other word we are less sure.
_FOLLOWS = frozenset(
    "前之以上下早晚中午凌傍夜把报交上开完办到去来要给向内截必务能须请反提送发汇处解落整回答检验和至起或"
    "后与集召参现准出结签复核查巡走入填统抽做写拿收通安组进见在就我你他由再先还可应该左"
)
_LEADS = ("在", "于", "到")
_HAN = re.compile("[㐀-鿿]")
_GOES_ON = re.compile("的|[、或~-][0-9一二三四五六七八九十]")  # 11月25日的会议; 25号、30
_TOLD = re.compile("来|反(?!馈)|[我他她在是见进走接发又]|群众|居民|上访|投诉|有人|还")  # 今天来电


def claim(run: Run, level: Level, text: Text, today: Today) -> Level:
    """Marked runs stand; plain ones are faint where they may be part of a story or a name."""
    code = run.code
    if "L" in code and "T" not in code:
        return level  # 提前1天 says what it is
    if "Q" in code or code[-1] in "bi":
        return Level.MARKED
    if level is Level.PLAIN and _doubtful(run, text, today):
        return Level.FAINT
    return level


def _doubtful(run: Run, text: Text, today: Today) -> bool:
    after, before = text.text[run.end : run.end + 2], text.before(run.start)
    day, clock = run.first(Day), "C" in run.code
    if _GOES_ON.match(after) or (day and day.rolled):
        return True
    if day and not clock and _in_a_story(day, after, before, today):
        return True
    if "H" in run.code and not set("COP") & set(run.code) and before not in _LEADS:
        return True  # 国庆活动方案: a festival is rarely a deadline unless 前 is said
    if day and (clock or day.firm):
        return False
    odd = day is not None and day.doubtful and not set("PK") & set(run.code)
    return odd or (bool(_HAN.match(after)) and after[0] not in _FOLLOWS)


def _in_a_story(day: Day, after: str, before: str, today: Today) -> bool:
    """“群众今天来电”, “时至今日”: what happened today is told, not when it is due."""
    return day.date == today.day and (before in ("的", "至") or bool(_TOLD.match(after)))
