"""Fixtures of fresh databases in today's shape, on SQLite and on a real PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.migrations import bring_up
from tests.postgres import PostgresServer, postgres_server

__all__ = ["postgres_server", "postgres_template", "postgres_url", "sqlite_template", "sqlite_url"]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database in today's shape; copying it is faster than migrating each time."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    bring_up(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    name = postgres_server.new_database()
    bring_up(postgres_server.url(name))
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "dingban.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    name = postgres_server.new_database(postgres_template)
    yield postgres_server.url(name)
    left = postgres_server.connections_left(name)
    postgres_server.drop_database(name)
    assert left == 0, f"{left} connections were left open"
