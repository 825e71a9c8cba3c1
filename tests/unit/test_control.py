"""Commands beside a running service act through its socket, and are seen at once."""

import asyncio
import json
import socket
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from adapters.webchat.adapter import NAME as WEBCHAT
from bot.actions.import_people import import_people
from bot.centre_folder import read_centre_folder
from bot.clock import SystemClock
from bot.command_error import CommandError
from bot.control import listening
from bot.control_client import ask_service, is_running, run_errand
from bot.engine import settle
from bot.installation import SOCKET, database_url, make_data_dir, only_writer
from bot.main import Parts, running
from bot.receive import receive
from bot.service import Service
from bot.settings import read_settings
from storage.errors import StorageUnavailable
from tasks.messages import IncomingMessage
from tests.unit.installed import Ran, Run, here, run

__all__ = ["here", "run"]

PEOPLE = Path("centre/people.csv")


@pytest.fixture
async def service(here: Path) -> AsyncIterator[Service]:
    """The sample centre, running and listening."""
    settings = read_settings(here)
    centre = read_centre_folder(settings.centre_dir)
    parts = Parts(
        database_url=database_url(settings),
        data_keys=settings.data_keys,
        files_dir=settings.files_dir,
        policy=centre.policy,
        clock=SystemClock(),
    )
    with only_writer(make_data_dir(settings)), structlog.testing.capture_logs():
        async with running(parts) as opened, listening(opened, settings.data_dir):
            await opened.act(import_people, centre.rows)
            yield opened


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


async def beside(run: Run, *words: str | Path) -> Ran:
    """The command in a thread of its own, as if in another window."""
    return await asyncio.to_thread(run, *words)


async def test_the_socket_is_for_its_owner_only(service: Service, here: Path) -> None:
    assert stat.S_IMODE((here / "data" / SOCKET).stat().st_mode) == 0o600
    assert await asyncio.to_thread(is_running, here / "data")


async def test_what_a_command_changed_is_seen_at_once(service: Service, run: Run) -> None:
    write(PEOPLE, read(PEOPLE).replace("司法助理员", "司法所副所长"))
    assert "改动 丁若楠" in (await beside(run, "people", "import", PEOPLE)).out
    assert (await beside(run, "people", "import", PEOPLE, "--yes")).code == 0
    (person,) = await service.ask(lambda desk: desk.roster.named("丁若楠"))
    assert person.post == "司法所副所长"


async def test_a_code_binds_an_account_once(service: Service, run: Run) -> None:
    made = json.loads((await beside(run, "people", "invite", "丁若楠", "--json")).out)
    said = [await bind(service, f"phone-{n}", made["code"]) for n in (1, 2)]
    assert "丁若楠" in said[0]
    assert "绑定码不对" in said[1]


async def test_taking_back_unbinds_and_spoils_codes(service: Service, run: Run) -> None:
    first = json.loads((await beside(run, "people", "invite", "丁若楠", "--json")).out)
    second = json.loads((await beside(run, "people", "invite", "丁若楠", "--json")).out)
    await bind(service, "phone-1", first["code"])
    said = await beside(run, "people", "revoke", "丁若楠")
    assert "1 个账号已解绑" in said.out
    assert await service.ask(lambda desk: desk.stores.people.by_account(WEBCHAT, "phone-1")) is None
    assert "绑定码不对" in await bind(service, "phone-2", second["code"])


async def test_a_refusal_travels_back(service: Service, run: Run) -> None:
    refused = await beside(run, "people", "invite", "丁若男")
    assert refused.code == 1
    assert refused.err == "没有“丁若男”这个人,是不是:丁若楠(司法所)?\n"


async def test_a_notice_is_imported_while_the_service_runs(service: Service, run: Run) -> None:
    days = ["2027-01-01,放假", "2027-05-01,放假", "2027-10-01,放假", "2027-10-09,上班"]
    write(Path("2027.csv"), "日期,类型\n" + "\n".join(days))
    said = await beside(run, "calendar", "import", "2027.csv")
    assert said.out == "2027 年:放假 3 天,补班 1 天(10月9日 周六)。\n"
    assert 2027 in await service.ask(lambda desk: desk.calendar.years)
    write(Path("2027.csv"), "日期,类型\n2027-01-01,放假\n")
    refused = await beside(run, "calendar", "import", "2027.csv")
    assert refused.code == 1
    assert "不完整:没有5月1日放假" in refused.err


async def test_a_copy_is_made_while_the_service_writes(service: Service, run: Run) -> None:
    copying = asyncio.create_task(beside(run, "backup", "copy.zip"))
    while not copying.done():
        await service.act(lambda desk: desk.stores.facts.put("busy", desk.now.isoformat()))
    assert (await copying).code == 0


async def test_events_are_checked_through_the_service(service: Service, run: Run) -> None:
    assert "事件链 正常" in (await beside(run, "check", "--events")).out


@pytest.mark.parametrize(
    ("error", "says"),
    [(StorageUnavailable("磁盘已满"), "磁盘已满。"), (KeyError("x"), "服务出错了(KeyError)")],
)
async def test_trouble_in_the_service_is_one_line(
    service: Service, here: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, says: str
) -> None:
    async def act(*_args: object, **_given: object) -> None:
        raise error

    monkeypatch.setattr(service, "act", act)
    with structlog.testing.capture_logs() as logged:
        given = {"name": "丁若楠", "address": "http://x"}
        answer = await asyncio.to_thread(ask_service, here / "data", "people invite", given)
    assert answer is not None
    assert answer["refused"][0].startswith(says)
    assert [entry["event"] for entry in logged] == ["errand_failed"]


async def test_an_errand_of_another_version_is_refused(service: Service, here: Path) -> None:
    answer = await asyncio.to_thread(ask_service, here / "data", "people fly", {})
    assert answer is not None
    assert "另一个版本" in answer["refused"][0]


@pytest.mark.parametrize("line", [b"", b"\n", b"{not json}\n", b'["x"]\n'])
async def test_nonsense_does_no_harm(service: Service, here: Path, line: bytes) -> None:
    def call() -> None:
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(here / "data" / SOCKET))
            caller.sendall(line)
            caller.shutdown(socket.SHUT_WR)
            caller.recv(100)

    with structlog.testing.capture_logs():
        await asyncio.to_thread(call)
    assert await asyncio.to_thread(is_running, here / "data")


async def test_a_dead_services_socket_is_replaced(here: Path) -> None:
    folder = here / "data"
    folder.mkdir()
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(folder / SOCKET))
    assert not await asyncio.to_thread(is_running, folder)


def test_while_another_command_writes_one_is_told_to_wait(here: Path) -> None:
    settings = read_settings(here)
    rows = {"rows": list[str]()}
    with (
        only_writer(make_data_dir(settings)),
        pytest.raises(CommandError, match="正在用这里的数据"),
    ):
        run_errand(settings, "people import", force=False, **rows)


async def bind(service: Service, account: str, code: str) -> str:
    """What a stranger hears who sends a code."""
    message = IncomingMessage(
        platform=WEBCHAT,
        message_id=f"{account} {code}",
        account=account,
        sent_at=SystemClock().now(),
        text=f"绑定 {code}",
    )
    await receive(service, message)
    await settle(service)
    return (await service.ask(lambda desk: desk.stores.outbox.said()))[-1].text
