"""Quiet hours, lunch and slots (contract.md, chat.md: Fair clocks)."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import given

from tasks.deadlines import Calendar, Quiet, china_day
from tasks.quiet import earlier, is_lunch, is_quiet, not_before, slots
from tests.unit.calendars import calendar_2026, local, moments

CALENDAR = calendar_2026()


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("19:59", False), ("20:00", True), ("23:00", True), ("03:00", True), ("07:29", True),
     ("07:30", False), ("12:00", False)],
)  # fmt: skip
def test_quiet_hours_on_any_day(clock: str, quiet: bool) -> None:
    assert is_quiet(local(f"2026-11-20 {clock}"), CALENDAR) is quiet
    assert is_quiet(local(f"2026-11-22 {clock}").astimezone(UTC), CALENDAR) is quiet


def test_quiet_hours_within_one_day() -> None:
    calendar = Calendar(quiet=Quiet(time(1), time(6), 30))
    assert is_quiet(local("2026-11-20 02:00"), calendar)
    assert not is_quiet(local("2026-11-20 23:00"), calendar)
    assert earlier(local("2026-11-20 02:00"), calendar) == local("2026-11-20 00:59")


@pytest.mark.parametrize(
    ("planned", "sent"),
    [
        ("2026-11-20 10:00", "2026-11-20 10:00"),
        ("2026-11-20 12:15", "2026-11-20 12:15"),  # within half an hour after the forenoon
        ("2026-11-20 12:30", "2026-11-20 12:29"),
        ("2026-11-20 13:20", "2026-11-20 12:29"),
        ("2026-11-20 13:30", "2026-11-20 13:30"),
        ("2026-07-01 13:50", "2026-07-01 12:29"),  # summer's longer lunch
        ("2026-11-20 19:30", "2026-11-20 19:30"),
        ("2026-11-20 21:00", "2026-11-20 19:59"),
        ("2026-11-20 03:00", "2026-11-19 19:59"),
        ("2026-11-20 07:29", "2026-11-19 19:59"),
        ("2026-11-21 10:00", "2026-11-21 10:00"),  # stays on a rest day
        ("2026-11-21 13:00", "2026-11-21 12:29"),
        ("2026-11-22 06:00", "2026-11-21 19:59"),
    ],
)
def test_a_reminder_moves_earlier_never_later(planned: str, sent: str) -> None:
    assert earlier(local(planned), CALENDAR) == local(sent)


@pytest.mark.parametrize(
    ("came", "leaves"),
    [
        ("2026-11-20 10:00", "2026-11-20 10:00"),
        ("2026-11-20 07:40", "2026-11-20 08:00"),
        ("2026-11-20 12:29", "2026-11-20 12:29"),
        ("2026-11-20 12:30", "2026-11-20 13:30"),
        ("2026-11-20 18:29", "2026-11-20 18:29"),
        ("2026-11-20 18:30", "2026-11-23 08:00"),
        ("2026-11-21 10:00", "2026-11-23 08:00"),
        ("2026-09-30 22:00", "2026-10-08 08:00"),
        ("2026-10-10 10:00", "2026-10-10 10:00"),  # a make-up Saturday
        ("2026-07-01 13:40", "2026-07-01 14:00"),
    ],
)
def test_what_comes_after_waits_for_a_slot(came: str, leaves: str) -> None:
    assert not_before(local(came), CALENDAR) == local(leaves)


def test_urgent_is_never_held() -> None:
    night = local("2026-11-20 23:00")
    assert not_before(night, CALENDAR, urgent=True) == night


def test_a_task_due_before_the_hold_ends_is_not_held() -> None:
    evening = local("2026-11-20 18:40")
    assert not_before(evening, CALENDAR, deadline=local("2026-11-22 18:00")) == evening
    held = local("2026-11-23 08:00")
    assert not_before(evening, CALENDAR, deadline=local("2026-11-23 18:00")) == held
    assert not_before(evening, CALENDAR, deadline=local("2026-11-20 18:00")) == held  # late already


def test_quiet_hours_cut_the_slots() -> None:
    calendar = Calendar(quiet=Quiet(time(18, 10), time(8, 20), 30))
    assert not_before(local("2026-11-20 08:00"), calendar) == local("2026-11-20 08:20")
    assert not_before(local("2026-11-20 18:15"), calendar) == local("2026-11-23 08:20")


def test_no_slot_at_all_holds_nothing_for_ever() -> None:
    calendar = Calendar(quiet=Quiet(time(0), time(23, 59), 30))
    moment = local("2026-11-20 10:00")
    assert not_before(moment, calendar) == moment
    assert earlier(moment, calendar) <= moment


def test_a_margin_wider_than_lunch_leaves_no_lunch() -> None:
    calendar = Calendar(quiet=Quiet(margin=90))
    noon = local("2026-11-20 13:00")
    assert not is_lunch(noon, calendar)
    assert earlier(noon, calendar) == noon


@given(moments())
def test_earlier_is_settled_and_not_later(moment: datetime) -> None:
    sent = earlier(moment, CALENDAR)
    assert sent <= moment
    assert not is_quiet(sent, CALENDAR)
    assert not is_lunch(sent, CALENDAR)
    assert sent.tzinfo is moment.tzinfo
    assert earlier(sent, CALENDAR) == sent


@given(moments())
def test_not_before_is_settled_and_not_earlier(moment: datetime) -> None:
    freed = not_before(moment, CALENDAR)
    assert freed >= moment
    assert any(opens <= freed < closes for opens, closes in slots(china_day(freed), CALENDAR))
    assert freed.tzinfo is moment.tzinfo
    assert not_before(freed, CALENDAR) == freed
