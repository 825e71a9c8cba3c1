"""`dingban calendar import`: a new year's holiday notice, and what it changes."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from bot.command_error import CommandError
from bot.control_client import run_errand
from bot.language.speak import say_day
from bot.notice_file import Days, read_notice
from bot.settings import Settings, read_settings

SHOWN = 10  # numbers named; the rest are counted
HELP = "通知全文(文本文件),或有“日期、类型”两列的 csv;类型写 放假 或 上班"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(
        title="做什么", metavar="<做什么>", required=True, parser_class=type(parser)
    )
    takes = verbs.add_parser("import", help="导入放假安排,重算受影响的截止时间")
    takes.add_argument("file", metavar="文件", type=Path, help=HELP)
    takes.set_defaults(run=import_file)


def main(args: argparse.Namespace) -> int:
    code: int = args.run(args)
    return code


def import_file(args: argparse.Namespace) -> int:
    years, mistakes = read_notice(args.file.read_bytes(), args.file.name)
    if mistakes:
        raise CommandError(*map(str, mistakes), "没有导入。请改好后再导入。")
    settings = read_settings()
    for year, days in sorted(years.items()):
        _import_year(settings, year, days)
    return 0


def _import_year(settings: Settings, year: int, days: Days) -> None:
    given = {day.isoformat(): works for day, works in days.items()}
    done: dict[str, Any] = run_errand(settings, "calendar import", year=year, days=given)
    off = sum(not works for works in days.values())
    made_up = [say_day(day, date(year, 1, 1)) for day, works in sorted(days.items()) if works]
    print(f"{year} 年:放假 {off} 天,补班 {len(made_up)} 天({'、'.join(made_up) or '无'})。")
    for says, numbers in (
        ("截止时间已重算并改动,已告知承办人和交办人", done["moved"]),
        ("重算后截止时间不变", done["stayed"]),
        ("截止时间是按原话推算的,没有改,请指挥室看一下", done["unclear"]),
    ):
        if numbers:
            more = f" 等 {len(numbers)} 件" if len(numbers) > SHOWN else ""
            print(f"{says}:{'、'.join(numbers[:SHOWN])}{more}")
