"""What holds for any text: no crash, honest readings, linear time, the same words by any path."""

import time
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.times import Kind, Reading, read_amount, read_time, read_times
from bot.language.times.reader import LONGEST
from bot.language.times.scanner import PATTERNS, spelt, tokens
from bot.language.times.values import Today, Token
from tests.unit import (
    test_times_clocks_and_repeats,
    test_times_days_and_dates,
    test_times_everyday,
    test_times_periods_and_lengths,
    test_times_sentences,
    test_times_traps,
)
from tests.unit.calendars import moments
from tests.unit.time_table import CALENDAR, NOW, read, rows

TABLES = (
    test_times_clocks_and_repeats.TABLE,
    test_times_days_and_dates.TABLE,
    test_times_everyday.TABLE,
    test_times_periods_and_lengths.TABLE,
    test_times_sentences.TABLE,
    test_times_traps.TABLE,
)
PHRASES = [phrase for table in TABLES for phrase, _ in rows(table)]
SIGNS = sorted(set("".join(row.regex for row in PATTERNS)))
WORDS = """
    今天 明天 后天 昨天 下周 周 三 一 五 十 月 日 号 底 前 内 后 之前 上午 下午 晚上
    早 点 半 刻 : 30 12 25 2026 年 . - / 提前 截止 到 至 、 和 ( ) 小时 天 个 工作日
    分钟 每 隔 国庆 春节 节 第 最后 起 从 左右 过 延期 下班 本 这 上 明年 季度 末
    中旬 会 请 张三 百
"""
time_like = st.one_of(
    st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=9).map("".join),
    st.text(st.sampled_from(SIGNS), max_size=20),
)
NASTY = (
    *(
        "一",
        "周一",
        "明天下午3点",
        "提前1天",
        "周一、",
        "12:3",
        "(明天)",
        "十一",
        "3天",
        "1-",
        "到",
    ),
    *("\n 一", "限期限", "1.", " 明", "每周一三", "2026年", "a1", "到"),
)
any_pace = settings(deadline=None)  # the first reading compiles the patterns it needs


def _honest(reading: Reading, text: str, now: datetime) -> None:
    assert (reading.at is not None) == (reading.kind is Kind.POINT)
    assert (reading.offset is not None) == (reading.kind is Kind.OFFSET)
    assert (reading.span is None) == (reading.kind is Kind.NONE)
    assert reading.says
    if reading.at:
        assert reading.at > now
    if reading.span:
        start, end = reading.span
        assert 0 <= start < end <= len(text)
    assert all(choice > now for choice in reading.choices)


@any_pace
@given(time_like, moments())
def test_readings_are_honest(text: str, now: datetime) -> None:
    _honest(read_time(text, now, CALENDAR), text, now)
    for reading in read_times(text, now, CALENDAR):
        _honest(reading, text, now)
    for reading in read_times(text, now, CALENDAR, reminder=True):
        _honest(reading, text, now)
    amount = read_amount(text, now, CALENDAR)
    assert amount is None or text[slice(*amount.span)]


@any_pace
@given(st.text(), moments())
def test_any_text_is_read_without_a_crash(text: str, now: datetime) -> None:
    _honest(read_time(text, now, CALENDAR), text, now)


def test_what_was_said_today_reads_the_same_in_another_zone() -> None:
    for phrase in PHRASES[::7]:
        assert read_time(phrase, NOW.astimezone(None), CALENDAR) == read(phrase)


@pytest.mark.parametrize("words", NASTY)
def test_reading_is_linear(words: str) -> None:
    short, long = (words * (size // len(words)) for size in (1_500, 9_000))
    assert _fastest(long) < 18 * max(_fastest(short), 0.002)  # quadratic would be 36 times


def test_a_text_beyond_all_bounds_is_asked() -> None:
    reading = read("明天5点前" * LONGEST)
    assert reading.kind is Kind.ASK
    assert read_times("明天5点前" * LONGEST, NOW, CALENDAR)


def test_the_first_signs_of_every_row_are_right() -> None:
    """Rows are looked up by their first sign; trying all of them must find the same words."""
    today = Today(NOW, CALENDAR)
    for phrase in PHRASES:
        text = spelt(phrase).text
        assert list(tokens(text, today)) == _by_trying_all(text, today), phrase


def _by_trying_all(text: str, today: Today) -> list[Token]:
    found: list[Token] = []
    place = 0
    while place < len(text):
        matches = ((row, row.match(text, place)) for row in PATTERNS)
        hit = next(((row, match) for row, match in matches if match), None)
        if hit:
            letter, value = hit[0].read(hit[1], today)
            found.append(Token(letter, place, hit[1].end(), value))
        place = hit[1].end() if hit else place + 1
    return found


def _fastest(text: str) -> float:
    rounds = []
    for _ in range(5):
        begun = time.process_time()
        read(text)
        rounds.append(time.process_time() - begun)
    return min(rounds)
