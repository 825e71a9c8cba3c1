"""Attachments: encrypted files, each named by a keyed hash of what is in it."""

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from storage.errors import StorageUnavailable
from storage.sealing import Sealer

PURPOSE = "attachment"
NAME = re.compile(r"[0-9a-f]{16,128}")


class FileStore:
    """Files of one folder; the same content twice is one file."""

    def __init__(self, folder: Path, sealer: Sealer) -> None:
        self._folder = folder
        self._sealer = sealer

    def put(self, content: bytes) -> str:
        """Keep the content; its name is the answer. It is on the disk when this returns."""
        name = self._sealer.keyed_hash(content, PURPOSE)
        path = self._path(name)
        if not path.exists():
            try:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _write_whole(path, self._sealer.seal_bytes(content, PURPOSE))
            except OSError as error:
                raise StorageUnavailable(f"附件存不了({error})") from error
        return name

    def get(self, name: str) -> bytes:
        """The content; FileNotFoundError when there is no such file."""
        return self._sealer.open_bytes(self._path(name).read_bytes(), PURPOSE)

    def has(self, name: str) -> bool:
        return self._path(name).exists()

    def _path(self, name: str) -> Path:
        """Only names we could have given ourselves lead anywhere."""
        if not NAME.fullmatch(name):
            raise FileNotFoundError(name)
        return self._folder / name[:2] / name


def _write_whole(path: Path, content: bytes) -> None:
    """All of it or nothing, even when the power fails: written beside, synced, renamed."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """A new name is safe only when its folder is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
