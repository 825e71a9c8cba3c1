"""One backup: a zip with the database, the encrypted attachments and a manifest; never keys.

The database is copied first: attachments are only ever added, and before the row that names them,
so the files found afterwards are all that the copy speaks of.
"""

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from bot.command_error import CommandError
from bot.version import VERSION
from storage.backup import backup as copy_database
from storage.files import NAME, sync_folder

MANIFEST, DATABASE, FILES = "manifest.json", "dingban.db", "files"
FORMAT = 1
CHUNK = 1024 * 1024
SAY_EVERY = 200  # attachments

NOT_A_BACKUP = "{}:不是 dingban backup 做的备份文件,或没有下载完整。"
NEWER = "{}:这个备份来自更新的版本({}),请先升级程序。"
SPOILT = "{}:备份里的 {} 和清单对不上,文件已损坏,没有恢复。请换一份备份。"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Entry:
    """One file of the backup, by its name in the zip."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What must be in the zip, and nothing else is taken from it."""

    made_at: str
    version: str
    entries: tuple[Entry, ...]

    @property
    def attachments(self) -> int:
        return len(self.entries) - 1


def write_backup(database: Path, files: Path, target: Path, *, now: datetime, say: Say) -> Manifest:
    """Write it beside `target`, check it, and only then give it its name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".dingban-") as made:
        copy, packed = Path(made) / DATABASE, Path(made) / "backup.zip"
        say("正在复制数据库……")
        copy_database(database, copy)
        with zipfile.ZipFile(packed, "w") as into:
            entries = [_put(into, DATABASE, copy, zipfile.ZIP_DEFLATED)]
            for count, path in enumerate(_attachments(files), start=1):
                entries.append(_put(into, f"{FILES}/{path.name}", path, zipfile.ZIP_STORED))
                if count % SAY_EVERY == 0:
                    say(f"已复制附件 {count} 个……")
            manifest = Manifest(now.isoformat(), VERSION, tuple(entries))
            said = {"format": FORMAT, **asdict(manifest)}
            into.writestr(MANIFEST, json.dumps(said, ensure_ascii=False, indent=1))
        say("正在核对……")
        read_manifest(packed, thorough=True)
        packed.chmod(0o600)
        _sync(packed)
        packed.replace(target)
        sync_folder(target.parent)
    return manifest


def read_manifest(file: Path, *, thorough: bool = False) -> Manifest:
    """The list of what is inside; `thorough` reads everything and compares it with the list."""
    try:
        with zipfile.ZipFile(file) as packed:
            said = json.loads(packed.read(MANIFEST))
            if said["format"] > FORMAT:
                raise CommandError(NEWER.format(file, said["version"]))
            entries = tuple(Entry(**entry) for entry in said["entries"])
            manifest = Manifest(said["made_at"], said["version"], entries)
            for entry in entries if thorough else ():
                with packed.open(entry.name) as source:
                    _compare(file, entry, source, None)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise CommandError(NOT_A_BACKUP.format(file)) from error
    return manifest


def unpack(file: Path, manifest: Manifest, database: Path, files: Path) -> None:
    """Database and attachments at these paths, each compared with the list while it is written."""
    with zipfile.ZipFile(file) as packed:
        for entry in manifest.entries:
            target = database if entry.name == DATABASE else _place(file, entry, files)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as into, packed.open(entry.name) as source:
                _compare(file, entry, source, into)
                into.flush()
                os.fsync(into.fileno())


def _place(file: Path, entry: Entry, files: Path) -> Path:
    """Only names we could have given ourselves lead anywhere."""
    parts = PurePosixPath(entry.name).parts
    if len(parts) != 2 or parts[0] != FILES or not NAME.fullmatch(parts[1]):
        raise CommandError(SPOILT.format(file, MANIFEST))
    return files / parts[1][:2] / parts[1]


def _attachments(folder: Path) -> Iterator[Path]:
    """What is complete; a file just being written has another name."""
    for path in sorted(folder.glob("??/*")):
        if NAME.fullmatch(path.name):
            yield path


def _put(into: zipfile.ZipFile, name: str, source: Path, how: int) -> Entry:
    digest, size = hashlib.sha256(), 0
    about = zipfile.ZipInfo.from_file(source, name)
    about.compress_type = how
    with source.open("rb") as reader, into.open(about, "w", force_zip64=True) as writer:
        while chunk := reader.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            writer.write(chunk)
    return Entry(name, size, digest.hexdigest())


def _compare(file: Path, entry: Entry, source: IO[bytes], into: IO[bytes] | None) -> None:
    digest = hashlib.sha256()
    try:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            if into is not None:
                into.write(chunk)
    except zipfile.BadZipFile as error:
        raise CommandError(SPOILT.format(file, entry.name)) from error
    if digest.hexdigest() != entry.sha256:
        raise CommandError(SPOILT.format(file, entry.name))


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
