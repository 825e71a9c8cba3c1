"""One row of the word tables: a letter, what it looks like, what it stands for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from bot.language.times.values import Today, Trouble, Value

Build = Callable[[re.Match[str], Today], Value]

# What usually follows a time inside a sentence; before any other word we are less sure.
_AFTER_A_TIME = frozenset(
    "前之以上下早晚中午凌傍夜把报交上开完办到去来要给向内截必务能须请反提送发汇处解落整回答检验的和至起或"
    "后与集召参现准出结签复核查巡走入填统抽做写拿收通安组进见在就我你他由再先还可应该左"
)
_HAN = re.compile("[㐀-鿿]")


@dataclass(frozen=True)
class Pattern:
    """`starts`: the signs a match may begin with, so that most rows need not be tried.

    `build` answers the value; None: it was no time after all; Trouble: it must be asked.
    """

    letter: str
    starts: str
    regex: str
    build: Build | None = None

    def match(self, text: str, place: int) -> re.Match[str] | None:
        return self._compiled.match(text, place)

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.regex)  # when first needed: all rows together take half a second

    def read(self, match: re.Match[str], today: Today) -> tuple[str, Value]:
        """The token's letter and value; X for a word that is no time, V for an unclear one."""
        if self.build is None:
            return self.letter, None
        value = self.build(match, today)
        if value is None:
            return "X", None
        return ("V" if isinstance(value, Trouble) else self.letter), value


def any_of(words: str) -> str:
    """A group of words set apart by blanks, the longest first: 之前 before 前."""
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


def unclear(reason: str, *, loose: bool = False) -> Build:
    """A word that is asked whatever stands around it, or (loose) only when it stands alone."""
    return lambda _match, _today: Trouble(reason, loose=loose)


def doubtful(match: re.Match[str]) -> bool:
    """The next sign begins a word that does not usually follow a time."""
    following = match.string[match.end() : match.end() + 1]
    return bool(_HAN.match(following)) and following not in _AFTER_A_TIME
