"""The deadline, the secretary's queue, unanswered requests and leave, as the clock sees them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.actions.enter_queue import enter_queue
from bot.desk import Desk
from tasks.due import Due, DueKind
from tasks.errors import MoveNotAllowed, NotYours
from tasks.policy import Policy
from tasks.supervision import Decision, DecisionKind, Entry, EntryState, decide
from tasks.task import CoExecutor, CoStatus, Request, RequestKind, Status, Urgency
from tests.unit.calendars import local
from tests.unit.running_tasks import a_task
from tests.unit.town import Town, to, told

SIGNED: dict[str, Any] = {
    "status": Status.ACKNOWLEDGED,
    "acknowledged_at": local("2026-11-20 10:05"),
    "last_moved_at": local("2026-11-23 09:00"),
}
IN_QUEUE = "RW20261120-0001 到时限还没办结,已进入书记督办"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path, "2026-11-20 10:00", Policy())
    yield made
    made.database.close()


def entries(town: Town) -> tuple[Entry, ...]:
    return town.act(lambda desk: desk.stores.supervision.of_task("t1"))


def decided(town: Town, kind: DecisionKind, until: str) -> None:
    """A principal decides; the task itself stays as it is."""

    def act(desk: Desk) -> None:
        (entry, *_) = desk.stores.supervision.of_task("t1")
        decision = Decision(kind=kind, by="shu", at=desk.now, reason="抓紧", until=local(until))
        desk.stores.supervision.save(decide(entry, decision))

    town.act(act)
    town.change()


# --- at the deadline ------------------------------------------------------------------------


def test_at_the_deadline_the_task_enters_the_queue_and_each_hears_once(town: Town) -> None:
    parts = (
        CoExecutor(person_id="li", status=CoStatus.ACKNOWLEDGED),
        CoExecutor(person_id="he", status=CoStatus.CLOSED),
    )
    town.assign(a_task(co_executors=parts, cc_ids=("cc", "zhao"), **SIGNED))
    heard = town.until("2026-11-25 18:00")
    assert told(heard) == [("11-25 18:00", who) for who in ("wang", "li", "zhao", "cc")]
    assert {h.first for h in heard} == {IN_QUEUE}
    assert "包案领导:赵副镇长" in heard[0].text
    (entry,) = entries(town)
    assert (entry.state, entry.deadline) == (EntryState.WAITING, town.task().deadline)
    assert entry.responsible_leader_id == "zhao"
    assert (town.task().entry_id, town.task().supervised) == (entry.id, True)
    assert town.story() == ["到时限未办结,进入书记督办"]
    assert [due.kind for due in town.dues()] == [DueKind.OVERDUE_NAG]


def test_closed_in_time_never_enters(town: Town) -> None:
    town.assign(a_task(**SIGNED))
    town.now = local("2026-11-25 17:59")
    town.change(status=Status.CLOSED, closed_at=town.now)
    town.until("2026-11-26 18:00")
    assert entries(town) == ()


def test_a_paused_clock_does_not_run_out(town: Town) -> None:
    town.assign(a_task(**SIGNED))
    town.change(status=Status.PAUSED)
    assert town.until("2026-11-27 18:00") == []


def test_a_missing_leader_is_asked_for_once(town: Town) -> None:
    town.assign(a_task(owner_id="he", **SIGNED))
    heard = town.until("2026-11-27 18:00")
    assert to("room", heard) == ["RW20261120-0001 督办缺包案领导"]
    assert entries(town)[0].responsible_leader_id is None


def test_urgent_the_principals_hear_at_once(town: Town) -> None:
    task = a_task(urgency=Urgency.URGENT, deadline=local("2026-11-25 22:00"), **SIGNED)
    town.assign(task)
    heard = town.until("2026-11-25 22:00")
    assert told(heard) == [("11-25 22:00", who) for who in ("wang", "zhao", "shu")]
    assert all(not h.letter.message.bundle for h in heard)


def test_an_extension_nobody_answered_stands_beside_it(town: Town) -> None:
    asked = Request(
        id="r1", kind=RequestKind.EXTENSION, by="wang", at=local("2026-11-25 17:00"),
        reason="等配件", new_deadline=local("2026-11-30 18:00"),
    )  # fmt: skip
    town.assign(a_task(requests=(asked,), **SIGNED))
    heard = town.until("2026-11-26 10:30")
    assert "已申请延期,赵副镇长未批" in heard[0].text
    (nag,) = [h for h in heard if "催办" in h.first]
    assert "已申请延期,赵副镇长未批" in nag.text  # asked before it came into the queue


def test_a_new_deadline_missed_is_a_new_entry(town: Town) -> None:
    town.assign(a_task(**SIGNED))
    town.until("2026-11-26 09:00")
    decided(town, DecisionKind.LIMIT, "2026-11-30 18:00")
    town.change(deadline=local("2026-11-30 18:00"), last_moved_at=town.now)
    assert to("wang", town.until("2026-11-30 17:00")) == []  # no nag of the old deadline
    assert IN_QUEUE in to("wang", town.until("2026-11-30 18:00"))
    new, old = entries(town)
    assert (old.state, new.state) == (EntryState.ENDED, EntryState.WAITING)
    assert town.task().entry_id == new.id


# --- by hand --------------------------------------------------------------------------------


def put_in(town: Town, who: str = "room", cause: str = "群众连续来访") -> None:
    def act(desk: Desk) -> None:
        task = desk.task("RW20261120-0001")
        enter_queue(desk, task, manual_by=desk.roster[who], cause=cause)

    town.act(act)
    town.settle()


def test_by_hand_with_a_cause_and_marked(town: Town) -> None:
    town.assign(a_task(**SIGNED))
    put_in(town)
    assert told(town.heard) == [("11-20 10:00", "wang"), ("11-20 10:00", "zhao")]
    assert "原因:群众连续来访" in town.heard[0].text
    assert (entries(town)[0].manual, entries(town)[0].cause) == (True, "群众连续来访")
    with pytest.raises(MoveNotAllowed, match="已经在督办中"):
        put_in(town)


def test_who_may_put_a_task_in(town: Town) -> None:
    town.assign(a_task(**SIGNED))
    with pytest.raises(NotYours):
        put_in(town, who="he")
    put_in(town, who="zhao")
    assert to("zhao", town.heard) == []  # their own answer is the command's


def test_by_hand_then_the_deadline_comes(town: Town) -> None:
    town.assign(a_task(**SIGNED))
    put_in(town)
    decided(town, DecisionKind.TALK, "2026-12-01 15:00")
    heard = town.until("2026-11-25 18:00")
    assert IN_QUEUE in to("wang", heard)
    (entry,) = entries(town)
    assert (entry.state, entry.manual) == (EntryState.WAITING, True)
    assert IN_QUEUE not in to("wang", town.until("2026-12-05 18:00"))


def test_lifted_and_then_late(town: Town) -> None:
    town.assign(a_task(**SIGNED))
    put_in(town)
    decided(town, DecisionKind.LIFT, "2026-12-01 15:00")
    town.change(entry_id=None)
    assert IN_QUEUE in to("wang", town.until("2026-11-25 18:00"))
    (entry,) = entries(town)
    assert (entry.state, entry.manual, entry.ended_at) == (EntryState.WAITING, False, None)


def test_lifted_after_the_deadline_stays_lifted(town: Town) -> None:
    town.assign(a_task(**SIGNED))
    town.until("2026-11-25 18:00")
    decided(town, DecisionKind.LIFT, "2026-12-01 15:00")
    town.change(entry_id=None)
    town.until("2026-12-05 18:00")
    assert entries(town)[0].state is EntryState.ENDED


# --- what the queue waits for ---------------------------------------------------------------


def test_a_plan_that_is_owed_is_asked_for_each_working_day(town: Town) -> None:
    town.assign(a_task(**SIGNED))
    town.until("2026-11-25 18:00")
    decided(town, DecisionKind.PLAN, "2026-11-27 18:00")
    heard = town.until("2026-12-01 18:00")
    assert [(h.at, h.first) for h in heard if h.person == "wang"] == [
        ("11-27 18:00", "RW20261120-0001 处置方案还没有报"),
        ("11-30 10:30", "RW20261120-0001 处置方案还没有报,已超期1个工作日"),
        ("12-01 10:30", "RW20261120-0001 处置方案还没有报,已超期2个工作日"),
    ]
    assert "领导的话:抓紧" in heard[0].text


def test_after_the_talk_it_comes_back(town: Town) -> None:
    town.assign(a_task(**SIGNED))
    town.until("2026-11-25 18:00")
    decided(town, DecisionKind.TALK, "2026-11-27 15:00")
    town.until("2026-11-27 15:00")
    assert entries(town)[0].state is EntryState.WAITING
    assert "到了再议的时间,回到督办队列" in town.story()


# --- requests -------------------------------------------------------------------------------


def an_extension() -> Request:
    return Request(
        id="r1", kind=RequestKind.EXTENSION, by="wang", at=local("2026-11-23 09:00"),
        reason="等配件", new_deadline=local("2026-12-30 18:00"),
    )  # fmt: skip


def test_an_approver_who_does_not_answer(town: Town) -> None:
    task = a_task(requests=(an_extension(),), deadline=local("2026-12-20 18:00"), **SIGNED)
    town.assign(task)
    heard = town.until("2026-11-24 12:00")
    assert told(heard) == [
        ("11-23 11:00", "zhao"), ("11-23 15:00", "qian"), ("11-24 08:00", "wang")
    ]  # fmt: skip
    assert heard[0].first == "RW20261120-0001 王五 的延期申请等答复,已2小时"
    assert "原来请 赵副镇长 批" in heard[1].text
    assert [b.value for b in heard[1].letter.message.buttons] == [
        "同意 RW20261120-0001",
        "驳回 RW20261120-0001",
    ]
    assert heard[2].first == "RW20261120-0001 你的延期申请还没有答复,已报主要领导"


def test_a_return_is_the_command_rooms(town: Town) -> None:
    asked = replace(an_extension(), kind=RequestKind.RETURN, new_deadline=None)
    town.assign(a_task(requests=(asked,), deadline=local("2026-12-20 18:00"), **SIGNED))
    heard = town.until("2026-11-23 18:00")
    assert told(heard) == [("11-23 11:00", "room")]


# --- leave ----------------------------------------------------------------------------------


def test_leave_begins_and_ends(town: Town) -> None:
    far = local("2026-12-20 18:00")
    town.assign(a_task(deadline=far, **{**SIGNED, "last_moved_at": local("2026-11-23 16:00")}))
    town.assign(a_task(id="t2", number="RW20261120-0002", deadline=far, **SIGNED))
    begins, ends = local("2026-11-23 09:00"), local("2026-11-24 09:00")
    town.person("wang", leave_from=begins, leave_until=ends)
    town.act(
        lambda desk: desk.stores.due.plan(
            Due(kind=DueKind.LEAVE_STARTS, at=begins, person_id="wang", key="leave:wang"),
            Due(kind=DueKind.LEAVE_ENDS, at=ends, person_id="wang", key="back:wang"),
        )
    )
    heard = town.until("2026-11-23 18:00")
    assert told(heard) == [("11-23 09:00", "li")]
    assert heard[0].first == "王五 请假到 明天 09:00(11月24日 周二),期间 2 件由你代办"
    town.change(lent_to="li")
    heard = town.until("2026-11-24 09:00")
    assert [(h.person, h.first) for h in heard] == [
        ("li", "王五 已回来,代办的 2 件还给本人,谢谢"),
        ("wang", "你回来了,手上还有 2 件没办完"),
    ]
    assert town.task().lent_to is None
    assert "王五 已回来,由本人继续办理" in town.story()


def test_who_took_over_a_silent_owners_task_keeps_it(town: Town) -> None:
    away = local("2026-11-23 09:00")
    town.assign(a_task(offered_to="li", lent_to="li", **SIGNED))
    town.person("wang", leave_from=away, leave_until=away)
    row = Due(kind=DueKind.LEAVE_ENDS, at=away, person_id="wang", key="back:wang")
    town.act(lambda desk: desk.stores.due.plan(row))
    town.until("2026-11-23 10:00")
    assert town.task().lent_to == "li"
