"""Time speaking, on a real database: who hears what, when, and what is never said."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.clock import StandingClock
from bot.desk import Desk
from bot.reminding import audit, sweep, sweep_all
from bot.service import Service
from bot.steps.round import say_left
from bot.steps.table import STEPS
from storage.files import FileStore
from storage.sealing import Sealer
from tasks.due import Due, DueKind
from tasks.messages import Purpose
from tasks.policy import Method, Nags, Policy
from tasks.task import (
    CoExecutor,
    CoStatus,
    ReminderKind,
    ReminderRule,
    Status,
    Urgency,
)
from tests.unit.calendars import local
from tests.unit.running_tasks import a_task
from tests.unit.town import KEY, Town, to, told

SIGNED: dict[str, Any] = {
    "status": Status.ACKNOWLEDGED,
    "acknowledged_at": local("2026-11-20 10:05"),
}
MOVED: dict[str, Any] = {**SIGNED, "last_moved_at": local("2026-11-23 09:00")}  # never silent
DAY_BEFORE = ReminderRule(ReminderKind.OFFSET, "-P1D")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path, "2026-11-20 10:00", Policy())
    yield made
    made.database.close()


def three() -> tuple[ReminderRule, ...]:
    return tuple(ReminderRule(ReminderKind.OFFSET, value) for value in ("-P1D", "-PT3H", "-PT15M"))


# --- before the deadline --------------------------------------------------------------------


def test_three_reminders_each_once_and_the_queue(town: Town) -> None:
    town.assign(a_task(reminders=three(), **SIGNED))
    heard = town.until("2026-11-25 17:59")
    assert [(h.at, h.first) for h in heard if h.person == "wang"] == [
        ("11-24 18:00", "RW20261120-0001 还有1天到时限"),
        ("11-25 10:30", "RW20261120-0001 3个工作日没有新进展"),
        ("11-25 15:00", "RW20261120-0001 还有3小时到时限"),
        ("11-25 17:45", "RW20261120-0001 还有15分钟到时限"),
    ]
    assert {h.letter.message.purpose for h in heard} == {Purpose.NAG}
    assert "系统提醒 王五:还有15分钟" in town.story()


def test_a_standstill_loses_none_and_doubles_none(town: Town) -> None:
    town.assign(a_task(reminders=three(), **MOVED))
    assert to("wang", town.jump("2026-11-24 20:30")) == ["RW20261120-0001 还有21小时30分钟到时限"]
    heard = town.jump("2026-11-25 17:50")  # both of today's were missed: only one is said
    assert to("wang", heard) == ["RW20261120-0001 还有10分钟到时限"]


def test_after_the_standstill_only_the_queue_speaks(town: Town) -> None:
    town.assign(a_task(reminders=three(), **MOVED))
    heard = town.jump("2026-11-26 09:00")
    assert to("wang", heard) == ["RW20261120-0001 到时限还没办结,已进入书记督办"]


def test_a_change_during_the_standstill_swallows_nothing(town: Town) -> None:
    town.assign(a_task(reminders=(DAY_BEFORE,), **MOVED))
    town.now = local("2026-11-24 19:00")
    town.change(cc_ids=("cc",))  # came in before the sweep
    town.settle()
    assert to("wang", town.heard) == ["RW20261120-0001 还有23小时到时限"]
    assert to("wang", town.until("2026-11-25 17:00")) == []


def test_nothing_about_what_is_closed_paused_or_given_to_another(town: Town) -> None:
    town.assign(a_task(reminders=three(), **MOVED))
    town.now = local("2026-11-24 18:00")
    town.change(status=Status.CLOSED, closed_at=local("2026-11-24 17:59"))
    assert town.until("2026-12-20 18:00") == []
    assert town.dues() == ()


def test_a_message_that_became_untrue_is_dropped(town: Town) -> None:
    task = town.assign(a_task(reminders=three(), **MOVED))
    town.now = local("2026-11-24 18:00")
    town.act(sweep)
    closed = replace(task, status=Status.CLOSED)
    town.act(lambda desk: desk.stores.tasks.save(closed))
    town.settle()
    assert town.heard == []


def test_quiet_hours_move_a_reminder_earlier(town: Town) -> None:
    two_hours = (ReminderRule(ReminderKind.OFFSET, "-PT2H"),)
    town.assign(a_task(deadline=local("2026-11-24 09:00"), reminders=two_hours, **MOVED))
    assert told(town.until("2026-11-24 08:59")) == [("11-23 19:59", "wang")]


def test_co_executors_who_have_not_finished_are_reminded_too(town: Town) -> None:
    parts = (
        CoExecutor(person_id="he", status=CoStatus.ACKNOWLEDGED),
        CoExecutor(person_id="li", status=CoStatus.CLOSED),
    )
    town.assign(a_task(reminders=(DAY_BEFORE,), co_executors=parts, cc_ids=("cc",), **MOVED))
    heard = town.until("2026-11-24 18:00")
    assert told(heard) == [("11-24 18:00", "wang"), ("11-24 18:00", "he")]


def test_every_four_hours_until_the_cap_then_in_the_digest(town: Town) -> None:
    often = (ReminderRule(ReminderKind.RECUR, "EVERY PT2H"),)
    town.assign(a_task(reminders=often, deadline=local("2026-12-10 18:00"), **MOVED))
    heard = town.until("2026-11-20 23:00")
    assert [h.at for h in heard] == ["11-20 12:00", "11-20 14:00"]  # two a day for one task
    assert town.act(lambda desk: desk.stores.facts.get("capped:wang")) == '["RW20261120-0001"]'
    assert town.until("2026-11-21 12:00") != []  # the next day begins anew


def test_the_cap_never_takes_what_is_due_before_the_next_digest(town: Town) -> None:
    rules = tuple(ReminderRule(ReminderKind.OFFSET, f"-PT{n}H") for n in (1, 2, 3, 4))
    town.assign(a_task(reminders=rules, deadline=local("2026-11-20 18:00"), **MOVED))
    assert len(town.until("2026-11-20 17:30")) == 4


def test_a_method_that_is_not_set_up_falls_back_and_says_so(town: Town) -> None:
    town.assign(a_task(reminders=three(), method=Method.SMS, **MOVED))
    with structlog.testing.capture_logs() as logs:
        heard = town.until("2026-11-24 18:00")
    assert [h.letter.message.method for h in heard] == [Method.APP]
    assert [line["says"] for line in logs] == ["短信未配置,已改用应用内"]


def test_a_method_that_is_set_up_is_used(tmp_path: Path) -> None:
    policy = Policy(methods=(Method.APP, Method.SMS))
    town = Town(tmp_path, "2026-11-20 10:00", policy)
    town.assign(a_task(reminders=(DAY_BEFORE,), method=Method.SMS, **MOVED))
    assert [h.letter.message.method for h in town.until("2026-11-24 18:00")] == [Method.SMS]
    town.database.close()


# --- nobody signed --------------------------------------------------------------------------


def test_unsigned_again_then_head_and_deputy(town: Town) -> None:
    town.assign(a_task())
    heard = town.until("2026-11-20 18:00")
    assert [(h.at, h.person, h.first) for h in heard] == [
        ("11-20 12:00", "wang", "RW20261120-0001 待签收,交办已2小时"),
        ("11-20 16:00", "li", "RW20261120-0001 请你看能不能先接:交办给 王五 已6小时,还没有签收"),
        ("11-20 16:00", "wang", "RW20261120-0001 交办已6小时,已请B角 李四 先签收"),
        ("11-20 16:00", "sun", "RW20261120-0001 王五还没有签收,交办已6小时"),
    ]
    assert town.task().offered_to == "li"
    assert [b.label for b in heard[1].letter.message.buttons] == ["签收"]
    assert {h.letter.message.purpose for h in heard} == {Purpose.NOTICE}  # not counted


def test_signed_in_time_brings_nothing(town: Town) -> None:
    town.assign(a_task())
    town.change(**SIGNED)
    assert town.until("2026-11-24 18:00") == []


def test_without_head_and_deputy_the_command_room_hears(town: Town) -> None:
    town.assign(a_task(owner_id="he"))
    heard = town.until("2026-11-20 18:00")
    assert told(heard) == [("11-20 12:00", "he"), ("11-20 16:00", "room")]
    assert "没有能顶上的B角" in heard[1].text
    assert town.task().offered_to is None


def test_the_new_owner_has_the_whole_time(town: Town) -> None:
    town.assign(a_task())
    town.now = local("2026-11-20 11:00")
    town.change(owner_id="he", assigned_at=town.now)
    assert told(town.until("2026-11-20 15:00")) == [("11-20 15:00", "he")]


def test_a_co_executor_who_does_not_sign(town: Town) -> None:
    town.assign(a_task(co_executors=(CoExecutor(person_id="li"),), **MOVED))
    assert told(town.until("2026-11-20 18:00")) == [("11-20 12:00", "li"), ("11-20 16:00", "sun")]


def test_an_urgent_task_at_night(town: Town) -> None:
    town.now = local("2026-11-20 22:00")
    town.assign(a_task(assigned_at=town.now, urgency=Urgency.URGENT))
    heard = town.until("2026-11-21 01:00")
    assert told(heard)[0] == ("11-20 22:30", "wang")
    assert ("11-21 00:00", "li") in told(heard)


def test_nobody_can_hear_it_so_the_next_step_is_taken_at_once(town: Town) -> None:
    away = {"leave_from": local("2026-11-20 09:00")}
    town.person("wang", **away)
    town.person("li", **away)
    town.assign(a_task())
    heard = town.until("2026-11-20 12:00")
    assert to("room", heard) == [
        "RW20261120-0001 现在没有人能接到消息",
        "RW20261120-0001 王五还没有签收,交办已2小时",
    ]
    assert to("sun", heard) == ["RW20261120-0001 王五还没有签收,交办已2小时"]
    assert town.until("2026-11-20 18:00") == []


def test_on_leave_the_deputy_is_reminded(town: Town) -> None:
    town.person("wang", leave_from=local("2026-11-20 09:00"))
    town.assign(a_task(reminders=(DAY_BEFORE,), **MOVED))
    assert told(town.until("2026-11-24 18:00")) == [("11-24 18:00", "li")]


def test_who_lost_every_account_is_not_the_one_to_tell(town: Town) -> None:
    def lose(desk: Desk) -> None:
        desk.stores.people.bind("test", "wang-1", "wang", desk.now)
        desk.stores.people.mark_unreachable("test", "wang-1", desk.now)

    town.act(lose)
    town.assign(a_task(reminders=(DAY_BEFORE,), **MOVED))
    assert told(town.until("2026-11-24 18:00")) == [("11-24 18:00", "li")]


# --- late -----------------------------------------------------------------------------------


def test_overdue_nags_say_something_new_each_time(town: Town) -> None:
    town.assign(a_task(last_feedback="等配件", **MOVED))
    town.until("2026-11-25 18:00")
    heard = [h for h in town.until("2026-12-04 18:00") if h.person == "wang"]
    assert [(h.at, h.first) for h in heard] == [
        ("11-26 10:30", "RW20261120-0001 第1次催办 已超期1个工作日"),
        ("11-26 16:00", "RW20261120-0001 第2次催办 已超期1个工作日"),
        ("11-27 16:00", "RW20261120-0001 第3次催办 已超期2个工作日"),
        ("11-30 16:00", "RW20261120-0001 第4次催办 已超期3个工作日"),
        ("12-03 10:30", "RW20261120-0001 第5次催办 已超期6个工作日"),
    ]
    assert "上次反馈:等配件" in heard[0].text
    assert len({h.text for h in heard}) == len(heard)


def test_the_cap_of_a_person_counts_messages(tmp_path: Path) -> None:
    nags = Nags(per_person=1)
    town = Town(tmp_path, "2026-11-20 10:00", Policy())
    for n in range(3):
        facts = {"id": f"t{n}", "number": f"RW20261120-000{n}", "nags": nags}
        town.assign(a_task(**facts, **MOVED))
    town.until("2026-11-25 18:00")
    heard = town.until("2026-11-26 18:00")
    assert [h.at for h in heard if h.person == "wang"] == ["11-26 10:30"] * 3
    town.database.close()


def test_what_comes_after_waits_for_the_next_slot(town: Town) -> None:
    town.assign(a_task(deadline=local("2026-11-20 21:00"), **MOVED))
    heard = town.until("2026-11-23 09:00")
    assert [(h.at, h.person) for h in heard] == [("11-23 08:00", "wang"), ("11-23 08:00", "zhao")]
    assert all(h.letter.message.bundle for h in heard)
    assert town.task().supervised


def test_a_whole_weekend_down_is_one_line_a_task(town: Town) -> None:
    often = (ReminderRule(ReminderKind.RECUR, "EVERY PT4H"),)
    for n in range(3):
        facts = {"id": f"t{n}", "number": f"RW20261120-000{n}", "reminders": often}
        town.assign(a_task(**facts, **MOVED))
    heard = town.jump("2026-11-23 09:00")
    assert told(heard) == [("11-23 09:00", "wang")] * 3
    assert all(h.letter.message.bundle for h in heard)


# --- the sweep itself -----------------------------------------------------------------------


def test_a_sweep_claims_so_many_and_says_so(town: Town) -> None:
    for n in range(3):
        facts = {"id": f"t{n}", "number": f"RW20261120-000{n}"}
        town.assign(a_task(reminders=(DAY_BEFORE,), **facts, **MOVED))
    town.now = local("2026-11-24 18:00")
    assert [town.act(sweep, 2), town.act(sweep, 2), town.act(sweep, 2)] == [2, 1, 0]


def test_the_auditor_finds_what_should_have_happened(town: Town) -> None:
    town.assign(a_task(**MOVED))
    assert town.act(audit) == []
    town.act(lambda desk: desk.stores.due.cancel("t1"))
    assert town.act(audit) == ["RW20261120-0001 没有排下一步"]
    town.now = local("2026-11-25 18:30")
    assert "RW20261120-0001 已过时限,却没有进入督办" in town.act(audit)
    town.change()
    assert town.act(audit) == ["有到点的步骤没有执行,最早的已等 30 分钟"]
    town.settle()
    assert town.act(audit) == []


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(20, "1分钟"), (899, "15分钟"), (3600, "1小时"), (7190, "2小时"), (5400, "1小时30分钟"),
     (86400, "1天"), (86400 + 3 * 3600, "1天3小时"), (46860, "13小时")],
)  # fmt: skip
def test_how_long_is_left(seconds: int, says: str) -> None:
    assert say_left(timedelta(seconds=seconds)) == says


def test_every_kind_has_its_step() -> None:
    assert set(STEPS) == set(DueKind)


async def test_one_row_that_cannot_be_done_holds_up_nobody(town: Town) -> None:
    """It is set aside for an hour; everything else of the batch happens."""
    town.assign(a_task(reminders=(DAY_BEFORE,), **MOVED))
    broken = Due(kind=DueKind.DIGEST, at=local("2026-11-24 17:00"), key="x", data={"name": "?"})
    town.act(lambda desk: desk.stores.due.plan(broken))
    town.now = local("2026-11-24 18:00")
    service = Service(
        database=town.database,
        policy=town.policy,
        clock=StandingClock(town.now),
        files=FileStore(Path("unused"), Sealer([KEY])),
    )
    with structlog.testing.capture_logs() as logs:
        assert await sweep_all(service) == 2
    assert [line["event"] for line in logs] == ["sweep_failed", "step_failed"]
    (left,) = town.act(lambda desk: desk.stores.due.pending(DueKind.DIGEST))
    assert left.at == local("2026-11-24 19:00")
    town.settle()
    assert to("wang", town.heard) == ["RW20261120-0001 还有1天到时限"]
