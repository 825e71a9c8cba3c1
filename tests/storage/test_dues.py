"""What is due is claimed once, in order, and a key is planned once."""

from datetime import timedelta

from storage.database import Database
from tasks.due import DueKind
from tests.storage.values import DAY, HOUR, NOW, a_due


def test_what_is_due_is_claimed_once_oldest_first(database: Database) -> None:
    dues = [a_due(at=NOW - n * HOUR, data={"n": n}) for n in (1, 3, 2, -1)]
    database.write_now(lambda stores: stores.due.plan(*dues))
    claimed = database.write_now(lambda stores: stores.due.claim(NOW, limit=2))
    assert [due.data["n"] for due in claimed] == [3, 2]
    assert {due.state for due in claimed} == {"done"}
    assert [due.data["n"] for due in database.write_now(lambda s: s.due.claim(NOW))] == [1]
    assert database.write_now(lambda s: s.due.claim(NOW)) == ()
    assert database.read_now(lambda s: s.due.next_at()) == NOW + HOUR


def test_a_due_thing_comes_back_as_it_was_planned(database: Database) -> None:
    due = a_due(person_id="bob", key="k", data={"until": NOW, "times": [1, 2]})
    database.write_now(lambda stores: stores.due.plan(due))
    (found,) = database.read_now(lambda stores: stores.due.of_task("task-1"))
    assert (found.kind, found.at, found.person_id, found.key) == (due.kind, due.at, "bob", "k")
    assert found.data == due.data
    assert found.state == "pending"


def test_planning_a_pending_key_again_moves_it(database: Database) -> None:
    database.write_now(lambda s: s.due.plan(a_due(key="digest:bob", data={"n": 1})))
    database.write_now(lambda s: s.due.plan(a_due(key="digest:bob", at=NOW + DAY, data={"n": 2})))
    (found,) = database.read_now(lambda s: s.due.pending(DueKind.DEADLINE))
    assert (found.at, found.data) == (NOW + DAY, {"n": 2})


def test_a_key_done_at_that_time_is_not_done_again(database: Database) -> None:
    database.write_now(lambda s: s.due.plan(a_due(key="digest:bob")))
    database.write_now(lambda s: s.due.claim(NOW))
    database.write_now(lambda s: s.due.plan(a_due(key="digest:bob")))
    assert database.read_now(lambda s: s.due.next_at()) is None
    database.write_now(lambda s: s.due.plan(a_due(key="digest:bob", at=NOW + DAY)))
    assert database.read_now(lambda s: s.due.next_at()) == NOW + DAY


def test_cancelled_dues_can_be_planned_again(database: Database) -> None:
    database.write_now(lambda s: s.due.plan(a_due(key="a"), a_due(key="b", kind=DueKind.REMINDER)))
    database.write_now(lambda s: s.due.cancel("task-1", DueKind.REMINDER))
    assert [d.key for d in database.read_now(lambda s: s.due.pending(DueKind.DEADLINE))] == ["a"]
    assert database.read_now(lambda s: s.due.pending(DueKind.REMINDER)) == ()
    database.write_now(lambda s: s.due.cancel("task-1"))
    assert database.read_now(lambda s: s.due.next_at()) is None
    database.write_now(lambda s: s.due.plan(a_due(key="a")))
    assert database.read_now(lambda s: s.due.next_at()) == NOW


def test_one_key_can_be_cancelled(database: Database) -> None:
    database.write_now(lambda s: s.due.plan(a_due(key="a")))
    assert database.write_now(lambda s: s.due.cancel_key("a"))
    assert not database.write_now(lambda s: s.due.cancel_key("a"))


def test_ten_thousand_due_are_claimed_in_batches(database: Database) -> None:
    dues = [a_due(at=NOW - timedelta(seconds=n % 7), data={"n": n}) for n in range(10_000)]
    database.write_now(lambda stores: stores.due.plan(*dues))
    claimed = [database.write_now(lambda s: s.due.claim(NOW, 4_000)) for _ in range(4)]
    assert [len(batch) for batch in claimed] == [4_000, 4_000, 2_000, 0]
    assert len({due.id for batch in claimed for due in batch}) == 10_000
    times = [due.at for batch in claimed for due in batch]
    assert times == sorted(times)
