"""Phones and ID numbers of people in a text, in any spelling; never a number of ours (rules.md §8).

A number begins and ends where a group of digits does: 20261120123456789 holds no phone. Numbers in
a usual rhythm (138 0000 0001) are taken first, then those with separators anywhere.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from tasks.digit_signs import NUMERALS, SPACING, digits, signs

Kind = Literal["mobile", "landline", "local", "id"]


class Found(NamedTuple):
    """A number of a person and where it stands in the text; digits only, a landline with its 0."""

    start: int
    end: int
    kind: Kind
    number: str


# --- building blocks, over `signs` ------------------------------------------------------------


def _one(values: str) -> str:
    """Any of these digits, as digit or as numeral."""
    return f"[{values}{''.join(chr(0xE000 + int(value)) for value in values)}]"


_ANY = f"[0-9{NUMERALS}]"
_S = f"[{SPACING}]*+"  # separators inside a number
_GAP = f"[{SPACING}]+"
_WIDE = rf"[{SPACING},/]{{1,4}}+"  # lists and times use these too
# Behind its first sign: that sign began a group, or stands behind a dialling prefix that did.
_BEGUN = "(?:(?<![0-9][0-9])|{})".format(
    "|".join(
        rf"(?<=(?<![0-9]){prefix}[0-9])"
        for prefix in ("0", "86", "086", "0086", "17951", "17911", "12593")
    )
)
_STARTED = "(?<![0-9][0-9])"
_ENDED = f"(?:(?<=[{NUMERALS}])|(?![0-9]))"
_ALONE = f"(?:(?<=[{NUMERALS}])|(?<![0-9][0-9])(?![0-9]))"


def _spaced(*parts: str | int) -> str:
    """Parts with separators anywhere between them; a number stands for so many digits."""
    blocks = (
        f"{_ANY}(?:{_S}{_ANY}){{{one - 1}}}" if isinstance(one, int) else one for one in parts
    )
    return _S.join(blocks)


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.ASCII)


# What is masked already, our own numbers, whole dates and spans of dotted times.
_OURS = _pattern(
    r"\d(?<![0-9].)(?:\d\d\*{4}\d{4}(?!\d)|\d{5}\*{5}\d{4}(?!\d)|\d{5}\*{8}\d{3}(?:X|\d(?!\d))"
    r"|(?<=0)\d{2,3}-\*{4}\d{3}(?!\d)"
    r"|(?<=[aX][aX]2)0\d{6}-\d{4,6}(?!\d)"
    rf"|(?<![{NUMERALS}].)(?<!{_ANY}[-./].)(?:(?<=1)9|(?<=2)0)\d\d([-./])"
    r"(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?![-.]?\d)"
    r"|(?<![.].)\d?\.[0-5]\d-{1,2}(?:[01]?\d|2[0-4])\.[0-5]\d(?![.\d]))"
)
_MOBILE = _pattern(
    rf"1{_BEGUN}[3-9]\d(?:\d{{8}}(?=20\d\d[-./o])|(?:\d{{8}}|{_WIDE}\d{{4}}{_WIDE}\d{{4}}|{_GAP}\d{{8}}|\d{{4}}{_GAP}\d{{4}}"
    rf"|\d{_GAP}\d{{3}}{_GAP}\d{{4}}|\d{_GAP}\d{{4}}{_GAP}\d{{3}})(?!\d))"
)
_MOBILE_ANY = _pattern(f"{_one('1')}{_BEGUN}{_S}{_one('3456789')}{_S}{_spaced(9)}{_ENDED}")
_MOBILE_SIGNS = _pattern(
    f"{_one('1')}{_ALONE}(?:{_WIDE})?{_one('3456789')}{_ALONE}(?:(?:{_WIDE})?{_ANY}{_ALONE}){{9}}"
)
_LANDLINE = _pattern(
    rf"0{_BEGUN}(?:(?:10|2\d)(?:{_WIDE})?[1-9]\d{{3}}(?:{_WIDE})?\d{{4}}"
    rf"|[3-9]\d\d(?:{_WIDE})?[1-9]\d{{2,3}}(?:{_WIDE})?\d{{4}})(?!\d)"
)
_CODE3 = f"(?:{_one('1')}{_S}{_one('0')}|{_one('2')}{_S}{_ANY})"
_CODE4 = _spaced(_one("3456789"), 2)
_SUBSCRIBER = (
    f"(?:{_CODE3}{_S}{_one('123456789')}{_S}{_spaced(7)}"
    f"|{_CODE4}{_S}{_one('123456789')}{_S}{_spaced(6)}(?:{_S}{_ANY})?){_ENDED}"
)
_LANDLINE_ANY = _pattern(f"{_one('0')}{_BEGUN}{_S}{_SUBSCRIBER}")
_LANDLINE_ABROAD = _pattern(rf"(?:\+[ _]*86|00(?<![0-9]00)86){_S}({_SUBSCRIBER})")  # +86 563 …
_PROVINCE = f"{_one('123456789')}{_STARTED}(?:{{}})".format(
    "|".join(
        f"(?<={_one(first)}){_S}{_one(second)}"
        for first, second in (
            ("1", "12345"), ("2", "123"), ("3", "1234567"), ("4", "123456"), ("5", "01234"),
            ("6", "12345"), ("7", "1"), ("8", "123"), ("9", "1"),
        )
    )
)  # fmt: skip
_CENTURY = f"(?:{_one('1')}{_S}{_one('9')}|{_one('2')}{_S}{_one('0')})"
_MONTH = f"(?:{_one('0')}{_S}{_one('123456789')}|{_one('1')}{_S}{_one('012')})"
_LAST = f"(?:X|{_ANY}{_ENDED})"
_ID18 = _pattern(_spaced(_PROVINCE, 4, _CENTURY, 2, _MONTH, _one("0123"), 4, _LAST))
_ID15 = _pattern(_spaced(_PROVINCE, 6, _MONTH, _one("0123"), 4) + _ENDED)
_ID_NAMED = _pattern(f"{_ANY}{_STARTED}{_S}(?:{_spaced(16, _LAST)}|{_spaced(14)}{_ENDED})")
_PIECE = _pattern(r"(?:(?:00)?86)?(1[3-9]\d{9})|([1-9]\d{5}(?:19|20)\d\d[01]\d[0-3]\d{5})")
_GLUED = _pattern(rf"(?<![0-9])(?=\d{{22}})(?:{_PIECE.pattern}){{2,9}}(?!\d)")
_LOCAL = _pattern(
    rf"[2-9]{_STARTED}(?:\d{{6,7}}|\d{{2,3}}{_GAP}\d{{4}}|\d{{3}}{_GAP}\d{{3}})(?!\d)"
    rf"|1{_STARTED}\d{{6,7}}(?!\d)"
    rf"|{_one('23456789')}{_ALONE}(?:(?:{_WIDE})?{_ANY}{_ALONE}){{6,7}}"
)
_PUBLIC = _pattern(  # 400 and 800 numbers are for everybody
    rf"[48]{_STARTED}00(?:\d{{7}}|{_GAP}(?:\d{{7}}|\d{{3}}{_GAP}\d{{4}}|\d{{4}}{_GAP}\d{{3}}))(?!\d)"
)
_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_COUNTED = frozenset("元万亿户人名号年月日天米㎡平亩kK%％")

# --- words that say what the next number is ---------------------------------------------------

_IDENTITY_WORD = re.compile("(?:身份证件?|证件|公民身份|身份)(?:编号)?")
_ORDER_WORD = re.compile(
    "[单编案件票]号|工单|订单|流水|受理号|查询码|文号|序列号|运单|№|[Nn][Oo](?=[.．:：])"
)
_PHONE_WORD = re.compile(
    "电话|座机|固话|手机|联系方式|联系|致电|拨打?|回电|来电|传真|热线|[☎☏📞📱]"
    "|[TtＴｔ][EeＥｅ][LlＬｌ]|[Pp]hone|PHONE"
)
_FILL = rf"\*{{0,2}}[{SPACING},/f]*+"
_FILLED = _pattern(_FILL)
_ORDER = _pattern(rf"{_FILL}(?:[aX]{{1,4}}(?![aX]){_FILL})?((?:{_ANY}|[-_s])*+)")
_LIST = _pattern(rf"\*{{0,2}}[{SPACING},/f0-9{NUMERALS}Xs]*+")


_SEVEN = _pattern(rf"{_ANY}(?:[{SPACING},/]*+{_ANY}){{6}}")  # no number of a person is shorter


class _Search:
    """One text being read: what is found is taken out of `kinds`, so that it is found once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kinds = signs(text)
        self.found: list[Found] = []
        self._take_out([hit.span() for hit in _OURS.finditer(self.kinds)])

    def take(
        self, pattern: re.Pattern[str], kind: Kind, fits: Callable[[re.Match[str]], bool]
    ) -> None:
        """Find all that match and fit, from left to right."""
        taken: list[tuple[int, int]] = []
        at = 0
        while hit := pattern.search(self.kinds, at):
            at = hit.start() + 1
            if fits(hit):
                at = hit.end()
                self._add(*hit.span(hit.lastindex or 0), kind)
                taken.append((self.found[-1].start, hit.end()))
        self._take_out(taken)

    def take_named_ids(self) -> None:
        """Right behind 身份证 a number of an ID number's length is one, true or mistyped."""
        taken = []
        for word in _IDENTITY_WORD.finditer(self.text):
            filled = _FILLED.match(self.kinds, word.end())
            hit = _ID_NAMED.match(self.kinds, filled.end() if filled else word.end())
            if hit:
                taken.append(hit.span())
                self._add(*hit.span(), "id")
        self._take_out(taken)

    def take_glued(self) -> None:
        """Several numbers written without anything between them."""
        glued = [hit.span() for hit in _GLUED.finditer(self.kinds) if self.unordered(hit)]
        for start, end in glued:
            for piece in _PIECE.finditer(self.kinds, start, end):
                number = piece[piece.lastindex or 0]
                self.found.append(Found(*piece.span(), "mobile" if piece[1] else "id", number))
        self._take_out(glued)

    def take_locals(self) -> None:
        """Numbers without area code, in the list behind a word like 电话."""
        self._take_out([hit.span() for hit in _PUBLIC.finditer(self.kinds)])
        for word in _PHONE_WORD.finditer(self.text):
            listed = _LIST.match(self.kinds, word.end())
            end = listed.end() if listed else word.end()
            for hit in _LOCAL.finditer(self.kinds, word.end(), end):
                day = _DAY.fullmatch(digits(hit[0]))
                if not day and self.text[hit.end() : hit.end() + 1] not in _COUNTED:
                    self._add(*hit.span(), "local")

    @cached_property
    def _orders(self) -> list[tuple[int, int]]:
        """Where numbers stand that a word like 工单编号 announces."""
        found = (_ORDER.match(self.kinds, word.end()) for word in _ORDER_WORD.finditer(self.text))
        return [order.span(1) for order in found if order]

    def unordered(self, hit: re.Match[str]) -> bool:
        """True unless a word like 工单编号 announced the number."""
        before = bisect_right(self._orders, (hit.start(), len(self.text))) - 1
        return before < 0 or hit.start() >= self._orders[before][1]

    def is_landline(self, hit: re.Match[str]) -> bool:
        pairs = {len(group) for group in re.findall(f"[0-9]+|[{NUMERALS}]", hit[0])} == {2}
        return not pairs and self.unordered(hit)  # 08.30-12.00 14.00 are times

    def is_id(self, hit: re.Match[str]) -> bool:
        return self.unordered(hit) and _is_id(digits(hit[0]))

    def _add(self, start: int, end: int, kind: Kind) -> None:
        number = digits(self.kinds[start:end])
        if kind == "landline":
            number = number if number.startswith("0") else f"0{number}"
        if kind in ("mobile", "landline"):
            start = self._with_opening(start, end)
        self.found.append(Found(start, end, kind, number))

    def _with_opening(self, start: int, end: int) -> int:
        """A prefix written in one with the number belongs to it, and so does its open bracket."""
        if self.kinds[start].isdecimal():
            while start and self.kinds[start - 1].isdecimal():
                start -= 1
        before = self.text[start - 1 : start]
        closed = before in ("(", "（") and re.search("[)）]", self.text[start:end])
        glued = before in ("+", "＋") and self.kinds[start : start + 2] == "86"
        return start - 1 if closed or glued else start

    def _take_out(self, spans: list[tuple[int, int]]) -> None:
        if not spans:
            return
        pieces: list[str] = []
        done = 0
        for start, end in spans:
            pieces += (self.kinds[done:start], "s" * (end - start))
            done = end
        self.kinds = "".join((*pieces, self.kinds[done:]))


