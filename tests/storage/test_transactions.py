"""An action happens as a whole or not at all, and nobody is told before the commit."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.database import Database, Stores
from storage.statements import Statement, pick
from storage.tables import TaskRow, table
from tasks.errors import ChangedMeanwhile, TaskError
from tests.storage.conftest import Open
from tests.storage.values import NOW, a_case, a_due, a_letter, a_petitioner, a_task


class Refused(TaskError):
    pass


def everything(stores: Stores) -> Stores:
    """One of each thing an action may write."""
    stores.cases.add(a_case(number="MT1"), a_petitioner())
    stores.tasks.add(a_task(case_id="case-1"))
    stores.due.plan(a_due())
    stores.outbox.add(a_letter(), NOW)
    stores.facts.put("word", "said")
    stores.numbers.next("RW", NOW.date())
    return stores


def what_is_there(stores: Stores) -> tuple[object, ...]:
    return (
        stores.cases.get("case-1"),
        stores.tasks.get("task-1"),
        stores.due.next_at(),
        stores.outbox.depth(),
        stores.facts.get("word"),
    )


def test_a_refused_action_leaves_no_trace(database: Database) -> None:
    def act(stores: Stores) -> None:
        everything(stores)
        raise Refused("不行")

    with pytest.raises(Refused):
        database.write_now(act)
    assert database.read_now(what_is_there) == (None, None, None, 0, None)
    assert database.write_now(lambda stores: stores.numbers.next("RW", NOW.date())) == 1


def test_a_commit_is_seen_by_readers(database: Database) -> None:
    database.write_now(everything)
    case, task, at, depth, word = database.read_now(what_is_there)
    assert case is not None
    assert task == database.read_now(lambda stores: stores.tasks.get("task-1"))
    assert (at, depth, word) == (NOW, 1, "said")


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"):
        database.read_now(lambda stores: stores.facts.put("word", "said"))


async def test_waiting_actions_share_a_commit_but_not_a_fate(database: Database) -> None:
    """A bug and a refusal in the middle take nothing of their neighbours with them."""

    def put(stores: Stores, number: int) -> int:
        stores.facts.put(f"fact-{number}", "kept")
        if number == 3:
            raise Refused("不行")
        if number == 5:
            raise ZeroDivisionError
        return number

    outcomes = await asyncio.gather(
        *(database.write(put, number) for number in range(8)), return_exceptions=True
    )
    kept = database.read_now(lambda s: [n for n in range(8) if s.facts.get(f"fact-{n}")])
    assert kept == [0, 1, 2, 4, 6, 7]
    assert isinstance(outcomes[3], Refused)
    assert isinstance(outcomes[5], ZeroDivisionError)
    assert [outcomes[n] for n in kept] == kept


async def test_nobody_hears_of_an_action_before_its_commit(database: Database) -> None:
    await database.write(lambda stores: stores.facts.put("word", "said"))
    assert await database.read(lambda stores: stores.facts.get("word")) == "said"


async def test_hooks_hear_what_was_touched(database: Database) -> None:
    heard: list[tuple[set[str], int]] = []
    database.on_commit.append(lambda topics: heard.append((topics, threading.get_ident())))

    def refused(stores: Stores) -> None:
        stores.outbox.add(a_letter(), NOW)
        raise Refused("不行")

    with pytest.raises(Refused):
        await database.write(refused)
    await database.write(lambda stores: stores.facts.put("word", "said"))
    assert heard == []
    await database.write(everything)
    assert heard == [({"outbox", "due"}, threading.get_ident())]


async def test_a_hook_that_fails_harms_nobody(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[set[str]] = []

    def broken(topics: set[str]) -> None:
        raise ZeroDivisionError

    database.on_commit += [broken, heard.append]
    await database.write(everything)
    assert heard == [{"outbox", "due"}]
    assert "commit_hook_failed" in caplog.text


def test_the_second_writer_loses(database: Database) -> None:
    database.write_now(everything)
    seen = database.read_now(lambda stores: stores.tasks.get("task-1"))
    assert seen is not None
    first = database.write_now(lambda stores: stores.tasks.save(seen))
    assert first.version == seen.version + 1

    def late(stores: Stores) -> None:
        stores.facts.put("word", "of the loser")
        stores.tasks.save(seen)

    with pytest.raises(ChangedMeanwhile):
        database.write_now(late)
    assert database.read_now(lambda stores: stores.facts.get("word")) == "said"


def test_of_two_at_once_one_wins(database: Database) -> None:
    """Both have read the same version before either writes."""
    database.write_now(everything)
    seen = database.read_now(lambda stores: stores.tasks.get("task-1"))
    assert seen is not None

    def close(_: int) -> bool:
        try:
            database.write_now(lambda stores: stores.tasks.save(seen))
        except ChangedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(close, range(8))) == 1


def test_numbers_have_no_gap_with_many_at_once(database: Database) -> None:
    def take(stores: Stores, turn: int) -> int:
        number = stores.numbers.next("RW", NOW.date())
        if turn % 3 == 0:
            raise Refused("不行")
        return number

    def attempt(turn: int) -> int | None:
        try:
            return database.write_now(take, turn)
        except Refused:
            return None

    with ThreadPoolExecutor(4) as pool:
        taken = [number for number in pool.map(attempt, range(30)) if number]
    assert sorted(taken) == list(range(1, 21))


def test_centres_do_not_see_each_other(open_database: Open) -> None:
    ours, theirs = open_database("main"), open_database("other")
    ours.write_now(everything)
    assert theirs.read_now(what_is_there) == (None, None, None, 0, None)
    theirs.write_now(everything)  # the same ids and numbers again
    assert theirs.write_now(lambda stores: len(stores.outbox.claim(NOW))) == 1
    assert ours.read_now(lambda stores: stores.outbox.depth()) == 1
    assert ours.write_now(lambda stores: len(stores.due.claim(NOW))) == 1
    assert theirs.read_now(lambda stores: stores.due.next_at()) == NOW


def test_a_query_without_its_centre_is_refused() -> None:
    tasks = table(TaskRow)
    everywhere = Statement(lambda: tasks.select())
    with pytest.raises(ValueError, match="without its centre"):
        everywhere.text("sqlite")
    assert ":centre_id" in Statement(lambda: pick(tasks, "id")).text("sqlite")


async def test_who_went_away_before_it_began_changes_nothing(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(stores: Stores) -> None:
        begun.set()
        go_on.wait(5)

    first = asyncio.ensure_future(database.write(slow))
    await asyncio.to_thread(begun.wait, 5)
    given_up = [asyncio.ensure_future(database.write(everything)) for _ in range(5)]
    await asyncio.sleep(0)
    for attempt in given_up:
        attempt.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)
    go_on.set()
    await first
    if database.dialect == "sqlite":  # there all wait for the one writer
        assert database.read_now(what_is_there)[0] is None
