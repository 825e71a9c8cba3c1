"""The program from outside: how soon it is ready, what it keeps in memory, what a phone loads."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from bot.settings import PREFIX
from tests.bench.figures import Figure

DINGBAN = str(Path(sys.executable).with_name("dingban"))
PAUSE = 0.02  # seconds between two questions whether it is ready
PATIENCE = 60.0  # seconds until a start is given up
IDLE = 10.0  # seconds without a visitor
HELPS = 5
AIM_READY, AIM_IDLE, AIM_HELP, AIM_PAGE = 3.0, 110.0, 0.3, 100.0

LINK = re.compile(r"http://\S+/in/\S+")
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
ASSET = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"')


@dataclass(frozen=True)
class Place:
    """An installation of the sample centre in a folder of its own."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Ours, without settings of the service that may run on this machine."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return {**kept, f"{PREFIX}PORT": str(self.port)}

    def run(self, *words: str) -> None:
        subprocess.run(
            [DINGBAN, *words],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    @contextmanager
    def served(self) -> Iterator[subprocess.Popen[bytes]]:
        with (self.folder / "said.txt").open("wb") as said:
            process = subprocess.Popen(
                [DINGBAN, "serve"], cwd=self.folder, env=self.environment, stdout=said
            )
        try:
            yield process
        finally:
            process.terminate()
            process.wait()


def measure(folder: Path) -> list[Figure]:
    place = Place(folder, _free_port())
    place.run("init", "--sample")
    with place.served() as process:
        first = _ready_after(place, process)
    with place.served() as process:
        again = _ready_after(place, process)
        memory = _idle(process)
        page = _first_page(place)
    return [
        Figure(name="ready, first start", value=first, unit="s", aim=AIM_READY),
        Figure(name="ready, next start", value=again, unit="s", aim=AIM_READY),
        *memory,
        Figure(name="dingban --help", value=_help(place), unit="s", aim=AIM_HELP),
        page,
    ]


def _ready_after(place: Place, process: subprocess.Popen[bytes]) -> float:
    """Seconds from the start to the first time that /health/ready says ok."""
    began = perf_counter()
    while perf_counter() - began < PATIENCE:
        with suppress(OSError), closing(build_opener().open(f"{place.address}/health/ready")):
            return perf_counter() - began
        if not _alive(process, PAUSE):
            raise RuntimeError(f"dingban serve ended with {process.returncode}")
    raise RuntimeError("dingban serve did not become ready")


def _alive(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether it is still there after so long."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


def _idle(process: subprocess.Popen[bytes]) -> list[Figure]:
    """Its resident memory; only Linux tells it."""
    if not _alive(process, IDLE):
        raise RuntimeError("dingban serve ended while idle")
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return []
    found = re.search(r"^VmRSS:\s+(\d+) kB", status.read_text(), re.MULTILINE)
    megabytes = int(found[1]) / 1024 if found else 0.0
    note = f"resident, {IDLE:.0f} s after it was ready"
    return [Figure(name="idle memory", value=megabytes, unit="MB", aim=AIM_IDLE, note=note)]


def _help(place: Place) -> float:
    """The first call pays for cold files; the middle one is what people feel."""
    seconds = []
    for _ in range(HELPS):
        began = perf_counter()
        place.run("--help")
        seconds.append(perf_counter() - began)
    return median(seconds)


def _first_page(place: Place) -> Figure:
    """What a phone loads after the sign-in link: the page and everything it names."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    link = LINK.findall((place.folder / "said.txt").read_text(encoding="utf-8"))[0]
    token = TOKEN.findall(_load(browser, link).decode())[0]
    page = _load(browser, link, {"csrf": token})
    files = sorted(set(ASSET.findall(page.decode())))
    loaded = [_load(browser, urljoin(place.address, name)) for name in files]
    kilobytes = (len(page) + sum(map(len, loaded))) / 1000
    note = f"page {len(page) / 1000:.0f} kB and {len(files)} files, not compressed"
    return Figure(name="first page", value=kilobytes, unit="kB", aim=AIM_PAGE, note=note)


def _load(browser: OpenerDirector, url: str, form: dict[str, str] | None = None) -> bytes:
    with closing(browser.open(url, urlencode(form).encode() if form else None)) as answer:
        content: bytes = answer.read()
        return content


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        port: int = found.getsockname()[1]
        return port
