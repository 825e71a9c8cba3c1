"""A consistent copy of a SQLite database while the service runs."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from storage.errors import StorageError, StorageUnavailable
from storage.files import sync_folder
from storage.sqlite import connect_reader, troubles


def backup(database: Path, target: Path) -> None:
    """Copy the database to `target`: to another name first, then synced, checked and renamed.

    In one step, because a copy in several steps never ends beside a busy writer.
    """
    if not database.exists():
        raise StorageError(f"没有这个数据库文件:{database}")
    beside = target.with_name(f".{target.name}.new")
    beside.unlink(missing_ok=True)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(database, beside)
        check(beside)
        _sync(beside)
        beside.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise StorageUnavailable(f"备份写不了({error})") from error
    finally:
        with suppress(OSError):
            beside.unlink()


def check(database: Path) -> None:
    """Refuse a file that SQLite itself finds damaged."""
    with troubles(), closing(connect_reader(database)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    if found != ["ok"]:
        raise StorageUnavailable(f"数据库文件已损坏({found[0]})")


def _copy(database: Path, beside: Path) -> None:
    with troubles(), closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(beside),))
    beside.chmod(0o600)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
