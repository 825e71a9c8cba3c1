"""A disk or a server in trouble is said plainly, loses nothing acknowledged, and is forgiven."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from storage import sqlite
from storage.database import Database, Stores
from storage.errors import StorageUnavailable, WrongKey
from storage.postgres import PostgresEngine
from storage.sealing import Sealer
from storage.sqlite import sqlite_path
from tests.postgres import PostgresServer
from tests.storage.conftest import Open
from tests.storage.values import KEYS, NOW, OTHER_KEYS, a_letter, a_person

ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
ON_POSTGRES = pytest.mark.parametrize("url", ["postgres"], indirect=True)


def write(stores: Stores) -> None:
    stores.outbox.add(a_letter(), NOW)


def test_a_key_that_does_not_fit_is_refused(open_database: Open) -> None:
    open_database().close()
    with pytest.raises(WrongKey, match="DINGBAN_DATA_KEY"):
        open_database(keys=OTHER_KEYS)
    assert open_database().health().ok


@pytest.fixture
def full(open_database: Open, url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database that may not grow."""
    database = open_database()
    plain = sqlite.connect

    def without_room(path: Path) -> sqlite3.Connection:
        connection = plain(path)
        connection.execute("PRAGMA max_page_count=1")  # SQLite takes its present size instead
        return connection

    database.close()
    monkeypatch.setattr(sqlite, "connect", without_room)
    database = open_database()
    yield database
    monkeypatch.undo()


@ON_SQLITE
def test_a_full_disk_is_told_and_forgiven(full: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def much(stores: Stores) -> None:
        for n in range(2_000):
            stores.facts.put(f"fact {n}", "x" * 200)

    with pytest.raises(StorageUnavailable, match="磁盘已满"):
        full.write_now(much)
    assert not full.health().ok
    assert "磁盘已满" in str(full.health().cause)
    assert full.read_now(lambda s: s.facts.get("fact 1")) is None
    monkeypatch.undo()
    full.write_now(much)
    assert full.health().ok


@ON_SQLITE
def test_a_locked_database_is_told_and_forgiven(
    open_database: Open, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_MS", 50)
    database = open_database()
    with closing(sqlite3.connect(sqlite_path(url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable, match="占用"):
            database.write_now(write)
        assert not database.health().ok
        other.execute("ROLLBACK")
    database.write_now(write)
    assert database.health().ok
    assert database.read_now(lambda s: s.outbox.depth()) == 1


@ON_SQLITE
def test_a_damaged_file_is_told(open_database: Open, url: str) -> None:
    database = open_database()
    database.write_now(write)
    database.close()
    path = sqlite_path(url)
    content = bytearray(path.read_bytes())
    content[200:] = b"\xff" * (len(content) - 200)
    path.write_bytes(content)
    with pytest.raises(StorageUnavailable, match="损坏"):
        open_database()


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("这不是数据库" * 100)
    with pytest.raises(StorageUnavailable, match="损坏"):
        Database.open(f"sqlite:///{path}", sealer=Sealer(KEYS))


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(StorageUnavailable, match="建不了"):
        Database.open(f"sqlite:///{blocked}/dingban.db", sealer=Sealer(KEYS))


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "dingban.db"
    database = Database.open(f"sqlite:///{path}", sealer=Sealer(KEYS))
    database.write_now(write)
    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    database.close()
    assert set(modes.values()) == {0o600}
    assert "dingban.db-wal" in modes


@ON_SQLITE
def test_closing_finishes_what_is_queued(open_database: Open) -> None:
    database = open_database()
    begun, go_on = threading.Event(), threading.Event()

    def slow(stores: Stores) -> None:
        begun.set()
        go_on.wait(5)
        write(stores)

    waiting = threading.Thread(target=database.write_now, args=(slow,))
    waiting.start()
    begun.wait(5)
    closing_down = threading.Thread(target=database.close)
    closing_down.start()
    go_on.set()
    closing_down.join(5)
    waiting.join(5)
    assert open_database().read_now(lambda s: s.outbox.depth()) == 1


@ON_POSTGRES
def test_a_server_that_went_away_is_told_and_forgiven(
    open_database: Open, url: str, postgres_server: PostgresServer
) -> None:
    database = open_database()
    name = urlsplit(url).path.removeprefix("/")

    def thrown_out(stores: Stores) -> None:
        postgres_server.admin(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 - ours
        )
        write(stores)

    with pytest.raises(StorageUnavailable, match="连不上数据库"):
        database.write_now(thrown_out)
    assert not database.health().ok
    database.write_now(write)
    assert database.health().ok
    assert database.read_now(lambda s: s.outbox.depth()) == 1


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://nobody@/nothing?host={tmp_path}"
    with pytest.raises(StorageUnavailable, match="连不上数据库"):
        Database.open(url, sealer=Sealer(KEYS))


@ON_POSTGRES
def test_an_action_that_lost_a_race_is_run_again(database: Database) -> None:
    """Two copies put in the same new row; the later one starts over and sees it."""
    assert isinstance(database._engine, PostgresEngine)
    turns: list[bool] = []
    ready = threading.Barrier(2, timeout=10)

    def once(stores: Stores) -> None:
        missing = stores.people.get("bob") is None
        turns.append(missing)
        if missing:
            ready.wait()  # both have looked before either writes
            stores.people.add(a_person("bob"), None)

    threads = [threading.Thread(target=database.write_now, args=(once,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert turns == [True, True, False]
    assert len(database.read_now(lambda s: s.people.by_name("Bob"))) == 1
