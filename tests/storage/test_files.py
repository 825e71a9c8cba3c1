"""Attachments on disk and copies of the database."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from storage import backup as backups
from storage.backup import backup
from storage.database import Database
from storage.errors import StorageError, StorageUnavailable
from storage.files import FileStore
from storage.sealing import Sealer
from storage.sqlite import sqlite_path
from tests.storage.values import KEYS, NOW, OTHER_KEYS, a_letter


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files", Sealer(KEYS))


def stored(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_a_file_comes_back_and_is_unreadable_on_disk(files: FileStore, tmp_path: Path) -> None:
    content = "张三家门口的照片".encode() * 100
    name = files.put(content)
    assert files.get(name) == content
    (path,) = stored(tmp_path)
    assert path.name == name
    assert "张三".encode() not in path.read_bytes()


def test_the_same_content_is_one_file_named_by_the_key(files: FileStore, tmp_path: Path) -> None:
    assert files.put(b"photo") == files.put(b"photo")
    assert len(stored(tmp_path)) == 1
    assert FileStore(tmp_path / "others", Sealer(OTHER_KEYS)).put(b"photo") != files.put(b"photo")


def test_a_large_photo(files: FileStore) -> None:
    content = bytes(range(256)) * 4096 * 26  # 26 MB
    assert files.get(files.put(content)) == content


@pytest.mark.parametrize(
    "name", ["../secret", "a/b", "", "ab", "G" * 64, "a" * 64 + "\n", "/etc/passwd"]
)
def test_only_our_own_names_lead_anywhere(files: FileStore, name: str) -> None:
    with pytest.raises(FileNotFoundError):
        files.get(name)
    with pytest.raises(FileNotFoundError):
        files.has(name)


def test_a_file_that_is_not_there(files: FileStore) -> None:
    assert not files.has("ab" * 32)
    with pytest.raises(FileNotFoundError):
        files.get("ab" * 32)


def test_a_folder_without_room_is_told_and_keeps_nothing(
    files: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageUnavailable, match="附件存不了"):
        files.put(b"photo")
    assert stored(tmp_path) == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_backup_beside_a_busy_writer_is_whole(
    database: Database, url: str, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write_on() -> None:
        while not stop.is_set():
            database.write_now(lambda s: [s.outbox.add(a_letter(), NOW) for _ in range(10)])

    writer = threading.Thread(target=write_on)
    writer.start()
    target = tmp_path / "copies" / "today.db"
    try:
        for _ in range(3):
            backup(sqlite_path(url), target)
    finally:
        stop.set()
        writer.join()
    with closing(sqlite3.connect(target)) as copy:
        (count,) = copy.execute("SELECT count(*) FROM outbox").fetchone()
    assert count % 10 == 0
    assert [path.name for path in target.parent.iterdir()] == ["today.db"]
    restored = Database.open(f"sqlite:///{target}", sealer=Sealer(KEYS))
    assert restored.read_now(lambda s: s.outbox.depth()) == count
    restored.close()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_bad_copy_never_takes_the_place_of_a_good_one(
    database: Database, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copies" / "today.db"
    backup(sqlite_path(url), target)
    good = target.read_bytes()

    def damaged(path: Path) -> None:
        raise StorageUnavailable("数据库文件已损坏")

    monkeypatch.setattr(backups, "check", damaged)
    with pytest.raises(StorageUnavailable):
        backup(sqlite_path(url), target)
    assert target.read_bytes() == good
    assert [path.name for path in target.parent.iterdir()] == ["today.db"]


def test_nothing_to_back_up_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="没有这个数据库"):
        backup(tmp_path / "none.db", tmp_path / "copy.db")
    (tmp_path / "none.db").write_bytes(b"not a database" * 100)
    with pytest.raises(StorageUnavailable, match="损坏"):
        backup(tmp_path / "none.db", tmp_path / "copy.db")
