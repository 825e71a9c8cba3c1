"""Several times in one text, reminders, and lengths by themselves."""

from datetime import timedelta

import pytest

from bot.language.times import Kind, read_amount, read_times
from tasks.deadlines import LimitUnit
from tests.unit.calendars import local
from tests.unit.time_table import CALENDAR, NOW, read


def values(text: str, *, reminder: bool = False) -> list[str]:
    return [reading.value for reading in read_times(text, NOW, CALENDAR, reminder=reminder)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("提前1天、提前2小时", ["-P1D", "-PT2H"]),
        ("提前1天、2小时", ["-P1D", "-PT2H"]),
        ("提前1天和2小时提醒", ["-P1D", "-PT2H"]),
        ("提前1天,提前2小时,提前30分钟", ["-P1D", "-PT2H", "-PT30M"]),
        ("提前1天 2小时", ["-P1D", "-PT2H"]),
        ("提前1天2小时", ["-P1DT2H"]),
        ("到期前一天、前2小时", ["-P1D", "-PT2H"]),
        ("每天上午9点和下午3点", ["DAILY@09:00", "2026-11-20T15:00"]),
        ("明天9点、后天10点", ["2026-11-21T09:00", "2026-11-22T10:00"]),
        ("没有时间", []),
    ],
)
def test_times_of_a_list(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1天", ["-P1D"]),
        ("1天前", ["-P1D"]),
        ("2小时前", ["-PT2H"]),
        ("1天、2小时", ["-P1D", "-PT2H"]),
        ("前三天", ["-P3D"]),
        ("半小时前", ["-PT30M"]),
        ("明天9点", ["2026-11-21T09:00"]),
        ("每天9点", ["DAILY@09:00"]),
    ],
)
def test_a_bare_length_as_a_reminder_is_ahead(text: str, expected: list[str]) -> None:
    assert values(text, reminder=True) == expected


def test_an_offset_is_plain_time_and_has_its_place() -> None:
    first, second = read_times("请提前1天、2小时提醒", NOW, CALENDAR)
    assert (first.offset, second.offset) == (timedelta(days=1), timedelta(hours=2))
    assert (first.span, second.span) == ((1, 5), (6, 9))
    assert first.says == "截止前1天"


def test_a_question_offers_what_it_could_mean() -> None:
    reading = read("8点")
    assert reading.kind is Kind.ASK
    assert reading.choices == (local("2026-11-20 20:00"), local("2026-11-21 08:00"))
    assert read("本周内").choices == (local("2026-11-20 18:00"), local("2026-11-22 18:00"))
    assert read("12月25日至27日").choices[0] == local("2026-12-27 18:00")
    assert read("明天9:00-11:30").choices[0] == local("2026-11-21 11:30")
    assert read("收到后3天内").choices == (local("2026-11-23 18:00"),)


def test_spans_are_the_writers_own_places() -> None:
    assert read("请 于 11 月 25 日 前 报").span == (4, 15)
    assert read("🙂明天下午3点前交").span == (1, 8)
    assert read("请于２０２６年１２月１日前").span == (2, 13)


@pytest.mark.parametrize(
    ("text", "limit", "says", "span"),
    [
        ("延期3天", (3, LimitUnit.CALENDAR_DAY), "3天", (2, 4)),
        ("再给五个工作日", (5, LimitUnit.WORKING_DAY), "5个工作日", (2, 7)),
        ("宽限两周 材料没齐", (2, LimitUnit.WEEK), "2周", (2, 4)),
        ("一个月", (1, LimitUnit.MONTH), "1个月", (0, 3)),
        ("2年", (24, LimitUnit.MONTH), "2年", (0, 2)),
        ("48小时", (48, LimitUnit.HOUR), "48小时", (0, 4)),
        ("一天半", None, "1天半", (0, 3)),
        ("半个月", None, "半个月", (0, 3)),
        ("一个半小时", None, "1个半小时", (0, 5)),
        ("2小时30分钟", None, "2小时30分钟", (0, 7)),
        ("90分钟", None, "90分钟", (0, 4)),
    ],
)
def test_a_length_by_itself(
    text: str, limit: tuple[int, LimitUnit] | None, says: str, span: tuple[int, int]
) -> None:
    amount = read_amount(text, NOW, CALENDAR)
    assert amount
    assert (amount.limit, amount.says, amount.span) == (limit, says, span)


def test_no_length_is_none() -> None:
    assert read_amount("明天下午3点", NOW, CALENDAR) is None
