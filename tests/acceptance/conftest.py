"""One chat per test; a logged error, or a message that no step of the test read, fails it."""

from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from tests.chat import Chat, chatting

START = "2026-11-20T09:00"  # a Friday


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    """The sample centre on Friday morning; at the end nothing may be left unread."""
    async with chatting(START) as opened:
        yield opened
        await opened.nobody_else_hears()


@pytest.fixture(autouse=True)
def no_logged_errors() -> Iterator[None]:
    with structlog.testing.capture_logs() as logs:
        yield
    errors = [entry for entry in logs if entry["log_level"] in ("error", "critical")]
    assert not errors, errors
