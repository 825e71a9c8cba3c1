"""`dingban when`, as contract.md gives it to the outside."""

import argparse
import json
from datetime import datetime
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.command_error import CommandError
from bot.when import add_arguments, main, when
from bot.working_days import built_in_calendar
from tests.unit.calendars import local

NOW = "2026-11-20T10:30"


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return main(parser.parse_args(words))


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        (
            "明天下午3点",
            {"kind": "point", "at": "2026-11-21T15:00:00+08:00", "value": "2026-11-21T15:00",
             "span": [0, 6], "says": "明天 15:00(11月21日 周六,休息日)"},
        ),
        (
            "请于11月25日前报",
            {"kind": "point", "at": "2026-11-25T18:00:00+08:00", "value": "2026-11-25T18:00",
             "span": [2, 9], "says": "11月25日 18:00(周三)"},
        ),
        (
            "提前三天",
            {"kind": "offset", "at": None, "value": "-P3D", "span": [0, 4], "says": "截止前3天"},
        ),
        (
            "每周一三五 9:00",
            {"kind": "recur", "at": None, "value": "WEEKLY[1,3,5]@09:00", "span": [0, 10],
             "says": "每周一、周三、周五 09:00"},
        ),
        (
            "今天9点",
            {"kind": "past", "at": None, "value": "PAST", "span": [0, 4],
             "says": "今天 09:00(11月20日 周五)已经过了,请写以后的时间"},
        ),
        (
            "8点",
            {"kind": "ask", "at": None, "value": "ASK", "span": [0, 2],
             "says": "“8点”今天的已经过了:是 今天 20:00(11月20日 周五),"
                     "还是 明天 08:00(11月21日 周六,休息日)?"},
        ),
        (
            "请李四牵头",
            {"kind": "none", "at": None, "value": "NONE", "span": None, "says": "没有看到时间"},
        ),
    ],
)  # fmt: skip
def test_json_of_each_kind(
    phrase: str, expected: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(phrase, "--now", NOW, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"phrase": phrase, **expected}


def test_without_json_one_line_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("明年1月15日", "--now", NOW) == 0
    assert capsys.readouterr().out == "2027年1月15日 18:00(周五)\n"


def test_counted_working_days_of_a_year_without_notice_say_so() -> None:
    said = when("30个工作日内", local("2026-11-20 10:30"), built_in_calendar())
    assert said["says"] == "2027年1月1日 18:00(周五,暂按周末推算)"


@pytest.mark.parametrize(
    "now",
    ["2026-11-20T10:30", "2026-11-20 10:30:00", "2026-11-20T02:30Z", "2026-11-20T03:30+01:00"],
)
def test_now_is_china_unless_it_has_a_zone(now: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("2小时后", "--now", now, "--json")
    assert json.loads(capsys.readouterr().out)["value"] == "2026-11-20T12:30"


def test_without_now_the_clock_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    before = SystemClock().now()
    run("10分钟后", "--json")
    at = datetime.fromisoformat(json.loads(capsys.readouterr().out)["at"])
    assert 8 * 60 < (at - before).total_seconds() < 12 * 60


def test_batch_answers_line_by_line_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "phrases.txt"
    phrases = ["明天前", "", "  后天  ", "🙂\u2028明天", "啊" * 20_000, "3天内"]
    file.write_bytes("\r\n".join(phrases).encode() + b"\n")
    assert run("--batch", str(file), "--now", NOW) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.split("\n")[:-1]]
    assert [answer["phrase"] for answer in answers] == phrases
    kinds = [answer["kind"] for answer in answers]
    assert kinds == ["point", "none", "point", "point", "ask", "point"]


def test_batch_reads_what_an_old_editor_saved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "phrases.txt"
    file.write_bytes("明天前".encode("gb18030"))
    run("--batch", str(file), "--now", NOW)
    assert json.loads(capsys.readouterr().out)["value"] == "2026-11-21T18:00"


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ((), "要写一句话"),
        (("明天", "--now", "昨天"), "看不懂"),
        (("明天", "--now", "9999-12-31"), "年份"),
        (("--batch", "没有这个文件.txt"), "打不开"),
    ],
)
def test_what_cannot_be_done_is_one_readable_line(words: tuple[str, ...], wrong: str) -> None:
    with pytest.raises(CommandError) as refusal:
        run(*words)
    assert wrong in str(refusal.value)
    assert len(refusal.value.lines) == 1


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(bytes(range(128, 256)) + b"\xff\x00\xff")
    with pytest.raises(CommandError, match="不是文本"):
        run("--batch", str(file))
