"""Queue entries, chats, numbers, the calendar and facts."""

from dataclasses import replace
from datetime import date

import pytest

from storage.database import Database, Stores
from storage.statements import Statement, pick
from storage.tables import ChatRow, table
from tasks.errors import ChangedMeanwhile
from tasks.supervision import Decision, DecisionKind, Entry, EntryState
from tests.storage.conftest import Open
from tests.storage.values import DAY, HOUR, NOW, a_task, an_entry

LATE = NOW - HOUR


@pytest.fixture
def entry(database: Database) -> Entry:
    task = a_task(deadline=LATE)
    entry = an_entry(task=task)

    def act(stores: Stores) -> None:
        stores.tasks.add(task)
        stores.supervision.add(entry)

    database.write_now(act)
    return entry


def test_an_entry_comes_back_as_it_went_in(database: Database, entry: Entry) -> None:
    lift = Decision(kind=DecisionKind.LIMIT, by="sec", at=NOW, reason="抓紧", until=NOW + DAY)
    decided = replace(entry, state=EntryState.DECIDED, decisions=(lift,), reason="等料")
    saved = database.write_now(lambda s: s.supervision.save(decided))
    assert saved == replace(decided, version=2)
    assert database.read_now(lambda s: s.supervision.get("entry-1")) == saved
    assert database.read_now(lambda s: s.supervision.open_of_task("task-1")) == saved
    assert database.read_now(lambda s: s.supervision.by_deadline("task-1", LATE)) == saved
    assert database.read_now(lambda s: s.supervision.by_deadline("task-1", NOW)) is None
    with pytest.raises(ChangedMeanwhile):
        database.write_now(lambda s: s.supervision.save(decided))


def test_one_missed_deadline_has_one_entry(database: Database, entry: Entry) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"):
        database.write_now(lambda s: s.supervision.add(replace(entry, id="entry-2")))
    ended = replace(entry, state=EntryState.ENDED, ended_at=NOW)
    database.write_now(lambda s: s.supervision.save(ended))
    database.write_now(
        lambda s: s.supervision.add(replace(entry, id="e2", deadline=NOW, since=NOW))
    )
    entries = database.read_now(lambda s: s.supervision.of_task("task-1"))
    assert [one.id for one in entries] == ["e2", "entry-1"]
    found = database.read_now(lambda s: s.supervision.open_of_task("task-1"))
    assert found is not None
    assert found.id == "e2"


def test_the_queue_shows_the_oldest_first(database: Database, entry: Entry) -> None:
    def act(stores: Stores) -> None:
        for name, state in (("plan", EntryState.PLAN_REVIEW), ("over", EntryState.ENDED)):
            task = a_task(f"task of {name}", deadline=LATE - DAY)
            stores.tasks.add(task)
            stores.supervision.add(an_entry(name, task, state=state))

    database.write_now(act)
    queue = database.read_now(lambda s: s.supervision.queue())
    assert [one.id for one in queue] == ["plan", "entry-1"]
    waiting = database.read_now(lambda s: s.supervision.queue(EntryState.WAITING))
    assert [one.id for one in waiting] == ["entry-1"]


def test_a_chat_remembers_its_draft_sealed(database: Database) -> None:
    state = {"draft": {"until": NOW, "words": "张三家漏水"}, "shown": ["RW1"]}
    database.write_now(lambda s: s.chats.put("webchat:bob:direct", state, NOW))
    assert database.read_now(lambda s: s.chats.get("webchat:bob:direct")) == state
    assert database.read_now(lambda s: s.chats.get("webchat:eve:direct")) == {}
    raw = Statement(lambda: pick(table(ChatRow), "state"))
    assert "张三".encode() not in bytes(database.read_now(lambda s: s.transaction.rows(raw))[0][0])
    assert database.read_now(lambda s: s.chats.with_draft()) == (("webchat:bob:direct", state),)
    database.write_now(lambda s: s.chats.put("webchat:bob:direct", {"draft": None}, NOW))
    assert database.read_now(lambda s: s.chats.with_draft()) == ()


def test_numbers_count_per_series_and_day(database: Database) -> None:
    today, tomorrow = NOW.date(), (NOW + DAY).date()

    def take(stores: Stores) -> list[int]:
        numbers = stores.numbers
        return [
            numbers.next("RW", today),
            numbers.next("RW", today),
            numbers.next("MT", today),
            numbers.next("RW", tomorrow),
            numbers.next("said"),
        ]

    assert database.write_now(take) == [1, 2, 1, 1, 1]
    assert database.write_now(take) == [3, 4, 2, 2, 2]


def test_centres_count_for_themselves(open_database: Open) -> None:
    for centre in ("main", "other"):
        database = open_database(centre)
        assert database.write_now(lambda s: s.numbers.next("RW", NOW.date())) == 1


def test_a_year_can_be_taken_over_again(open_database: Open) -> None:
    here, there = open_database(), open_database()
    assert here.read_now(lambda s: (dict(s.calendar.exceptions()), s.calendar.years())) == (
        {},
        frozenset(),
    )
    first = {date(2026, 10, 1): False, date(2026, 10, 10): True}
    there.write_now(lambda s: s.calendar.replace_year(2026, first))
    assert here.read_now(lambda s: s.calendar.exceptions()) == first
    corrected = {date(2026, 10, 1): False, date(2026, 9, 20): True}
    there.write_now(lambda s: s.calendar.replace_year(2026, corrected))
    there.write_now(lambda s: s.calendar.replace_year(2027, {date(2027, 1, 1): False}))
    assert here.read_now(lambda s: s.calendar.exceptions()) == {
        **corrected,
        date(2027, 1, 1): False,
    }
    assert here.read_now(lambda s: s.calendar.years()) == {2026, 2027}
    assert here.read_now(lambda s: s.calendar.exceptions()) is here.read_now(
        lambda s: s.calendar.exceptions()
    )


def test_a_fact_is_replaced(database: Database) -> None:
    assert database.read_now(lambda s: s.facts.get("policy")) is None
    database.write_now(lambda s: s.facts.put("policy", "v1"))
    database.write_now(lambda s: s.facts.put("policy", "v2"))
    assert database.read_now(lambda s: s.facts.get("policy")) == "v2"
