"""Runs Alembic, configured here, on either database and in one transaction."""

from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from storage.errors import StorageError
from storage.migrations import FOLDER


def upgrade(url: str, revision: str = "head") -> None:
    """Take the shape to a revision; nothing is kept of an upgrade that fails."""
    engine = engine_for(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        _check_references(connection)


def engine_for(url: str) -> Engine:
    """A plain engine for changing the shape; data goes another way."""
    engine = create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """Our own BEGIN, so that changes of shape roll back too; a rebuilt parent must not cascade."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=OFF")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise StorageError(f"数据库升级后有 {len(broken)} 条记录失去关联,已放弃升级。")
