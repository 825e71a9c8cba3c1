"""One chat per test, on SQLite and on PostgreSQL; a logged error fails the test."""

from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from tests.chat import Chat, chatting

START = "2026-11-20T09:00"  # a Friday


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    """The sample centre on Friday morning."""
    async with chatting(START) as opened:
        yield opened


@pytest.fixture(autouse=True)
def no_logged_errors() -> Iterator[None]:
    with structlog.testing.capture_logs() as logs:
        yield
    errors = [entry for entry in logs if entry["log_level"] in ("error", "critical")]
    assert not errors, errors
