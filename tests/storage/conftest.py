"""A fresh database for each storage test, once on SQLite and once on a real PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrations import bring_up
from storage.sealing import Sealer
from tests.postgres import PostgresServer, postgres_server
from tests.storage.values import KEYS

__all__ = ["postgres_server"]

Open = Callable[..., Database]


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


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database in today's shape."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def open_database(url: str) -> Iterator[Open]:
    """Opens the test's database, several times if need be; all are closed in the end."""
    opened: list[Database] = []

    def opener(centre_id: str = "main", keys: tuple[str, ...] = KEYS) -> Database:
        database = Database.open(url, centre_id=centre_id, sealer=Sealer(keys))
        opened.append(database)
        return database

    yield opener
    for database in reversed(opened):
        database.close()


@pytest.fixture
def database(open_database: Open) -> Database:
    return open_database()
