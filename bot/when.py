"""`dingban when`: how the bot understands a time, without a centre and without a database."""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.clock import SystemClock
from bot.command_error import CommandError
from bot.language.times import Kind, Reading, read_time
from bot.mistakes import decode
from bot.working_days import built_in_calendar
from tasks.deadlines import CHINA, Calendar

FIRST_YEAR, LAST_YEAR = 2000, 2090  # a clock outside of them is set wrong


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("phrase", nargs="?", metavar="时间", help="要理解的话,如“明天下午3点”")
    parser.add_argument(
        "--now", metavar="时刻", help="从哪一刻算起,如 2026-11-20T10:30(不写时区就是北京时间)"
    )
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    parser.add_argument(
        "--batch", metavar="文件", type=Path, help="每行一句,每句输出一行 JSON,顺序不变"
    )


def main(args: argparse.Namespace) -> int:
    now, calendar = _now(args.now), built_in_calendar()
    if args.batch is not None:
        for phrase in _lines(args.batch):
            sys.stdout.write(f"{_as_json(when(phrase, now, calendar))}\n")
        return 0
    if args.phrase is None:
        raise CommandError("要写一句话,或用 --batch 给一个文件。例:dingban when “明天下午3点”")
    reading = when(args.phrase, now, calendar)
    sys.stdout.write(f"{_as_json(reading) if args.json else reading['says']}\n")
    return 0


def when(phrase: str, now: datetime, calendar: Calendar) -> dict[str, object]:
    """The reading as contract.md gives it to the outside."""
    reading = read_time(phrase, now, calendar)
    return {
        "phrase": phrase,
        "kind": reading.kind.value,
        "at": _at(reading),
        "value": reading.value,
        "span": list(reading.span) if reading.span else None,
        "says": reading.says,
    }


def _at(reading: Reading) -> str | None:
    if reading.kind is not Kind.POINT or reading.at is None:
        return None
    return reading.at.isoformat(timespec="seconds")


def _as_json(reading: dict[str, object]) -> str:
    return json.dumps(reading, ensure_ascii=False)


def _now(said: str | None) -> datetime:
    """`--now`, in China unless it has a zone, else the machine's time."""
    if said is None:
        return SystemClock().now()
    try:
        now = datetime.fromisoformat(said.strip())
    except ValueError:
        raise CommandError(f"--now “{said}”看不懂,要像 2026-11-20T10:30。") from None
    if not FIRST_YEAR <= now.year <= LAST_YEAR:
        raise CommandError(f"--now 的年份要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。")
    return now if now.tzinfo else now.replace(tzinfo=CHINA)


def _lines(path: Path) -> Iterator[str]:
    """The lines of a file, only a line feed ends one; an empty last line is none."""
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        raise CommandError(f"打不开 {path}:{error.strerror}。") from None
    if text is None:
        raise CommandError(f"{path} 不是文本文件。")
    lines = text.split("\n")
    return (line.removesuffix("\r") for line in (lines if lines[-1] else lines[:-1]))
