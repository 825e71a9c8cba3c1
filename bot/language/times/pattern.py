"""One row of the word tables: a letter, what it looks like, what it stands for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from bot.language.times.values import Today, Trouble, Value

Build = Callable[[re.Match[str], Today], Value]


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
