"""Tasks, who has a part in them, and the lists people ask for."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from storage.database import Database, Stores
from storage.ledger import TaskFilter
from storage.statements import Statement, pick
from storage.tables import ParticipantRow, table
from tasks.errors import ChangedMeanwhile
from tasks.policy import Ladder, Unsigned
from tasks.task import (
    CoExecutor,
    CoStatus,
    ReminderKind,
    ReminderRule,
    Request,
    RequestKind,
    Status,
    Task,
    Urgency,
)
from tests.storage.values import DAY, HOUR, NOW, a_case, a_petitioner, a_task, an_entry


def add(database: Database, *tasks: Task) -> None:
    def act(stores: Stores) -> None:
        for task in tasks:
            stores.tasks.add(task)

    database.write_now(act)


def ids(database: Database, find: Callable[[Stores], tuple[Task, ...]]) -> list[str]:
    return [task.id for task in database.read_now(find)]


def _open_for(stores: Stores, person_id: str) -> tuple[Task, ...]:
    return stores.tasks.open_for(person_id)


def test_a_task_comes_back_as_it_went_in(database: Database) -> None:
    task = a_task(
        co_executors=(CoExecutor(person_id="eve", status=CoStatus.CLOSED, result="好了"),),
        cc_ids=("zoe",),
        urgency=Urgency.URGENT,
        reminders=(ReminderRule(ReminderKind.OFFSET, "-P1D"),),
        ladder=Ladder(ordinary=Unsigned(again=7, head=9)),
        profile=(5, "working_day"),
        requests=(
            Request(id="r1", kind=RequestKind.EXTENSION, by="bob", at=NOW, reason="等料",
                    new_deadline=NOW + 3 * DAY),
        ),
        lent_to="dan",
    )  # fmt: skip
    add(database, task)
    assert database.read_now(lambda s: s.tasks.get("task-1")) == task
    assert database.read_now(lambda s: s.tasks.by_number(task.number)) == task
    assert database.read_now(lambda s: s.tasks.get_many(["task-1", "none"])) == {"task-1": task}
    assert database.read_now(lambda s: s.tasks.get("task-2")) is None


def test_a_save_counts_on_and_an_older_one_loses(database: Database) -> None:
    task = a_task()
    add(database, task)
    closed = replace(task, status=Status.CLOSED, result="好了")
    saved = database.write_now(lambda s: s.tasks.save(closed))
    assert saved == replace(closed, version=2)
    assert database.read_now(lambda s: s.tasks.get("task-1")) == saved
    with pytest.raises(ChangedMeanwhile):
        database.write_now(lambda s: s.tasks.save(task))
    with pytest.raises(ChangedMeanwhile):
        database.write_now(lambda s: s.tasks.save(a_task("never-added")))


def test_participants_keep_step(database: Database) -> None:
    task = a_task(co_executors=(CoExecutor(person_id="eve"),), cc_ids=("zoe",))
    add(database, task)

    def hand_over(stores: Stores) -> None:
        found = stores.tasks.get("task-1")
        assert found is not None
        stores.tasks.save(replace(found, owner_id="dan", lent_to="flo", co_executors=()))

    database.write_now(hand_over)
    open_for = {
        person: [task.id for task in database.read_now(_open_for, person)]
        for person in ("bob", "eve", "dan", "flo")
    }
    assert open_for == {"bob": [], "eve": [], "dan": ["task-1"], "flo": ["task-1"]}
    raw = Statement(lambda: pick(table(ParticipantRow), "part", "person_id", "open"))
    rows = database.read_now(lambda s: sorted(s.transaction.rows(raw)))
    assert rows == [("cc", "zoe", 1), ("lent", "flo", 1), ("owner", "dan", 1)]


def test_a_person_sees_what_is_open_by_deadline(database: Database) -> None:
    works_along = (CoExecutor(person_id="bob"),)
    add(
        database,
        a_task("late", deadline=NOW - HOUR, status=Status.ACKNOWLEDGED),
        a_task("soon", deadline=NOW + HOUR, owner_id="dan", co_executors=works_along),
        a_task("later", deadline=NOW + DAY, status=Status.PAUSED, owner_id="dan", lent_to="bob"),
        a_task("over", status=Status.CLOSED),
        a_task("copy", owner_id="dan", cc_ids=("bob",)),
        a_task("old copy", owner_id="dan", cc_ids=("bob",), status=Status.CANCELLED),
    )  # fmt: skip
    assert ids(database, lambda s: s.tasks.open_for("bob")) == ["late", "soon", "later"]
    assert ids(database, lambda s: s.tasks.for_person("bob", Status.CLOSED)) == ["over"]
    assert len(ids(database, lambda s: s.tasks.for_person("bob"))) == 4
    assert ids(database, lambda s: s.tasks.cc_of("bob")) == ["copy"]
    both = ids(database, lambda s: s.tasks.cc_of("bob", open_only=False))
    assert both == ["copy", "old copy"]
    assert ids(database, lambda s: s.tasks.overdue(NOW)) == ["late"]
    assert ids(database, lambda s: s.tasks.overdue(NOW - HOUR)) == ["late"]
    assert ids(database, lambda s: s.tasks.with_status(Status.ASSIGNED, limit=1)) == ["soon"]


def test_other_lists(database: Database) -> None:
    def act(stores: Stores) -> None:
        stores.cases.add(a_case(), a_petitioner())
        stores.tasks.add(a_task("t1", case_id="case-1", provisional=True, number="RW20261120-0107"))
        stores.tasks.add(a_task("t2", case_id="case-1", created_at=NOW + HOUR, content="换灯泡"))
        stores.tasks.add(a_task("t3", creator_id="ann", provisional=True, status=Status.CANCELLED))

    database.write_now(act)
    assert ids(database, lambda s: s.tasks.of_case("case-1")) == ["t1", "t2"]
    assert ids(database, lambda s: s.tasks.created_by("dis", NOW)) == ["t2", "t1"]
    assert ids(database, lambda s: s.tasks.created_by("dis", NOW + HOUR)) == ["t2"]
    assert ids(database, lambda s: s.tasks.provisional()) == ["t1"]
    assert ids(database, lambda s: s.tasks.search("灯泡")) == ["t2"]
    assert ids(database, lambda s: s.tasks.ending("0107")) == ["t1"]


def test_a_page_of_the_ledger(database: Database) -> None:
    def act(stores: Stores) -> None:
        late = a_task("t1", deadline=NOW - HOUR)
        stores.tasks.add(late)
        stores.tasks.add(a_task("t2", owner_id="dan"))
        stores.tasks.add(a_task("t3", status=Status.STRUCK_OFF, created_at=NOW + HOUR))
        stores.supervision.add(an_entry(task=late))

    database.write_now(act)

    def page(wanted: TaskFilter) -> list[str]:
        return [task.id for task in database.read_now(lambda s: s.tasks.page(wanted)).rows]

    assert page(TaskFilter()) == ["t3", "t2", "t1"]
    assert page(TaskFilter(owner_ids=("dan", "eve"))) == ["t2"]
    assert page(TaskFilter(statuses=(Status.ASSIGNED,), due_before=NOW)) == ["t1"]
    assert page(TaskFilter(in_queue=True)) == ["t1"]
    assert page(TaskFilter(words=("路灯",), since=NOW + HOUR)) == ["t3"]
    counts = database.read_now(lambda s: s.tasks.counts())
    assert counts == {Status.ASSIGNED: 2, Status.STRUCK_OFF: 1}
