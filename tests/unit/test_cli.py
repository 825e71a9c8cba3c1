"""The program: its help, its commands, and what it says when something goes wrong."""

import argparse
import importlib
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import cli
from bot.command_error import CommandError
from bot.settings import read_settings
from tasks.errors import Unclear

HEAVY = ("aiohttp", "sqlmodel", "pydantic", "jinja2", "structlog", "apscheduler")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], int]:
    """Run `dingban version` while its work raises what is given."""

    def run(error: BaseException, *words: str) -> int:
        def main(args: argparse.Namespace) -> int:
            raise error

        monkeypatch.setattr("bot.version.main", main)
        return cli.main(["version", *words])

    return run


def says(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--help"])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    for name, command in cli.COMMANDS.items():
        assert name in shown
        assert command.help in shown
    assert "usage" not in shown


def test_help_imports_nothing_heavy() -> None:
    code = f"""
import sys
from bot.cli import build_parser
build_parser().format_help()
print([name for name in {HEAVY} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_can_explain_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    module = importlib.import_module(cli.COMMANDS[name].module)
    assert callable(module.main)
    with pytest.raises(SystemExit) as stopped:
        cli.main([name, "--help"])
    assert stopped.value.code == 0
    assert f"dingban {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["versoin"], "命令没有“versoin”,是不是 version?。"),
        (["version", "--loud"], "不认识:--loud。"),
        (["--debug"], "缺少:<命令>。"),
    ],
)
def test_wrong_words_are_one_chinese_line(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(words)
    assert stopped.value.code == 2
    assert says(capsys) == f"{sentence}查看用法:dingban --help\n"


def test_no_words_at_all_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert "用法:dingban" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (CommandError("没有这个人。"), 1, "没有这个人。\n"),
        (CommandError("第一行", "第二行"), 1, "第一行\n第二行\n"),
        (Unclear("请写明日期。"), 1, "请写明日期。\n"),
        (KeyboardInterrupt(), 130, "已中断。\n"),
        (PermissionError(13, "Permission denied", "data/x"), 1, "data/x:没有权限。\n"),
    ],
)
def test_a_refusal_is_its_sentence(
    error: BaseException,
    code: int,
    sentence: str,
    fails: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert fails(error) == code
    assert says(capsys) == sentence


def test_a_bug_is_one_line_with_a_code(
    fails: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert fails(KeyError("x")) == 70
    line = says(capsys)
    assert line.count("\n") == 1
    assert line.startswith("内部错误 ")
    assert "KeyError,test_cli.py 第" in line
    assert "--debug" in line


def test_debug_shows_the_whole_story(
    fails: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert fails(KeyError("x"), "--debug") == 70
    assert "Traceback" in says(capsys)


def test_init_writes_what_a_centre_needs(here: Path) -> None:
    assert cli.main(["init"]) == 0
    read_settings(here).require_keys()
    assert stat.S_IMODE((here / ".env").stat().st_mode) == 0o600
    people = (here / "centre" / "people.csv").read_text(encoding="utf-8-sig")
    assert people.splitlines() == ["姓名,单位,职务,角色,电话,B角,分管领导,联系村"]
    assert "清溪" not in (here / "centre" / "centre.toml").read_text(encoding="utf-8")


def test_init_makes_other_keys_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        cli.main(["init"])
        settings = read_settings()
        keys |= {settings.secret_key.get_secret_value(), *settings.data_keys}
    assert len(keys) == 4


def test_init_with_the_sample_centre(here: Path) -> None:
    assert cli.main(["init", "--sample"]) == 0
    people = (here / "centre" / "people.csv").read_text(encoding="utf-8-sig")
    assert len(people.splitlines()) > 15


def test_init_never_overwrites(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["init"])
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    capsys.readouterr()
    assert cli.main(["init", "--sample"]) == 0
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before
    shown = capsys.readouterr().out
    assert shown.count("已经有了,没有改动") == 3
    assert "DINGBAN_SECRET_KEY" not in shown


def test_init_fills_only_what_is_missing(here: Path) -> None:
    (here / "centre").mkdir()
    (here / "centre" / "people.csv").write_text("mine", encoding="utf-8")
    cli.main(["init", "--sample"])
    assert (here / "centre" / "people.csv").read_text(encoding="utf-8") == "mine"
    assert (here / "centre" / "centre.toml").is_file()


def test_init_offers_the_keys_that_a_given_env_lacks(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / ".env").write_text("DINGBAN_PORT=9000\n", encoding="utf-8")
    cli.main(["init"])
    shown = capsys.readouterr().out
    lines = [line for line in shown.splitlines() if line.startswith("DINGBAN_")]
    (here / ".env").write_text("\n".join(lines), encoding="utf-8")
    read_settings(here).require_keys()
