"""Facts cannot be changed, and whoever gets around that is found out."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest

from storage.database import Database, Stores
from storage.event_audit import Finding
from storage.postgres import conninfo
from storage.sqlite import sqlite_path
from tasks.events import Event, EventKind
from tests.storage.conftest import Open
from tests.storage.values import HOUR, NOW

Raw = Callable[[str], None]


def an_event(text: str = "已签收", kind: EventKind = EventKind.TASK_ACKNOWLEDGED) -> Event:
    return Event(kind=kind, at=NOW, actor_id="bob", text=text, data={"late": 2, "until": NOW})


@pytest.fixture
def filled(database: Database) -> Database:
    """Two streams of three events; the first two of each are sealed."""

    def first(stores: Stores) -> None:
        for stream in ("t1", "t2"):
            stores.events.append("task", stream, an_event("一"), an_event("二"))
        stores.events.seal(NOW)

    def then(stores: Stores) -> None:
        for stream in ("t1", "t2"):
            stores.events.append("task", stream, an_event("三"))

    database.write_now(first)
    database.write_now(then)
    return database


@pytest.fixture
def raw(url: str) -> Raw:
    """Somebody with the database's own tools, as far as the database lets them."""

    def run(statement: str) -> None:
        if url.startswith("sqlite"):
            with closing(sqlite3.connect(sqlite_path(url))) as connection:
                connection.execute("PRAGMA foreign_keys=OFF")
                connection.execute(statement)
                connection.commit()
        else:
            with psycopg.connect(conninfo(url)) as connection:
                connection.execute(statement.encode())

    return run


