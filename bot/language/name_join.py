"""Put together what belongs together: 司法所丁若楠, 丁若楠(司法所), 城东村的联村干部."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.language.name_index import Kind, NameIndex
from bot.language.name_scan import Hit
from bot.language.titles import SPOKEN_TITLE, titles
from tasks.people import Person, Role

_OF = re.compile(r"\s?[的/]?")
_IN_BRACKETS = re.compile(r"[(/\uff08](?P<unit>[^()\uff08\uff09/]{2,20})[)\uff09]?")
_CONTRACTED = re.compile("[所队站]长(?![期年久远达])")  # 司法所长, but not 司法所长期不管


def join(hits: Sequence[Hit], text: str, index: NameIndex) -> list[Hit]:
    """司法所丁若楠, 丁若楠(司法所), 司法所所长, 城东村的联村干部 as one."""
    joined: list[Hit] = []
    for hit in hits:
        before = joined[-1] if joined else None
        made = _with_unit(before, hit, text, index) if before and before.unit else None
        if made:
            joined[-1] = made
        elif before and hit.start < before.end:
            continue  # the unit in 丁若楠(司法所), or a post taken up into one
        else:
            joined.append(_with_post(hit, text, index))
        joined[-1] = _in_brackets(joined[-1], text, index)
    return joined


def _with_unit(unit: Hit, hit: Hit, text: str, index: NameIndex) -> Hit | None:
    """A unit right before a name or a relative post narrows it."""
    gap = _OF.match(text, unit.end)
    if unit.kind is not Kind.UNIT or unit.unit is None or gap is None or gap.end() != hit.start:
        return None
    if hit.relative:
        return replace(hit, start=unit.start, unit=unit.unit)
    people = index.in_unit(hit.people, unit.unit)
    if hit.kind is Kind.UNIT or not people:
        return None
    return replace(hit, start=unit.start, people=people, unit=unit.unit)


def _with_post(hit: Hit, text: str, index: NameIndex) -> Hit:
    """A unit and what somebody is called there: 城东村书记, 司法所长, 司法所负责人."""
    if hit.kind is not Kind.UNIT or hit.unit is None:
        return hit
    gap = _OF.match(text, hit.end)
    start = gap.end() if gap else hit.end
    if _CONTRACTED.match(text, hit.end - 1):
        start = hit.end - 1
    found = SPOKEN_TITLE.match(text, start)
    if not found:
        return hit
    people = _titled(found["title"], hit.unit, index)
    return replace(hit, end=found.end(), people=people, kind=Kind.POST) if people else hit


def _titled(title: str, unit: str, index: NameIndex) -> tuple[Person, ...]:
    if title == "负责人":
        head = index.roster.head_of(unit)
        return (head,) if head else ()
    if title == "网格员":
        return tuple(p for p in index.roster.in_unit(unit) if p.has(Role.GRID))
    exact = titles(title)[0]
    return index.titled(exact[0] if exact else title, unit)


def _in_brackets(hit: Hit, text: str, index: NameIndex) -> Hit:
    """丁若楠(司法所), 王军/城东村: the unit tells two of one name apart."""
    found = _IN_BRACKETS.match(text, hit.end) if hit.kind in (Kind.NAME, Kind.AT) else None
    entry = index.entries.get(found["unit"]) if found else None
    if not found or not entry or entry.unit is None:
        return hit
    people = index.in_unit(hit.people, entry.unit)
    return replace(hit, end=found.end(), people=people, unit=entry.unit) if people else hit
