"""Walk through a sentence once and mark where somebody may be named."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

from bot.language import sounds
from bot.language.name_index import (
    NOT_INITIALS,
    RELATIVE_WORDS,
    Entry,
    Kind,
    NameIndex,
    Relative,
    Sure,
)
from bot.language.near_names import near, same_sound
from bot.language.titles import SPOKEN_TITLE, titles
from tasks.people import Person

NOT_PEOPLE = ("钉办", "所有人", "全体成员", "all")  # the bot itself, and everybody in a group

MOST_AT = 20  # mentions looked up in one text; nobody calls more

_AT = re.compile(r"[@\uff20]")
_LATIN = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z]{2,24}(?![A-Za-z0-9_])")
_HANZI = re.compile(r"[\u3400-\u9fff·]{2,4}")
_RELATIVE = re.compile("|".join(sorted(RELATIVE_WORDS, key=len, reverse=True)))
_CALLED_BEFORE = re.compile(
    r"(?:^|[\s,、。;:!?()@\uff0c\uff1b\uff1a\uff01\uff1f\uff08\uff09]"
    r"|[叫请让派给转由找催换改送抄知告报问跟和及与排系])$"
)
_NOT_CALLED_AFTER = re.compile(
    r"反映|反应|投诉|举报|来电|来访|求助|要求|督办|[说称讲家庄桥路沟湾店口组屯河江山里坝塘区镇乡村"
    r"前后节期边院楼厂记]"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_GOES_ON = re.compile(
    r"[去来办看处负把将在到跟和与及或的是要给等请尽立抓核调协牵落解今本这那周月年前有没已做完修查可能也都就先再并"
    r"你我他她]|联系|明[天日早晚]|后天|下[周午个班]|上[午门报周]|马上|星期|反馈|汇报|反映|投诉|接[手办]|会同|配合|同志"
    rf"|{SPOKEN_TITLE.pattern.replace('?P<title>', '?:')}"
)
"""What may follow a name of two characters, so that it is not a longer name we do not know."""
_LONG = re.compile("[期年久远达]")  # 司法所|长期 is not 司法所长


@dataclass(frozen=True)
class Hit:
    """A stretch of the sentence and whom it may mean."""

    start: int
    end: int
    people: tuple[Person, ...]
    kind: Kind
    sure: Sure = Sure.ALWAYS
    unit: str | None = None
    relative: Relative | None = None


def scan(text: str, index: NameIndex) -> list[Hit]:
    """All hits in order, none overlapping: @ first, then the surer, then the longer."""
    exact = list(_exact(text, index))
    sure = [hit for hit in exact if hit.sure is Sure.ALWAYS]
    chosen = choose([*_at(text, index), *sure, *_relative(text), *_latin(text, index)])
    chosen = [_widened(hit, text) for hit in chosen]
    ends = {hit.end for hit in chosen}
    spoken = (hit for hit in exact if hit.sure is Sure.SPOKEN and _stands(hit, text, ends))
    chosen = choose([*chosen, *spoken])
    return choose([*chosen, *_alike(text, index, chosen)])


def choose(hits: Iterable[Hit]) -> list[Hit]:
    """The best that do not overlap, in the order of the sentence."""
    ranked = sorted(hits, key=_rank)
    covered = bytearray(max((hit.end for hit in ranked), default=0))
    taken: list[Hit] = []
    for hit in ranked:
        if not any(covered[hit.start : hit.end]):
            covered[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            taken.append(hit)
    return sorted(taken, key=lambda hit: hit.start)


def _rank(hit: Hit) -> tuple[int, int, int]:
    first = -1 if hit.kind is Kind.AT else 9 if hit.kind is Kind.NEAR else int(hit.sure)
    return first, hit.start - hit.end, hit.start


def _exact(text: str, index: NameIndex) -> Iterator[Hit]:
    for start, char in enumerate(text):
        for size in index.lengths.get(char, ()):
            word = text[start : start + size]
            entry = index.entries.get(word)
            if entry is None or entry.sure is Sure.ALONE or len(word) < size:
                continue
            end = start + size
            if not _cuts_a_word(text, start, end):
                kind = entry.kind if _ends_here(entry, text, start, end) else Kind.NEAR
                yield Hit(start, end, entry.people, kind, entry.sure, entry.unit)


def _ends_here(entry: Entry, text: str, start: int, end: int) -> bool:
    """王军|去 and 王军|明天, but perhaps not 王军|霞: then it is asked."""
    short = end - start == 2 and entry.kind is Kind.NAME and entry.sure is Sure.ALWAYS
    return not short or not _HAN.match(text, end) or bool(_GOES_ON.match(text, end))


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    """A Latin name inside another word, or 所长|期."""
    after = text[end : end + 1]
    if text[start].isascii() and text[start].isalnum():
        before = text[start - 1 : start] if start else ""
        return bool(re.match(r"[A-Za-z0-9_]", before) or re.match(r"[A-Za-z0-9_]", after))
    return text[end - 1] == "长" and bool(_LONG.match(after))


def _stands(hit: Hit, text: str, ends: set[int]) -> bool:
    """A person may stand here: after 请, 派, 给, a comma …, and not 小周|家, 老李|反映."""
    if _NOT_CALLED_AFTER.match(text, hit.end):
        return False
    behind_unit = hit.start in ends and hit.kind is Kind.NAME
    return behind_unit or bool(_CALLED_BEFORE.search(text[max(0, hit.start - 1) : hit.start]))


def _widened(hit: Hit, text: str) -> Hit:
    """王承泽所长, 王承泽同志: the title said after a name belongs to it."""
    if hit.kind not in (Kind.NAME, Kind.AT) or len(hit.people) != 1:
        return hit
    for title in ("同志", *titles(hit.people[0].post)[1]):
        end = hit.end + len(title)
        if text.startswith(title, hit.end) and not _cuts_a_word(text, hit.start, end):
            return Hit(hit.start, end, hit.people, hit.kind, hit.sure, hit.unit)
    return hit


def _relative(text: str) -> Iterator[Hit]:
    for found in _RELATIVE.finditer(text):
        relative = RELATIVE_WORDS[found[0]]
        yield Hit(found.start(), found.end(), (), Kind.POST, relative=relative)


def _latin(text: str, index: NameIndex) -> Iterator[Hit]:
    for found in _LATIN.finditer(text):
        word = found[0].lower()
        people = index.pinyin.get(word, ()) if word not in NOT_INITIALS else ()
        if people:
            yield Hit(found.start(), found.end(), people, Kind.INITIALS)


def _at(text: str, index: NameIndex) -> Iterator[Hit]:
    for found in islice(_AT.finditer(text), MOST_AT):
        if not text.startswith(NOT_PEOPLE, found.end()):
            yield _after_at(text, found.start(), found.end(), index)


def _after_at(text: str, at: int, start: int, index: NameIndex) -> Hit:
    for size in index.lengths.get(text[start : start + 1], ()):
        entry = index.entries.get(text[start : start + size])
        if entry:
            unit = entry.unit if entry.kind is Kind.UNIT else None
            return Hit(at, min(start + size, len(text)), entry.people, Kind.AT, unit=unit)
    latin = _LATIN.match(text, start)
    if latin and (people := index.pinyin.get(latin[0].lower())):
        return Hit(at, latin.end(), people, Kind.AT)
    run = _HANZI.match(text, start)
    for size in (4, 3, 2) if run else ():
        if people := same_sound(text[start : start + size], index):
            return Hit(at, start + size, people, Kind.NEAR)
    end = _end_of_unknown(text, start, run.end()) if run else latin.end() if latin else start
    return Hit(at, end, tuple(near(text[start:end], index)), Kind.NEAR)


def _end_of_unknown(text: str, start: int, most: int) -> int:
    """@李四|去看看: the name ends where a sentence seems to go on."""
    return next((end for end in range(start + 2, most) if _GOES_ON.match(text, end)), most)


def _alike(text: str, index: NameIndex, chosen: list[Hit]) -> Iterator[Hit]:
    """Whole names heard wrong: of three characters anywhere, of two only after 请, 派, 给 …"""
    covered = {place for hit in chosen for place in range(hit.start, hit.end)}
    heard = [sounds.alike(char) for char in text]
    for start in range(len(text) - 1):
        pairs = product(heard[start], heard[start + 1])
        if start in covered or index.openings.isdisjoint(pairs):
            continue
        called = start > 0 and _CALLED_BEFORE.search(text[start - 1])
        for size in index.sizes:
            end = start + size
            if end > len(text) or not covered.isdisjoint(range(start, end)):
                continue
            if size == 2 and (not called or _NOT_CALLED_AFTER.match(text, end)):
                continue
            people = same_sound(text[start:end], index)
            if people:
                yield Hit(start, end, people, Kind.NEAR)
