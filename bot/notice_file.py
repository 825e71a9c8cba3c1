"""Read a year's holiday notice: the State Council's own text, a table (csv), or holiday-cn JSON.

Nothing is guessed: weekdays, numbers of days and make-up days in the text must fit the calendar.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bot.language.speak import WEEKDAYS
from bot.mistakes import Mistake, decode

Days = dict[date, bool]
"""Exceptions of one year: False for a rest day, True for a make-up working day."""

KINDS = {
    **dict.fromkeys(("off", "休", "放假", "休息", "休息日", "节假日"), False),
    **dict.fromkeys(("work", "班", "上班", "补班", "调休上班", "工作日"), True),
}
DATE_WORDS, KIND_WORDS = ("date", "日期"), ("kind", "类型", "种类", "类别")
A_DATE = (
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日"
    r"(?:[((](?P<note>[^()()]*)[))])?"
)
TOKEN = re.compile(rf"{A_DATE}|(?P<to>至|到)|(?P<off>放假)|(?P<work>上班)|共(?P<total>\d+)天")
TITLE = re.compile(r"(20\d\d)年\s*部分\s*节假日")
WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
ALWAYS_OFF = ((1, 1), (5, 1), (10, 1))  # of these days every notice speaks


def read_notice(data: bytes, file_name: str) -> tuple[dict[int, Days], list[Mistake]]:
    """Each year of the file with its days, and every mistake; with one nothing may be imported."""
    text = decode(data)
    if text is None:
        return {}, [Mistake(file_name, 0, "", "编码认不出来,请另存为 UTF-8 文本")]
    reading = _Reading(file_name)
    if text.lstrip().startswith("{"):
        years = reading.from_json(text)
    elif not set(DATE_WORDS).isdisjoint(_header(text)):
        years = reading.from_table(text)
    else:
        years = reading.from_words(text)
    reading.check(years)
    return years, sorted(reading.mistakes)


@dataclass
class _Sentence:
    """The dates of a notice's sentence, until 放假 or 上班 says what they are."""

    year: int
    month: int | None = None
    dates: list[date] = field(default_factory=list)
    to: bool = False
    last_off: int = 0  # how many days the last 放假 named


class _Reading:
    def __init__(self, file_name: str) -> None:
        self._file = file_name
        self.mistakes: list[Mistake] = []

    def from_json(self, text: str) -> dict[int, Days]:
        """{"year": 2027, "days": [{"date": …, "isOffDay": …}]}"""
        try:
            said: dict[str, Any] = json.loads(text)
            days = {date.fromisoformat(d["date"]): not d["isOffDay"] for d in said["days"]}
            return {int(said["year"]): days}
        except (KeyError, TypeError, ValueError):
            self._wrong(0, "", "看不懂:应有 year 和 days,每天有 date 和 isOffDay")
            return {}

    def from_table(self, text: str) -> dict[int, Days]:
        """Columns date (日期) and kind (类型: off/放假, work/上班)."""
        rows = csv.reader(io.StringIO(text))
        next(rows)
        header = _header(text)
        when = next(n for n, cell in enumerate(header) if cell in DATE_WORDS)
        kind = next((n for n, cell in enumerate(header) if cell in KIND_WORDS), None)
        years: dict[int, Days] = {}
        if kind is None:
            self._wrong(1, "类型", "表头缺这一列")
            return years
        for row in rows:
            if any(cell.strip() for cell in row):
                self._row(rows.line_num, row, when, kind, years)
        return years

    def _row(self, line: int, row: list[str], when: int, kind: int, years: dict[int, Days]) -> None:
        cells = [cell.strip() for cell in row] + [""] * (max(when, kind) + 1 - len(row))
        try:
            year, month, day_of_month = map(int, re.split(r"[-/.]", cells[when]))
            day = date(year, month, day_of_month)
        except ValueError:
            self._wrong(line, "日期", f"“{cells[when]}”应写成 2027-01-01")
            return
        works = KINDS.get(cells[kind].lower())
        if works is None:
            self._wrong(line, "类型", f"“{cells[kind]}”应写“放假”或“上班”")
            return
        years.setdefault(day.year, {})[day] = works

    def from_words(self, text: str) -> dict[int, Days]:
        """元旦:1月1日(周五)至3日(周日)放假调休,共3天。1月10日(周日)上班。"""
        title = TITLE.search(text)
        if title is None:
            self._wrong(
                0, "", "没有看到“20××年部分节假日安排”,请贴通知全文,或用带日期、类型两列的表"
            )
            return {}
        year, days = int(title[1]), Days()
        for number, line in enumerate(text.splitlines(), start=1):
            if "放假" in line or "上班" in line:
                days |= self._line(number, line, year)
        return {year: days}

    def _line(self, number: int, line: str, year: int) -> Days:
        found, sentence = Days(), _Sentence(year)
        for token in TOKEN.finditer(line):
            try:
                found |= self._token(number, token, sentence)
            except ValueError:
                self._wrong(number, "", f"没有“{token[0]}”这一天")
        if sentence.dates:
            self._wrong(number, "", f"“{line.strip()[:20]}…”没说放假还是上班")
        return found

    def _token(self, line: int, token: re.Match[str], sentence: _Sentence) -> Days:
        if token["day"]:
            self._date(line, token, sentence)
        elif token["to"]:
            sentence.to = True
        elif token["total"]:
            if sentence.last_off and int(token["total"]) != sentence.last_off:
                self._wrong(line, "", f"写的是共{token['total']}天,数出来是{sentence.last_off}天")
        else:
            days, sentence.dates = sentence.dates, []
            works = token["work"] is not None
            sentence.last_off = 0 if works else len(days)
            return dict.fromkeys(days, works)
        return {}

    def _date(self, line: int, token: re.Match[str], sentence: _Sentence) -> None:
        """A day, or with 至 before it all days up to it."""
        month = int(token["month"] or sentence.month or 0)
        day = date(int(token["year"] or sentence.year), month, int(token["day"]))
        sentence.month = month
        weekday = WEEKDAY.search(token["note"] or "")
        if weekday and WEEKDAYS[day.weekday()] != weekday[1].replace("天", "日"):
            self._wrong(line, "", f"{token[0]}:那天是周{WEEKDAYS[day.weekday()]}")
        if sentence.to and sentence.dates:
            first = sentence.dates[-1]
            between = range(1, (day - first).days)
            sentence.dates += [first + timedelta(days=passed) for passed in between]
        sentence.to = False
        sentence.dates.append(day)

    def check(self, years: dict[int, Days]) -> None:
        """A whole year, in which people work only on days that would have been off."""
        if not years and not self.mistakes:
            self._wrong(0, "", "里面没有日期")
        for year, days in years.items():
            for says in () if self.mistakes else _unlikely(year, days):
                self._wrong(0, str(year), says)

    def _wrong(self, line: int, what: str, says: str) -> None:
        self.mistakes.append(Mistake(self._file, line, what, says))


def _header(text: str) -> list[str]:
    return [cell.strip().lower() for cell in text.partition("\n")[0].split(",")]


def _unlikely(year: int, days: Days) -> Iterator[str]:
    for month, number in ALWAYS_OFF:
        if days.get(date(year, month, number)) is not False:
            yield f"不完整:没有{month}月{number}日放假"
    for day, works in sorted(days.items()):
        if works and day.weekday() < 5:
            yield f"{day:%-m月%-d日}是周{WEEKDAYS[day.weekday()]},本来就上班,不是补班"
