"""Phrases put together from parts whose meaning is known: every combination must add up."""

from datetime import date, timedelta
from itertools import product

import pytest

from bot.language.times import Kind, read_time
from tests.unit.calendars import local
from tests.unit.time_table import CALENDAR, NOW, read

TODAY = NOW.date()
DAYS = {
    "明天": "2026-11-21", "后天": "2026-11-22", "大后天": "2026-11-23", "下周一": "2026-11-23",
    "下周三": "2026-11-25", "周三": "2026-11-25", "星期四": "2026-11-26", "礼拜天": "2026-11-22",
    "下下周二": "2026-12-01", "11月25日": "2026-11-25", "11月25号": "2026-11-25",
    "十一月二十五日": "2026-11-25", "12月1日": "2026-12-01", "12-15": "2026-12-15",
    "2026年12月1日": "2026-12-01", "2026-12-01": "2026-12-01", "明年1月5日": "2027-01-05",
    "25号": "2026-11-25", "下月5号": "2026-12-05", "本月28日": "2026-11-28", "月底": "2026-11-30",
    "下月底": "2026-12-31", "年底": "2026-12-31", "元旦": "2027-01-01", "三天后": "2026-11-23",
    "3个工作日后": "2026-11-25", "11月25日(周三)": "2026-11-25",
}  # fmt: skip
CLOCKS = {
    "9点": "09:00", "9点半": "09:30", "上午9点": "09:00", "上午九点半": "09:30", "早上8点": "08:00",
    "中午12点": "12:00", "下午3点": "15:00", "下午三点半": "15:30", "下午3:20": "15:20",
    "15:00": "15:00", "15点30分": "15:30", "17时": "17:00", "晚上8点": "20:00", "晚8点": "20:00",
    "三点一刻": "15:15", "5点整": "17:00", "下班": "18:00",
}  # fmt: skip
PARTS = {"早上": "09:00", "上午": "12:00", "中午": "12:00", "下午": "18:00", "晚上": "20:00"}
ENDS = ("", "前", "之前", "以前")
AROUND = (("", ""), ("请于", "报送"), ("请各村务必在", "上报"), ("最迟", "完成"))


@pytest.mark.parametrize("day", DAYS)
def test_day_and_clock(day: str) -> None:
    for (clock, meant), end, (before, after) in product(CLOCKS.items(), ENDS, AROUND):
        if clock == "下班" and not end:
            continue
        said = f"{day} {clock}{end}" if day[-1].isdigit() else f"{day}{clock}{end}"
        phrase = f"{before}{said}{after}"
        reading = read(phrase)
        assert (reading.kind, reading.value) == (Kind.POINT, f"{DAYS[day]}T{meant}"), phrase
        assert reading.has_clock
        assert _spoken(phrase, reading.span) == said


@pytest.mark.parametrize("day", DAYS)
def test_day_and_part(day: str) -> None:
    for (part, meant), end, (before, after) in product(PARTS.items(), ENDS, AROUND):
        phrase = f"{before}{day}{part}{end}{after}"
        reading = read(phrase)
        assert (reading.kind, reading.value) == (Kind.POINT, f"{DAYS[day]}T{meant}"), phrase
        assert not reading.has_clock


@pytest.mark.parametrize("day", DAYS)
def test_day_alone(day: str) -> None:
    for end, (before, after) in product(ENDS, AROUND):
        if day in ("元旦", "三天后", "3个工作日后") and end:
            continue  # 元旦前 is the day before
        phrase = f"{before}{day}{end}{after}"
        assert read(phrase).value == f"{DAYS[day]}T18:00", phrase


@pytest.mark.parametrize(
    ("first", "last"), [("明天", "后天"), ("11月25日", "12月1日"), ("周三", "周五")]
)
@pytest.mark.parametrize(
    "between", ["到", "至", "-", "~", "或", "或者", "和", "、", "还是", "至少", "，"]
)
def test_two_days_are_asked(first: str, last: str, between: str) -> None:
    assert read(f"{first}{between}{last}").kind is Kind.ASK


@pytest.mark.parametrize("days", range(1, 60))
def test_days_within_in_three_spellings(days: int) -> None:
    meant = (TODAY + timedelta(days=days)).isoformat()
    for number in (str(days), _han(days), _wide(days)):
        for words in ("天内", "天之内", "天以内", "日内", "天后"):
            assert read(f"{number}{words}").value == f"{meant}T18:00", number + words


def test_every_date_of_a_year_in_several_spellings() -> None:
    for ahead in range(1, 365):
        day = TODAY + timedelta(days=ahead)
        for phrase in _spellings(day):
            assert read(phrase).value == f"{day}T18:00", phrase


def test_every_hour_with_its_part_of_the_day() -> None:
    said = {
        "上午": range(6, 12), "下午": range(1, 8), "晚上": range(6, 12), "凌晨": range(6),
    }  # fmt: skip
    for part, hours in said.items():
        for hour in hours:
            meant = hour + (12 if part in ("下午", "晚上") else 0)
            for phrase in (
                f"明天{part}{hour}点",
                f"明天{part}{hour}:00",
                f"明天{part}{_han(hour)}点",
            ):
                assert read(phrase).value == f"2026-11-21T{meant:02}:00", phrase


def test_a_weekday_said_on_any_day_of_two_weeks() -> None:
    for ahead in range(14):
        now = local("2026-11-16 09:00") + timedelta(days=ahead)
        monday = now.date() - timedelta(days=now.weekday())
        for number, name in enumerate("一二三四五六日"):
            following = monday + timedelta(days=7 + number)
            assert read_time(f"下周{name}", now, CALENDAR).value[:10] == str(following)
            bare = now.date() + timedelta(days=(number - now.weekday()) % 7)
            assert read_time(f"星期{name}", now, CALENDAR).value[:10] == str(bare)


def _spoken(phrase: str, span: tuple[int, int] | None) -> str:
    assert span
    return phrase[span[0] : span[1]]


def _spellings(day: date) -> tuple[str, ...]:
    year = "明年" if day.year > TODAY.year else "今年"
    return (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y-%m-%d}",
        f"{day:%Y/%m/%d}前",
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{year}{day.month}月{day.day}号前",
        f"{day.month}月{day.day}日",
        f"{_han(day.month)}月{_han(day.day)}日",
        f"{day:%m-%d}前" if day.month >= 10 or day.day > 12 else f"{day.month}月{day.day}号",
    )


def _han(number: int) -> str:
    signs = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return signs[ones]
    return f"{signs[tens] if tens > 1 else ''}十{signs[ones] if ones else ''}"


def _wide(number: int) -> str:
    return "".join(chr(ord(sign) - ord("0") + ord("０")) for sign in str(number))