@pytest.fixture
def intruder(raw: Raw, url: str) -> Raw:
    """The same after the guards were taken away."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(sqlite_path(url))) as connection:
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.commit()
    else:
        raw("DROP FUNCTION refuse_change() CASCADE")
        raw("ALTER TABLE event_payloads DROP CONSTRAINT fk_event_payloads_events")
    return raw


def verify(database: Database) -> list[Finding]:
    return database.read_now(lambda s: s.events.verify())


def test_events_come_back_in_their_order(filled: Database) -> None:
    events = filled.read_now(lambda s: s.events.of("task", "t1"))
    assert [event.text for event in events] == ["一", "二", "三"]
    assert events[0] == an_event("一")
    assert filled.read_now(lambda s: s.events.of("case", "t1")) == ()
    assert verify(filled) == []


def test_several_events_of_one_action_are_one_chain(database: Database) -> None:
    def act(stores: Stores) -> None:
        stores.events.append("entry", "e1", an_event("一"))
        stores.events.append("entry", "e1", an_event("二"), an_event("三"))
        stores.events.append("entry", "e1")

    database.write_now(act)
    assert len(database.read_now(lambda s: s.events.of("entry", "e1"))) == 3
    assert verify(database) == []


def test_all_streams_are_read_on_from_where_one_was(filled: Database) -> None:
    first = filled.read_now(lambda s: s.events.since(0, limit=4))
    rest = filled.read_now(lambda s: s.events.since(first[-1][0]))
    assert [(stream, event.text) for _, _, stream, event in (*first, *rest)] == [
        ("t1", "一"), ("t1", "二"), ("t2", "一"), ("t2", "二"), ("t1", "三"), ("t2", "三"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET actor_id = 'eve'",
        "DELETE FROM events",
        "UPDATE event_payloads SET payload = '{}'",
        "UPDATE event_seals SET total = 0",
        "DELETE FROM event_seals",
    ],
)
def test_the_database_refuses_changes(filled: Database, raw: Raw, statement: str) -> None:
    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="append-only"):
        raw(statement)
    assert verify(filled) == []


@pytest.mark.parametrize("name", ["events", "event_payloads", "event_seals"])
def test_replacing_and_truncating_are_refused(
    filled: Database, raw: Raw, url: str, name: str
) -> None:
    """Plain triggers let both pass."""
    statement = f"TRUNCATE {name} CASCADE"
    if url.startswith("sqlite"):
        statement = f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}"  # noqa: S608 - our own names
    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="append-only"):
        raw(statement)
    assert verify(filled) == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_row_with_a_new_place_cannot_push_another_out(filled: Database, raw: Raw) -> None:
    """Only SQLite has INSERT OR REPLACE, which also replaces what has the same unique key."""
    columns = "centre_id, stream_kind, stream_id, position, kind, at, digest, previous, hash"
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw(f"INSERT OR REPLACE INTO events ({columns}) SELECT {columns} FROM events")  # noqa: S608 - our own names


def test_erasing_what_was_said_leaves_the_chain_whole(filled: Database) -> None:
    filled.write_now(lambda s: s.events.erase("task", "t1"))
    events = filled.read_now(lambda s: s.events.of("task", "t1"))
    assert [(event.text, dict(event.data)) for event in events] == [("(内容已清除)", {})] * 3
    assert events[0].kind is EventKind.TASK_ACKNOWLEDGED
    assert filled.read_now(lambda s: s.events.of("task", "t2"))[0].text == "一"
    assert verify(filled) == []


@pytest.mark.parametrize(
    ("tampering", "position", "what"),
    [
        (
            "UPDATE events SET actor_id = 'eve' WHERE stream_id = 't1' AND position = 2",
            2,
            "记录被改",
        ),
        ("UPDATE events SET at = at + 1 WHERE stream_id = 't1' AND position = 3", 3, "记录被改"),
        ("DELETE FROM events WHERE stream_id = 't1' AND position = 1", 2, "中间的记录被删"),
        (
            "UPDATE event_payloads SET payload = '{}' WHERE event_place ="
            " (SELECT place FROM events WHERE stream_id = 't1' AND position = 2)",
            2,
            "内容被改",
        ),
        ("DELETE FROM events WHERE stream_id = 't1' AND position >= 2", 2, "末尾的记录被删"),
        ("DELETE FROM events WHERE stream_id = 't1'", 1, "末尾的记录被删"),
    ],
)
def test_tampering_is_found(
    filled: Database, intruder: Raw, tampering: str, position: int, what: str
) -> None:
    intruder(tampering)
    found = [one for one in verify(filled) if one.stream_kind == "task"]
    assert found == [Finding("task", "t1", position, what)]


def test_a_lost_tail_changes_the_sealed_count(filled: Database, intruder: Raw) -> None:
    intruder("DELETE FROM events WHERE stream_id = 't1' AND position = 2")
    assert Finding("seal", "", 1, "记录总数与封存不符") in verify(filled)


def test_a_changed_or_lost_seal_is_found(filled: Database, intruder: Raw) -> None:
    filled.write_now(lambda s: s.events.seal(NOW + HOUR))
    assert verify(filled) == []
    intruder("UPDATE event_seals SET at = 0 WHERE position = 2")
    assert verify(filled) == [Finding("seal", "", 2, "封存被改")]
    intruder("DELETE FROM event_seals WHERE position = 1")
    assert Finding("seal", "", 1, "封存被删") in verify(filled)


def test_a_seal_is_made_only_when_something_happened(filled: Database) -> None:
    assert filled.write_now(lambda s: s.events.seal(NOW + HOUR))
    assert not filled.write_now(lambda s: s.events.seal(NOW + 2 * HOUR))


def test_an_event_cannot_move_to_another_centre(
    open_database: Open, filled: Database, intruder: Raw
) -> None:
    intruder("UPDATE events SET centre_id = 'other'")
    other = open_database("other")
    assert other.read_now(lambda s: s.events.verify()) != []


def test_a_fact_of_a_refused_action_is_not_kept(database: Database) -> None:
    def act(stores: Stores) -> None:
        stores.events.append("task", "t1", an_event())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write_now(act)
    database.write_now(lambda s: s.events.append("task", "t1", replace(an_event(), text="后来")))
    events = database.read_now(lambda s: s.events.of("task", "t1"))
    assert [event.text for event in events] == ["后来"]
    assert verify(database) == []
