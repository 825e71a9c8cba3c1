"""What each decision does to the task and its due rows, and who hears it, on a real database."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.actions.enter_queue import enter_queue
from bot.actions.queue_steps import hand_in_plan, set_leader, state_reason
from bot.actions.rulings import Ruled, Ruling, rule
from bot.desk import Desk
from tasks.deadlines import CHINA
from tasks.due import DueKind
from tasks.errors import ChangedMeanwhile, MoveNotAllowed, NotYours, Unclear
from tasks.policy import Policy
from tasks.supervision import DecisionKind, Entry, EntryState
from tasks.task import Request, RequestKind, RequestState, Status
from tests.unit.calendars import local
from tests.unit.running_tasks import a_task
from tests.unit.town import Town, to

WEDNESDAY = local("2026-12-02 18:00")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A signed task that missed its deadline a minute ago."""
    made = Town(tmp_path, "2026-11-20 10:00", Policy())
    made.assign(a_task(status=Status.ACKNOWLEDGED, cc_ids=("cc",)))
    made.until("2026-11-25 18:01")
    yield made
    made.database.close()


def decide(town: Town, kind: DecisionKind, by: str = "shu", **more: Any) -> Ruled:
    person = more.pop("person", None)

    def ruled(desk: Desk) -> Ruled:
        task = desk.stores.tasks.get("t1")
        assert task is not None
        whom = desk.roster[person] if person else None
        return rule(desk, task, Ruling(kind=kind, person=whom, **more), desk.roster[by])

    found = town.act(ruled)
    town.settle()
    return found


def entry(town: Town) -> Entry:
    return town.act(lambda desk: desk.stores.supervision.of_task("t1"))[0]


def due(town: Town, kind: DueKind) -> list[str]:
    rows = (row for row in town.dues() if row.kind is kind)
    return [f"{row.at.astimezone(CHINA):%m-%d %H:%M}" for row in rows]


def asked_for(until: datetime) -> Request:
    return Request(
        id="r1", kind=RequestKind.EXTENSION, by="wang", at=local("2026-11-25 09:00"),
        reason="等配件", new_deadline=until,
    )  # fmt: skip


def test_a_limit_is_the_new_deadline_and_told_once_to_each(town: Town) -> None:
    before = len(town.heard)
    decide(town, DecisionKind.LIMIT, until=WEDNESDAY, reason="群众电话13800000001,很急")
    assert town.task().deadline == WEDNESDAY
    assert due(town, DueKind.DEADLINE) == ["12-02 18:00"]
    heard = town.heard[before:]
    assert sorted(h.person for h in heard) == ["cc", "wang", "zhao"]
    assert all("13800000001" not in h.text for h in heard)
    assert "13800000001" not in entry(town).decisions[0].reason


def test_a_limit_leaves_no_extension_to_answer(town: Town) -> None:
    town.change(requests=(asked_for(local("2026-12-09 18:00")),))
    decide(town, DecisionKind.LIMIT, until=WEDNESDAY)
    assert town.task().requests[0].state is RequestState.WITHDRAWN


@pytest.mark.parametrize("said", [None, WEDNESDAY])
def test_an_extension_is_granted_as_asked_or_as_said(town: Town, said: datetime | None) -> None:
    asked = local("2026-12-09 18:00")
    town.change(requests=(asked_for(asked),))
    decide(town, DecisionKind.EXTEND, until=said)
    assert town.task().deadline == (said or asked)
    assert town.task().requests[0].state is RequestState.AGREED


def test_an_extension_to_a_time_gone_by_asks_for_another(town: Town) -> None:
    town.change(requests=(asked_for(local("2026-11-25 18:00")),))
    with pytest.raises(Unclear, match="延到什么时候"):
        decide(town, DecisionKind.EXTEND)


def test_a_transfer_without_a_time_gets_three_working_days(town: Town) -> None:
    ruled = decide(town, DecisionKind.TRANSFER, person="li", reason="他熟悉线路")
    assert ruled.ruling.default
    assert (town.task().owner_id, town.task().status) == ("li", Status.ASSIGNED)
    assert town.task().deadline == local("2026-11-30 18:00")
    assert any("改派" in text for text in to("wang", town.heard))


def test_a_transfer_before_the_deadline_keeps_it(town: Town) -> None:
    town.assign(a_task(id="t2", number="RW20261120-0002", deadline=WEDNESDAY))
    saved = town.act(_by_hand, "t2")
    ruled = town.act(
        lambda desk: rule(
            desk,
            saved,
            Ruling(kind=DecisionKind.TRANSFER, person=desk.roster["li"]),
            desk.roster["shu"],
        )
    )
    assert ruled.task.deadline == WEDNESDAY
    assert not ruled.ruling.default


