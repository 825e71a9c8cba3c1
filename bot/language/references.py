"""Which task is meant: a number, its last digits, a place in the last list, or words of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

FULL = re.compile(r"(?:RW|MT|rw|mt)\s?(\d{8})\s?-?\s?(\d{4,6})")
DATED = re.compile(r"\d{4}-\d{4}(?!\d|-)")  # 1123-0001: month, day and serial
UNIT = (
    r"(?!\d|[点月日天年个小周分刻秒时%％/:.\-]|工作日|号(?:前|之前|以前|下|上|中|晚|早|\d)"
    r"|\s(?:天(?!天)|小时|分钟|点钟?|个工作日|个月|工作日|[周日]内|周后|年))"
)
SHORT = re.compile(
    rf"(?:第|#|No\.?|编号|单号)?\s?(?<![\d:/.\-])(?!12345(?!\d))(\d{{1,6}}){UNIT}\s?(?:号|个|条|项|件)?"
)
JOIN = r"[\s、,，和及跟;；]*"
THAT = re.compile(r"^(.{1,16}?)(?:那个|那件事?|这个|这件事?|那一?条|的那个|的事情?|那事|这事)")
EVERY = re.compile(r"^(?:全部|所有的?|都|一起|统统)|(?:全部|都)$")


@dataclass(frozen=True)
class References:
    """Numbers as typed (whole ones in capitals), and what is left of the text."""

    numbers: tuple[str, ...]
    rest: str
    every: bool = False


def leading(text: str) -> References:
    """Numbers at the beginning of `text`: `1 3 …`, `0007,…`, `RW20261121-0007 …`."""
    return _walk(text.strip())


def trailing(text: str) -> References:
    """A text that is nothing but numbers (what stood before a verb); else no numbers."""
    found = _walk(text.strip())
    return found if not found.rest else References((), text.strip(), found.every)


def _walk(text: str) -> References:
    numbers: list[str] = []
    every = EVERY.match(text)
    rest = text[every.end() :] if every else text
    while True:
        stripped = re.sub(rf"^{JOIN}", "", rest)
        match = FULL.match(stripped)
        dated = None if match else DATED.match(stripped)
        if match:
            numbers.append(f"{stripped[:2].upper()}{match[1]}-{match[2]}")
        elif dated:
            match = dated
            numbers.append(match[0])
        else:
            match = SHORT.match(stripped)
            if not match:
                break
            numbers.append(match[1])
        rest = stripped[match.end() :]
    rest = re.sub(r"^[\s:,，、;；。]+", "", rest)
    return References(tuple(numbers), rest, bool(every) and not numbers)


def anywhere(text: str) -> str | None:
    """The first whole number anywhere in a text (a quoted card, a sentence)."""
    match = FULL.search(text)
    return f"{match[0][:2].upper()}{match[1]}-{match[2]}" if match else None


Item = TypeVar("Item")


def by_words(words: str, items: Sequence[tuple[str, Item]]) -> list[Item]:
    """Items whose text shares the longest piece (two characters or more) with `words`."""
    said = THAT.match(words)
    wanted = (said[1] if said else words)[:40]
    scored = [(_shared(wanted, content), item) for content, item in items]
    best = max((score for score, _ in scored), default=0)
    if best < 2 or (best < 3 and len(wanted) > 8):
        return []
    return [item for score, item in scored if score == best]


def _shared(wanted: str, content: str) -> int:
    """Length of the longest common piece; short texts only, so the plain way is fast enough."""
    longest = 0
    for start in range(len(wanted)):
        while start + longest < len(wanted) and wanted[start : start + longest + 1] in content:
            longest += 1
    return longest
