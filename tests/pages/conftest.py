"""A fresh town and browsers without script for each test; a logged error fails the test."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import structlog
from aiohttp.test_utils import TestClient, TestServer

from tests.pages.town import Client, Town, a_town, served

SignedIn = Callable[[str], Awaitable[Client]]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as opened:
        yield opened


@pytest.fixture
async def server(town: Town) -> AsyncIterator[TestServer]:
    async with served(town) as started:
        yield started


@pytest.fixture
async def stranger(server: TestServer) -> AsyncIterator[Client]:
    """A browser that has never signed in."""
    async with TestClient(server) as client:
        yield client


@pytest.fixture
async def as_person(town: Town, server: TestServer) -> AsyncIterator[SignedIn]:
    """`await as_person("丁若楠")` is a browser in which that person has signed in."""
    async with AsyncExitStack() as browsers:

        async def sign_in(name: str) -> Client:
            client = await browsers.enter_async_context(TestClient(server))
            await town.signs_in(client, name)
            return client

        yield sign_in


@pytest.fixture(autouse=True)
def no_logged_errors() -> Iterator[None]:
    with structlog.testing.capture_logs() as logs:
        yield
    errors = [entry for entry in logs if entry["log_level"] in ("error", "critical")]
    assert not errors, errors
