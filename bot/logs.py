"""The log: one plain line an event, to stderr and a file; ids and numbers, never people's data.

What an error says may hold what somebody wrote, so only errors of disk, database and network are
quoted. Everything is masked once more, and one-time links are cut, before a line is written.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, TextIO

import structlog

from storage.errors import StorageError
from tasks.deadlines import CHINA
from tasks.masking import mask

LOG_FILE = "dingban.log"
LARGEST, KEPT = 5_000_000, 20  # bytes of one file, older files: more than six months
DEEPEST = 8  # places named of where an error came from
QUIET_LIBRARIES = ("apscheduler", "asyncio", "aiohttp.access", "alembic")
ONE_TIME_LINK = re.compile(r"(/in/)[\w-]+")

Facts = MutableMapping[str, Any]


def set_up_logs(level: str, folder: Path | None = None, stream: TextIO | None = None) -> None:
    """Everything that is logged, by us and by libraries, goes to `stream` (stderr) and `folder`."""
    ours = [structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level, tell_error]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *ours,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    form = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=ours, processors=[_add_time, to_line]
    )
    root = logging.getLogger()
    _take_away()
    for handler in _handlers(folder, stream):
        handler.setFormatter(form)
        root.addHandler(handler)
    root.setLevel(level)
    for name in QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(logging.ERROR)


def close_logs() -> None:
    """Let go of the files, and leave logging as it was found."""
    structlog.reset_defaults()
    _take_away()


def tell_error(_logger: object, _method: str, facts: Facts) -> Facts:
    """An exception as facts on the same line: its kind, and where it came from."""
    error = _error_of(facts.pop("exc_info", None))
    if error is not None:
        facts.setdefault("error", _name(error))
        facts["at"] = " < ".join(_places(error))
    return facts


def to_line(_logger: object, _method: str, facts: Facts) -> str:
    """`2026-11-21 09:00:01 WARNING step_failed task=… error=…`."""
    facts.pop("_record", None)
    facts.pop("_from_structlog", None)
    head = [str(facts.pop(name, "")) for name in ("time", "level", "event")]
    head[1] = head[1].upper()
    line = " ".join([*head, *(f"{name}={value}" for name, value in sorted(facts.items()))])
    return ONE_TIME_LINK.sub(r"\1…", mask(" ".join(line.split())))


def _add_time(_logger: object, _method: str, facts: Facts) -> Facts:
    created = facts["_record"].created
    facts["time"] = f"{datetime.fromtimestamp(created, CHINA):%Y-%m-%d %H:%M:%S}"
    return facts


class _OwnFile(RotatingFileHandler):
    """A file only its owner may read."""

    def _open(self) -> Any:
        Path(self.baseFilename).touch(mode=0o600)
        return super()._open()


def _handlers(folder: Path | None, stream: TextIO | None) -> list[logging.Handler]:
    handlers: list[logging.Handler] = [logging.StreamHandler(stream or sys.stderr)]
    if folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / LOG_FILE
        handlers.append(
            _OwnFile(file, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", delay=True)
        )
    return handlers


def _take_away() -> None:
    root = logging.getLogger()
    for handler in [each for each in root.handlers if _is_ours(each)]:
        root.removeHandler(handler)
        handler.close()


def _is_ours(handler: logging.Handler) -> bool:
    return isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)


def _error_of(exc_info: Any) -> BaseException | None:
    if exc_info is True:
        return sys.exc_info()[1]
    if isinstance(exc_info, tuple):
        error: BaseException | None = exc_info[1]
        return error
    return exc_info if isinstance(exc_info, BaseException) else None


def _name(error: BaseException) -> str:
    """Its kind; what it says only where that cannot be something a person wrote."""
    if isinstance(error, StorageError | OSError):
        return f"{type(error).__name__}({error})"
    return type(error).__name__


def _places(error: BaseException) -> list[str]:
    """Where it was raised first, then who called that."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)]
