"""The working days that come with the program agree with the published ones."""

import csv
from datetime import date, time

from bot.working_days import built_in_calendar, built_in_years
from tasks.deadlines import Hours, Quiet
from tests.unit.calendars import calendar_2026, shared_file

LAST_KNOWN = 2026


def test_every_published_day_is_as_published() -> None:
    calendar = built_in_calendar()
    with shared_file("cn_holidays_2024_2026.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wrong = [
        row
        for row in rows
        if calendar.is_working(date.fromisoformat(row["date"])) != (row["kind"] == "work")
    ]
    assert rows
    assert wrong == []


def test_2026_is_as_the_notice_says_day_by_day() -> None:
    built_in, written_out = built_in_calendar(), calendar_2026()
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(365)]
    differ = [day for day in days if built_in.is_working(day) != written_out.is_working(day)]
    assert differ == []


def test_a_year_the_package_does_not_know_is_provisional() -> None:
    calendar = built_in_calendar()
    assert LAST_KNOWN in calendar.years
    assert calendar.is_provisional(date(2100, 1, 1))
    assert calendar.is_working(date(2100, 1, 1))  # a Friday
    assert set(built_in_years()) == calendar.years


def test_hours_and_quiet_are_the_centres() -> None:
    hours = Hours(afternoon=(time(13), time(17)), seasons=())
    calendar = built_in_calendar(hours, Quiet(start=time(21)))
    assert calendar.close_of_business(date(2026, 11, 20)).hour == 17
    assert calendar.quiet.start == time(21)
