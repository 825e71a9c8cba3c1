"""A fresh database for each storage test, once on SQLite and once on a real PostgreSQL."""

from collections.abc import Callable, Iterator

import pytest

from storage.database import Database
from storage.sealing import Sealer
from tests.databases import (
    postgres_server,
    postgres_template,
    postgres_url,
    sqlite_template,
    sqlite_url,
)
from tests.storage.values import KEYS

__all__ = ["postgres_server", "postgres_template", "postgres_url", "sqlite_template", "sqlite_url"]

Open = Callable[..., Database]


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
