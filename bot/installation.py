"""Where this installation keeps what: its database, its socket, its lock, its address."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.command_error import CommandError
from bot.settings import Settings

SQLITE = "sqlite:///"
DATABASE = "dingban.db"
SOCKET = "dingban.sock"
LOCK = "dingban.lock"
LOGS = "logs"
LONGEST_SOCKET = 100  # bytes of its path: Linux takes 107, others 103
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - names of what others listen on
IN_USE = "{}:有一个钉办正在用这里的数据(服务在启动,或另一个命令没做完)。请稍后再试,或先停下它。"


def database_url(settings: Settings) -> str:
    """As storage wants it: our own SQLite file, or PostgreSQL through the driver we ship."""
    url = settings.database_url.get_secret_value()
    if not url:
        return f"{SQLITE}{settings.data_dir / DATABASE}"
    scheme, _, rest = url.partition("://")
    return url if scheme.startswith("sqlite") else f"postgresql+psycopg://{rest}"


def sqlite_file(settings: Settings) -> Path | None:
    """The database's file; None when it is kept by a server."""
    url = database_url(settings)
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


def has_data(settings: Settings) -> bool:
    """Whether the centre was ever started here; a server's database is taken to be."""
    file = sqlite_file(settings)
    return file is None or file.exists()


def address(settings: Settings) -> str:
    """What a browser is told to open; a service that listens everywhere is also here."""
    if settings.public_url:
        return settings.public_url
    host = EVERYWHERE.get(settings.host, settings.host)
    if ":" in host and not host.startswith("["):
        host = f"[{host}]"
    return f"http://{host}:{settings.port}"


def make_data_dir(settings: Settings) -> Path:
    """The data folder, for its owner only; an error names the path that cannot be written."""
    folder = settings.data_dir
    if folder.exists() and not folder.is_dir():
        raise CommandError(f"{folder}:这是文件,不是文件夹。请移走它,或换一个 DINGBAN_DATA_DIR。")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CommandError(f"{folder}:没有写入的权限,请改权限,或换一个 DINGBAN_DATA_DIR。")
    return folder


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """One program at a time opens the data for writing; the lock ends with its process."""
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise CommandError(IN_USE.format(folder)) from error
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def short_path(folder: Path) -> Iterator[Path]:
    """The folder under a name that fits into a socket's address, if need be for a moment only."""
    if len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="dingban-") as made:
        link = Path(made) / "d"
        link.symlink_to(folder)
        yield link
