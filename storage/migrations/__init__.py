"""Brings the database's shape up to date; the slow machinery is loaded only when there is work."""

from pathlib import Path

from storage.errors import DatabaseTooNew
from storage.migrations.versions import REVISIONS

HEAD = REVISIONS[-1]
FOLDER = Path(__file__).parent
QUESTION = "SELECT version_num FROM alembic_version"


def bring_up(url: str) -> None:
    """Take the database to the newest shape; one made by a newer program is refused."""
    found = _version_of(url)
    if found == HEAD:
        return
    if found is not None and found not in REVISIONS:
        raise DatabaseTooNew(f"数据库来自更新的版本({found}),请升级程序后再启动。")
    from storage.migrations.upgrade import upgrade

    upgrade(url)


def _version_of(url: str) -> str | None:
    """The revision the database says it has; None: it is empty."""
    if url.startswith("sqlite"):
        return _sqlite_version(url)
    return _postgres_version(url)


def _sqlite_version(url: str) -> str | None:
    import sqlite3
    from contextlib import closing

    from storage.sqlite import connect, sqlite_path

    with closing(connect(sqlite_path(url))) as connection:
        try:
            found = connection.execute(QUESTION).fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return None
            raise
    return found[0] if found else None


def _postgres_version(url: str) -> str | None:
    import psycopg

    from storage.postgres import conninfo, troubles

    with troubles(), psycopg.connect(conninfo(url)) as connection:
        try:
            found = connection.execute(QUESTION).fetchone()
        except psycopg.errors.UndefinedTable:
            return None
    return found[0] if found else None
