"""One chat per test; a logged error, or a message that no step of the test read, fails it."""

from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from tests.chat import Chat, chatting
from tests.databases import (
    postgres_server,
    postgres_template,
    postgres_url,
    sqlite_template,
    sqlite_url,
)

__all__ = ["postgres_server", "postgres_template", "postgres_url", "sqlite_template", "sqlite_url"]

START = "2026-11-20T09:00"  # a Friday
BOTH = {"test_walk_in", "test_queue_story", "test_requests", "test_together", "test_ends"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The stories that go through every store are told on both databases."""
    if "database_url" in metafunc.fixturenames:
        module = metafunc.module.__name__.rsplit(".", 1)[-1]
        kinds = ["sqlite", "postgres"] if module in BOTH else ["sqlite"]
        metafunc.parametrize("database_url", kinds, indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def chat(database_url: str) -> AsyncIterator[Chat]:
    """The sample centre on Friday morning; at the end nothing may be left unread."""
    async with chatting(START, database_url) as opened:
        yield opened
        await opened.nobody_else_hears()


@pytest.fixture(autouse=True)
def no_logged_errors() -> Iterator[None]:
    with structlog.testing.capture_logs() as logs:
        yield
    errors = [entry for entry in logs if entry["log_level"] in ("error", "critical")]
    assert not errors, errors
