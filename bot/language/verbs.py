"""Finds the verb of a message: at the beginning, after leading numbers, or at the end."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.language.references import leading, trailing

TAIL = r"(?:了|吧|一下|下|啦|嘛|哈|哦|噢|呀|的|咯|喽|呢|先|好了|[!。,.~…、\s!,。？?])*"
TAKING = re.compile(r"^把\s?(?=(?:\d{1,6}|MT|RW)[\s\d号-])")  # 把0001派给张三
LAST_NUMBER = re.compile(r"[\s,，](?:第|#)?((?:RW|MT)\d{8}-\d{4,6}|0\d{3})(?:号|件)?$")
POLITE = re.compile(
    r"^(?:麻烦|请|帮我|帮忙|我要|我想|我来|我这边|我先|给我|那就|那|嗯+|哦|好[,,]|现在|"
    r"【?(?:特急|紧急|加急)】?|[,，:!！ ])+"
)


@dataclass(frozen=True)
class Heard:
    """One way to read a text: which word was heard where, and what stood around it."""

    word: str
    before: str
    after: str
    numbers: tuple[str, ...]
    every: bool
    place: str  # start, end


@lru_cache(maxsize=8)
def _pattern(words: frozenset[str], place: str) -> re.Pattern[str]:
    any_word = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    if place == "start":
        return re.compile(rf"(?P<word>{any_word})(?P<tail>{TAIL})")
    return re.compile(rf"(?P<word>{any_word}){TAIL}$")


def hear(text: str, words: Iterable[str], starts: Iterable[str]) -> Iterator[Heard]:
    """All readings of `text`, the most certain first; nothing when no verb is heard."""
    ends = frozenset(words)
    begins = ends | frozenset(starts)
    text = TAKING.sub("", text)
    numbers = leading(text)
    bodies = [(numbers.rest, numbers.numbers, numbers.every)] if _any(numbers) else []
    bodies.append((text, (), False))
    for body, named, every in bodies:
        yield from _at_start(body, named, every, begins)
    yield from _at_end(text, ends)


def _any(numbers: object) -> bool:
    return bool(getattr(numbers, "numbers", ()) or getattr(numbers, "every", False))


def _at_start(
    body: str, named: tuple[str, ...], every: bool, words: frozenset[str]
) -> Iterator[Heard]:
    for start in dict.fromkeys((0, _polite(body))):
        match = _pattern(words, "start").match(body, start)
        if match is None:
            continue
        rest = re.sub(r"^[\s:,，、;]+", "", body[match.end() :])
        more = leading(rest) if not named else None
        last = LAST_NUMBER.search(rest) if more and not more.numbers else None
        if last:
            yield Heard(match["word"], "", rest[: last.start()], (last[1],), False, "start")
        elif more and (more.numbers or more.every):
            yield Heard(match["word"], "", more.rest, more.numbers, more.every, "start")
        else:
            yield Heard(match["word"], "", rest, named, every, "start")


def _at_end(text: str, words: frozenset[str]) -> Iterator[Heard]:
    match = _pattern(words, "end").search(text)
    if match is None or match.start() == 0:
        return
    before = re.sub(r"[\s:,，、;]+$", "", text[: match.start()])
    numbers = trailing(before)
    if numbers.numbers or numbers.every:
        yield Heard(match["word"], "", "", numbers.numbers, numbers.every, "end")
        return
    named = leading(before)
    if named.numbers:
        yield Heard(match["word"], named.rest, "", named.numbers, named.every, "end")
        return
    yield Heard(match["word"], before, "", (), False, "end")


def _polite(body: str) -> int:
    match = POLITE.match(body)
    return match.end() if match else 0
