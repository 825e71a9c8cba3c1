"""`dingban export ledger`: the ledger as an xlsx file, masked, of all time or of some days."""

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.command_error import CommandError
from bot.control_client import run_errand
from bot.documents.ledger import Line, write_xlsx
from bot.settings import Settings, read_settings
from tasks.deadlines import china_day

ERRAND = "ledger page"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(
        title="导出什么", metavar="<什么>", required=True, parser_class=type(parser)
    )
    ledger = kinds.add_parser("ledger", help="台账(Excel 表,个人信息已遮盖)")
    ledger.add_argument("--out", metavar="文件", type=Path, help="写到哪里;不写就在当前文件夹")
    ledger.add_argument("--from", metavar="日期", dest="first", help="从哪天起,如 2026-11-01")
    ledger.add_argument("--to", metavar="日期", dest="last", help="到哪天止,含当天")
    ledger.set_defaults(run=export_ledger)


def main(args: argparse.Namespace) -> int:
    code: int = args.run(args)
    return code


def export_ledger(args: argparse.Namespace) -> int:
    """A new file, never over an existing one; half a file is not left behind."""
    settings = read_settings()
    asked = _asked(args.first, args.last)
    target = _where(args.out)
    batches = _batches(settings, asked)
    first = next(batches)
    beside = target.with_name(f".{target.name}.new")
    try:
        count = write_xlsx(beside, first["title"], _lines(first, batches))
        beside.rename(target)
    finally:
        beside.unlink(missing_ok=True)
    print(f"写好 {target}({count} 行,姓名和电话已遮盖)。")
    return 0


def _asked(first: str | None, last: str | None) -> dict[str, str]:
    """The filter as the pages write it."""
    days = {"from": first, "to": last}
    for name, day in days.items():
        if day is not None:
            _check_day(name, day)
    if first and last and first > last:
        raise CommandError("--from 比 --to 晚,请对调。")
    return {name: day for name, day in days.items() if day}


def _check_day(name: str, day: str) -> None:
    try:
        fits = date.fromisoformat(day).isoformat() == day
    except ValueError:
        fits = False
    if not fits:
        raise CommandError(f"--{name} 要写成 2026-11-01 这样的日期,不能是“{day}”。")


def _where(wanted: Path | None) -> Path:
    name = f"台账{china_day(SystemClock().now()):%Y%m%d}.xlsx"
    target = wanted or Path(name)
    if target.is_dir():
        target = target / name
    if target.exists():
        raise CommandError(f"{target}:已经有了,没有覆盖。请换一个文件名。")
    return target


def _batches(settings: Settings, asked: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Through the service when it runs: a part at a time, so that others get their turn."""
    after: str | None = None
    while True:
        batch: dict[str, Any] = run_errand(settings, ERRAND, asked=asked, after=after)
        yield batch
        after = batch["next"]
        if after is None:
            return


def _lines(first: dict[str, Any], others: Iterator[dict[str, Any]]) -> Iterator[Line]:
    yield from first["lines"]
    count = len(first["lines"])
    for batch in others:
        yield from batch["lines"]
        count += len(batch["lines"])
        print(f"已写 {count} 行……", flush=True)