def _always(hit: re.Match[str]) -> bool:
    return bool(hit)


def _is_id(number: str) -> bool:
    """Born on a real day; a day after 2015 is more likely in an order number: check the sum too."""
    year = int(number[6:10]) if len(number) == 18 else 1900 + int(number[6:8])
    month_day = number[10:14] if len(number) == 18 else number[8:12]
    try:
        date(year, int(month_day[:2]), int(month_day[2:]))
    except ValueError:
        return False
    return year <= 2015 or number.endswith("X") or _checks(number)


def _checks(number: str) -> bool:
    """The last sign of an 18-digit ID number fits the others (GB 11643)."""
    total = sum(int(sign) * (1 << (17 - place)) for place, sign in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17]


def found(text: str) -> list[Found]:
    """Every number of a person, in order, without overlaps; what is surest is taken first."""
    search = _Search(text)
    if not _SEVEN.search(search.kinds):
        return []
    search.take_named_ids()
    search.take_glued()
    search.take(_ID18, "id", search.is_id)
    search.take(_MOBILE, "mobile", _always)
    search.take(_LANDLINE, "landline", search.is_landline)
    search.take(_ID15, "id", search.is_id)
    search.take(_MOBILE_ANY, "mobile", _always)
    search.take(_MOBILE_SIGNS, "mobile", _always)
    search.take(_LANDLINE_ANY, "landline", search.is_landline)
    search.take(_LANDLINE_ABROAD, "landline", search.is_landline)
    search.take_locals()
    return sorted(search.found)


def area(landline: str) -> int:
    """Length of the area code, its zero included."""
    return 3 if landline[1] in "12" else 4
