"""The program as people run it: started, asked, signed in to, commanded beside, stopped, again."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar

from bot.installation import SOCKET

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-c", "import sys; from bot.cli import main; sys.exit(main())"]
READY, FIRST = "已就绪", "第一次启动"
MAIN_ROLES = ["窗口", "指挥室", "承办", "单位负责人", "分管领导", "主要领导", "管理员"]


@dataclass
class Place:
    """An installation in a folder of its own, on a port of its own."""

    folder: Path
    port: int = field(default_factory=lambda: _free_port())

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        ours = {"PYTHONPATH": str(ROOT), "DINGBAN_PORT": str(self.port), "PATH": "/usr/bin:/bin"}
        return ours | {name: os.environ[name] for name in ("TMPDIR",) if name in os.environ}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PROGRAM, *words],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def served(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """`dingban serve` (or another long command), ended at the end whatever happened."""
        process = subprocess.Popen(
            [*PROGRAM, *(words or ("serve",))],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path)
    assert place.run("init", "--sample").returncode == 0
    return place


def greeting(process: subprocess.Popen[str]) -> list[str]:
    """What it says until it is ready for people."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if "people invite" in line:
            return lines
    assert process.stderr is not None
    raise AssertionError(process.stderr.read())


def stopped(process: subprocess.Popen[str], by: signal.Signals = signal.SIGTERM) -> str:
    """It ends by itself within five seconds; what it said in the log."""
    process.send_signal(by)
    began = monotonic()
    _out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert monotonic() - began < 5
    return err


async def get_json(url: str) -> Any:
    async with ClientSession() as browser, browser.get(url) as response:
        assert response.status == 200
        return await response.json()


async def sign_in(link: str) -> tuple[int, str]:
    """Open a link and press its button; the status and where it leads."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        async with browser.get(link) as page:
            text = await page.text()
        token = re.search(r'name="csrf" value="([^"]+)"', text)
        assert token, text
        async with browser.post(link, data={"csrf": token[1]}) as answer:
            return answer.status, str(answer.url)


async def test_from_the_first_start_to_the_second(place: Place) -> None:
    with place.served() as process:
        lines = greeting(process)
        assert lines[0].startswith(f"{FIRST}:从 people.csv 导入了 23 人")
        assert place.address in next(line for line in lines if READY in line)
        ways = [line.split() for line in lines if "/in/" in line]
        assert [way[0] for way in ways] == MAIN_ROLES
        assert len({way[1] for way in ways}) == len(ways)
        assert await get_json(f"{place.address}/health/ready") == {"status": "ok", "problems": []}

        link = ways[2][2]
        status, where = await sign_in(link)
        assert status == 200
        assert link not in where
        assert (await sign_in(link))[0] == 410, "a link works once"

        invited = json.loads(place.run("people", "invite", ways[2][1], "--json").stdout)
        assert (await sign_in(invited["link"]))[0] == 200
        log = stopped(process)
    assert "ERROR" not in log
    assert invited["code"] not in log
    assert "/in/" not in log
    assert not (place.folder / "data" / SOCKET).exists()

    with place.served() as process:
        lines = greeting(process)
        assert not any(FIRST in line for line in lines)
        assert "23 人" in "".join(lines)
        assert "ERROR" not in stopped(process, signal.SIGINT)


def test_a_second_service_on_the_same_data_is_refused(place: Place) -> None:
    with place.served() as process:
        greeting(process)
        second = place.run("serve")
        assert second.returncode == 1
        assert "这里的服务已经在运行" in second.stderr
        assert second.stderr.count("\n") == 1
        stopped(process)


def test_killed_it_leaves_nothing_in_the_way(place: Place) -> None:
    with place.served() as process:
        greeting(process)
        process.kill()
        process.wait()
    assert (place.folder / "data" / SOCKET).exists()
    listed = place.run("people", "list", "--json")
    assert len(json.loads(listed.stdout)) == 23
    with place.served() as process:
        greeting(process)
        stopped(process)


async def test_a_drill_ends_without_a_trace(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = place.folder / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    words = ("drill", "--at", "2026-11-20T09:00", "--port", str(place.port))
    with place.served(*words) as process:
        assert process.stdout is not None
        assert f"{place.address}/drill" in process.stdout.readline()
        people = await get_json(f"{place.address}/drill/people")
        assert people == json.loads(place.run("people", "list", "--json").stdout)
        assert any(scratch.iterdir())
        assert stopped(process) == ""
    assert not any(scratch.iterdir())
    assert not (place.folder / "data").exists()
