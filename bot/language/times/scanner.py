"""From text to tokens, and from tokens to runs of neighbours: one pass, no backtracking far."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar

from bot.language.times.amounts import AMOUNTS
from bot.language.times.clocks import CLOCKS, PARTS_OF_DAY
from bot.language.times.dates import DATES, DAY_OF_MONTH
from bot.language.times.days import DAYS
from bot.language.times.festivals import FESTIVALS
from bot.language.times.marks import DECOYS, MARKS, TAIL
from bot.language.times.numerals import normal, squeeze
from bot.language.times.pattern import Pattern
from bot.language.times.periods import PERIODS
from bot.language.times.repeats import REPEATS
from bot.language.times.values import Today, Token

T = TypeVar("T")

# Earlier rows win where two of them match at the same place.
PATTERNS: tuple[Pattern, ...] = (
    *DECOYS, *REPEATS, *FESTIVALS, *DATES, *DAYS, *PERIODS, *AMOUNTS, *DAY_OF_MONTH, *CLOCKS,
    *PARTS_OF_DAY, *MARKS, *TAIL,
)  # fmt: skip
CONTENT = frozenset("DHMKPCARVOEI")  # a run without any of these says nothing about time
EDGES = "TJ()"  # connecting words with nothing to connect
_BETWEEN = re.compile(r"[ \t的]{0,3}")


@dataclass(frozen=True)
class Run:
    """Tokens that touch each other; `code` is their letters, the word that `shapes` reads."""

    tokens: tuple[Token, ...]

    @cached_property
    def code(self) -> str:
        return "".join(token.letter for token in self.tokens)

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    def values(self, kind: type[T]) -> tuple[T, ...]:
        return tuple(token.value for token in self.tokens if isinstance(token.value, kind))

    def first(self, kind: type[T]) -> T | None:
        return next(iter(self.values(kind)), None)

    def cut(self, start: int, end: int) -> "Run":
        return Run(self.tokens[start:end])

    def without(self, letters: str) -> "Run":
        return Run(tuple(token for token in self.tokens if token.letter not in letters))


@dataclass(frozen=True)
class Text:
    """What was written, spelt our way; places lead back to the writer's own code points."""

    written: str
    text: str
    places: list[int]

    def before(self, place: int) -> str:
        """The sign before a place; nothing at the start."""
        return self.text[max(place - 1, 0) : place]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.places[start], self.places[end - 1] + 1

    def words(self, start: int, end: int) -> str:
        first, last = self.span(start, end)
        return self.written[first:last]


def spelt(written: str) -> Text:
    return Text(written, *squeeze(normal(written)))


def runs(text: Text, today: Today) -> list[Run]:
    """Groups of neighbouring tokens that say something about time, in order."""
    return [
        run
        for group in _neighbours(tokens(text.text, today), text.text)
        if CONTENT & set((run := _trimmed(group)).code)
    ]


def tokens(text: str, today: Today) -> Iterator[Token]:
    rows, place = _rows(), 0
    while place < len(text):
        token = _token_at(text, place, rows.get(text[place], ()), today)
        if token:
            yield token
        place = token.end if token else place + 1


def _token_at(text: str, place: int, rows: Iterable[Pattern], today: Today) -> Token | None:
    for row in rows:
        match = row.match(text, place)
        if match:
            letter, value = row.read(match, today)
            return Token(letter, place, match.end(), value)
    return None


@cache
def _rows() -> dict[str, list[Pattern]]:
    """The rows to try at a sign, in their order."""
    rows: dict[str, list[Pattern]] = {}
    for row in PATTERNS:
        for sign in row.starts:
            rows.setdefault(sign, []).append(row)
    return rows


def _neighbours(tokens: Iterable[Token], text: str) -> Iterator[Run]:
    group: list[Token] = []
    for token in tokens:
        touches = group and _BETWEEN.fullmatch(text, group[-1].end, token.start)
        if token.letter == "X" or not touches:
            yield Run(tuple(group))
            group = []
        if token.letter != "X":
            group.append(token)
    yield Run(tuple(group))


def _trimmed(run: Run) -> Run:
    """Without connecting words at either end; 到 at the start still says “up to”."""
    code = run.code
    first = len(code) - len(code.lstrip("J()"))
    last = len(code.rstrip(EDGES))
    if code[first:last].count("(") > code[first:last].count(")") and code[last : last + 1] == ")":
        last += 1
    return run.cut(first, max(first, last))
