"""Working days, limits, work minutes and lateness (rules.md §6)."""

import csv
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.deadlines import Calendar, Hours, LimitUnit, Season, add_months, china_day
from tests.unit.calendars import calendar_2026, local, moments, shared_file

CALENDAR = calendar_2026()
UNITS = {
    "cal": LimitUnit.CALENDAR_DAY,
    "work": LimitUnit.WORKING_DAY,
    "week": LimitUnit.WEEK,
    "month": LimitUnit.MONTH,
}


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_every_worked_case_of_the_fixtures() -> None:
    with shared_file("deadline_fixtures.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 20
    for row in rows:
        start, amount, unit = day(row["start_date"]), int(row["n"]), UNITS[row["unit"]]
        due = CALENDAR.due_date(start, amount, unit)
        unrolled = CALENDAR.due_date(start, amount, unit, roll=False)
        assert unrolled == day(row["unrolled_last_day"]), row
        assert due == day(row["due_date_after_rest_day_roll"]), row
        assert CALENDAR.provisional_between(start, due) == (row["note"] == "2027 table missing")


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-11-20", 2, "2027-01-20"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
    ],
)
def test_months_keep_the_day_or_take_the_last(start: str, months: int, expected: str) -> None:
    assert add_months(day(start), months) == day(expected)


@pytest.mark.parametrize(
    ("when", "working"),
    [
        ("2026-11-20", True),
        ("2026-11-21", False),
        ("2026-10-01", False),
        ("2026-10-10", True),  # a make-up Saturday
        ("2026-02-16", False),
        ("2027-01-01", True),  # no notice: a Friday like any other
        ("2027-01-02", False),
    ],
)
def test_is_working(when: str, working: bool) -> None:
    assert CALENDAR.is_working(day(when)) is working


def test_a_year_without_notice_is_provisional() -> None:
    assert CALENDAR.is_provisional(day("2027-01-01"))
    assert not CALENDAR.is_provisional(day("2026-12-31"))
    assert CALENDAR.provisional_between(day("2026-12-30"), day("2027-01-04"))
    assert not CALENDAR.provisional_between(day("2025-12-30"), day("2026-01-04"))


def test_next_previous_and_nth_working_day() -> None:
    assert CALENDAR.next_working_day(day("2026-09-30")) == day("2026-10-08")
    assert CALENDAR.previous_working_day(day("2026-10-08")) == day("2026-09-30")
    assert CALENDAR.working_day_on_or_after(day("2026-10-03")) == day("2026-10-08")
    assert CALENDAR.add_working_days(day("2026-10-08"), -2) == day("2026-09-29")
    assert CALENDAR.add_working_days(day("2026-11-21"), 0) == day("2026-11-21")
    assert CALENDAR.nth_working_day(day("2026-10-01"), day("2026-10-31"), 1) == day("2026-10-08")
    assert CALENDAR.nth_working_day(day("2026-10-01"), day("2026-10-31"), -1) == day("2026-10-30")
    assert CALENDAR.nth_working_day(day("2026-10-01"), day("2026-10-07"), 1) is None
    assert CALENDAR.nth_working_day(day("2026-10-01"), day("2026-10-31"), 40) is None


def test_a_limit_ends_at_close_of_business_and_hours_to_the_minute() -> None:
    start = local("2026-11-20 10:30")
    assert CALENDAR.due_at(start, 5, LimitUnit.WORKING_DAY) == local("2026-11-27 18:00")
    assert CALENDAR.due_at(start, 1, LimitUnit.CALENDAR_DAY) == local("2026-11-23 18:00")
    spoken = CALENDAR.due_at(start, 1, LimitUnit.CALENDAR_DAY, roll=False)
    assert spoken == local("2026-11-21 18:00")
    assert CALENDAR.due_at(start, 48, LimitUnit.HOUR) == local("2026-11-22 10:30")
    with pytest.raises(ValueError, match="hours"):
        CALENDAR.due_date(day("2026-11-20"), 2, LimitUnit.HOUR)


def test_a_limit_starts_on_chinas_day_and_answers_in_the_callers_zone() -> None:
    start = datetime(2026, 11, 19, 17, 0, tzinfo=UTC)  # the 20th, 01:00 in China
    due = CALENDAR.due_at(start, 1, LimitUnit.WORKING_DAY)
    assert due == local("2026-11-23 18:00")
    assert due.tzinfo is UTC


def test_the_afternoon_follows_the_season() -> None:
    summer = CALENDAR.work_periods(day("2026-07-01"))
    winter = CALENDAR.work_periods(day("2026-11-20"))
    assert [period[0].strftime("%H:%M") for period in summer] == ["08:30", "14:30"]
    assert [period[0].strftime("%H:%M") for period in winter] == ["08:30", "14:00"]
    assert CALENDAR.work_periods(day("2026-11-21")) == ()
    assert CALENDAR.close_of_business(day("2026-11-21")) == local("2026-11-21 18:00")


