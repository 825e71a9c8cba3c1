"""`dingban backup`: one file with everything but the keys, made while the service runs."""

import argparse
from datetime import datetime
from pathlib import Path

from bot.clock import SystemClock
from bot.command_error import CommandError
from bot.installation import sqlite_file
from bot.settings import Settings, read_settings
from tasks.deadlines import CHINA

FOLDER = "backups"
ON_A_SERVER = (
    "数据在 PostgreSQL 里,请用 pg_dump 备份数据库;附件在 {},请一起复制。密钥另存,不要放在一起。"
)
NOTHING_YET = "还没有数据可以备份:这个中心还没启动过。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="文件",
        type=Path,
        nargs="?",
        help=f"备份写到哪里;不写就在数据文件夹的 {FOLDER} 里",
    )


def main(args: argparse.Namespace) -> int:
    from bot.backup_file import write_backup

    settings = read_settings()
    now = SystemClock().now().astimezone(CHINA)
    database = source(settings)
    target = where(args.file, settings, now)
    made = write_backup(database, settings.files_dir, target, now=now, say=_say)
    size = target.stat().st_size / 1_000_000
    print(f"备份好了:{target}({size:.1f} MB,附件 {made.attachments} 个)。")
    print("里面没有密钥:请把 .env 里的 DINGBAN_DATA_KEY 另存一处,没有它,备份打不开。")
    return 0


def source(settings: Settings) -> Path:
    """The database's file; a sentence where there is none to copy."""
    database = sqlite_file(settings)
    if database is None:
        raise CommandError(ON_A_SERVER.format(settings.files_dir))
    if not database.exists():
        raise CommandError(NOTHING_YET)
    return database


def where(wanted: Path | None, settings: Settings, now: datetime) -> Path:
    """A new file, never over an existing one; in a folder it gets the time as its name."""
    name = f"dingban-{now:%Y%m%d-%H%M%S}.zip"
    target = wanted or settings.data_dir / FOLDER / name
    if target.is_dir():
        target = target / name
    if target.exists():
        raise CommandError(f"{target}:已经有了,没有覆盖。请换一个文件名。")
    return target


def _say(words: str) -> None:
    print(words, flush=True)