def test_a_talk_comes_back_with_the_owner_and_leader_told(town: Town) -> None:
    before = len(town.heard)
    decide(town, DecisionKind.TALK, until=local("2026-11-26 10:00"))
    assert due(town, DueKind.LOOK_AGAIN) == ["11-26 10:00"]
    assert sorted(h.person for h in town.heard[before:]) == ["wang", "zhao"]
    town.until("2026-11-26 10:00")
    assert entry(town).back_from is DecisionKind.TALK


def test_a_plan_is_owed_by_default_in_three_working_days(town: Town) -> None:
    ruled = decide(town, DecisionKind.PLAN)
    assert ruled.ruling.default
    assert due(town, DueKind.PLAN_DUE) == ["11-30 18:00"]
    assert due(town, DueKind.OVERDUE_NAG) == []


def test_a_plan_with_its_own_date_sets_the_deadline(town: Town) -> None:
    decide(town, DecisionKind.PLAN)
    town.act(_hand_in, WEDNESDAY)
    assert entry(town).state is EntryState.PLAN_REVIEW
    assert due(town, DueKind.PLAN_DUE) == []
    decide(town, DecisionKind.PLAN_AGREED)
    assert town.task().deadline == WEDNESDAY
    assert entry(town).state is EntryState.DECIDED


def test_a_plan_without_a_date_gets_three_working_days(town: Town) -> None:
    decide(town, DecisionKind.PLAN)
    town.act(_hand_in, None)
    assert decide(town, DecisionKind.PLAN_AGREED).ruling.default
    assert town.task().deadline == local("2026-11-30 18:00")


def test_lifted_is_lifted(town: Town) -> None:
    decide(town, DecisionKind.LIFT, reason="已移交县里")
    assert (entry(town).state, town.task().entry_id) == (EntryState.ENDED, None)
    assert due(town, DueKind.DEADLINE) == []
    town.until("2026-11-27 18:00")
    assert len(town.act(lambda desk: desk.stores.supervision.of_task("t1"))) == 1
    with pytest.raises(MoveNotAllowed, match="不在督办中"):
        decide(town, DecisionKind.PLAN)


def test_a_leader_is_looked_at_again_after_five_working_days(town: Town) -> None:
    decide(town, DecisionKind.LEADER, person="qian")
    assert entry(town).responsible_leader_id == "qian"
    assert due(town, DueKind.LOOK_AGAIN) == ["12-02 18:00"]
    with pytest.raises(MoveNotAllowed, match="班子领导"):
        decide(town, DecisionKind.LEADER, person="li")


@pytest.mark.parametrize("by", ["room", "zhao", "wang", "he"])
def test_nobody_else_decides(town: Town, by: str) -> None:
    with pytest.raises(NotYours, match="周书记"):
        decide(town, DecisionKind.LIMIT, by=by, until=WEDNESDAY)
    assert entry(town).decisions == ()


def test_a_decision_on_an_old_entry_loses(town: Town) -> None:
    seen = entry(town)
    decide(town, DecisionKind.PLAN)
    with pytest.raises(ChangedMeanwhile):
        town.act(lambda desk: desk.stores.supervision.save(seen))


def test_the_room_fills_in_a_missing_leader(town: Town) -> None:
    town.assign(a_task(id="t2", number="RW20261120-0002", owner_id="he", deadline=WEDNESDAY))
    saved = town.act(_by_hand, "t2")
    town.settle()
    assert any("包案" in h.text for h in town.heard if h.person == "room")
    named = town.act(lambda desk: set_leader(desk, saved, desk.roster["zhao"], desk.roster["room"]))
    town.settle()
    assert (named.responsible_leader_id, named.state) == ("zhao", EntryState.WAITING)
    assert to("zhao", town.heard)[-1].startswith("RW20261120-0002 督办件的包案领导是 赵副镇长")


def test_the_leader_states_the_reason_and_files_the_plan(town: Town) -> None:
    task = town.task()
    town.act(lambda desk: state_reason(desk, task, "产权有争议", desk.roster["zhao"]))
    assert entry(town).reason == "产权有争议"
    task = town.task()
    with pytest.raises(NotYours, match="王五"):
        town.act(lambda desk: state_reason(desk, task, "不清楚", desk.roster["he"]))


def _by_hand(desk: Desk, task_id: str) -> Any:
    task = desk.stores.tasks.get(task_id)
    assert task is not None
    return enter_queue(desk, task, manual_by=desk.roster["room"], cause="群众多次来访")


def _hand_in(desk: Desk, until: datetime | None) -> Entry:
    task = desk.stores.tasks.get("t1")
    assert task is not None
    return hand_in_plan(desk, task, "先清淤再硬化", desk.roster["wang"], until=until)
