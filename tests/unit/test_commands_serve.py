"""`dingban serve`: what stops it before it starts is said in plain lines."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.columns import columns
from bot.installation import SOCKET, address, database_url, short_path
from bot.settings import Settings, read_settings
from bot.welcome import WayIn, welcome
from tests.unit.installed import Run, here, run

__all__ = ["here", "run"]


@pytest.fixture(autouse=True)
def switch_interval() -> Iterator[None]:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


@pytest.fixture(autouse=True)
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        found: int = free.getsockname()[1]
    monkeypatch.setenv("DINGBAN_PORT", str(found))
    return found


def test_a_port_that_is_taken_is_one_line(run: Run, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        refused = run("serve")
    assert refused.code == 1
    says = f"端口 {port} 已被别的程序占用:请先关掉它,或在 .env 里换一个 DINGBAN_PORT。\n"
    assert refused.err == says


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("centre/centre.toml", "08:30-12:00", "八点半", "centre.toml 第10行 [hours] morning"),
        ("centre/centre.toml", '"孙维珍"', '"孙维真"', "[groups] 城东村群:人员表里没有“孙维真”"),
        ("centre/people.csv", "13800000012", "1.38E+10", "people.csv 第13行 电话"),
        ("centre/people.csv", "13800000004,沈牧之", "13800000004,顾维桢", "绕成了一圈"),
        (".env", "DINGBAN_DATA_KEY", "# DINGBAN_DATA_KEY", "请先在这个文件夹运行 dingban init"),
        (".env", "# DINGBAN_HOST=127.0.0.1", "DINGBAN_HOST=192.0.2.1", "不是这台机器的地址"),
    ],
)
def test_what_is_wrong_stops_the_first_start(
    run: Run, file: str, old: str, new: str, says: str
) -> None:
    path = Path(file)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    refused = run("serve")
    assert refused.code == 1
    assert says in refused.err
    assert "Traceback" not in refused.err
    assert "已就绪" not in refused.out


def test_mistakes_of_both_files_are_named_together(run: Run) -> None:
    for file, old, new in (
        ("centre/centre.toml", "08:30-12:00", "八点半"),
        ("centre/people.csv", "13800000012", "1.38E+10"),
    ):
        path = Path(file)
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    lines = run("serve").err.splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["centre.toml", "people.csv"]


def test_a_data_folder_that_cannot_be_one_is_named(run: Run, here: Path) -> None:
    Path("data").write_text("", encoding="utf-8")
    refused = run("serve")
    assert refused.code == 1
    assert refused.err.startswith(f"{here}/data:这是文件,不是文件夹")


@pytest.mark.parametrize(
    ("host", "public", "found"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:8080"),
        ("0.0.0.0", "", "http://127.0.0.1:8080"),  # noqa: S104 - nothing listens
        ("::1", "", "http://[::1]:8080"),
        ("0.0.0.0", "https://dingban.example.cn", "https://dingban.example.cn"),  # noqa: S104
    ],
)
def test_the_address_is_one_a_browser_can_open(host: str, public: str, found: str) -> None:
    settings = Settings().model_copy(update={"host": host, "port": 8080, "public_url": public})
    assert address(settings) == found


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://dingban:x@127.0.0.1/d", "postgresql+psycopg://dingban:x@127.0.0.1/d"),
        ("postgres://127.0.0.1/d", "postgresql+psycopg://127.0.0.1/d"),
        ("postgresql+psycopg://127.0.0.1/d", "postgresql+psycopg://127.0.0.1/d"),
        ("sqlite:////srv/d.db", "sqlite:////srv/d.db"),
    ],
)
def test_database_addresses_are_written_as_storage_wants_them(given: str, used: str) -> None:
    assert database_url(Settings(database_url=given)) == used


def test_the_database_is_in_the_data_folder(here: Path) -> None:
    assert database_url(read_settings(here)) == f"sqlite:///{here}/data/dingban.db"


def test_a_socket_fits_under_any_folder(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["数据" * 10] * 4)
    deep.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as listener, short_path(deep) as near:
        listener.bind(str(near / SOCKET))
    assert (deep / SOCKET).is_socket()


def test_chinese_columns_stand_under_each_other() -> None:
    rows = [WayIn("窗口", "冯玉珂", "a"), WayIn("单位负责人", "Bo", "b")]
    assert columns(rows, indent="  ") == ["  窗口        冯玉珂  a", "  单位负责人  Bo      b"]
    assert columns([]) == []
    lines = welcome("某中心", 2, "http://x", rows, 1.26)
    assert "(1.3 秒)" in lines[0]
    assert "2 人" in lines[1]
