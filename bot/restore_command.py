"""`dingban restore`: a backup put in place, after the copy and the key were found to be right."""

import argparse
import tempfile
from datetime import datetime
from pathlib import Path

from bot.clock import SystemClock
from bot.command_error import CommandError
from bot.installation import make_data_dir, only_writer, sqlite_file
from bot.settings import Settings, read_settings
from storage.errors import StorageError, WrongKey
from tasks.deadlines import CHINA

ON_A_SERVER = "数据在 PostgreSQL 里,请用 pg_restore 恢复数据库;附件放回 {}。"
IN_THE_WAY = "{} 里已有数据,没有改动。要换成备份里的,请加 --force(现有数据会改名留下)。"
OTHER_KEY = "DINGBAN_DATA_KEY 与这个备份不符,没有恢复。请在 .env 里写回做备份时的密钥。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="文件", type=Path, help="dingban backup 做的备份")
    parser.add_argument("--force", action="store_true", help="已有数据时也恢复;现有数据改名留下")


def main(args: argparse.Namespace) -> int:
    settings = read_settings()
    settings.require_keys()
    database = sqlite_file(settings)
    if database is None:
        raise CommandError(ON_A_SERVER.format(settings.files_dir))
    if not args.file.is_file():
        raise CommandError(f"{args.file}:没有这个文件。")
    with only_writer(make_data_dir(settings)):
        return _restore(args.file, settings, database, force=args.force)


def _restore(file: Path, settings: Settings, database: Path, *, force: bool) -> int:
    from bot.backup_file import DATABASE, read_manifest, unpack

    there = [path for path in (database, settings.files_dir) if path.exists()]
    if there and not force:
        raise CommandError(IN_THE_WAY.format(settings.data_dir))
    manifest = read_manifest(file)
    print(f"正在展开 {manifest.made_at[:16]} 的备份(附件 {manifest.attachments} 个)……", flush=True)
    with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=".restore-") as made:
        copy, files = Path(made) / DATABASE, Path(made) / "files"
        unpack(file, manifest, copy, files)
        print("正在核对数据库和密钥……", flush=True)
        _check(copy, settings)
        _put_aside(there, database, settings.data_dir, SystemClock().now())
        _move(copy, database)
        if files.exists():
            _move(files, settings.files_dir)
    print("恢复好了。可以启动服务:dingban serve(或 make run)。")
    return 0


def _check(copy: Path, settings: Settings) -> None:
    """Whole, openable with our key, and brought to this program's shape."""
    from storage.backup import check
    from storage.database import Database
    from storage.sealing import Sealer

    try:
        check(copy)
        Database.open(f"sqlite:///{copy}", sealer=Sealer(settings.data_keys)).close()
    except WrongKey as error:
        raise CommandError(OTHER_KEY) from error
    except StorageError as error:
        raise CommandError(f"备份里的数据库不能用,没有恢复:{error}") from error


def _put_aside(there: list[Path], database: Path, folder: Path, now: datetime) -> None:
    """Nothing is deleted: what was there gets a folder named after this moment."""
    if not there:
        return
    aside = folder / f"replaced-{now.astimezone(CHINA):%Y%m%d-%H%M%S}"
    aside.mkdir(mode=0o700)
    beside = database.parent.glob(f"{database.name}-*")  # the journal belongs to the database
    for path in (*there, *beside):
        _move(path, aside / path.name)
    print(f"原来的数据改放在 {aside}。")


def _move(path: Path, target: Path) -> None:
    import shutil

    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.move(path, target)
