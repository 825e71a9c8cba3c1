"""The ladder of a task: which step is due when (contract.md)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.deadlines import CHINA
from tasks.due import Due, DueKind
from tasks.escalation import (
    deputy_may,
    direct_deputy,
    overdue_slots,
    plan,
    reachable,
    unsigned_rule,
)
from tasks.people import Person, Roster
from tasks.supervision import Entry, EntryState
from tasks.task import (
    CoExecutor,
    CoStatus,
    ReminderKind,
    ReminderRule,
    Request,
    RequestKind,
    RequestState,
    Status,
    Task,
    Urgency,
)
from tests.unit.calendars import calendar_2026, local, moments
from tests.unit.running_tasks import a_task

CALENDAR = calendar_2026()
SIGNED = a_task(status=Status.ACKNOWLEDGED)


def steps(task: Task, now: str, entry: Entry | None = None) -> list[tuple[str, str]]:
    """What is planned, as (kind, local time), by time."""
    return times(plan(task, CALENDAR, local(now), entry=entry))


def times(dues: tuple[Due, ...]) -> list[tuple[str, str]]:
    ordered = sorted(dues, key=lambda due: due.at)
    return [(due.kind, f"{due.at.astimezone(CHINA):%m-%d %H:%M}") for due in ordered]


def an_entry(task: Task, **changes: object) -> Entry:
    made = Entry(
        id="e1",
        task_id=task.id,
        task_number=task.number,
        deadline=task.deadline,
        since=task.deadline,
    )
    return replace(made, **changes)  # type: ignore[arg-type] # any field


def a_request(kind: RequestKind = RequestKind.EXTENSION, at: str = "2026-11-23 16:00") -> Request:
    return Request(id="r1", kind=kind, by="wang", at=local(at), reason="材料没到齐")


@pytest.mark.parametrize(
    ("urgency", "given_at", "again", "head"),
    [
        (Urgency.ORDINARY, "2026-11-20 10:00", "11-20 12:00", "11-20 16:00"),
        (Urgency.ORDINARY, "2026-11-20 17:00", "11-23 09:30", "11-23 11:30"),  # over the weekend
        (Urgency.HOTLINE, "2026-11-20 10:00", "11-20 10:30", "11-20 12:00"),
        (Urgency.HOTLINE, "2026-11-20 19:00", "11-23 09:00", "11-23 10:30"),
        (Urgency.URGENT, "2026-11-20 23:00", "11-20 23:30", "11-21 01:00"),  # plain minutes
    ],
)
def test_signature_steps(urgency: Urgency, given_at: str, again: str, head: str) -> None:
    task = a_task(assigned_at=local(given_at), urgency=urgency)
    assert steps(task, given_at) == [
        ("unsigned_again", again),
        ("unsigned_head", head),
        ("deadline", "11-25 18:00"),
    ]
    assert unsigned_rule(task) is getattr(task.ladder, urgency)


def test_a_co_executor_who_has_not_signed_is_asked_too() -> None:
    parts = (
        CoExecutor(person_id="li"),
        CoExecutor(person_id="zhao", status=CoStatus.ACKNOWLEDGED),
    )
    task = replace(SIGNED, co_executors=parts)
    dues = plan(task, CALENDAR, local("2026-11-20 10:00"))
    asked = [due for due in dues if due.kind is DueKind.UNSIGNED_AGAIN]
    assert [due.person_id for due in asked] == ["li"]


def test_somebody_who_joined_later_has_the_whole_time() -> None:
    late = replace(SIGNED, co_executors=(CoExecutor(person_id="li"),))
    assert ("unsigned_again", "11-24 11:00") in steps(late, "2026-11-24 09:00")


def test_no_step_twice() -> None:
    task, now = a_task(), local("2026-11-20 10:00")
    again, head, deadline = plan(task, CALENDAR, now)
    done = frozenset({again.key or ""})
    assert plan(task, CALENDAR, now, done=done) == (head, deadline)


def test_reminders_carry_their_deadline() -> None:
    task = replace(SIGNED, reminders=(ReminderRule(ReminderKind.OFFSET, "-P1D"),))
    (due,) = [d for d in plan(task, CALENDAR, task.assigned_at) if d.kind is DueKind.REMINDER]
    assert due.at == local("2026-11-24 18:00")
    assert due.data == {"deadline": "2026-11-25T10:00:00+00:00", "recurring": False}


@pytest.mark.parametrize("status", [Status.PAUSED, Status.CLOSED, Status.STRUCK_OFF,
                                    Status.CANCELLED])  # fmt: skip
def test_nothing_for_what_does_not_run(status: Status) -> None:
    assert steps(replace(SIGNED, status=status), "2026-11-30 10:00") == []


def test_a_missed_deadline_is_caught_up_at_its_own_time() -> None:
    assert ("deadline", "11-25 18:00") in steps(SIGNED, "2026-11-28 10:00")


def test_in_the_queue_already() -> None:
    entry = an_entry(SIGNED)
    kinds = [kind for kind, _ in steps(SIGNED, "2026-11-26 09:00", entry)]
    assert kinds == ["overdue_nag"]
    extended = replace(SIGNED, deadline=local("2026-12-02 18:00").astimezone(UTC))
    assert ("deadline", "12-02 18:00") in steps(extended, "2026-11-26 09:00", entry)
    by_hand = replace(entry, manual=True)
    assert ("deadline", "11-25 18:00") in steps(SIGNED, "2026-11-24 09:00", by_hand)


def test_overdue_slots_of_the_sample_centre() -> None:
    slots = islice(overdue_slots(SIGNED, CALENDAR, SIGNED.deadline), 7)
    assert [f"{at.astimezone(CHINA):%m-%d %H:%M}" for at in slots] == [
        "11-26 10:30",
        "11-26 16:00",  # late day 1
        "11-27 16:00",
        "11-30 16:00",  # days 2 and 3
        "12-03 10:30",
        "12-08 10:30",
        "12-11 10:30",  # then every third working day
    ]


def test_overdue_on_the_day_itself() -> None:
    """Late day 1 is the working day after: on the day itself only the deadline speaks."""
    noon = replace(SIGNED, deadline=local("2026-11-25 12:00").astimezone(UTC))
    assert steps(noon, "2026-11-25 12:00", an_entry(noon)) == [("overdue_nag", "11-26 10:30")]


def test_only_the_next_nag_is_planned() -> None:
    late = steps(SIGNED, "2026-12-04 12:00", an_entry(SIGNED))
    assert late == [("overdue_nag", "12-08 10:30")]


def test_signed_but_silent() -> None:
    moved = replace(SIGNED, last_moved_at=local("2026-11-20 15:00"), deadline=FAR)
    assert ("silent_nag", "11-25 10:30") in steps(moved, "2026-11-20 15:00")
    assert ("silent_nag", "11-30 10:30") in steps(moved, "2026-11-25 10:30")
    unsigned = replace(moved, status=Status.ASSIGNED)
    assert "silent_nag" not in dict(steps(unsigned, "2026-11-20 15:00"))
    soon = replace(moved, deadline=local("2026-11-24 18:00"))
    assert "silent_nag" not in dict(steps(soon, "2026-11-20 15:00"))


FAR = local("2026-12-30 18:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("asked", "nag", "deputy", "principals"),
    [
        ("2026-11-23 09:00", "11-23 11:00", "11-23 15:00", "11-24 08:00"),
        ("2026-11-23 16:00", "11-23 18:00", "11-24 10:30", "11-24 08:00"),
        ("2026-11-20 17:30", "11-23 10:00", "11-23 12:00", "11-24 08:00"),
    ],
)
def test_a_request_nobody_answers(asked: str, nag: str, deputy: str, principals: str) -> None:
    task = replace(SIGNED, requests=(a_request(at=asked),), deadline=FAR)
    found = dict(steps(task, asked))
    assert (found["request_nag"], found["request_deputy"]) == (nag, deputy)
    assert found["request_principals"] == principals


def test_an_answered_request_needs_nothing() -> None:
    decided = replace(a_request(), state=RequestState.AGREED)
    task = replace(SIGNED, requests=(decided,), deadline=FAR)
    assert "request_nag" not in dict(steps(task, "2026-11-23 16:00"))
    assert not deputy_may(decided, CALENDAR, local("2026-11-30 16:00"))


def test_half_a_day_until_the_deputy_may_decide() -> None:
    asked = a_request(at="2026-11-23 16:00")
    assert not deputy_may(asked, CALENDAR, local("2026-11-24 10:29"))
    assert deputy_may(asked, CALENDAR, local("2026-11-24 10:30"))


def test_a_plan_that_is_owed() -> None:
    due_at = local("2026-11-30 18:00")
    entry = an_entry(SIGNED, state=EntryState.PLAN_DUE, plan_due_at=due_at)
    assert steps(SIGNED, "2026-11-26 09:00", entry) == [("plan_due", "11-30 18:00")]
    assert steps(SIGNED, "2026-11-30 18:00", entry) == [("plan_due", "12-01 10:30")]
    review = replace(entry, state=EntryState.PLAN_REVIEW)
    assert steps(SIGNED, "2026-11-30 18:00", review) == []


def test_an_entry_that_comes_back() -> None:
    talk = local("2026-11-27 15:00")
    entry = an_entry(SIGNED, state=EntryState.DECIDED, look_again_at=talk)
    assert ("look_again", "11-27 15:00") in steps(SIGNED, "2026-11-26 09:00", entry)


def people(**changes: dict[str, object]) -> Roster:
    made = {
        "wang": Person(id="wang", name="王五", unit="城建办", deputy_ids=("li", "zhao")),
        "li": Person(id="li", name="李四", unit="城建办", deputy_ids=("sun",)),
        "zhao": Person(id="zhao", name="赵六", unit="城建办"),
        "sun": Person(id="sun", name="孙七", unit="城建办"),
    }
    return Roster(
        (replace(p, **changes.get(p.id, {})) for p in made.values()),  # type: ignore[arg-type]
        "本镇",
    )


def test_who_gets_what_is_meant_for_somebody() -> None:
    now = local("2026-11-23 09:00")
    away: dict[str, object] = {"leave_from": local("2026-11-22 00:00")}

    def got(roster: Roster, *out_of_reach: str) -> str | None:
        person = reachable(roster["wang"], roster, now, out_of_reach.__contains__)
        return person.id if person else None

    assert got(people()) == "wang"
    assert got(people(wang=away)) == "li"
    assert got(people(wang=away), "li") == "zhao"
    assert got(people(wang=away, zhao=away), "li") == "sun"
    assert got(people(sun={"deputy_ids": ("wang",)}), "wang", "li", "zhao", "sun") is None


def test_the_deputy_who_is_offered_a_task_is_a_direct_one() -> None:
    now = local("2026-11-23 09:00")
    away: dict[str, object] = {"leave_from": local("2026-11-22 00:00")}
    roster = people(li=away)
    found = direct_deputy(roster["wang"], roster, now)
    assert found is not None
    assert found.id == "zhao"
    roster = people(li=away, zhao=away)
    assert direct_deputy(roster["wang"], roster, now) is None


@given(moments(), st.integers(0, 60_000), st.sampled_from(list(Status)), st.booleans())
def test_planning_again_changes_nothing(
    given_at: datetime, passed: int, status: Status, queued: bool
) -> None:
    task = a_task(
        assigned_at=given_at,
        status=status,
        deadline=given_at + timedelta(days=9),
        requests=(a_request(),),
        reminders=(ReminderRule(ReminderKind.RECUR, "DAILY@09:00"),),
    )
    now = given_at + timedelta(minutes=passed)
    entry = an_entry(task) if queued else None
    first = plan(task, CALENDAR, now, entry=entry)
    assert first == plan(task, CALENDAR, now, entry=entry)
    keys = [due.key for due in first]
    assert len(keys) == len(set(keys))
    once = {DueKind.DEADLINE, DueKind.REQUEST_NAG, DueKind.REQUEST_DEPUTY,
            DueKind.REQUEST_PRINCIPALS}  # fmt: skip
    assert all(due.at > now for due in first if due.kind not in once)
    assert plan(task, CALENDAR, now, entry=entry, done=frozenset(map(str, keys))) == ()
