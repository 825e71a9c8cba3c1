"""When reminders before a deadline are said (S3-04)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks import quiet
from tasks.reminders import reminder_times, span
from tasks.task import ReminderKind, ReminderRule, Task, Urgency
from tests.unit.calendars import calendar_2026, local, moments
from tests.unit.running_tasks import a_task

CALENDAR = calendar_2026()
OFFSET, POINT, RECUR = ReminderKind.OFFSET, ReminderKind.POINT, ReminderKind.RECUR


def reminded(
    *rules: tuple[ReminderKind, str], deadline: str = "2026-11-25 18:00", **changes: object
) -> Task:
    made = tuple(ReminderRule(kind, value) for kind, value in rules)
    return a_task(deadline=local(deadline), reminders=made, **changes)


def said(task: Task, now: str = "2026-11-20 10:30") -> list[str]:
    times = reminder_times(task, CALENDAR, local(now))
    return [f"{at.astimezone(local('2026-01-01 00:00').tzinfo):%m-%d %H:%M}" for at in times]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("-P1D", timedelta(days=1)),
        ("P1W", timedelta(weeks=1)),
        ("-PT2H", timedelta(hours=2)),
        ("PT30M", timedelta(minutes=30)),
        ("-P1DT12H", timedelta(days=1, hours=12)),
        ("PT1H30M15S", timedelta(hours=1, minutes=30, seconds=15)),
    ],
)
def test_durations(text: str, length: timedelta) -> None:
    assert span(text) == length


@pytest.mark.parametrize("text", ["", "P", "PT", "-P1H", "P1M", "一天", "P1D 2H", "P1DT"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        span(text)


def test_three_offsets_each_once_in_order() -> None:
    task = reminded((OFFSET, "-PT15M"), (OFFSET, "-P1D"), (OFFSET, "-PT3H"))
    assert said(task) == ["11-24 18:00", "11-25 15:00", "11-25 17:45"]
    assert said(task, "2026-11-25 15:00") == ["11-25 17:45"]
    assert said(task, "2026-11-25 17:50") == []


@pytest.mark.parametrize(
    ("deadline", "offset", "at"),
    [
        ("2026-11-25 09:00", "-PT2H", "11-24 19:59"),  # 07:00 is quiet: the evening before
        ("2026-11-25 15:00", "-PT2H", "11-25 12:29"),  # 13:00 is lunch
        ("2026-11-22 18:00", "-PT2H", "11-22 16:00"),  # a rest day stays
        ("2026-11-25 23:00", "-PT1H", "11-25 19:59"),
    ],
)
def test_what_falls_into_quiet_or_lunch_moves_earlier(deadline: str, offset: str, at: str) -> None:
    assert said(reminded((OFFSET, offset), deadline=deadline)) == [at]


def test_two_rules_that_meet_are_one_reminder() -> None:
    task = reminded((OFFSET, "-PT2H"), (OFFSET, "-PT3H"), deadline="2026-11-25 23:30")
    assert said(task) == ["11-25 19:59"]


def test_an_urgent_task_is_reminded_at_any_hour() -> None:
    task = reminded((OFFSET, "-PT1H"), deadline="2026-11-25 02:00", urgency=Urgency.URGENT)
    assert said(task) == ["11-25 01:00"]


def test_due_before_the_hold_ends_is_not_lost() -> None:
    given_at = local("2026-11-20 21:00")
    task = reminded((OFFSET, "-PT1H"), deadline="2026-11-20 23:00", assigned_at=given_at)
    assert said(task, "2026-11-20 21:00") == ["11-20 22:00"]
    tomorrow = replace(task, deadline=local("2026-11-21 09:30"))
    assert said(tomorrow, "2026-11-20 21:00") == ["11-21 08:30"]


def test_points_and_what_lies_after_the_deadline() -> None:
    task = reminded(
        (POINT, "2026-11-24T16:00:00+08:00"),
        (POINT, "2026-11-26T09:00:00+08:00"),
        (OFFSET, "-P30D"),
    )
    assert said(task) == ["11-24 16:00"]


@pytest.mark.parametrize(
    ("rule", "now", "at"),
    [
        ("DAILY@09:00", "2026-11-20 10:30", ["11-21 09:00"]),
        ("DAILY@09:00", "2026-11-25 09:00", []),  # the next is after the deadline
        ("WORKDAY@08:30", "2026-11-20 10:30", ["11-23 08:30"]),
        ("WEEKLY[1,3,5]@09:00", "2026-11-20 10:30", ["11-23 09:00"]),
        ("WEEKLY[1,3,5]@09:00", "2026-11-23 09:00", ["11-25 09:00"]),
        ("MONTHLY[24]@16:00", "2026-11-20 10:30", ["11-24 16:00"]),
        ("MONTHLY[5]@18:00", "2026-11-20 10:30", []),
        ("EVERY PT4H", "2026-11-20 10:30", ["11-20 14:00"]),  # from 10:00, when it was given
        ("EVERY PT4H", "2026-11-20 14:00", ["11-20 18:00"]),
        ("EVERY PT4H", "2026-11-20 18:00", ["11-20 19:59"]),  # 22:00 moves, 02:00 and 06:00 too
        ("EVERY PT4H", "2026-11-20 19:59", ["11-21 10:00"]),
        ("EVERY P2D", "2026-11-20 10:30", ["11-22 10:00"]),
        ("WEEKLY@09:00", "2026-11-20 10:30", []),
    ],
)
def test_a_recurring_rule_gives_its_next_time(rule: str, now: str, at: list[str]) -> None:
    assert said(reminded((RECUR, rule)), now) == at


def test_the_last_day_of_a_month_where_it_is_shorter() -> None:
    task = reminded((RECUR, "MONTHLY[31]@18:00"), deadline="2026-12-20 18:00")
    assert said(task) == ["11-30 18:00"]
    task = reminded((RECUR, "MONTHLY[-1]@18:00"), deadline="2026-12-20 18:00")
    assert said(task) == ["11-30 18:00"]


def test_an_unknown_recurrence_is_refused() -> None:
    with pytest.raises(ValueError, match="not a recurring reminder"):
        said(reminded((RECUR, "YEARLY@09:00")))


rules = st.one_of(
    st.builds(lambda n, u: ReminderRule(OFFSET, f"-P{n}D" if u else f"-PT{n}H"),
              st.integers(1, 90), st.booleans()),
    st.builds(lambda n: ReminderRule(RECUR, f"EVERY PT{n}M"), st.integers(1, 3000)),
    st.sampled_from(["DAILY@09:00", "WORKDAY@13:00", "WEEKLY[6,7]@21:00", "MONTHLY[-1]@03:00"])
    .map(lambda value: ReminderRule(RECUR, value)),
)  # fmt: skip


@given(st.lists(rules, max_size=5), moments(), st.integers(1, 200_000), st.integers(0, 200_000))
def test_never_late_never_past_never_twice(
    chosen: list[ReminderRule], given_at: datetime, length: int, passed: int
) -> None:
    deadline, now = given_at + timedelta(minutes=length), given_at + timedelta(minutes=passed)
    task = a_task(deadline=deadline, reminders=tuple(chosen), assigned_at=given_at)
    times = reminder_times(task, CALENDAR, now)
    assert list(times) == sorted(set(times))
    assert all(now < at < deadline for at in times)
    assert all(
        deadline <= quiet.not_before(at, CALENDAR) or quiet.earlier(at, CALENDAR) == at
        for at in times
    )
    if times:  # looking again right after one was said brings the others, not that one
        assert times[0] not in reminder_times(task, CALENDAR, times[0])