def test_a_season_may_run_over_the_new_year() -> None:
    early = (local("2026-01-01 13:30").time(), local("2026-01-01 17:30").time())
    calendar = Calendar(hours=Hours(seasons=(Season((11, 1), (2, 28), early),)))
    assert calendar.close_of_business(day("2027-01-15")) == local("2027-01-15 17:30")
    assert calendar.close_of_business(day("2026-12-31")) == local("2026-12-31 17:30")
    assert calendar.close_of_business(day("2026-03-01")) == local("2026-03-01 18:00")


@pytest.mark.parametrize(
    ("start", "minutes", "expected"),
    [
        ("2026-11-20 10:30", 0, "2026-11-20 10:30"),
        ("2026-11-20 10:30", 60, "2026-11-20 11:30"),
        ("2026-11-20 10:30", 90, "2026-11-20 12:00"),
        ("2026-11-20 10:30", 120, "2026-11-20 14:30"),
        ("2026-11-20 17:00", 120, "2026-11-23 09:30"),
        ("2026-11-20 13:00", 30, "2026-11-20 14:30"),
        ("2026-11-21 09:00", 30, "2026-11-23 09:00"),
        ("2026-09-30 17:30", 31, "2026-10-08 08:31"),
        ("2026-07-01 11:30", 60, "2026-07-01 15:00"),
    ],
)
def test_working_minutes(start: str, minutes: int, expected: str) -> None:
    end = CALENDAR.add_working_minutes(local(start), minutes)
    assert end == local(expected)
    assert CALENDAR.working_minutes_between(local(start), end) == minutes


def test_no_work_time_backwards() -> None:
    late, early = local("2026-11-20 12:00"), local("2026-11-20 10:00")
    assert CALENDAR.working_minutes_between(late, early) == 0


@pytest.mark.parametrize(
    ("deadline", "now", "late"),
    [
        ("2026-11-20 18:00", "2026-11-20 17:59", 0),
        ("2026-11-20 18:00", "2026-11-20 18:00", 0),
        ("2026-11-20 18:00", "2026-11-20 20:00", 0),  # nobody works any more on that day
        ("2026-11-20 18:00", "2026-11-22 09:00", 0),
        ("2026-11-20 18:00", "2026-11-23 00:01", 1),
        ("2026-11-20 18:00", "2026-11-24 10:30", 2),
        ("2026-11-20 10:00", "2026-11-20 10:01", 0),  # late by hours, not yet by a day
        ("2026-11-20 10:00", "2026-11-22 12:00", 0),
        ("2026-11-20 10:00", "2026-11-23 12:00", 1),
        ("2026-11-21 18:00", "2026-11-23 09:00", 1),  # due on a rest day
        ("2026-09-30 18:00", "2026-10-07 09:00", 0),
        ("2026-09-30 18:00", "2026-10-10 09:00", 3),  # 8, 9 and the make-up Saturday
    ],
)
def test_days_late_as_people_count(deadline: str, now: str, late: int) -> None:
    assert CALENDAR.working_days_late(local(deadline), local(now)) == late
    if late:
        assert CALENDAR.late_day(local(deadline), late) <= china_day(local(now))
        assert CALENDAR.late_day(local(deadline), late + 1) > china_day(local(now))


@given(moments(), st.integers(0, 5000))
def test_minutes_added_are_minutes_passed(start: datetime, minutes: int) -> None:
    end = CALENDAR.add_working_minutes(start, minutes)
    assert end >= start
    assert end.tzinfo is start.tzinfo
    assert CALENDAR.working_minutes_between(start, end) == minutes


@given(st.dates(day("2024-01-01"), day("2028-01-01")), st.integers(0, 120))
def test_working_days_added_are_working_days_between(start: date, amount: int) -> None:
    end = CALENDAR.add_working_days(start, amount)
    assert CALENDAR.working_days_between(start, end) == amount


@given(st.dates(day("2024-01-01"), day("2028-01-01")), st.integers(0, 90))
def test_a_rolled_limit_ends_on_the_first_working_day(start: date, amount: int) -> None:
    for unit in (LimitUnit.CALENDAR_DAY, LimitUnit.WEEK, LimitUnit.MONTH):
        plain = CALENDAR.due_date(start, amount, unit, roll=False)
        due = CALENDAR.due_date(start, amount, unit)
        assert CALENDAR.is_working(due)
        assert CALENDAR.working_days_between(plain, due) <= 1
