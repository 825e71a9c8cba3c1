"""S3-12 on a real database: the result of a supervised task reaches the principals, then 销号."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.actions.carry_out import carry_out
from bot.actions.push_result import (
    end_quietly,
    may_strike_off,
    push_result,
    report_told,
    result_events,
    resume_entry,
    unread_results,
    untold,
)
from bot.desk import Desk
from tasks.errors import MoveNotAllowed
from tasks.lifecycle import close, reopen
from tasks.policy import Policy
from tasks.supervision import Entry, EntryState
from tasks.task import Status, Task
from tests.unit.calendars import local
from tests.unit.running_tasks import a_task
from tests.unit.town import Town

RESULT = "已更换灯泡"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A task that missed its deadline and has been in the queue since."""
    made = Town(tmp_path, "2026-11-20 10:00", Policy())
    made.assign(a_task(status=Status.ACKNOWLEDGED))
    made.until("2026-11-25 18:01")
    yield made
    made.database.close()


def finish(desk: Desk) -> Task:
    task = desk.stores.tasks.get("t1")
    assert task is not None
    saved = carry_out(desk, close(task, RESULT, desk.by(desk.roster["wang"])), desk.roster["wang"])
    return push_result(desk, saved)


def newest(town: Town) -> Entry:
    return town.act(lambda desk: desk.stores.supervision.of_task("t1"))[0]


def results(town: Town) -> list[str]:
    found = [h for h in town.heard if h.letter.message.template == "result_push"]
    return [f"{h.person} {RESULT in h.text}" for h in found]


def undeliverable(town: Town) -> None:
    """The platform refuses for good what waits for the secretary."""
    town.act(_refuse_all)


def _refuse_all(desk: Desk) -> None:
    for letter in desk.stores.outbox.claim(desk.now):
        if letter.message.template == "result_push":
            desk.stores.outbox.failed(letter.id, "gone", desk.now)
        else:
            desk.stores.outbox.dropped(letter.id, "test", desk.now)


def test_the_push_must_be_accepted_first(town: Town) -> None:
    task = town.act(finish)
    assert (newest(town).state, town.task().entry_id) == (EntryState.ENDED, None)
    why = town.act(may_strike_off, task)
    assert why is not None
    assert "周书记" in why
    town.settle()
    assert results(town) == ["shu True"]
    assert town.act(may_strike_off, town.task()) is None
    assert [event.text for event in town.act(result_events, town.task())] == ["结果已送达 周书记"]


def test_told_in_person_counts(town: Town) -> None:
    task = town.act(finish)
    undeliverable(town)
    assert [person.id for person in town.act(untold, task)] == ["shu"]
    town.act(
        lambda desk: report_told(desk, task, (desk.roster["shu"],), "当面", desk.roster["room"])
    )
    assert town.act(may_strike_off, town.task()) is None
    assert "陈指挥 已当面向 周书记 报告结果" in town.story()


def test_unreachable_has_the_result_on_the_queue(town: Town) -> None:
    town.act(lambda desk: desk.stores.people.bind("telegram", "77", "shu", desk.now))
    task = town.act(finish)
    undeliverable(town)
    assert town.act(may_strike_off, task) is not None
    town.act(lambda desk: desk.stores.people.mark_unreachable("telegram", "77", desk.now))
    assert town.act(may_strike_off, task) is None
    assert town.act(lambda desk: unread_results(desk, desk.roster["shu"])) == (task.number,)
    assert "收不到消息" in town.act(result_events, task)[0].text


def test_done_again_is_told_again(town: Town) -> None:
    town.act(finish)
    town.settle()
    town.now = local("2026-11-26 09:00")
    town.act(_redo)
    town.now = local("2026-11-26 15:00")
    town.act(finish)
    assert town.act(may_strike_off, town.task()) is not None
    town.settle()
    assert results(town) == ["shu True", "shu True"]


def test_a_close_taken_back_is_supervised_again(town: Town) -> None:
    town.act(finish)
    town.change(status=Status.ACKNOWLEDGED, closed_at=None, result=None)
    saved = town.act(resume_entry, town.task())
    assert newest(town).state is EntryState.WAITING
    assert saved.entry_id == newest(town).id


def test_called_off_leaves_the_queue_in_silence(town: Town) -> None:
    before = len(town.heard)
    saved = town.act(end_quietly, town.task())
    town.settle()
    assert (newest(town).state, saved.entry_id) == (EntryState.ENDED, None)
    assert len(town.heard) == before


def test_an_ordinary_task_is_not_held_up(town: Town) -> None:
    other = replace(
        a_task(id="t2", number="RW20261120-0002", status=Status.CLOSED),
        closed_at=town.now,
        result=RESULT,
    )
    assert town.act(may_strike_off, other) is None
    assert town.act(result_events, other) == ()
    assert town.act(push_result, other) is other
    with pytest.raises(MoveNotAllowed, match="不是已办结的督办件"):
        town.act(lambda desk: report_told(desk, other, (), "当面", desk.roster["room"]))


def _redo(desk: Desk) -> Task:
    task = desk.stores.tasks.get("t1")
    assert task is not None
    changed = reopen(task, "还是不亮", desk.by(desk.roster["room"]), desk.calendar)
    return carry_out(desk, changed, desk.roster["room"])
