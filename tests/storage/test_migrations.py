"""The migrations make exactly what tables.py describes, on both databases, with their guards."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, inspect, text

from storage import migrations
from storage.database import Database
from storage.errors import DatabaseTooNew, StorageError
from storage.migrations import FOLDER, HEAD, bring_up, upgrade
from storage.migrations.versions import REVISIONS
from storage.sealing import Sealer
from storage.tables import METADATA
from tests.postgres import PostgresServer
from tests.storage.values import KEYS

GUARDED = {"events", "event_payloads", "event_seals"}


def looked_at(url: str, look: Callable[[Connection], Any]) -> Any:
    with upgrade.engine_for(url).connect() as connection:
        return look(connection)


def test_migrations_and_tables_agree(url: str) -> None:
    def differences(connection: Connection) -> object:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, METADATA)

    assert looked_at(url, differences) == []


def test_the_database_allows_the_same_words_as_the_tables(url: str) -> None:
    """Alembic does not compare CHECK constraints."""

    def words(condition: str) -> set[str]:
        return set(re.findall(r"'(\w+)'", condition))

    def allowed(connection: Connection) -> dict[str, set[str]]:
        inspector = inspect(connection)
        return {
            str(check["name"]): words(check["sqltext"])
            for name in METADATA.tables
            for check in inspector.get_check_constraints(name)
        }

    described = {
        str(check.name): words(str(check.sqltext))
        for rows in METADATA.tables.values()
        for check in rows.constraints
        if isinstance(check, CheckConstraint)
    }
    assert looked_at(url, allowed) == described


def test_partial_indexes_are_as_described(url: str) -> None:
    """Nor does it compare the conditions of indexes."""

    def conditions(connection: Connection) -> dict[str, str]:
        inspector = inspect(connection)
        return {
            str(index["name"]): _plain(str(condition))
            for name in METADATA.tables
            for index in inspector.get_indexes(name)
            for key, condition in index.get("dialect_options", {}).items()
            if key.endswith("_where")
        }

    described = {
        str(index.name): _plain(str(index.dialect_options["sqlite"]["where"]))
        for rows in METADATA.tables.values()
        for index in rows.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    assert looked_at(url, conditions) == described


def _plain(condition: str) -> str:
    return re.sub(r"::\w+|[()]", "", condition)


def test_every_guard_is_there(url: str) -> None:
    """A migration that rebuilds a guarded table would lose its triggers in silence."""

    def triggers(connection: Connection) -> set[str]:
        question = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.dialect.name == "sqlite":
            question = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        return set(connection.execute(text(question)).scalars())

    common = {
        f"{name}_no_{move}"
        for name, moves in (
            ("events", ("update", "delete")),
            ("event_payloads", ("update",)),
            ("event_seals", ("update", "delete")),
        )
        for move in moves
    }
    extra = {f"{name}_no_truncate" for name in GUARDED}
    if url.startswith("sqlite"):
        extra = {
            "events_no_replace_place",
            "events_no_replace_position",
            "event_payloads_no_replace_event_place",
            "event_seals_no_replace_position",
        }
    assert looked_at(url, triggers) == common | extra


def test_every_row_carries_its_centre() -> None:
    assert all("centre_id" in rows.c for rows in METADATA.tables.values())


def test_the_list_of_revisions_is_the_folder() -> None:
    revisions = [script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()]
    assert tuple(reversed(revisions)) == REVISIONS
    assert REVISIONS[-1] == HEAD


def test_a_database_in_shape_is_opened_without_alembic(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(url: str) -> None:
        raise AssertionError("nothing had to be migrated")

    monkeypatch.setattr(upgrade, "upgrade", never)
    bring_up(url)


def test_a_database_of_a_newer_program_is_refused(url: str) -> None:
    def newer(connection: Connection) -> None:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()

    looked_at(url, newer)
    with pytest.raises(DatabaseTooNew, match="9999"):
        Database.open(url, sealer=Sealer(KEYS))


def test_a_migration_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"

    def broken(connection: Connection) -> None:
        raise StorageError("foreign keys")

    monkeypatch.setattr(upgrade, "_check_references", broken)
    with pytest.raises(StorageError):
        bring_up(url)
    assert looked_at(url, lambda c: inspect(c).get_table_names()) == []
    monkeypatch.undo()
    bring_up(url)
    assert len(looked_at(url, lambda c: inspect(c).get_table_names())) == len(METADATA.tables) + 1


def test_rows_that_lost_their_parent_stop_a_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'orphans.db'}"
    bring_up(url)

    def orphan(connection: Connection) -> None:
        connection.execute(
            text("INSERT INTO petitioners (centre_id, case_id) VALUES ('main', 'gone')")
        )
        connection.commit()

    looked_at(url, orphan)
    monkeypatch.setattr(migrations, "HEAD", "later")
    with pytest.raises(StorageError, match="1 条记录"):
        bring_up(url)


def test_a_new_postgres_database_is_brought_up_on_opening(postgres_server: PostgresServer) -> None:
    name = postgres_server.new_database()
    url = postgres_server.url(name)
    database = Database.open(url, sealer=Sealer(KEYS))
    assert database.read_now(lambda s: s.outbox.depth()) == 0
    database.close()
    postgres_server.drop_database(name)
