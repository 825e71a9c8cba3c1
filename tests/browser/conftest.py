"""A real Chromium against the whole application, in the drill and as one signed-in person."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio
import structlog
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bot.centre_folder import read_centre_folder, sample_folder
from bot.drill import drill_app
from tasks.deadlines import CHINA
from tests.chromium import find_chromium
from tests.pages.town import Town, a_town, served

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE, DESK = (375, 812), (1280, 800)
SENSIBLE = 10_000  # milliseconds; a slow machine gets its time, a hanging page does not

Opened = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests; each test opens windows of its own."""
    path = find_chromium()
    if path is None:
        reason = "没有 Chromium(装 chromium,或用 DINGBAN_CHROMIUM 指定)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def server(town: Town) -> AsyncIterator[TestServer]:
    async with served(town) as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser) -> AsyncIterator[Opened]:
    """A fresh window; an error in the page or a request to another host fails the test."""
    async with AsyncExitStack() as windows:
        wrong: list[str] = []

        async def opened(base: str, *, size: tuple[int, int] = PHONE, script: bool = True) -> Page:
            window: BrowserContext = await browser.new_context(
                base_url=base,
                viewport={"width": size[0], "height": size[1]},
                locale="zh-CN",
                java_script_enabled=script,
            )
            windows.push_async_callback(window.close)
            page = await window.new_page()
            page.set_default_timeout(SENSIBLE)
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on(
                "request",
                lambda request: None if request.url.startswith(base) else wrong.append(request.url),
            )
            return page

        yield opened
    assert not wrong, wrong


@pytest_asyncio.fixture(loop_scope="session")
async def signed_in(town: Town, server: TestServer, open_page: Opened) -> Opened:
    """`await signed_in("丁若楠")`: a window in which that person pressed the link's button."""

    async def opened(name: str, **how: object) -> Page:
        base = str(server.make_url("")).rstrip("/")
        page = await open_page(base, **how)
        await page.goto(await town.link(name))
        await page.get_by_role("button", name="登录").click()
        await page.wait_for_load_state()
        return page

    return opened


@pytest_asyncio.fixture(loop_scope="session")
async def drill() -> AsyncIterator[str]:
    """The address of a drill that stands on a Friday morning."""
    start = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
    centre = read_centre_folder(sample_folder())
    async with drill_app(start, centre) as app:
        server = TestServer(app)
        async with server:
            yield str(server.make_url("")).rstrip("/")


@pytest.fixture(autouse=True)
def no_logged_errors() -> Iterator[None]:
    with structlog.testing.capture_logs() as logs:
        yield
    errors = [entry for entry in logs if entry["log_level"] in ("error", "critical")]
    assert not errors, errors
